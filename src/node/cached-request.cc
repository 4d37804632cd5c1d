// SPDX-License-Identifier: GPL-2.0-only
#include "node/cached-request.h"

#include "http/content-length.h"
#include "node/counted-body.h"
#include "node/own-response.h"
#include "node/stored-body.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

CachedRequest::CachedRequest(ServerExchange* front,
                             CacheClient client,
                             CacheDecision decision,
                             CachedRequestOwner& owner)
    : m_front(front),
      m_client(std::move(client)),
      m_decision(std::move(decision)),
      m_owner(owner),
      m_background(front == nullptr),
      m_served(std::make_shared<std::uint64_t>(0))
{
    if (!m_front || !m_front->HasBody())
    {
        m_client.record.complete = m_client.record.received;
    }
}

CachedRequest::~CachedRequest()
{
    m_next.Cancel();
    Unwatch();
}

CacheDecision&
CachedRequest::Decision()
{
    return m_decision;
}

const CacheDecision&
CachedRequest::Decision() const
{
    return m_decision;
}

const CacheClient&
CachedRequest::Client() const
{
    return m_client;
}

bool
CachedRequest::IsBackground() const
{
    return m_background;
}

void
CachedRequest::Answer()
{
    Later(ns3::NanoSeconds(m_decision.latency.count()), [this] { RespondFromStore(); });
}

void
CachedRequest::Refuse()
{
    const OwnResponse own = ExplainedResponse(504, "nothing is stored that may answer it");
    Respond(HeadOf(own), std::make_unique<StringBody>(own.text));
}

void
CachedRequest::Later(ns3::Time wait, std::function<void()> what)
{
    m_next.Cancel();
    m_next = ns3::Simulator::Schedule(wait, what);
}

void
CachedRequest::Doom()
{
    m_doomed = true;
}

bool
CachedRequest::IsDoomed() const
{
    return m_doomed;
}

void
CachedRequest::HandleFrontGone()
{
    Unwatch();
    m_next.Cancel();
    const bool hadContent = m_front->HasBody();
    m_front = nullptr;
    m_client.record.responseBodyBytes = *m_served;
    if (m_responded)
    {
        m_owner.HandleServed(m_client.record);
    }
    if (m_forward)
    {
        m_forward->DropFront();
        // What may be stored is fetched all the same: somebody else will ask for it.
        const bool goesOn = m_fill || (!m_responded && m_decision.storable && !hadContent);
        if (!goesOn)
        {
            GiveUpForward();
        }
    }
    CheckOver();
}

CacheRecord
CachedRequest::Record() const
{
    CacheRecord record;
    record.connection = m_client.record.connection;
    record.exchange = m_client.record.exchange;
    record.background = m_background;
    record.method = m_decision.request.method;
    record.url = m_decision.request.scheme + "://" + m_decision.request.authority +
                 m_decision.request.target;
    record.trace = m_decision.trace;
    record.received = m_client.record.received;
    record.answered = m_client.record.responded;
    record.bytesFromBehind = m_fromBehind ? *m_served : m_filled;
    record.bytesFromCache = m_fromStore ? *m_served - std::min(*m_served, m_filled) : 0;
    return record;
}

void
CachedRequest::RespondFromStore()
{
    if (!m_front)
    {
        CheckOver();
        return;
    }
    CachedAnswer answer = m_owner.Store().Answer(m_decision, m_owner.Moment());
    std::unique_ptr<BodySource> body;
    m_fromStore = true;
    if (answer.content)
    {
        if (answer.content->IsBroken() && !answer.content->Holds(answer.part))
        {
            m_front->Abort();
            return;
        }
        // How long content is that comes in chunks shows only when it has come.
        const bool unsized =
            answer.content->IsGrowing() && !answer.content->Size() && answer.response.status != 206;
        const auto length = unsized ? ContentLengthOf(answer.response.fields) : answer.part.length;
        if (!length || *length > 0)
        {
            body = std::make_unique<StoredBody>(answer.content, answer.part.offset, length);
            WatchContent(answer.content, {answer.part.offset, length.value_or(UINT64_MAX)});
        }
    }
    Respond(answer.response, std::move(body));
}

void
CachedRequest::Respond(const Response& response, std::unique_ptr<BodySource> body)
{
    m_responded = true;
    m_client.record.response = m_owner.Mark(response, m_decision.trace);
    m_client.record.responded = ns3::Simulator::Now();
    if (body)
    {
        body = std::make_unique<CountedBody>(std::move(body), m_served);
    }
    m_front->Respond(m_client.record.response, std::move(body));
}

/** If what is being read breaks, the client's response must not look whole. */
void
CachedRequest::WatchContent(const std::shared_ptr<StoredContent>& content, ByteRange part)
{
    Unwatch();
    if (content->IsGrowing())
    {
        m_watched = content;
        m_watcher = content->Watch([this, part] {
            if (m_watched->IsBroken() && !m_watched->Holds(part))
            {
                m_front->Abort();
            }
        });
    }
}

void
CachedRequest::Unwatch()
{
    if (const auto content = std::exchange(m_watched, nullptr))
    {
        content->Unwatch(m_watcher);
    }
}

void
CachedRequest::CheckOver()
{
    if (!m_front && !m_forward && m_next.IsExpired() && !std::exchange(m_over, true))
    {
        m_owner.HandleOver(*this);
    }
}

} // namespace pagewire
