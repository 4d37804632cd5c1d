// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-reference.h"

#include "lab/option-table.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** "duration, like 25ms: 1ms to 1min", or just the words it chooses from. */
std::string
Takes(const Option& option)
{
    const std::string allowed = option.Allowed();
    if (option.kind == OptionKind::CHOICE)
    {
        return allowed;
    }
    return DescribeKind(option.kind) + (allowed.empty() ? "" : ": " + allowed);
}

std::string
Pad(const std::string& text, std::size_t width)
{
    return text + std::string(text.size() < width ? width - text.size() : 0, ' ');
}

} // namespace

std::string
DescribeOption(const Option& option)
{
    std::string text =
        option.name + "\n    " + option.help + ".\n    Takes: " + Takes(option) + "\n";
    text += "    Default: " + (option.defaultText.empty() ? "empty" : option.defaultText) + "\n";
    if (!option.ns3Name.empty())
    {
        text += "    Also set by: --" + option.ns3Name + "=...\n";
    }
    return text;
}

std::string
ListOptions(const std::string& section)
{
    std::size_t width = 0;
    for (const Option& option : OptionTable())
    {
        width = std::max(width, option.name.size() + option.defaultText.size() + 3);
    }
    std::string text;
    for (const Option& option : OptionTable())
    {
        if (section.empty() || option.Section() == section)
        {
            text += Pad(option.name + " = " + option.defaultText, width + 2) + option.help + "\n";
        }
    }
    return text;
}

std::string
OptionsAsMarkdown()
{
    std::string text;
    std::string section = "none yet";
    for (const Option& option : OptionTable())
    {
        if (option.Section() != section)
        {
            section = option.Section();
            text += (text.empty() ? "" : "\n") + std::string("### ") +
                    (section.empty() ? "Head of the file" : "[" + section + "]") +
                    "\n\n| option | default | takes | what it does |\n| --- | --- | --- | --- |\n";
        }
        const std::string value = option.defaultText.empty() ? "" : "`" + option.defaultText + "`";
        text += "| `" + option.name + "` | " + value + " | " + Takes(option) + " | " + option.help +
                " |\n";
    }
    return text;
}

} // namespace pagewire
