// SPDX-License-Identifier: GPL-2.0-only
#include "cache/freshness.h"

#include "http/status.h"

#include <algorithm>
#include <cmath>

namespace pagewire
{

namespace
{

/** What counts for a time is no longer than this, as for delta-seconds (RFC 9111 section 1.2.2):
 * the years 0 to 9999 of dates are more than nanoseconds can tell. */
constexpr HttpSeconds LONGEST = HttpSeconds{1} << 31;

Nanoseconds
Between(HttpSeconds from, HttpSeconds to)
{
    return std::chrono::seconds(std::clamp(to - from, -LONGEST, LONGEST));
}

std::optional<HttpSeconds>
DateIn(const HeaderFields& fields, std::string_view name, CacheMoment now)
{
    const auto value = fields.Find(name);
    return value ? ParseHttpDate(*value, SecondsOf(now)) : std::nullopt;
}

HttpSeconds
DateOf(const Response& response, CacheMoment received)
{
    // Dates have whole seconds: what came within the second of its Date is not late.
    return DateIn(response.fields, "Date", received).value_or(SecondsOf(received));
}

Nanoseconds
UntilExpires(const Response& response, CacheMoment received)
{
    // What is no date, and two of them, mean the past (RFC 9111 section 5.3).
    const bool single = response.fields.Count("Expires") == 1;
    const auto expires = DateIn(response.fields, "Expires", received);
    return single && expires ? Between(DateOf(response, received), *expires) : Nanoseconds(0);
}

Nanoseconds
Heuristic(const Response& response, const CacheOptions& options, CacheMoment received)
{
    const auto modified = DateIn(response.fields, "Last-Modified", received);
    if (!modified)
    {
        return Nanoseconds(0);
    }
    const Nanoseconds unchanged =
        std::max(Between(*modified, DateOf(response, received)), Nanoseconds(0));
    const double part = static_cast<double>(unchanged.count()) * options.heuristicFraction;
    return std::min(Nanoseconds(std::llround(part)), options.heuristicLimit);
}

} // namespace

EffectiveDirectives
DirectivesFor(const Response& response, const CacheOptions& options)
{
    for (const std::string& target : options.targets)
    {
        if (const auto directives = ParseTargetedDirectives(response.fields, target))
        {
            return {*directives, true};
        }
    }
    return {ParseResponseDirectives(response.fields), false};
}

FreshnessLifetime
LifetimeOf(const Response& response,
           const EffectiveDirectives& effective,
           const CacheOptions& options,
           CacheMoment received)
{
    const ResponseDirectives& directives = effective.directives;
    if (options.lifetimeOverride)
    {
        return {*options.lifetimeOverride, LifetimeSource::OVERRIDE};
    }
    if (directives.sMaxAge && options.shared)
    {
        return {*directives.sMaxAge,
                effective.targeted ? LifetimeSource::TARGETED : LifetimeSource::S_MAXAGE};
    }
    if (directives.maxAge)
    {
        return {*directives.maxAge,
                effective.targeted ? LifetimeSource::TARGETED : LifetimeSource::MAX_AGE};
    }
    if (response.fields.Has("Expires") && !effective.targeted)
    {
        return {UntilExpires(response, received), LifetimeSource::EXPIRES};
    }
    if (response.status >= 400 && options.negativeLifetime > Nanoseconds(0))
    {
        return {options.negativeLifetime, LifetimeSource::NEGATIVE};
    }
    if (IsHeuristicallyCacheable(response.status) || directives.isPublic)
    {
        const Nanoseconds time = Heuristic(response, options, received);
        return {time, time > Nanoseconds(0) ? LifetimeSource::HEURISTIC : LifetimeSource::NONE};
    }
    return {};
}

bool
IsExplicitlyStorable(const Response& response,
                     const EffectiveDirectives& effective,
                     const CacheOptions& options)
{
    const ResponseDirectives& directives = effective.directives;
    const bool isPrivate = directives.isPrivate.whole || !directives.isPrivate.fields.empty();
    return directives.isPublic || directives.maxAge || (options.shared && directives.sMaxAge) ||
           (!options.shared && isPrivate) ||
           (response.fields.Has("Expires") && !effective.targeted) || options.lifetimeOverride ||
           (response.status >= 400 && options.negativeLifetime > Nanoseconds(0));
}

bool
ForbidsStale(const ResponseDirectives& directives, bool shared)
{
    const bool allowed = directives.staleIfError || directives.staleWhileRevalidate;
    return directives.mustRevalidate || directives.noCache.whole ||
           (shared && (directives.proxyRevalidate || (directives.sMaxAge && !allowed)));
}

std::optional<Nanoseconds>
ParseAge(const HeaderFields& fields)
{
    const auto value = fields.Find("Age");
    if (!value)
    {
        return std::nullopt;
    }
    return ParseDeltaSeconds(TrimOws(value->substr(0, value->find(','))));
}

void
Assess(StoredResponse& stored, const CacheOptions& options)
{
    const EffectiveDirectives effective = DirectivesFor(stored.response, options);
    stored.directives = effective.directives;
    stored.lifetime = LifetimeOf(stored.response, effective, options, stored.received);
    const Nanoseconds apparent =
        std::max(Between(DateOf(stored.response, stored.received), SecondsOf(stored.received)),
                 Nanoseconds(0));
    const Nanoseconds delay = stored.received - stored.requested;
    const Nanoseconds told = ParseAge(stored.response.fields).value_or(Nanoseconds(0));
    stored.initialAge = std::max(apparent, told + delay);
}

Nanoseconds
CurrentAge(const StoredResponse& stored, CacheMoment now)
{
    return stored.initialAge + (now - stored.received);
}

} // namespace pagewire
