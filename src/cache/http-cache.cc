// SPDX-License-Identifier: GPL-2.0-only
#include "cache/http-cache.h"

#include "cache/cached-answer.h"
#include "cache/freshness.h"
#include "cache/storing.h"
#include "cache/vary.h"
#include "http/conditional.h"
#include "http/content-length.h"
#include "http/origin.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** \return the key of what a Location or Content-Location of the same origin names; nothing else
 * may be invalidated by it (RFC 9111 section 4.4) */
std::optional<std::string>
KeyOfLocation(const CacheDecision& decision, const std::string& location)
{
    const Request& request = decision.request;
    Request other = request;
    if (location.empty() || location.front() == '/')
    {
        other.target = location.empty() ? request.target : location;
    }
    else if (const auto url = TryParseUrl(location))
    {
        const auto own = ParseAuthority(request.scheme, request.authority);
        if (!own || *own != url->origin)
        {
            return std::nullopt;
        }
        other.target = url->target;
    }
    else
    {
        return std::nullopt;
    }
    const std::string partition = decision.key.substr(0, decision.key.find('\n'));
    return CacheKeyOf(other, partition);
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
StandForWhole(StoredResponse& stored)
{
    const ContentRange range = PartOf(stored.response);
    stored.isPart = true;
    stored.response.status = 200;
    stored.response.fields.Remove("Content-Range");
    stored.response.fields.Remove("Content-Length");
    stored.content->SetSize(*range.size);
}

/** A sender whose last part is shorter than it said has said the length of the whole wrong, too:
 * the message's own framing tells where it ended. */
void
CorrectSize(StoredContent& content, const ByteRange& part)
{
    const std::uint64_t held = content.HeldFrom(part.offset).length;
    const bool reachesEnd = content.Size() == part.offset + part.length;
    if (held < part.length && reachesEnd)
    {
        content.SetSize(part.offset + held);
    }
}

} // namespace

HttpCache::HttpCache(const CacheOptions& options)
    : m_options(options),
      m_index(options.memory, options.disk)
{}

HttpCache::~HttpCache() = default;

CacheVerdict
HttpCache::Receive(CacheDecision& decision,
                   const Response& response,
                   CacheMoment requested,
                   CacheMoment now)
{
    decision.trace.forwardStatus = response.status;
    if (!IsSafe(decision.request.method))
    {
        Invalidate(decision, response);
    }
    if (response.status == 304)
    {
        return Confirm(decision, response, requested, now);
    }
    if (decision.request.method == "HEAD")
    {
        ReceiveHead(decision, response, requested, now);
        return {};
    }
    if (response.status >= 500 && response.status <= 504 && response.status != 501 &&
        MayServeStale(decision, now))
    {
        return {CacheVerdict::Action::REUSE, decision.stored, {}};
    }
    if (decision.completes && response.status == 206)
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
        const auto key = location ? KeyOfLocation(decision, std::string(*location)) : std::nullopt;
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
    const auto tag = response.fields.Find("ETag");
    const auto stored = decision.stored->response.fields.Find("ETag");
    if (tag && stored && !EntityTagsMatchWeakly(*tag, *stored))
    {
        // It confirms something else than what it was asked about.
        decision.forward = decision.request;
        decision.validates = false;
        return {CacheVerdict::Action::RETRY, nullptr, {}};
    }
    RenewFields(*decision.stored, response, m_options, requested, now);
    m_index.Resize(*decision.stored);
    decision.trace.outcome = CacheOutcome::REVALIDATED;
    decision.trace.store = StoreRule::UPDATED;
    return {CacheVerdict::Action::REUSE, decision.stored, {}};
}

