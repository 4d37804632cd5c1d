// SPDX-License-Identifier: GPL-2.0-only
#include "lab/origin-setup.h"

#include "lab/path-nodes.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace pagewire
{

Page
WithThinkTimes(Page page, const OriginOptions& options, double slowness)
{
    for (Resource& resource : page.resources)
    {
        const double scaled = static_cast<double>(resource.thinkTime.count()) * options.thinkScale;
        const Nanoseconds time = options.thinkTime.value_or(Nanoseconds(std::llround(scaled)));
        resource.thinkTime =
            Nanoseconds(std::llround(static_cast<double>(time.count()) * slowness));
    }
    return page;
}

Page
WithUpdates(Page page, const OriginOptions& options)
{
    for (Resource& resource : page.resources)
    {
        if (options.updateInterval && resource.method == "GET")
        {
            resource.caching.updateInterval = *options.updateInterval;
            resource.caching.updates =
                options.randomUpdates ? Caching::Updates::EXPONENTIAL : Caching::Updates::REGULAR;
        }
    }
    return page;
}

void
SetUpOrigin(Origin& origin, const OriginOptions& options)
{
    origin.SetAttribute("AltSvc", ns3::BooleanValue(options.altSvc));
    origin.SetAttribute("Workers", ns3::UintegerValue(options.workers));
    origin.SetAttribute("KeepAlive", ToTimeValue(options.keepAlive));
    origin.SetAttribute("CacheControl", ns3::StringValue(options.cacheControl));
    origin.SetAttribute("DefaultCacheControl", ns3::StringValue(options.defaultCacheControl));
    origin.SetAttribute("ETags", ns3::StringValue(options.entityTags));
    origin.SetAttribute("LastModified", ns3::BooleanValue(options.lastModified));
    origin.SetAttribute("ClockSkew", ToTimeValue(options.clockSkew));
    origin.SetAttribute("UnsafeUpdates", ns3::BooleanValue(options.unsafeUpdates));
}

CachingRules
CachingRulesOf(const OriginOptions& options, const std::string& server)
{
    CachingRules rules;
    rules.entityTags = options.entityTags == "content"    ? TAGS_OF_CONTENT
                     : options.entityTags == "per-server" ? TAGS_PER_SERVER
                     : options.entityTags == "weak"       ? TAGS_WEAK
                                                          : TAGS_NONE;
    rules.lastModified = options.lastModified;
    rules.clockSkew = options.clockSkew;
    rules.cacheControl = options.cacheControl;
    rules.defaultCacheControl = options.defaultCacheControl;
    rules.server = server;
    return rules;
}

} // namespace pagewire
