// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_ALIGNED_COLUMNS_H
#define PAGEWIRE_LAB_ALIGNED_COLUMNS_H

#include <cstddef>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * \param lines the cells of each line, as many in each; there must be a line
 * \param texts so many columns, the first ones, are set to the left; the others to the right
 * \return the lines for a terminal, each column as wide as its widest cell
 */
std::string AlignColumns(const std::vector<std::vector<std::string>>& lines, std::size_t texts);

} // namespace pagewire

#endif