/** RFC 9111 section 4.3.5: a HEAD tells whether what is stored is still what GET would give. */
void
HttpCache::ReceiveHead(CacheDecision& decision,
                       const Response& response,
                       CacheMoment requested,
                       CacheMoment now)
{
    decision.trace.store = StoreRule::METHOD;
    if (response.status != 200)
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
        const auto differs = [&](std::string_view name) {
            const auto now200 = response.fields.Find(name);
            return now200 && fields.Has(name) && *fields.Find(name) != *now200;
        };
        if (differs("ETag") || differs("Last-Modified") || differs("Content-Length"))
        {
            stored->invalidated = true;
            continue;
        }
        RenewFields(*stored, response, m_options, requested, now);
        m_index.Resize(*stored);
        decision.trace.store = StoreRule::UPDATED;
    }
}

/** The part came that lacked of what is stored. */
CacheVerdict
HttpCache::ReceiveRest(CacheDecision& decision,
                       const Response& response,
                       CacheMoment requested,
                       CacheMoment now)
{
    const ContentRange range = PartOf(response);
    const StoredContent& held = *decision.stored->content;
    decision.completes = false;
    const bool fits = range.part && range.size == held.Size() &&
                      ShareStrongValidator(response, decision.stored->response) &&
                      !held.Holds({range.part->offset, 1}) &&
                      held.HeldFrom(0).length >= range.part->offset;
    if (!fits)
    {
        decision.forward = decision.request;
        return {CacheVerdict::Action::RETRY, nullptr, {}};
    }
    auto whole = std::make_shared<StoredResponse>(*decision.stored);
    whole->content = std::make_shared<StoredContent>();
    whole->content->Add(held);
    whole->isPart = false;
    RenewFields(*whole, response, m_options, requested, now);
    decision.stored = whole;
    decision.trace.outcome = CacheOutcome::COMPLETED;
    decision.trace.store = StoreRule::STORED;
    return {CacheVerdict::Action::COMPLETE, whole, *range.part};
}

CacheVerdict
HttpCache::Store(CacheDecision& decision,
                 const Response& response,
                 CacheMoment requested,
                 CacheMoment now)
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
    stored->response = WithoutUnstoredFields(response, m_options);
    stored->selecting = SelectingFields(response.fields, decision.request.fields);
    stored->requested = requested;
    stored->received = now;
    stored->content = std::make_shared<StoredContent>();
    CacheVerdict verdict{CacheVerdict::Action::STORE, stored, {}};
    if (response.status == 206)
    {
        verdict.part = PartOf(response).part.value_or(ByteRange{});
        StandForWhole(*stored);
    }
    else if (const auto length = ContentLengthOf(response.fields))
    {
        verdict.part.length = *length;
        stored->content->SetSize(*length);
    }
    return verdict;
}

bool
HttpCache::Fail(CacheDecision& decision, CacheMoment now)
{
    return MayServeStale(decision, now);
}

/** RFC 9111 section 4.2.4, RFC 5861 section 4. */
bool
HttpCache::MayServeStale(CacheDecision& decision, CacheMoment now) const
{
    const auto& stored = decision.stored;
    if (!stored || stored->invalidated || !CoversRequest(*stored, decision.request))
    {
        return false;
    }
    const EffectiveDirectives effective = DirectivesFor(stored->response, m_options);
    const auto asked = m_options.heedRequests ? ParseRequestDirectives(decision.request.fields)
                                              : RequestDirectives{};
    if (ForbidsStale(effective.directives, m_options.shared) || asked.noCache)
    {
        return false;
    }
    const auto allowed =
        asked.staleIfError ? asked.staleIfError : effective.directives.staleIfError;
    const Nanoseconds leave = allowed.value_or(m_options.staleIfError);
    const Nanoseconds past = CurrentAge(*stored, now) - LifetimeOf(*stored);
    if (leave <= Nanoseconds(0) || past >= leave)
    {
        return false;
    }
    decision.trace.outcome = CacheOutcome::STALE;
    decision.trace.detail = "the next server failed, and stale-if-error allows it";
    return true;
}

