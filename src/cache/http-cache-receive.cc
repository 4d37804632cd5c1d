// SPDX-License-Identifier: GPL-2.0-only
#include "cache/freshness.h"
#include "cache/http-cache.h"
#include "cache/storing.h"
#include "cache/vary.h"
#include "http/conditional.h"
#include "http/content-length.h"
#include "http/url-reference.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

using Action = CacheVerdict::Action;

/** \return the key of what a Location or Content-Location of the same origin names; nothing else
 * may be invalidated by it (RFC 9111 section 4.4) */
std::optional<std::string>
KeyOfLocation(const CacheDecision& decision, std::string_view location)
{
    const Request& request = decision.request;
    const auto origin = ParseAuthority(request.scheme, request.authority);
    const auto url =
        origin ? ResolveReference(HttpUrl{*origin, request.target}, location) : std::nullopt;
    if (!url || url->origin != *origin)
    {
        return std::nullopt;
    }
    Request other = request;
    other.target = url->target;
    return CacheKeyOf(other, decision.key.substr(0, decision.key.find('\n')));
}

/** \return the part of the representation that a 206 brings */
ContentRange
PartOf(const Response& response)
{
    const auto field = response.fields.Find("Content-Range");
    return (field ? ParseContentRange(*field) : std::nullopt).value_or(ContentRange{});
}

/** Makes a part look like the 200 that it is a part of (RFC 9111 section 3.3). */
void
StandForWhole(StoredResponse& stored, std::uint64_t size)
{
    stored.isPart = true;
    stored.response.status = 200;
    stored.response.fields.Remove("Content-Range");
    stored.response.fields.Remove("Content-Length");
    stored.content->SetSize(size);
}

/** Tells what is to be stored how long it will be. \return where what comes belongs */
ByteRange
Expect(StoredResponse& stored, const Response& response)
{
    const ContentRange range = PartOf(response);
    if (response.status == 206)
    {
        StandForWhole(stored, *range.size);
        return *range.part;
    }
    const auto length = ResponseHasContent(stored.method, response.status)
                          ? ContentLengthOf(response.fields)
                          : std::optional<std::uint64_t>(0);
    if (length)
    {
        stored.content->SetSize(*length);
    }
    return {0, length.value_or(0)};
}

/** \return whether a part is all that lacks of what is held */
bool
FillsGap(const ContentRange& range, const StoredContent& held)
{
    if (!range.part || range.size != held.Size())
    {
        return false;
    }
    const std::uint64_t begin = range.part->offset;
    const std::uint64_t end = begin + range.part->length;
    return held.HeldFrom(0).length >= begin && !held.Holds({begin, 1}) &&
           end + held.HeldFrom(end).length >= *range.size;
}

/** \return what GET of the same would be judged by */
Request
AsGet(Request request)
{
    request.method = "GET";
    return request;
}

/** \return whether a response to HEAD shows that what is stored is not what GET would give now (RFC
 * 9111 section 4.3.5) */
bool
ShowsChange(const Response& head, const StoredResponse& stored)
{
    const auto differs = [&](std::string_view name) {
        const auto value = head.fields.Find(name);
        return value && value != stored.response.fields.Find(name);
    };
    const auto length = ContentLengthOf(head.fields);
    return differs("ETag") || differs("Last-Modified") ||
           (length && stored.content->Size() && *length != *stored.content->Size());
}

/** The next server's own failure, which something stale may hide (RFC 5861 section 4). */
bool
IsFailure(int status)
{
    return status == 500 || status == 502 || status == 503 || status == 504;
}

} // namespace

CacheVerdict
HttpCache::Receive(CacheDecision& decision,
                   const Response& response,
                   CacheMoment requested,
                   CacheMoment now)
{
    const int status = response.status;
    decision.trace.forwardStatus = status;
    if (!IsSafe(decision.request.method))
    {
        Invalidate(decision, response);
    }
    if (status == 304)
    {
        return Confirm(decision, response, requested, now);
    }
    if (IsFailure(status) && MayServeStale(decision, now))
    {
        return {Action::REUSE, decision.stored, {}};
    }
    if (decision.request.method == "HEAD")
    {
        ReceiveHead(decision, response, requested, now);
        return {};
    }
    // A 416 is about the gap that was asked for, which the client knows nothing of.
    if (decision.completes && (status == 206 || status == 416))
    {
        return ReceiveRest(decision, response, requested, now);
    }
    return Store(decision, response, requested, now);
}

void
HttpCache::Invalidate(const CacheDecision& decision, const Response& response)
{
    if (response.status < 200 || response.status >= 400)
    {
        return;
    }
    m_index.Invalidate(decision.key);
    for (const char* const name : {"Location", "Content-Location"})
    {
        const auto location = response.fields.Find(name);
        const auto key = location ? KeyOfLocation(decision, *location) : std::nullopt;
        if (key)
        {
            m_index.Invalidate(*key);
        }
    }
}

