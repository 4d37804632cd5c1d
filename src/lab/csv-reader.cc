// SPDX-License-Identifier: GPL-2.0-only
#include "lab/csv-reader.h"

#include "base/error.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Takes one row off the front of the text. */
std::vector<std::string>
TakeRow(std::string_view& text)
{
    std::vector<std::string> row(1);
    bool quoted = false;
    std::size_t at = 0;
    for (; at < text.size(); ++at)
    {
        const char c = text[at];
        if (quoted && c == '"' && at + 1 < text.size() && text[at + 1] == '"')
        {
            row.back() += '"';
            ++at;
        }
        else if (c == '"')
        {
            quoted = !quoted;
        }
        else if (!quoted && c == ',')
        {
            row.emplace_back();
        }
        else if (!quoted && c == '\n')
        {
            ++at;
            break;
        }
        else if (quoted || c != '\r')
        {
            row.back() += c;
        }
    }
    text.remove_prefix(at);
    return row;
}

} // namespace

std::size_t
CsvRows::Column(const std::string& name) const
{
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end())
    {
        throw InputError("the table has no column '" + name + "'");
    }
    return static_cast<std::size_t>(found - header.begin());
}

CsvRows
ReadCsv(std::string_view text, const std::string& file)
{
    CsvRows table;
    table.header = TakeRow(text);
    for (int line = 2; !text.empty(); ++line)
    {
        std::vector<std::string> row = TakeRow(text);
        if (row.size() != table.header.size())
        {
            throw InputError(file,
                             line,
                             "the row has " + std::to_string(row.size()) +
                                 " cells and the header " + std::to_string(table.header.size()));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace pagewire
