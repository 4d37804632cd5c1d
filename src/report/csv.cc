// SPDX-License-Identifier: GPL-2.0-only
#include "report/csv.h"

#include "base/units.h"

#include <utility>

namespace pagewire
{

std::string
CsvCell(std::string_view value)
{
    if (value.find_first_of(",\"\r\n") == std::string_view::npos)
    {
        return std::string(value);
    }
    std::string cell = "\"";
    for (const char c : value)
    {
        cell.append(c == '"' ? 2 : 1, c);
    }
    return cell + '"';
}

CsvTable::CsvTable(std::vector<std::string> columns)
    : m_columns(columns.size())
{
    for (const std::string& column : columns)
    {
        Text(column);
    }
}

CsvTable&
CsvTable::Text(std::string_view value)
{
    m_contents += CsvCell(value);
    m_cell = (m_cell + 1) % m_columns;
    m_contents += m_cell == 0 ? '\n' : ',';
    return *this;
}

CsvTable&
CsvTable::Number(std::uint64_t value)
{
    return Text(std::to_string(value));
}

CsvTable&
CsvTable::Number(const std::optional<std::uint64_t>& value)
{
    return value ? Number(*value) : Text("");
}

CsvTable&
CsvTable::Milliseconds(const std::optional<ns3::Time>& value)
{
    return Text(value ? FormatMilliseconds(Nanoseconds(value->GetNanoSeconds())) : "");
}

const std::string&
CsvTable::Contents() const
{
    return m_contents;
}

} // namespace pagewire
