// SPDX-License-Identifier: GPL-2.0-only
#include "http/content-length.h"

#include <charconv>

namespace pagewire
{

std::optional<std::uint64_t>
ContentLengthOf(const HeaderFields& fields)
{
    const auto field = fields.Find("Content-Length");
    std::uint64_t length = 0;
    if (!field || fields.Count("Content-Length") > 1)
    {
        return std::nullopt;
    }
    const char* const end = field->data() + field->size();
    const auto read = std::from_chars(field->data(), end, length);
    return read.ec == std::errc() && read.ptr == end ? std::make_optional(length) : std::nullopt;
}

} // namespace pagewire
