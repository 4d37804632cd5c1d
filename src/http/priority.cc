// SPDX-License-Identifier: GPL-2.0-only
#include "http/priority.h"

#include "http/header-fields.h"

namespace pagewire
{

namespace
{

/** Takes one dictionary member (RFC 8941 section 3.2) into account: key, key=item, parameters
 * after a semicolon. */
void
TakeMember(std::string_view member, Priority& priority)
{
    member = TrimOws(member.substr(0, member.find(';')));
    const std::size_t equals = member.find('=');
    const std::string_view key = member.substr(0, equals);
    const std::string_view item =
        equals == std::string_view::npos ? "?1" : member.substr(equals + 1);
    const Priority defaults;
    if (key == "u")
    {
        const bool known = item.size() == 1 && item[0] >= '0' && item[0] <= '7';
        priority.urgency = known ? item[0] - '0' : defaults.urgency;
    }
    else if (key == "i")
    {
        priority.incremental = item == "?1";
    }
}

} // namespace

bool
Priority::operator==(const Priority& other) const
{
    return urgency == other.urgency && incremental == other.incremental;
}

std::string
FormatPriority(const Priority& priority)
{
    std::string text;
    const Priority defaults;
    if (priority.urgency != defaults.urgency)
    {
        text = "u=" + std::to_string(priority.urgency);
    }
    if (priority.incremental)
    {
        text += text.empty() ? "i" : ", i";
    }
    return text;
}

Priority
ParsePriority(std::string_view value)
{
    Priority priority;
    for (const std::string_view member : SplitList(value))
    {
        TakeMember(member, priority);
    }
    return priority;
}

} // namespace pagewire
