// SPDX-License-Identifier: GPL-2.0-only
#include "page/har-caching.h"

#include "http/date.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** \return the value, empty if a page cannot have it; Chrome joins field lines by line feeds */
std::string
FieldOf(const HarEntry& entry, std::string_view name)
{
    std::string value;
    for (const char c : entry.responseFields.Combined(name))
    {
        value += c == '\n' ? ", " : std::string(1, c);
    }
    return IsFieldText(value) ? value : "";
}

std::optional<Nanoseconds>
ExpiresOf(const HarEntry& entry)
{
    // A two-digit year is held against the time of the capture.
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(entry.end).count();
    const auto expires = entry.responseFields.Find("Expires");
    const auto date = ParseHttpDate(entry.responseFields.Combined("Date"), now);
    if (!expires || !date)
    {
        return std::nullopt;
    }
    const auto moment = ParseHttpDate(*expires, now);
    const Nanoseconds away = std::chrono::seconds(moment.value_or(*date) - *date);
    return std::clamp(away, -MAX_EXPIRES, MAX_EXPIRES);
}

} // namespace

Caching
CachingOf(const HarEntry& entry)
{
    using EntityTag = Caching::EntityTag;
    const bool whole = entry.status != 304;
    Caching caching;
    caching.cacheControl = FieldOf(entry, "Cache-Control");
    caching.vary = FieldOf(entry, "Vary");
    caching.cdnCacheControl = FieldOf(entry, "CDN-Cache-Control");
    caching.cacheTags = FieldOf(entry, "Cache-Tag");
    caching.expires = ExpiresOf(entry);
    if (const auto tag = entry.responseFields.Find("ETag"))
    {
        caching.entityTag = tag->substr(0, 2) == "W/" ? EntityTag::WEAK : EntityTag::STRONG;
    }
    else if (whole)
    {
        caching.entityTag = EntityTag::NONE;
    }
    if (const bool modified = entry.responseFields.Has("Last-Modified"); modified || whole)
    {
        caching.lastModified = modified;
    }
    return caching;
}

} // namespace pagewire
