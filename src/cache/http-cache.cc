// SPDX-License-Identifier: GPL-2.0-only
#include "cache/http-cache.h"

#include "cache/cached-answer.h"
#include "cache/freshness.h"
#include "cache/storing.h"
#include "cache/vary.h"

#include <utility>

namespace pagewire
{

namespace
{

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

/** Takes over the parts and fields of an older response of the same representation (RFC 9111
 * section 3.4). */
void
Join(StoredResponse& stored, const StoredResponse& older, const CacheOptions& options)
{
    const bool same = older.response.status == 200 &&
                      older.content->Size() == stored.content->Size() &&
                      ShareStrongValidator(stored.response, older.response);
    if (!stored.isPart || !same)
    {
        return;
    }
    stored.content->Add(*older.content);
    HeaderFields fields = older.response.fields;
    OverwriteFields(fields, stored.response.fields);
    stored.response.fields = std::move(fields);
    Assess(stored, options);
}

} // namespace

HttpCache::HttpCache(const CacheOptions& options)
    : m_options(options),
      m_index(options.memory, options.disk)
{}

HttpCache::~HttpCache() = default;

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
    const RequestDirectives& asked = decision.asked;
    if (ForbidsStale(stored->directives, m_options.shared) || asked.noCache)
    {
        return false;
    }
    const auto allowed = asked.staleIfError ? asked.staleIfError : stored->directives.staleIfError;
    const Nanoseconds leave = allowed.value_or(m_options.staleIfError);
    const Nanoseconds past = CurrentAge(*stored, now) - stored->lifetime.time;
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
    if (!stored || stored->content->IsBroken() || !MayUseStored(waiting) ||
        stored->key != waiting.key ||
        (verdict.action == CacheVerdict::Action::REUSE && !m_index.Has(*stored)) ||
        !SelectsResponse(waiting.request.fields, stored->response.fields, stored->selecting))
    {
        return false;
    }
    CacheDecision shared = waiting;
    shared.variants.clear();
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

/** Stores it in the place of what is older for such requests. What came later than it stays, and it
 * is too late. */
void
HttpCache::Keep(CacheDecision& decision, const std::shared_ptr<StoredResponse>& stored)
{
    for (const auto& older : m_index.Find(stored->key))
    {
        if (!SelectsResponse(decision.request.fields, older->response.fields, older->selecting))
        {
            continue;
        }
        if (older->received > stored->received && !older->invalidated)
        {
            return;
        }
        Join(*stored, *older, m_options);
        m_index.Remove(*older);
    }
    stored->isPart = !stored->content->IsComplete();
    if (stored->content->Octets() > m_options.objectLimit || !m_index.Insert(stored))
    {
        decision.trace.store = StoreRule::TOO_LARGE;
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
    if (!stored->isPart && !content.IsComplete())
    {
        Abandon(decision, verdict);
        return;
    }
    content.Finish(content.Size(), trailers);
    if (content.Octets() > m_options.objectLimit)
    {
        decision.trace.store = StoreRule::TOO_LARGE;
    }
    else if (decision.trace.store == StoreRule::STORED)
    {
        Keep(decision, stored);
    }
}

void
HttpCache::Abandon(CacheDecision& decision, const CacheVerdict& verdict)
{
    const StoredResponse& stored = *verdict.stored;
    stored.content->Break();
    const bool storable = decision.trace.store == StoreRule::STORED;
    decision.trace.store = StoreRule::BROKEN;
    const bool worth = storable && m_options.storeParts && stored.content->Octets() > 0 &&
                       stored.content->Size() && stored.response.status == 200 &&
                       ShareStrongValidator(stored.response, stored.response);
    if (!worth)
    {
        return;
    }
    auto part = std::make_shared<StoredResponse>(stored);
    part->id = 0;
    part->isPart = true;
    part->content = std::make_shared<StoredContent>();
    part->content->Add(*stored.content);
    part->content->Finish(stored.content->Size());
    Keep(decision, part);
}

CachedAnswer
HttpCache::Answer(CacheDecision& decision, CacheMoment now) const
{
    const StoredResponse& stored = *decision.stored;
    const HeaderFields& fields = stored.response.fields;
    const auto tag = fields.Find("ETag");
    decision.trace.servedVersion = tag ? *tag : fields.Find("Last-Modified").value_or("");
    decision.trace.timeLeft = stored.lifetime.time - CurrentAge(stored, now);
    return WordAnswer(stored, decision.request, now);
}

Nanoseconds
HttpCache::LifetimeOf(const StoredResponse& stored) const
{
    return stored.lifetime.time;
}

std::vector<std::shared_ptr<StoredResponse>>
HttpCache::StoredFor(const Request& request, const std::string& partition) const
{
    return m_index.Find(CacheKeyOf(request, partition));
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

std::uint64_t
HttpCache::Evictions() const
{
    return m_index.Evictions();
}

const CacheOptions&
HttpCache::Options() const
{
    return m_options;
}

} // namespace pagewire
