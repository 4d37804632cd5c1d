// SPDX-License-Identifier: GPL-2.0-only
#include "lab/aligned-columns.h"

#include <algorithm>

namespace pagewire
{

std::string
AlignColumns(const std::vector<std::vector<std::string>>& lines, std::size_t texts)
{
    std::vector<std::size_t> widths(lines.front().size());
    for (const auto& line : lines)
    {
        for (std::size_t i = 0; i < line.size(); ++i)
        {
            widths[i] = std::max(widths[i], line[i].size());
        }
    }
    std::string all;
    for (const auto& line : lines)
    {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i)
        {
            const std::string blanks(widths[i] - line[i].size(), ' ');
            text += (i == 0 ? "" : "  ") + (i < texts ? line[i] + blanks : blanks + line[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        all += text + "\n";
    }
    return all;
}

} // namespace pagewire
