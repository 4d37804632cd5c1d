// SPDX-License-Identifier: GPL-2.0-only
#include "cache/plain-trace.h"

#include "cache/trace-lines.h"

namespace pagewire
{

void
ReadPlainTrace(std::istream& stream, ObjectTraceBuilder& trace)
{
    TraceLines lines(stream, trace.File());
    bool first = true;
    bool sized = false;
    while (lines.Next())
    {
        const std::string_view text = lines.Text();
        const std::size_t comma = text.rfind(',');
        const bool hasSize = comma != std::string_view::npos;
        if (!first && hasSize != sized)
        {
            lines.Refuse(std::string("has ") + (hasSize ? "a" : "no") +
                         " size, unlike the lines before it: write ID on every line, or ID,SIZE");
        }
        first = false;
        sized = hasSize;
        const std::string_view id = text.substr(0, comma);
        trace.Add(id, sized ? lines.Number(text.substr(comma + 1), "a size") : 1);
    }
}

} // namespace pagewire