/** A 304 came. */
CacheVerdict
HttpCache::Confirm(CacheDecision& decision,
                   const Response& response,
                   CacheMoment requested,
                   CacheMoment now)
{
    if (!decision.validates)
    {
        return {}; // to the client's own conditions
    }
    auto asked = decision.variants;
    if (decision.stored)
    {
        asked = {decision.stored};
    }
    const auto confirmed = std::find_if(asked.begin(), asked.end(), [&](const auto& stored) {
        return Confirms(response, stored->response) &&
               (asked.size() == 1 || response.fields.Has("ETag"));
    });
    if (confirmed == asked.end())
    {
        AskAsItCame(decision); // it confirms something else than what it was asked about
        return {Action::RETRY, nullptr, {}};
    }
    decision.trace.outcome = CacheOutcome::REVALIDATED;
    auto renewed = Renew(decision, *confirmed, response, requested, now);
    if (!decision.stored && decision.trace.store == StoreRule::UPDATED)
    {
        // It is right for requests like this one, too: so it is stored for them as well.
        renewed = std::make_shared<StoredResponse>(*renewed);
        renewed->selecting = SelectingFields(renewed->response.fields, decision.request.fields);
        Keep(decision, renewed);
    }
    decision.stored = renewed;
    return {Action::REUSE, renewed, {}};
}

/** \return the stored response with the fields of a newer one about the same: itself, or a copy of
 * it where the newer one may not be stored */
std::shared_ptr<StoredResponse>
HttpCache::Renew(CacheDecision& decision,
                 const std::shared_ptr<StoredResponse>& stored,
                 const Response& newer,
                 CacheMoment requested,
                 CacheMoment now)
{
    auto renewed = std::make_shared<StoredResponse>(*stored);
    RenewFields(*renewed, newer, m_options, requested, now);
    const HeaderFields& fields = renewed->response.fields;
    if (fields.Combined("Vary") != stored->response.fields.Combined("Vary"))
    {
        renewed->selecting = SelectingFields(fields, decision.request.fields);
    }
    const StoreRule rule = JudgeStoring(AsGet(decision.request), renewed->response, m_options, now);
    if (rule != StoreRule::STORED)
    {
        decision.trace.store = rule;
        renewed->id = 0;
        return renewed;
    }
    decision.trace.store = StoreRule::UPDATED;
    *stored = *renewed;
    m_index.Resize(*stored);
    return stored;
}

/** RFC 9111 section 4.3.5: a HEAD tells whether what is stored is still what GET would give. */
void
HttpCache::ReceiveHead(CacheDecision& decision,
                       const Response& response,
                       CacheMoment requested,
                       CacheMoment now)
{
    decision.trace.store = StoreRule::METHOD;
    if (response.status != 200 || !decision.storable)
    {
        return;
    }
    for (const auto& stored : m_index.Find(decision.key))
    {
        const HeaderFields& fields = stored->response.fields;
        if (stored->response.status != 200 ||
            !SelectsResponse(decision.request.fields, fields, stored->selecting))
        {
            continue;
        }
        if (ShowsChange(response, *stored))
        {
            stored->invalidated = true;
            continue;
        }
        Renew(decision, stored, response, requested, now);
    }
}

/** The part came that lacked of what is stored, or nothing that is of use. */
CacheVerdict
HttpCache::ReceiveRest(CacheDecision& decision,
                       const Response& response,
                       CacheMoment requested,
                       CacheMoment now) const
{
    const ContentRange range = PartOf(response);
    const StoredContent& held = *decision.stored->content;
    if (!FillsGap(range, held) || !ShareStrongValidator(response, decision.stored->response))
    {
        AskAsItCame(decision);
        return {Action::RETRY, nullptr, {}};
    }
    auto whole = std::make_shared<StoredResponse>(*decision.stored);
    whole->id = 0;
    whole->content = std::make_shared<StoredContent>();
    whole->content->Add(held);
    whole->isPart = false;
    RenewFields(*whole, response, m_options, requested, now);
    decision.completes = false;
    decision.stored = whole;
    decision.trace.outcome = CacheOutcome::COMPLETED;
    decision.trace.store = JudgeStoring(decision.request, whole->response, m_options, now);
    return {Action::COMPLETE, whole, *range.part};
}

CacheVerdict
HttpCache::Store(CacheDecision& decision,
                 const Response& response,
                 CacheMoment requested,
                 CacheMoment now) const
{
    CacheTrace& trace = decision.trace;
    if (!decision.storable)
    {
        return {};
    }
    trace.store = JudgeStoring(decision.request, response, m_options, now);
    if (trace.store != StoreRule::STORED)
    {
        return {};
    }
    auto stored = std::make_shared<StoredResponse>();
    stored->key = decision.key;
    stored->method = decision.request.method;
    stored->response = StoredForm(response, m_options, now);
    stored->selecting = SelectingFields(response.fields, decision.request.fields);
    stored->requested = requested;
    stored->received = now;
    stored->content = std::make_shared<StoredContent>();
    Assess(*stored, m_options);
    return {Action::STORE, stored, Expect(*stored, response)};
}

} // namespace pagewire
