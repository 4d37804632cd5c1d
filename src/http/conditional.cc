// SPDX-License-Identifier: GPL-2.0-only
#include "http/conditional.h"

#include "http/date.h"

#include <algorithm>

namespace pagewire
{

namespace
{

std::string_view
OpaqueTag(std::string_view tag)
{
    return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag;
}

/** Two-digit years in validators are read as of 1970: both sides of a comparison alike. */
std::optional<HttpSeconds>
DateOf(std::optional<std::string_view> value)
{
    return value ? ParseHttpDate(*value, 0) : std::nullopt;
}

} // namespace

bool
IsEntityTag(std::string_view text)
{
    const std::string_view tag = OpaqueTag(text);
    return tag.size() >= 2 && tag.front() == '"' && tag.back() == '"' &&
           std::all_of(tag.begin() + 1, tag.end() - 1, [](char c) {
               const auto octet = static_cast<unsigned char>(c);
               return octet > ' ' && octet != '"' && octet != 127;
           });
}

bool
EntityTagsMatchStrongly(std::string_view a, std::string_view b)
{
    return a == b && IsEntityTag(a) && a.front() == '"';
}

bool
EntityTagsMatchWeakly(std::string_view a, std::string_view b)
{
    return IsEntityTag(a) && IsEntityTag(b) && OpaqueTag(a) == OpaqueTag(b);
}

bool
IfRangeHolds(std::string_view ifRange, const HeaderFields& representation)
{
    if (IsEntityTag(ifRange))
    {
        const auto tag = representation.Find("ETag");
        return tag && EntityTagsMatchStrongly(ifRange, *tag);
    }
    const auto wanted = DateOf(ifRange);
    const auto modified = DateOf(representation.Find("Last-Modified"));
    const auto date = DateOf(representation.Find("Date"));
    return wanted && modified && *wanted == *modified && (!date || *modified + 1 <= *date);
}

} // namespace pagewire
