// SPDX-License-Identifier: GPL-2.0-only
#include "node/caching-fields.h"

#include "base/seed.h"
#include "http/status.h"
#include "node/field-padding.h"
#include "node/virtual-date.h"

namespace pagewire
{

namespace
{

constexpr HttpSeconds YEAR = 365 * 86400;

void
AddUnlessEmpty(HeaderFields& fields, const std::string& name, const std::string& value)
{
    if (!value.empty())
    {
        fields.Add(name, value);
    }
}

bool
MayHaveTag(const Resource& what)
{
    return what.method == "GET" && (IsSuccess(what.status) || what.status == 304);
}

} // namespace

CachingFields::CachingFields(CachingRules rules)
    : m_rules(std::move(rules))
{}

void
CachingFields::AddDemanded(HeaderFields& fields,
                           const Resource& what,
                           std::uint64_t identity,
                           HttpSeconds now,
                           const ResourceVersion& version) const
{
    const Caching& caching = what.caching;
    const bool silent = caching.cacheControl.empty() && !caching.expires;
    const std::string& own = silent ? m_rules.defaultCacheControl : caching.cacheControl;
    AddUnlessEmpty(fields,
                   "Cache-Control",
                   m_rules.cacheControl.empty() ? own : m_rules.cacheControl);
    if (caching.expires)
    {
        fields.Add("Expires", FormatHttpDate(now + WholeSeconds(*caching.expires)));
    }
    AddUnlessEmpty(fields, "Vary", caching.vary);
    AddUnlessEmpty(fields, "CDN-Cache-Control", caching.cdnCacheControl);
    AddUnlessEmpty(fields, "Cache-Tag", caching.cacheTags);
    if (caching.entityTag != Caching::EntityTag::AS_FITS)
    {
        AddUnlessEmpty(fields, "ETag", EntityTag(what, identity, version).value_or(""));
    }
    const auto modified = LastModified(what, identity, version);
    if (caching.lastModified && modified)
    {
        fields.Add("Last-Modified", FormatHttpDate(*modified));
    }
}

std::optional<std::string>
CachingFields::EntityTag(const Resource& what,
                         std::uint64_t identity,
                         const ResourceVersion& version) const
{
    const Caching::EntityTag kind = what.caching.entityTag;
    if (!MayHaveTag(what) || kind == Caching::EntityTag::NONE || m_rules.entityTags == TAGS_NONE)
    {
        return std::nullopt;
    }
    const std::uint64_t content =
        version.number == 0 ? identity : MixSeed(identity, std::to_string(version.number));
    std::string tag = FillerText(std::to_string(content), 16);
    if (m_rules.entityTags == TAGS_PER_SERVER)
    {
        tag += "-" + FillerText(m_rules.server, 6);
    }
    const bool weak = kind == Caching::EntityTag::WEAK || m_rules.entityTags == TAGS_WEAK;
    return (weak ? "W/\"" : "\"") + tag + '"';
}

std::optional<HttpSeconds>
CachingFields::LastModified(const Resource& what,
                            std::uint64_t identity,
                            const ResourceVersion& version) const
{
    const bool wanted = what.caching.lastModified.value_or(what.status == 200);
    if (what.method != "GET" || !wanted || !m_rules.lastModified)
    {
        return std::nullopt;
    }
    if (version.number > 0)
    {
        return DateAt(version.since + m_rules.clockSkew);
    }
    // Long before the simulation begins, when this clock may have been right or wrong.
    return VIRTUAL_EPOCH - YEAR - static_cast<HttpSeconds>(identity % YEAR);
}

} // namespace pagewire