bool
HttpCache::Share(CacheDecision& waiting, const CacheVerdict& verdict, CacheMoment now) const
{
    const auto& stored = verdict.stored;
    if (!stored || stored->content->IsBroken() ||
        !SelectsResponse(waiting.request.fields, stored->response.fields, stored->selecting))
    {
        return false;
    }
    CacheDecision shared = waiting;
    Weigh(shared, *stored, now);
    if (shared.action != CacheDecision::Action::ANSWER)
    {
        return false;
    }
    shared.stored = stored;
    shared.trace.outcome = CacheOutcome::COLLAPSED;
    waiting = std::move(shared);
    return true;
}

/** What this response takes the place of goes; its parts of the same representation are kept. */
void
HttpCache::Replace(const CacheDecision& decision, const std::shared_ptr<StoredResponse>& stored)
{
    for (const auto& older : m_index.Find(stored->key))
    {
        if (!SelectsResponse(decision.request.fields, older->response.fields, older->selecting))
        {
            continue;
        }
        if (stored->isPart && older->response.status == 200 &&
            ShareStrongValidator(stored->response, older->response))
        {
            stored->content->Add(*older->content);
        }
        m_index.Remove(*older);
    }
}

void
HttpCache::Commit(CacheDecision& decision,
                  const CacheVerdict& verdict,
                  const HeaderFields& trailers)
{
    const auto& stored = verdict.stored;
    StoredContent& content = *stored->content;
    if (stored->isPart)
    {
        CorrectSize(content, verdict.part);
    }
    else if (!content.Size())
    {
        content.SetSize(content.Octets());
    }
    content.Finish(content.Size(), trailers);
    if (content.Octets() > m_options.objectLimit)
    {
        decision.trace.store = StoreRule::TOO_LARGE;
        return;
    }
    Replace(decision, stored);
    stored->isPart = !content.IsComplete();
    m_index.Insert(stored);
}

void
HttpCache::Abandon(CacheDecision& decision, const CacheVerdict& verdict)
{
    const StoredResponse& stored = *verdict.stored;
    stored.content->Break();
    decision.trace.store = StoreRule::BROKEN;
    const bool worth = m_options.storeParts && stored.content->Octets() > 0 &&
                       stored.content->Size() && stored.response.status == 200 &&
                       ShareStrongValidator(stored.response, stored.response);
    if (!worth)
    {
        return;
    }
    auto part = std::make_shared<StoredResponse>(stored);
    part->isPart = true;
    part->content = std::make_shared<StoredContent>();
    part->content->Add(*stored.content);
    part->content->Finish(stored.content->Size());
    Replace(decision, part);
    m_index.Insert(part);
}

CachedAnswer
HttpCache::Answer(CacheDecision& decision, CacheMoment now) const
{
    const HeaderFields& fields = decision.stored->response.fields;
    const auto tag = fields.Find("ETag");
    decision.trace.servedVersion = tag ? *tag : fields.Find("Last-Modified").value_or("");
    return WordAnswer(*decision.stored, decision.request, now);
}

Nanoseconds
HttpCache::LifetimeOf(const StoredResponse& stored) const
{
    const EffectiveDirectives effective = DirectivesFor(stored.response, m_options);
    return pagewire::LifetimeOf(stored.response, effective, m_options, stored.received).time;
}

std::size_t
HttpCache::Purge(std::string_view url)
{
    return m_index.RemoveUrl(url);
}

std::size_t
HttpCache::PurgeTag(std::string_view tag)
{
    return m_index.RemoveTag(tag);
}

void
HttpCache::ClearMemory()
{
    m_index.ClearMemory();
}

void
HttpCache::Clear()
{
    m_index.Clear();
}

std::uint64_t
HttpCache::Bytes() const
{
    return m_index.Bytes();
}

std::size_t
HttpCache::Count() const
{
    return m_index.Count();
}

const CacheOptions&
HttpCache::Options() const
{
    return m_options;
}

} // namespace pagewire
