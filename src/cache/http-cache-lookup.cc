// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cached-answer.h"
#include "cache/freshness.h"
#include "cache/http-cache.h"
#include "cache/storing.h"
#include "cache/vary.h"
#include "http/conditional.h"
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

/** What is stored is the answer, whatever rule speaks against that: then that this navigation takes
 * it is the reason. */
void
TakeAnyway(CacheDecision& decision)
{
    const bool fresh = decision.trace.lifetime > decision.trace.age;
    TakeStale(decision, Action::ANSWER, "this navigation takes what is stored");
    decision.trace.outcome = fresh ? CacheOutcome::HIT : CacheOutcome::STALE;
    decision.trace.forward = ForwardReason::NONE;
}

/** What a request is sent past the store for. */
struct Bypass
{
    ForwardReason reason;
    std::string detail;
};

std::optional<Bypass>
WhyPastTheStore(const CacheDecision& decision)
{
    const Request& request = decision.request;
    if (request.method != "GET" && request.method != "HEAD")
    {
        return Bypass{ForwardReason::METHOD, "the method is " + request.method};
    }
    if (decision.mode == CacheMode::NO_STORE)
    {
        return Bypass{ForwardReason::BYPASS, "it was asked for past the cache"};
    }
    if (decision.asked.noStore)
    {
        return Bypass{ForwardReason::REQUEST, "the request said no-store"};
    }
    if (request.fields.Has("If-Match") || request.fields.Has("If-Unmodified-Since"))
    {
        return Bypass{ForwardReason::REQUEST,
                      "the request has a condition that only the origin can judge"};
    }
    return std::nullopt;
}

/** The next server is not to be asked. */
void
StayHere(CacheDecision& decision)
{
    if (decision.action == Action::FORWARD)
    {
        decision.action = Action::REFUSE;
        decision.trace.outcome = CacheOutcome::REFUSED;
        decision.trace.forward = ForwardReason::NONE;
    }
    else if (decision.action == Action::ANSWER_AND_VALIDATE)
    {
        decision.action = Action::ANSWER;
    }
}

/** Asks the next server whether what is stored is still right (RFC 9111 section 4.3.1). */
void
Validate(CacheDecision& decision)
{
    const HeaderFields& stored = decision.stored->response.fields;
    const auto tag = stored.Find("ETag");
    const auto modified = stored.Find("Last-Modified");
    HeaderFields& fields = decision.forward.fields;
    if (decision.action == Action::FORWARD)
    {
        decision.trace.outcome = CacheOutcome::UPDATED; // unless a 304 comes
    }
    if (!tag && !modified)
    {
        return;
    }
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
}

/** Likewise, in the background: all of it, and not on the client's own conditions. */
void
ValidateLater(CacheDecision& decision)
{
    for (const char* const name : {"Range", "If-Range", "If-None-Match", "If-Modified-Since"})
    {
        decision.forward.fields.Remove(name);
    }
    Validate(decision);
}

/** Asks whether one of several stored responses that Vary does not select is right nonetheless. A
 * single one that is for other requests is most likely wrong for this one. */
void
ValidateVariants(CacheDecision& decision,
                 const std::vector<std::shared_ptr<StoredResponse>>& candidates)
{
    for (const char* const name : {"Range", "If-None-Match", "If-Modified-Since"})
    {
        if (decision.request.fields.Has(name))
        {
            return;
        }
    }
    std::string tags;
    std::vector<std::shared_ptr<StoredResponse>> variants;
    for (const auto& candidate : candidates)
    {
        const auto tag = candidate->response.fields.Find("ETag");
        if (tag && IsEntityTag(*tag) && candidate->content->IsComplete())
        {
            tags += (tags.empty() ? "" : ", ") + std::string(*tag);
            variants.push_back(candidate);
        }
    }
    if (variants.size() > 1)
    {
        decision.forward.fields.Set("If-None-Match", tags);
        decision.validates = true;
        decision.variants = std::move(variants);
    }
}

