// SPDX-License-Identifier: GPL-2.0-only
#include "cache/csv-trace.h"

#include "cache/trace-lines.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace pagewire
{

namespace
{

/** \return where the first of these names is that is there at all */
std::optional<std::size_t>
FindColumn(const std::vector<std::string_view>& header,
           std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
    {
        const auto found = std::find(header.begin(), header.end(), name);
        if (found != header.end())
        {
            return static_cast<std::size_t>(found - header.begin());
        }
    }
    return std::nullopt;
}

} // namespace

void
ReadCsvTrace(std::istream& stream, ObjectTraceBuilder& trace)
{
    TraceLines lines(stream, trace.File());
    if (!lines.Next())
    {
        return;
    }
    const std::vector<std::string_view> header = lines.Split(',');
    const std::size_t columns = header.size();
    const auto id = FindColumn(header, {"id", "obj_id", "key", "url", "lbn"});
    const auto size = FindColumn(header, {"size", "obj_size"});
    if (!id)
    {
        lines.Refuse("the header has none of the columns id, obj_id, key, url and lbn: name the "
                     "objects' column so, or give the trace's format with --format");
    }
    while (lines.Next())
    {
        const std::vector<std::string_view> cells = lines.Split(',');
        if (cells.size() != columns)
        {
            lines.Refuse("has " + std::to_string(cells.size()) + " cells where the header has " +
                         std::to_string(columns) + ": give each column one, without commas in it");
        }
        trace.Add(cells[*id], size ? lines.Number(cells[*size], "a size") : 1);
    }
}

} // namespace pagewire
