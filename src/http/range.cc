// SPDX-License-Identifier: GPL-2.0-only
#include "http/range.h"

#include "http/conditional.h"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace pagewire
{

namespace
{

/** Takes a run of digits off the front; nothing if there is none or it does not fit. */
std::optional<std::uint64_t>
TakeNumber(std::string_view& text)
{
    std::uint64_t number = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc())
    {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    return number;
}

bool
TakeLiteral(std::string_view& text, std::string_view literal)
{
    const bool there = EqualsIgnoringCase(text.substr(0, literal.size()), literal);
    text.remove_prefix(there ? literal.size() : 0);
    return there;
}

std::optional<RangeSpec>
ParseSpec(std::string_view text)
{
    RangeSpec spec;
    spec.first = TakeNumber(text);
    if (!TakeLiteral(text, "-"))
    {
        return std::nullopt;
    }
    spec.last = TakeNumber(text);
    const bool backwards = spec.first && spec.last && *spec.last < *spec.first;
    if (!text.empty() || backwards || (!spec.first && !spec.last))
    {
        return std::nullopt;
    }
    return spec;
}

/** The bytes that a spec selects of a representation; length 0: none. */
ByteRange
Select(const RangeSpec& spec, std::uint64_t size)
{
    if (!spec.first)
    {
        const std::uint64_t length = std::min(*spec.last, size);
        return {size - length, length};
    }
    if (*spec.first >= size)
    {
        return {};
    }
    const std::uint64_t last = std::min(spec.last.value_or(size - 1), size - 1);
    return {*spec.first, last - *spec.first + 1};
}

/** The satisfiable ranges in order of position, those that overlap or touch made one. */
std::vector<ByteRange>
Coalesce(const std::vector<RangeSpec>& specs, std::uint64_t size)
{
    std::vector<ByteRange> parts;
    for (const RangeSpec& spec : specs)
    {
        if (const ByteRange part = Select(spec, size); part.length > 0)
        {
            parts.push_back(part);
        }
    }
    std::sort(parts.begin(), parts.end(), [](const ByteRange& a, const ByteRange& b) {
        return a.offset < b.offset;
    });
    std::vector<ByteRange> merged;
    for (const ByteRange& part : parts)
    {
        if (!merged.empty() && part.offset <= merged.back().offset + merged.back().length)
        {
            ByteRange& before = merged.back();
            const std::uint64_t end =
                std::max(before.offset + before.length, part.offset + part.length);
            before.length = end - before.offset;
        }
        else
        {
            merged.push_back(part);
        }
    }
    return merged;
}

} // namespace

bool
RangeSpec::operator==(const RangeSpec& other) const
{
    return first == other.first && last == other.last;
}

bool
ByteRange::operator==(const ByteRange& other) const
{
    return offset == other.offset && length == other.length;
}

bool
ContentRange::operator==(const ContentRange& other) const
{
    return part == other.part && size == other.size;
}

std::optional<std::vector<RangeSpec>>
ParseRange(std::string_view value)
{
    if (!TakeLiteral(value, "bytes="))
    {
        return std::nullopt;
    }
    std::vector<RangeSpec> specs;
    for (const std::string_view member : SplitList(value))
    {
        const auto spec = ParseSpec(member);
        if (!spec)
        {
            return std::nullopt;
        }
        specs.push_back(*spec);
    }
    return specs.empty() ? std::nullopt : std::make_optional(std::move(specs));
}

std::string
FormatRange(const std::vector<RangeSpec>& specs)
{
    assert(!specs.empty());
    std::string text;
    for (const RangeSpec& spec : specs)
    {
        text += text.empty() ? "bytes=" : ", ";
        text += (spec.first ? std::to_string(*spec.first) : "") + "-";
        text += spec.last ? std::to_string(*spec.last) : "";
    }
    return text;
}

std::string
FormatContentRange(const ContentRange& range)
{
    const std::string size = range.size ? std::to_string(*range.size) : "*";
    if (!range.part)
    {
        return "bytes */" + size;
    }
    assert(range.part->length > 0);
    return "bytes " + std::to_string(range.part->offset) + "-" +
           std::to_string(range.part->offset + range.part->length - 1) + "/" + size;
}

std::optional<ContentRange>
ParseContentRange(std::string_view value)
{
    ContentRange range;
    if (!TakeLiteral(value, "bytes "))
    {
        return std::nullopt;
    }
    if (!TakeLiteral(value, "*"))
    {
        const auto first = TakeNumber(value);
        const bool dash = TakeLiteral(value, "-");
        const auto last = TakeNumber(value);
        if (!first || !dash || !last || *last < *first || *last == UINT64_MAX)
        {
            return std::nullopt;
        }
        range.part = ByteRange{*first, *last - *first + 1};
    }
    const bool slash = TakeLiteral(value, "/");
    if (!TakeLiteral(value, "*"))
    {
        range.size = TakeNumber(value);
        const bool beyond =
            range.part && range.size && range.part->offset + range.part->length > *range.size;
        if (!range.size || beyond)
        {
            return std::nullopt;
        }
    }
    const bool saysNothing = !range.part && !range.size;
    return slash && value.empty() && !saysNothing ? std::make_optional(range) : std::nullopt;
}

RangeDecision
DecideRange(const Request& request, const HeaderFields& representation, std::uint64_t size)
{
    const RangeDecision whole{200, {0, size}, std::nullopt};
    const auto field = request.fields.Find("Range");
    const auto specs = field ? ParseRange(*field) : std::nullopt;
    if (!specs || request.method != "GET" || request.fields.Count("Range") > 1)
    {
        return whole;
    }
    const auto condition = request.fields.Find("If-Range");
    if (condition && !IfRangeHolds(*condition, representation))
    {
        return whole;
    }
    const std::vector<ByteRange> parts = Coalesce(*specs, size);
    if (parts.empty())
    {
        return {416, {0, 0}, ContentRange{std::nullopt, size}};
    }
    return parts.size() > 1 ? whole : RangeDecision{206, parts[0], ContentRange{parts[0], size}};
}

} // namespace pagewire
