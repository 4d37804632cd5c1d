// SPDX-License-Identifier: GPL-2.0-only
// A request at a cache towards the next server: what is sent on, and what comes of it.
#include "http/content-length.h"
#include "node/cached-request.h"
#include "node/stored-body.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

void
CachedRequest::Forward()
{
    m_next.Cancel();
    m_requested = m_owner.Moment();
    CacheForwardOwner& self = *this;
    m_forward = std::make_unique<CacheForward>(m_decision.forward, m_client, m_front, self);
    m_owner.Send(*m_forward);
}

const CacheVerdict*
CachedRequest::Growing() const
{
    return m_fill ? &m_verdict : nullptr;
}

void
CachedRequest::HandleContent(std::size_t bytes)
{
    m_client.record.requestBodyBytes += bytes;
}

void
CachedRequest::HandleContentEnd()
{
    m_client.record.complete = ns3::Simulator::Now();
}

void
CachedRequest::HandleInterim(const Response& response)
{
    if (m_front && !m_responded)
    {
        m_front->SendInformational(response);
    }
}

void
CachedRequest::HandleResponse(const Response& response, std::unique_ptr<BodySource> body)
{
    if (!m_owner.IsMadeUp(*m_forward))
    {
        Receive(response, std::move(body));
        return;
    }
    if (AnswerInstead())
    {
        GiveUpForward();
    }
    else if (m_front)
    {
        Respond(response, std::move(body));
    }
    else
    {
        GiveUpForward();
    }
    m_owner.HandleFailed(*this);
    CheckOver();
}

void
CachedRequest::Receive(const Response& response, std::unique_ptr<BodySource> body)
{
    CacheVerdict verdict =
        m_owner.Store().Receive(m_decision, response, m_requested, m_owner.Moment());
    switch (verdict.action)
    {
    case CacheVerdict::Action::PASS:
        m_fromBehind = true;
        m_front ? Respond(response, std::move(body)) : GiveUpForward();
        m_owner.HandleNothingMore(*this);
        break;
    case CacheVerdict::Action::STORE:
    case CacheVerdict::Action::COMPLETE:
        m_verdict = std::move(verdict);
        Fill(response, std::move(body));
        break;
    case CacheVerdict::Action::REUSE:
        GiveUpForward();
        Answer();
        m_owner.HandleStored(*this, verdict);
        m_owner.HandleNothingMore(*this);
        break;
    case CacheVerdict::Action::RETRY:
        GiveUpForward();
        Later(ns3::Time(0), [this] { Forward(); });
        break;
    }
    CheckOver();
}

void
CachedRequest::Fill(const Response& response, std::unique_ptr<BodySource> body)
{
    const std::shared_ptr<StoredContent> content = m_verdict.stored->content;
    m_decision.stored = m_verdict.stored;
    m_fill = std::make_unique<CacheFill>(std::move(body), content, m_verdict.part.offset, [this] {
        HandleFilled();
    });
    if (m_front && IsAnswerAsItIs())
    {
        const auto length = ContentLengthOf(response.fields);
        const bool empty =
            length == 0u || !ResponseHasContent(m_decision.forward.method, response.status);
        m_fromStore = true;
        if (!empty)
        {
            WatchContent(content, {m_verdict.part.offset, length.value_or(UINT64_MAX)});
        }
        Respond(response,
                empty ? nullptr
                      : std::make_unique<StoredBody>(content, m_verdict.part.offset, length));
    }
    else
    {
        Answer();
    }
    m_owner.HandleStored(*this, m_verdict);
    m_fill->Start();
}

/** \return whether the client asked for just what came, and not for a part or on a condition that
 * the cache looks after */
bool
CachedRequest::IsAnswerAsItIs() const
{
    const HeaderFields& asked = m_decision.request.fields;
    const HeaderFields& sent = m_decision.forward.fields;
    for (const char* name : {"Range", "If-Range", "If-None-Match", "If-Modified-Since"})
    {
        if (asked.Has(name) && asked.Combined(name) != sent.Combined(name))
        {
            return false;
        }
    }
    return m_verdict.action == CacheVerdict::Action::STORE;
}

void
CachedRequest::HandleFilled()
{
    const StoredResponse& stored = *m_verdict.stored;
    std::unique_ptr<CacheFill> fill = std::move(m_fill);
    m_filled = fill->Octets();
    if (m_doomed)
    {
        stored.content->Finish(stored.isPart ? std::nullopt : std::make_optional(m_filled),
                               fill->Trailers());
    }
    else
    {
        m_owner.Store().Commit(m_decision, m_verdict, fill->Trailers());
    }
    DisposeLater(std::move(fill));
    GiveUpForward();
    m_owner.HandleNothingMore(*this);
    CheckOver();
}

void
CachedRequest::HandleAborted()
{
    if (m_fill)
    {
        HandleBroken();
    }
    else
    {
        const bool instead = !m_responded && AnswerInstead();
        if (!instead && m_front)
        {
            m_front->Abort();
        }
        m_owner.HandleFailed(*this);
    }
    GiveUpForward();
    CheckOver();
}

void
CachedRequest::HandleBroken()
{
    std::unique_ptr<CacheFill> fill = std::move(m_fill);
    m_filled = fill->Octets();
    DisposeLater(std::move(fill));
    if (m_doomed)
    {
        m_verdict.stored->content->Break();
    }
    else
    {
        m_owner.Store().Abandon(m_decision, m_verdict);
    }
    m_owner.HandleNothingMore(*this);
}

/** \return whether what is stored is the answer, though nobody behind gave one */
bool
CachedRequest::AnswerInstead()
{
    if (!m_owner.Store().Fail(m_decision, m_owner.Moment()))
    {
        return false;
    }
    Answer();
    return true;
}

void
CachedRequest::GiveUpForward()
{
    if (m_forward)
    {
        m_owner.Release(std::move(m_forward));
    }
}

} // namespace pagewire
