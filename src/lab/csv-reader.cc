// SPDX-License-Identifier: GPL-2.0-only
#include "lab/csv-reader.h"

#include "base/error.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

class Reader
{
  public:
    Reader(std::string_view text, std::string file)
        : m_text(text),
          m_file(std::move(file))
    {}

    bool AtEnd() const
    {
        return m_text.empty();
    }

    /** \return the line that is read next, from 1 */
    int Line() const
    {
        return m_line;
    }

    /** Takes one row off the front of the text. */
    std::vector<std::string> TakeRow()
    {
        std::vector<std::string> row(1);
        bool quoted = false;
        int quote = 0;
        std::size_t at = 0;
        for (bool over = false; at < m_text.size() && !over; ++at)
        {
            const char c = m_text[at];
            m_line += c == '\n';
            if (quoted && c == '"' && at + 1 < m_text.size() && m_text[at + 1] == '"')
            {
                row.back() += '"';
                ++at;
            }
            else if (c == '"')
            {
                quoted = !quoted;
                quote = m_line;
            }
            else if (!quoted && c == ',')
            {
                row.emplace_back();
            }
            else if (!quoted && c == '\n')
            {
                over = true;
            }
            else if (quoted || c != '\r')
            {
                row.back() += c;
            }
        }
        if (quoted)
        {
            throw InputError(m_file, quote, "a quote (\") begins that has no end: close it");
        }
        m_text.remove_prefix(at);
        return row;
    }

  private:
    std::string_view m_text;
    std::string m_file;
    int m_line{1};
};

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
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    text.remove_prefix(text.substr(0, mark.size()) == mark ? mark.size() : 0);
    CsvRows table;
    Reader reader(text, file);
    table.header = reader.TakeRow();
    while (!reader.AtEnd())
    {
        const int line = reader.Line();
        std::vector<std::string> row = reader.TakeRow();
        if (row.size() != table.header.size())
        {
            throw InputError(file,
                             line,
                             "the row has " + std::to_string(row.size()) +
                                 " cells and the header " + std::to_string(table.header.size()));
        }
        table.rows.push_back(std::move(row));
        table.lines.push_back(line);
    }
    return table;
}

} // namespace pagewire
