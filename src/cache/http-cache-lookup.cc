// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cached-answer.h"
#include "cache/freshness.h"
#include "cache/http-cache.h"
#include "cache/storing.h"
#include "cache/vary.h"
#include "http/range.h"

#include <algorithm>

namespace pagewire
{

namespace
{

using Action = CacheDecision::Action;

std::string
Seconds(Nanoseconds time)
{
    return FormatNumber(static_cast<double>(time.count()) / 1e9) + " s";
}

void
SendOn(CacheDecision& decision, ForwardReason reason, const std::string& detail = "")
{
    decision.action = Action::FORWARD;
    decision.trace.forward = reason;
    decision.trace.detail = detail;
    decision.trace.outcome = CacheOutcome::MISS;
}

void
PassBy(CacheDecision& decision, ForwardReason reason, const std::string& detail)
{
    SendOn(decision, reason, detail);
    decision.trace.outcome = CacheOutcome::BYPASS;
}

void
TakeStale(CacheDecision& decision, Action action, const std::string& detail)
{
    decision.action = action;
    decision.trace.outcome = CacheOutcome::STALE;
    decision.trace.detail = detail;
}

bool
TakesAnything(CacheMode mode)
{
    return mode == CacheMode::FORCE_CACHE || mode == CacheMode::ONLY_IF_CACHED;
}

/** Says to the caches on the way what the mode says to this one (Fetch standard,
 * HTTP-network-or-cache fetch). */
void
SayMode(Request& request, CacheMode mode)
{
    if (mode == CacheMode::NO_CACHE && !request.fields.Has("Cache-Control"))
    {
        request.fields.Add("Cache-Control", "max-age=0");
    }
    if (mode == CacheMode::RELOAD || mode == CacheMode::NO_STORE)
    {
        request.fields.Set("Pragma", "no-cache");
        request.fields.Set("Cache-Control", "no-cache");
    }
}

} // namespace

CacheDecision
HttpCache::Decide(const Request& request,
                  CacheMoment now,
                  CacheMode mode,
                  const std::string& partition)
{
    CacheDecision decision;
    decision.request = request;
    decision.forward = request;
    decision.mode = mode;
    decision.key = CacheKeyOf(request, partition);
    SayMode(decision.forward, mode);
    const auto asked =
        m_options.heedRequests ? ParseRequestDirectives(request.fields) : RequestDirectives{};
    decision.storable = mode != CacheMode::NO_STORE && !asked.noStore;
    if (request.method != "GET" && request.method != "HEAD")
    {
        PassBy(decision, ForwardReason::METHOD, "the method is " + request.method);
    }
    else if (mode == CacheMode::NO_STORE)
    {
        PassBy(decision, ForwardReason::BYPASS, "it was asked for past the cache");
    }
    else if (asked.noStore)
    {
        decision.trace.store = StoreRule::REQUEST_NO_STORE;
        PassBy(decision, ForwardReason::REQUEST, "the request said no-store");
    }
    else if (request.fields.Has("If-Match") || request.fields.Has("If-Unmodified-Since"))
    {
        PassBy(decision,
               ForwardReason::REQUEST,
               "the request has a condition that only the origin can judge");
    }
    else if (mode == CacheMode::RELOAD)
    {
        SendOn(decision, ForwardReason::REQUEST, "the request wants everything anew");
    }
    else
    {
        LookUp(decision, now);
    }
    const bool cachedOnly = asked.onlyIfCached || mode == CacheMode::ONLY_IF_CACHED;
    if (cachedOnly && decision.action == Action::FORWARD)
    {
        decision.action = Action::REFUSE;
        decision.trace.outcome = CacheOutcome::REFUSED;
    }
    return decision;
}

void
HttpCache::LookUp(CacheDecision& decision, CacheMoment now)
{
    const auto candidates = m_index.Find(decision.key);
    const auto selected =
        std::find_if(candidates.begin(), candidates.end(), [&](const auto& candidate) {
            return SelectsResponse(decision.request.fields,
                                   candidate->response.fields,
                                   candidate->selecting);
        });
    if (selected == candidates.end())
    {
        SendOn(decision, candidates.empty() ? ForwardReason::URI_MISS : ForwardReason::VARY_MISS);
        return;
    }
    decision.stored = *selected;
    Weigh(decision, **selected, now);
    if (decision.action == Action::FORWARD)
    {
        CoversRequest(**selected, decision.request) ? Validate(decision) : Complete(decision);
        return;
    }
    if (const auto hit = m_index.Touch(**selected))
    {
        decision.latency = hit->latency;
        decision.trace.tier = hit->tier;
    }
    if (decision.action == Action::ANSWER_AND_VALIDATE)
    {
        Validate(decision);
    }
}

/** Whether a stored response that Vary selects may be the answer as it is. */
void
HttpCache::Weigh(CacheDecision& decision, const StoredResponse& stored, CacheMoment now) const
{
    CacheTrace& trace = decision.trace;
    const EffectiveDirectives effective = DirectivesFor(stored.response, m_options);
    const FreshnessLifetime lifetime =
        pagewire::LifetimeOf(stored.response, effective, m_options, stored.received);
    trace.age = CurrentAge(stored, now);
    trace.lifetime = lifetime.time;
    trace.source = lifetime.source;
    const bool fresh = trace.lifetime > trace.age;
    const auto asked = m_options.heedRequests ? ParseRequestDirectives(decision.request.fields)
                                              : RequestDirectives{};
    if (!CoversRequest(stored, decision.request))
    {
        SendOn(decision, ForwardReason::PARTIAL);
    }
    else if (TakesAnything(decision.mode) && !fresh)
    {
        TakeStale(decision, Action::ANSWER, "this navigation takes what is stored");
    }
    else if (TakesAnything(decision.mode))
    {
        decision.action = Action::ANSWER;
        trace.outcome = CacheOutcome::HIT;
    }
    else if (stored.invalidated)
    {
        SendOn(decision, ForwardReason::STALE, "what is stored may have been changed since");
    }
    else if (decision.mode == CacheMode::NO_CACHE && !(effective.directives.immutable && fresh))
    {
        SendOn(decision, ForwardReason::REQUEST, "a reload wants what is stored validated");
    }
    else if (asked.noCache)
    {
        SendOn(decision, ForwardReason::REQUEST, "the request said no-cache");
    }
    else if (effective.directives.noCache.whole)
    {
        SendOn(decision,
               ForwardReason::STALE,
               "what is stored says no-cache: it is validated before each use");
    }
    else
    {
        WeighAge(decision, stored, now);
    }
}

/** Whether its age allows it, all else being well. */
void
HttpCache::WeighAge(CacheDecision& decision, const StoredResponse& stored, CacheMoment) const
{
    CacheTrace& trace = decision.trace;
    const ResponseDirectives directives = DirectivesFor(stored.response, m_options).directives;
    const auto asked = m_options.heedRequests ? ParseRequestDirectives(decision.request.fields)
                                              : RequestDirectives{};
    const Nanoseconds left = trace.lifetime - trace.age;
    const bool forbidden = ForbidsStale(directives, m_options.shared);
    const Nanoseconds grace =
        directives.staleWhileRevalidate.value_or(m_options.staleWhileRevalidate);
    if (asked.maxAge && trace.age > *asked.maxAge)
    {
        SendOn(decision,
               ForwardReason::REQUEST,
               "the request wants nothing older than " + Seconds(*asked.maxAge));
    }
    else if (asked.minFresh && left < *asked.minFresh)
    {
        SendOn(decision,
               ForwardReason::REQUEST,
               "the request wants it fresh for " + Seconds(*asked.minFresh) + " more");
    }
    else if (left > Nanoseconds(0))
    {
        decision.action = Action::ANSWER;
        trace.outcome = CacheOutcome::HIT;
        trace.detail.clear();
    }
    else if (asked.maxStale && -left <= *asked.maxStale && !forbidden)
    {
        TakeStale(decision,
                  Action::ANSWER,
                  "max-stale of the request takes what is stale by up to " +
                      Seconds(*asked.maxStale));
    }
    else if (-left < grace && !forbidden)
    {
        TakeStale(decision,
                  Action::ANSWER_AND_VALIDATE,
                  "stale-while-revalidate allows it for " + Seconds(grace) +
                      " while it is validated in the background");
    }
    else
    {
        SendOn(decision, ForwardReason::STALE);
    }
}

/** Asks the next server whether what is stored is still right (RFC 9111 section 4.3.1). */
void
HttpCache::Validate(CacheDecision& decision) const
{
    const HeaderFields& stored = decision.stored->response.fields;
    const auto tag = stored.Find("ETag");
    const auto modified = stored.Find("Last-Modified");
    if (!tag && !modified)
    {
        decision.trace.outcome =
            decision.action == Action::FORWARD ? CacheOutcome::UPDATED : decision.trace.outcome;
        return;
    }
    HeaderFields& fields = decision.forward.fields;
    fields.Remove("If-None-Match");
    fields.Remove("If-Modified-Since");
    if (tag)
    {
        fields.Add("If-None-Match", std::string(*tag));
    }
    if (modified)
    {
        fields.Add("If-Modified-Since", std::string(*modified));
    }
    decision.validates = true;
    if (decision.action == Action::FORWARD)
    {
        decision.trace.outcome = CacheOutcome::UPDATED; // unless a 304 comes
    }
}

/** Asks for what lacks of a representation, where one gap is all that lacks and a strong validator
 * makes sure that the rest still fits (section 3.4). */
void
HttpCache::Complete(CacheDecision& decision) const
{
    const StoredContent& content = *decision.stored->content;
    const auto tag = decision.stored->response.fields.Find("ETag");
    const Request& request = decision.request;
    if (request.method != "GET" || request.fields.Has("Range") || !content.Size() ||
        !ShareStrongValidator(decision.stored->response, decision.stored->response))
    {
        return;
    }
    const std::uint64_t size = *content.Size();
    const std::uint64_t begin = content.HeldFrom(0).length;
    const std::uint64_t end = content.NextHeld(begin).value_or(size);
    if (end + content.HeldFrom(end).length < size)
    {
        return;
    }
    RangeSpec gap{begin, std::nullopt};
    if (end < size)
    {
        gap.last = end - 1;
    }
    decision.forward.fields.Set("Range", FormatRange({gap}));
    decision.forward.fields.Set("If-Range", std::string(*tag));
    decision.completes = true;
}

} // namespace pagewire
