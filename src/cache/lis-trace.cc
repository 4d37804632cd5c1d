// SPDX-License-Identifier: GPL-2.0-only
#include "cache/lis-trace.h"

#include "cache/trace-lines.h"

namespace pagewire
{

void
ReadLisTrace(std::istream& stream, ObjectTraceBuilder& trace)
{
    TraceLines lines(stream, trace.File());
    while (lines.Next())
    {
        const std::vector<std::string_view> parts = lines.Split(' ');
        if (parts.size() != 4)
        {
            lines.Refuse("'" + lines.Text() + "' is not 'START COUNT IGNORED NUMBER': write four " +
                         "numbers, a space between them");
        }
        const std::uint64_t start = lines.Number(parts[0], "the number of a page");
        const std::uint64_t count = lines.Number(parts[1], "a count of pages");
        trace.AddRun(start, count);
    }
}

} // namespace pagewire
