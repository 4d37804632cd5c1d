// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CSV_READER_H
#define PAGEWIRE_LAB_CSV_READER_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A table read from comma-separated values (RFC 4180, line ends of either kind). */
struct CsvRows
{
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<int> lines; //!< that the rows begin in, counted from 1

    /** \return the place of a column \throws InputError if there is none so named */
    std::size_t Column(const std::string& name) const;
};

/** A byte order mark of UTF-8 is passed over. \throws InputError naming the file and line if a row
 * has not as many cells as the header, or a quote has no end */
CsvRows ReadCsv(std::string_view text, const std::string& file);

} // namespace pagewire

#endif
