// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-trace.h"

#include "http/structured-field.h"

namespace pagewire
{

namespace
{

std::string
Seconds(std::chrono::milliseconds time)
{
    return FormatNumber(static_cast<double>(time.count()) / 1e3) + " s";
}

/** Why a response was stale from the beginning. */
std::string
StaleAtOnce(const CacheTrace& trace)
{
    if (trace.source == LifetimeSource::EXPIRES && trace.lifetime < Nanoseconds(0))
    {
        return "Expires had passed already when the response was made";
    }
    const bool directive =
        trace.source == LifetimeSource::S_MAXAGE || trace.source == LifetimeSource::MAX_AGE;
    return std::string(LifetimeSourceWords(trace.source)) + (directive ? "=0" : "") +
           " gave it no time to be fresh";
}

/** "its age of 3 s is within the 60 s that max-age gives it" */
std::string
AgeAgainstLifetime(const CacheTrace& trace)
{
    using std::chrono::milliseconds;
    if (trace.source == LifetimeSource::NONE)
    {
        return "nothing says how long it is fresh";
    }
    if (trace.lifetime <= Nanoseconds(0))
    {
        return StaleAtOnce(trace);
    }
    // Rounded so that the smaller of the two is never printed as the larger.
    const bool fresh = trace.age < trace.lifetime;
    const auto age = std::chrono::floor<milliseconds>(trace.age);
    const auto lifetime = fresh ? std::chrono::ceil<milliseconds>(trace.lifetime)
                                : std::chrono::floor<milliseconds>(trace.lifetime);
    return "its age of " + Seconds(age) + (fresh ? " is within the " : " is not within the ") +
           Seconds(lifetime) + " that " + std::string(LifetimeSourceWords(trace.source)) +
           (fresh ? " gives it" : " gave it");
}

std::string
Place(const CacheTrace& trace)
{
    return !trace.tier                      ? "Answered from the cache"
         : *trace.tier == StoreTier::MEMORY ? "Answered from memory"
                                            : "Answered from disk";
}

/** What became of the response that came. */
std::string
StoreClause(StoreRule rule)
{
    switch (rule)
    {
    case StoreRule::UNDECIDED:
        return "";
    case StoreRule::STORED:
        return "the response is stored";
    case StoreRule::UPDATED:
        return "its fields were renewed";
    case StoreRule::METHOD:
        return "the response is not stored: its method does not allow it";
    case StoreRule::STATUS:
        return "the response is not stored: its status does not allow it";
    case StoreRule::REQUEST_NO_STORE:
        return "the response is not stored: the request said no-store";
    case StoreRule::NO_STORE:
        return "the response is not stored: it said no-store";
    case StoreRule::MUST_UNDERSTAND:
        return "the response is not stored: it said must-understand, and its status is unknown";
    case StoreRule::PRIVATE:
        return "the response is not stored: it is private, and this cache is shared";
    case StoreRule::AUTHORIZATION:
        return "the response is not stored: the request had Authorization, and nothing allows a "
               "shared cache to keep it";
    case StoreRule::NO_LIFETIME:
        return "the response is not stored: it says neither how long it is fresh nor how to "
               "validate it";
    case StoreRule::VARY_STAR:
        return "the response is not stored: Vary: * means that it answers no other request";
    case StoreRule::PARTS:
        return "the response is not stored: it is a part that cannot be put together with others";
    case StoreRule::TOO_LARGE:
        return "the response is not stored: it is too large";
    case StoreRule::BROKEN:
        return "the response is not stored: it did not come whole";
    }
    return "";
}

std::string
Forwarded(const std::string& verdict, const CacheTrace& trace)
{
    const std::string stored = StoreClause(trace.store);
    return verdict + ExplainForward(trace) + (stored.empty() ? "" : "; " + stored) + ".";
}

} // namespace

std::string_view
CacheOutcomeName(CacheOutcome outcome)
{
    switch (outcome)
    {
    case CacheOutcome::HIT:
        return "hit";
    case CacheOutcome::STALE:
        return "stale";
    case CacheOutcome::REVALIDATED:
        return "revalidated";
    case CacheOutcome::COMPLETED:
        return "completed";
    case CacheOutcome::COLLAPSED:
        return "collapsed";
    case CacheOutcome::MISS:
        return "miss";
    case CacheOutcome::UPDATED:
        return "updated";
    case CacheOutcome::BYPASS:
        return "bypass";
    case CacheOutcome::REFUSED:
        return "refused";
    }
    return "";
}

std::string_view
ForwardReasonName(ForwardReason reason)
{
    switch (reason)
    {
    case ForwardReason::NONE:
        return "";
    case ForwardReason::URI_MISS:
        return "uri-miss";
    case ForwardReason::VARY_MISS:
        return "vary-miss";
    case ForwardReason::STALE:
        return "stale";
    case ForwardReason::PARTIAL:
        return "partial";
    case ForwardReason::REQUEST:
        return "request";
    case ForwardReason::METHOD:
        return "method";
    case ForwardReason::BYPASS:
        return "bypass";
    }
    return "";
}

std::string_view
StoreRuleName(StoreRule rule)
{
    switch (rule)
    {
    case StoreRule::UNDECIDED:
        return "";
    case StoreRule::STORED:
        return "stored";
    case StoreRule::UPDATED:
        return "updated";
    case StoreRule::METHOD:
        return "method";
    case StoreRule::STATUS:
        return "status";
    case StoreRule::REQUEST_NO_STORE:
        return "request-no-store";
    case StoreRule::NO_STORE:
        return "no-store";
    case StoreRule::MUST_UNDERSTAND:
        return "must-understand";
    case StoreRule::PRIVATE:
        return "private";
    case StoreRule::AUTHORIZATION:
        return "authorization";
    case StoreRule::NO_LIFETIME:
        return "no-lifetime";
    case StoreRule::VARY_STAR:
        return "vary-star";
    case StoreRule::PARTS:
        return "parts";
    case StoreRule::TOO_LARGE:
        return "too-large";
    case StoreRule::BROKEN:
        return "broken";
    }
    return "";
}

std::string_view
LifetimeSourceWords(LifetimeSource source)
{
    switch (source)
    {
    case LifetimeSource::NONE:
        return "nothing";
    case LifetimeSource::OVERRIDE:
        return "the cache's own configuration";
    case LifetimeSource::TARGETED:
        return "max-age of a field meant for this cache";
    case LifetimeSource::S_MAXAGE:
        return "s-maxage";
    case LifetimeSource::MAX_AGE:
        return "max-age";
    case LifetimeSource::EXPIRES:
        return "Expires";
    case LifetimeSource::HEURISTIC:
        return "the time since Last-Modified";
    case LifetimeSource::NEGATIVE:
        return "the cache's configuration for errors";
    }
    return "";
}

std::string
ExplainForward(const CacheTrace& trace)
{
    switch (trace.forward)
    {
    case ForwardReason::NONE:
        return "";
    case ForwardReason::URI_MISS:
        return "nothing is stored of this URL";
    case ForwardReason::VARY_MISS:
        return "what is stored of this URL answers requests that differ in a field that Vary names";
    case ForwardReason::STALE:
        return trace.detail.empty() ? "what is stored is stale: " + AgeAgainstLifetime(trace)
                                    : trace.detail;
    case ForwardReason::PARTIAL:
        return "only a part of it is stored";
    case ForwardReason::REQUEST:
    case ForwardReason::METHOD:
    case ForwardReason::BYPASS:
        return trace.detail;
    }
    return "";
}

std::string
Explain(const CacheTrace& trace)
{
    switch (trace.outcome)
    {
    case CacheOutcome::HIT:
        return Place(trace) + ": " +
               (trace.detail.empty() ? AgeAgainstLifetime(trace) : trace.detail) + ".";
    case CacheOutcome::STALE:
        return Place(trace) + " although it is stale: " + AgeAgainstLifetime(trace) + ", but " +
               trace.detail + ".";
    case CacheOutcome::REVALIDATED:
        return "Answered from the cache after the next server said 304 (Not Modified); it was "
               "asked because " +
               ExplainForward(trace) + ".";
    case CacheOutcome::COMPLETED:
        return Forwarded("Answered from the cache and the part that lacked there: ", trace);
    case CacheOutcome::COLLAPSED:
        return "Answered by the response to an earlier request for the same, which was still on "
               "its way.";
    case CacheOutcome::MISS:
        return Forwarded("Answered by the next server: ", trace);
    case CacheOutcome::UPDATED:
        return Forwarded("Answered by the next server, in place of what was stored: ", trace);
    case CacheOutcome::BYPASS:
        return Forwarded("Answered by the next server, past the cache: ", trace);
    case CacheOutcome::REFUSED:
        return "Refused with 504: the request said only-if-cached, and nothing stored answers it.";
    }
    return "";
}

std::string
FormatCacheStatus(const std::string& name, const CacheTrace& trace)
{
    std::string status = FormatSfTokenOrString(name);
    const bool hit = trace.outcome == CacheOutcome::HIT || trace.outcome == CacheOutcome::STALE;
    if (hit)
    {
        status += "; hit";
    }
    else if (trace.forward != ForwardReason::NONE)
    {
        status += "; fwd=" + std::string(ForwardReasonName(trace.forward));
    }
    if (trace.forwardStatus && !hit)
    {
        status += "; fwd-status=" + std::to_string(*trace.forwardStatus);
    }
    if (trace.timeLeft)
    {
        // Whole seconds; negative where it is stale (RFC 9211 section 2.4).
        const auto left = std::chrono::floor<std::chrono::seconds>(*trace.timeLeft);
        status += "; ttl=" + std::to_string(left.count());
    }
    if (trace.store == StoreRule::STORED)
    {
        status += "; stored";
    }
    if (trace.outcome == CacheOutcome::COLLAPSED)
    {
        status += "; collapsed";
    }
    if (hit && trace.tier)
    {
        status += *trace.tier == StoreTier::MEMORY ? "; detail=memory" : "; detail=disk";
    }
    return status;
}

} // namespace pagewire
