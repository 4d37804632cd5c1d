// SPDX-License-Identifier: GPL-2.0-only
#include "transport/sending-ledger.h"

#include <algorithm>

namespace pagewire
{

SendingLedger::SendingLedger(StallsByExchange& stalls)
    : m_stalls(stalls)
{}

void
SendingLedger::Limit::Set(bool on, bool keep, ns3::Time now)
{
    if (on && !since)
    {
        since = now;
    }
    else if (!on && since)
    {
        if (keep)
        {
            spans.Add(*since, now);
        }
        since.reset();
    }
}

SendingLedger::Exchange&
SendingLedger::Pending(std::uint64_t exchange, ns3::Time now)
{
    const auto [place, added] = m_pending.try_emplace(exchange);
    if (added)
    {
        place->second.since = now;
    }
    return place->second;
}

void
SendingLedger::SetReady(std::uint64_t exchange, bool ready, ns3::Time now)
{
    if (ready)
    {
        Pending(exchange, now).ready = true;
    }
    else if (const auto found = m_pending.find(exchange); found != m_pending.end())
    {
        found->second.ready = false;
        EndIfOver(exchange, now);
    }
}

void
SendingLedger::Claim(std::uint64_t end, std::uint64_t exchange, ns3::Time now)
{
    if (end <= m_claimed)
    {
        return;
    }
    m_claimed = end;
    if (exchange == NO_EXCHANGE || end <= m_sent)
    {
        return;
    }
    Pending(exchange, now).end = end;
    if (!m_claims.empty() && m_claims.back().second == exchange)
    {
        m_claims.back().first = end;
        return;
    }
    m_claims.emplace_back(end, exchange);
}

void
SendingLedger::Sent(std::uint64_t position, ns3::Time now)
{
    m_sent = position;
    while (!m_claims.empty() && m_claims.front().first <= position)
    {
        const std::uint64_t exchange = m_claims.front().second;
        m_claims.pop_front();
        EndIfOver(exchange, now);
    }
}

void
SendingLedger::SetBlocked(std::uint64_t exchange, bool blocked, ns3::Time now)
{
    const auto found = m_pending.find(exchange);
    if (found == m_pending.end())
    {
        return;
    }
    std::optional<ns3::Time>& since = found->second.blocked;
    if (!blocked && since && *since < now)
    {
        m_stalls[exchange].flowControl.Add(*since, now);
    }
    since = blocked ? since.value_or(now) : std::optional<ns3::Time>();
}

void
SendingLedger::SetLimits(bool congestion, bool flowControl, ns3::Time now)
{
    m_congestion.Set(congestion, !m_pending.empty(), now);
    m_flowControl.Set(flowControl, !m_pending.empty(), now);
}

void
SendingLedger::CountPending(ns3::Time now)
{
    for (auto& [exchange, pending] : m_pending)
    {
        Count(exchange, pending, now);
    }
}

void
SendingLedger::EndIfOver(std::uint64_t exchange, ns3::Time now)
{
    const auto found = m_pending.find(exchange);
    if (found == m_pending.end() || found->second.ready || found->second.end > m_sent)
    {
        return;
    }
    Count(exchange, found->second, now);
    m_pending.erase(found);
    if (m_pending.empty())
    {
        m_congestion.spans.Clear();
        m_flowControl.spans.Clear();
    }
}

void
SendingLedger::Count(std::uint64_t exchange, Exchange& pending, ns3::Time now)
{
    TimeSpans congestion;
    TimeSpans flowControl;
    const auto count = [&pending, now](const Limit& limit, TimeSpans& spans) {
        spans.AddWithin(limit.spans, pending.since, now);
        if (limit.since)
        {
            spans.Add(std::max(*limit.since, pending.since), now);
        }
    };
    count(m_congestion, congestion);
    count(m_flowControl, flowControl);
    if (pending.blocked)
    {
        flowControl.Add(*pending.blocked, now);
        pending.blocked = now;
    }
    pending.since = now;
    if (!congestion.Empty() || !flowControl.Empty())
    {
        ExchangeStalls& stalls = m_stalls[exchange];
        stalls.congestion.Add(congestion);
        stalls.flowControl.Add(flowControl);
    }
}

} // namespace pagewire
