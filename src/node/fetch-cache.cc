// SPDX-License-Identifier: GPL-2.0-only
// A fetch whose client has a cache.
#include "node/cache-use.h"
#include "node/fetch.h"

#include "ns3/simulator.h"

#include <array>

namespace pagewire
{

using Action = CacheDecision::Action;

void
Fetch::LookUp()
{
    BrowserCache& cache = *m_context.cache;
    m_cache = std::make_unique<CacheUse>(
        cache,
        cache.Store().Decide(m_task.request, cache.Now(), m_task.mode, m_task.partition));
    FollowDecision();
}

void
Fetch::FollowDecision()
{
    const CacheDecision& decision = m_cache->Decision();
    m_record.request = MakeRequest();
    if (decision.action == Action::FORWARD)
    {
        Wait();
        return;
    }
    m_record.sendStart = m_record.sendEnd = ns3::Simulator::Now();
    m_state = State::WAITING;
    m_retry = ns3::Simulator::Schedule(ns3::NanoSeconds(decision.latency.count()), [this] {
        m_cache->Decision().action == Action::REFUSE ? Refuse() : AnswerFromCache();
    });
    if (decision.action == Action::ANSWER_AND_VALIDATE)
    {
        m_context.cache->Background().Start(m_context, m_task, decision);
    }
}

void
Fetch::StartValidation(const CacheDecision& decision)
{
    CacheDecision own = decision;
    own.action = Action::FORWARD;
    own.trace.outcome = CacheOutcome::UPDATED; // unless a 304 comes
    own.trace.forward = ForwardReason::STALE;
    own.trace.tier.reset();
    m_record.background = true;
    m_record.queued = ns3::Simulator::Now();
    m_cache = std::make_unique<CacheUse>(*m_context.cache, std::move(own));
    FollowDecision();
}

/** \return whether the cache answers it, or would, so that nothing else is wanted */
bool
Fetch::HasFreshAnswer() const
{
    if (!m_context.cache)
    {
        return false;
    }
    if (m_cache)
    {
        return m_cache->Decision().action != Action::FORWARD;
    }
    BrowserCache& cache = *m_context.cache;
    const CacheDecision decision =
        cache.Store().Decide(m_task.request, cache.Now(), m_task.mode, m_task.partition);
    return decision.action != Action::FORWARD;
}

/** \return whether the response, which begins now, is what the owner is to hear of */
bool
Fetch::TakeIntoCache(const Response& response)
{
    m_record.confirmation.reset();
    if (!m_cache || RefusedAsMisdirected() || RefusedForLogin())
    {
        return true;
    }
    switch (m_cache->Receive(response))
    {
    case CacheVerdict::Action::PASS:
    case CacheVerdict::Action::STORE:
        return true;
    case CacheVerdict::Action::COMPLETE:
        m_record.confirmation = response;
        BeginAnswer();
        DeliverAnswer();
        return false;
    case CacheVerdict::Action::REUSE:
        m_record.confirmation = response;
        return false;
    case CacheVerdict::Action::RETRY:
        break;
    }
    AskAnew();
    return false;
}

void
Fetch::BeginAnswer()
{
    m_record.response = m_cache->Answer();
    m_record.responseBodyBytes = 0;
    m_context.owner.HandleHeaders(*this);
}

/** Gives the owner what is here of the answer. */
void
Fetch::DeliverAnswer()
{
    std::array<char, 16384> buffer;
    while (!IsOver())
    {
        const std::size_t got = m_cache->Read(buffer.data(), buffer.size());
        if (got == 0)
        {
            return;
        }
        m_record.responseBodyBytes += got;
        m_context.owner.HandleProgress(*this, {buffer.data(), got});
    }
}

void
Fetch::AnswerFromCache()
{
    const bool asked = m_record.attempts > 0;
    if (!asked)
    {
        m_record.fromCache = m_cache->Decision().trace.tier;
        m_record.firstByte = ns3::Simulator::Now();
    }
    BeginAnswer();
    DeliverAnswer();
    if (!IsOver())
    {
        m_trailers = m_cache->Decision().stored->content->Trailers();
        Finish(RequestStatus::OK, "");
    }
}

/** The cache's own 504: it was not to ask anybody. */
void
Fetch::Refuse()
{
    m_record.firstByte = ns3::Simulator::Now();
    m_record.response = {504, {}};
    m_context.owner.HandleHeaders(*this);
    if (!IsOver())
    {
        Finish(RequestStatus::OK, "");
    }
}

/** The part broke off that was to complete what is stored: what came of it is stored, too, so that
 * less is lacking now. */
void
Fetch::RetryCompletion()
{
    m_cache->Abandon();
    m_record.confirmation.reset();
    m_silenceTimer.Remove();
    m_state = State::WAITING;
    m_retry = ns3::Simulator::ScheduleNow([this] { LookUp(); });
}

} // namespace pagewire
