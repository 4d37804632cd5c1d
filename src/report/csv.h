// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_CSV_H
#define PAGEWIRE_REPORT_CSV_H

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** \return the value as a cell of a table, in quotes where it needs them (RFC 4180) */
std::string CsvCell(std::string_view value);

/**
 * A table as RFC 4180 writes it, but with bare line feeds. Cells are put in the order of the
 * columns; a value that does not exist is an empty cell.
 */
class CsvTable
{
  public:
    explicit CsvTable(std::vector<std::string> columns);

    /** The next cell of the row begun; the row ends by itself with the last column. */
    CsvTable& Text(std::string_view value);
    CsvTable& Number(std::uint64_t value);
    CsvTable& Number(const std::optional<std::uint64_t>& value);
    /** Milliseconds with six decimals, that is exact nanoseconds. */
    CsvTable& Milliseconds(const std::optional<ns3::Time>& value);

    /** \return header line and rows */
    const std::string& Contents() const;

  private:
    std::size_t m_columns;
    std::size_t m_cell{0};
    std::string m_contents;
};

} // namespace pagewire

#endif
