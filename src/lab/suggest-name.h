// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SUGGEST_NAME_H
#define PAGEWIRE_LAB_SUGGEST_NAME_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** \return how many insertions, deletions, replacements and swaps of neighbours lead from a to b */
std::size_t EditDistance(std::string_view a, std::string_view b);

/**
 * \return the name that a misspelt one most likely meant: the nearest by EditDistance, or one with
 * the same part after its last dot or colon; empty if none is near
 */
std::string SuggestName(std::string_view wrong, const std::vector<std::string>& names);

} // namespace pagewire

#endif
