// SPDX-License-Identifier: GPL-2.0-only
#include "http/conditional.h"

#include "http/date.h"

#include <algorithm>
#include <array>

namespace pagewire
{

namespace
{

bool
IsWeak(std::string_view tag)
{
    return tag.substr(0, 3) == "W/\"";
}

std::string_view
OpaqueTag(std::string_view tag)
{
    return IsWeak(tag) ? tag.substr(2) : tag;
}

/** The dates of a representation, and how to read those held against them. */
class Dates
{
  public:
    explicit Dates(const HeaderFields& representation)
    {
        date = Read(representation.Combined("Date"));
        modified = Read(representation.Combined("Last-Modified"));
    }

    /** Two-digit years are read as of the representation, else as of 1970. */
    std::optional<HttpSeconds> Read(std::string_view text) const
    {
        return ParseHttpDate(text, date.value_or(modified.value_or(0)));
    }

    std::optional<HttpSeconds> date{};
    std::optional<HttpSeconds> modified{};
};

using TagsMatch = bool (*)(std::string_view, std::string_view);

/** \return whether the field names the representation, by "*" or one of its entity tags */
bool
Names(std::string_view field, const HeaderFields* representation, TagsMatch match)
{
    if (field == "*")
    {
        return representation != nullptr;
    }
    const auto tag = representation ? representation->Find("ETag") : std::nullopt;
    const auto listed = SplitEntityTags(field);
    return tag && std::any_of(listed.begin(), listed.end(), [&](std::string_view member) {
               return match(member, *tag);
           });
}

bool
IsRead(const Request& request)
{
    return request.method == "GET" || request.method == "HEAD";
}

bool
SelectsRepresentation(const std::string& method)
{
    return method != "CONNECT" && method != "OPTIONS" && method != "TRACE";
}

/** If-Match, else If-Unmodified-Since */
bool
MayChange(const HeaderFields& request, const HeaderFields* representation)
{
    if (request.Has("If-Match"))
    {
        return Names(request.Combined("If-Match"), representation, &EntityTagsMatchStrongly);
    }
    if (!representation || !request.Has("If-Unmodified-Since"))
    {
        return true;
    }
    const Dates dates(*representation);
    const auto since = dates.Read(request.Combined("If-Unmodified-Since"));
    return !since || !dates.modified || *dates.modified <= *since;
}

/** \return whether nothing has changed since the date of If-Modified-Since
 * \param fallback what stands for Last-Modified where there is none */
bool
UnmodifiedSince(const HeaderFields& request,
                const Dates& dates,
                std::optional<HttpSeconds> fallback)
{
    const auto since = dates.Read(request.Combined("If-Modified-Since"));
    const auto modified = dates.modified ? dates.modified : fallback;
    return since && modified && *modified <= *since;
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
    return a == b && !a.empty() && !IsWeak(a);
}

bool
EntityTagsMatchWeakly(std::string_view a, std::string_view b)
{
    return !a.empty() && OpaqueTag(a) == OpaqueTag(b);
}

std::vector<std::string_view>
SplitEntityTags(std::string_view value)
{
    std::vector<std::string_view> tags;
    bool quoted = false;
    std::size_t from = 0;
    for (std::size_t i = 0; i <= value.size(); ++i)
    {
        if (i < value.size() && value[i] == '"')
        {
            quoted = !quoted;
        }
        if (i < value.size() && (quoted || value[i] != ','))
        {
            continue;
        }
        if (const auto tag = TrimOws(value.substr(from, i - from)); !tag.empty())
        {
            tags.push_back(tag);
        }
        from = i + 1;
    }
    return tags;
}

bool
HasPreconditions(const Request& request)
{
    const HeaderFields& fields = request.fields;
    return fields.Has("If-Match") || fields.Has("If-Unmodified-Since") ||
           fields.Has("If-None-Match") || fields.Has("If-Modified-Since");
}

Preconditions
EvaluatePreconditions(const Request& request, const HeaderFields* representation)
{
    const HeaderFields& fields = request.fields;
    if (!SelectsRepresentation(request.method))
    {
        return Preconditions::HOLD;
    }
    if (!MayChange(fields, representation))
    {
        return Preconditions::FAIL;
    }
    if (fields.Has("If-None-Match"))
    {
        if (!Names(fields.Combined("If-None-Match"), representation, &EntityTagsMatchWeakly))
        {
            return Preconditions::HOLD;
        }
        return IsRead(request) ? Preconditions::NOT_MODIFIED : Preconditions::FAIL;
    }
    const bool unmodified = IsRead(request) && representation &&
                            UnmodifiedSince(fields, Dates(*representation), std::nullopt);
    return unmodified ? Preconditions::NOT_MODIFIED : Preconditions::HOLD;
}

bool
NotModified(const Request& request, const HeaderFields& stored)
{
    if (!IsRead(request))
    {
        return false;
    }
    if (request.fields.Has("If-None-Match"))
    {
        return Names(request.fields.Combined("If-None-Match"), &stored, &EntityTagsMatchWeakly);
    }
    const Dates dates(stored);
    return UnmodifiedSince(request.fields, dates, dates.date);
}

HeaderFields
NotModifiedFields(const HeaderFields& response)
{
    static constexpr std::array<std::string_view, 12> OF_CONTENT{"Accept-Ranges",
                                                                 "Content-Digest",
                                                                 "Content-Encoding",
                                                                 "Content-Language",
                                                                 "Content-Length",
                                                                 "Content-MD5",
                                                                 "Content-Range",
                                                                 "Content-Type",
                                                                 "Digest",
                                                                 "Repr-Digest",
                                                                 "Trailer",
                                                                 "Transfer-Encoding"};
    HeaderFields fields = response;
    for (const std::string_view name : OF_CONTENT)
    {
        fields.Remove(name);
    }
    if (fields.Has("ETag"))
    {
        fields.Remove("Last-Modified");
    }
    return fields;
}

bool
IfRangeHolds(std::string_view ifRange, const HeaderFields& representation)
{
    if (IsEntityTag(ifRange))
    {
        const auto tag = representation.Find("ETag");
        return tag && EntityTagsMatchStrongly(ifRange, *tag);
    }
    const Dates dates(representation);
    const auto wanted = dates.Read(ifRange);
    return wanted && dates.modified && *wanted == *dates.modified &&
           (!dates.date || *dates.modified + 1 <= *dates.date);
}

} // namespace pagewire