/** Asks for what lacks of a representation, where one gap is all that lacks and a strong validator
 * makes sure that the rest still fits (section 3.4). */
void
Complete(CacheDecision& decision)
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

} // namespace

CacheDecision
HttpCache::Decide(const Request& request,
                  CacheMoment now,
                  CacheMode mode,
                  const std::string& partition)
{
    CacheDecision decision;
    decision.request = request;
    decision.mode = mode;
    decision.key = CacheKeyOf(request, partition);
    if (m_options.heedRequests)
    {
        decision.asked = ParseRequestDirectives(request.fields);
    }
    decision.storable = mode != CacheMode::NO_STORE && !decision.asked.noStore;
    AskAsItCame(decision);
    if (const auto bypass = WhyPastTheStore(decision))
    {
        PassBy(decision, bypass->reason, bypass->detail);
    }
    else if (mode == CacheMode::RELOAD)
    {
        SendOn(decision, ForwardReason::REQUEST, "the request wants everything anew");
    }
    else
    {
        LookUp(decision, now);
    }
    if (decision.asked.noStore)
    {
        decision.trace.store = StoreRule::REQUEST_NO_STORE;
    }
    if (decision.asked.onlyIfCached || mode == CacheMode::ONLY_IF_CACHED)
    {
        StayHere(decision);
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
        ValidateVariants(decision, candidates);
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
        ValidateLater(decision);
    }
}

/** Whether a stored response that Vary selects may be the answer as it is. */
void
HttpCache::Weigh(CacheDecision& decision, const StoredResponse& stored, CacheMoment now) const
{
    CacheTrace& trace = decision.trace;
    trace.age = CurrentAge(stored, now);
    trace.lifetime = stored.lifetime.time;
    trace.source = stored.lifetime.source;
    if (!CoversRequest(stored, decision.request))
    {
        SendOn(decision, ForwardReason::PARTIAL);
        return;
    }
    WeighRules(decision, stored);
    if (TakesAnything(decision.mode) && trace.outcome != CacheOutcome::HIT)
    {
        TakeAnyway(decision);
    }
}

/** Whether the rules allow it, whatever the navigation takes. */
void
HttpCache::WeighRules(CacheDecision& decision, const StoredResponse& stored) const
{
    const bool fresh = decision.trace.lifetime > decision.trace.age;
    if (stored.invalidated)
    {
        SendOn(decision, ForwardReason::STALE, "what is stored may have been changed since");
    }
    else if (decision.mode == CacheMode::NO_CACHE && !(stored.directives.immutable && fresh))
    {
        SendOn(decision, ForwardReason::REQUEST, "a reload wants what is stored validated");
    }
    else if (decision.asked.noCache)
    {
        SendOn(decision, ForwardReason::REQUEST, "the request said no-cache");
    }
    else if (stored.directives.noCache.whole)
    {
        SendOn(decision,
               ForwardReason::STALE,
               "what is stored says no-cache: it is validated before each use");
    }
    else
    {
        WeighAge(decision, stored);
    }
}

/** Whether its age allows it, all else being well. */
void
HttpCache::WeighAge(CacheDecision& decision, const StoredResponse& stored) const
{
    CacheTrace& trace = decision.trace;
    const RequestDirectives& asked = decision.asked;
    const ResponseDirectives& directives = stored.directives;
    const Nanoseconds left = trace.lifetime - trace.age;
    const bool forbidden = ForbidsStale(directives, m_options.shared);
    const Nanoseconds grace =
        directives.staleWhileRevalidate.value_or(m_options.staleWhileRevalidate);
    const bool wantsAnew = asked.maxAge == Nanoseconds(0);
    if (asked.maxAge && (trace.age > *asked.maxAge || wantsAnew))
    {
        SendOn(decision,
               ForwardReason::REQUEST,
               wantsAnew ? "the request said max-age=0"
                         : "the request wants nothing older than " + Seconds(*asked.maxAge));
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
    else if (-left < grace && !forbidden && !asked.maxAge)
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

} // namespace pagewire
