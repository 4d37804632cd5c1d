// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-ledger.h"

#include "net/queue-wait-tag.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Octets read and not claimed, at most: far more than any codec reads before it knows whose they
 * are. Somebody who reads more claims nothing, and the account must not grow for that. */
constexpr std::uint64_t MOST_UNCLAIMED = 1048576;

} // namespace

void
TcpLedger::ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable)
{
    m_arrivals.Claim(end, exchange, usable);
}

void
TcpLedger::ClaimWritten(std::uint64_t end, std::uint64_t exchange)
{
    m_sending.Claim(end, exchange, ns3::Simulator::Now());
}

void
TcpLedger::SetReady(std::uint64_t exchange, bool ready)
{
    m_sending.SetReady(exchange, ready, ns3::Simulator::Now());
}

void
TcpLedger::SetBlocked(std::uint64_t exchange, bool blocked)
{
    m_sending.SetBlocked(exchange, blocked, ns3::Simulator::Now());
}

void
TcpLedger::ClaimNone()
{
    m_arrivals.Claim(m_read, NO_EXCHANGE, 0);
    m_claimsNone = true;
}

void
TcpLedger::Received(const ns3::Packet& packet,
                    std::uint64_t begin,
                    std::uint64_t end,
                    std::uint64_t next,
                    bool gap)
{
    if (m_claimsNone)
    {
        return;
    }
    m_arrivals.Arrived(begin - 1, end - 1, next - 1, gap, ns3::Simulator::Now());
    QueueWaitTag tag;
    if (packet.PeekPacketTag(tag))
    {
        for (const QueueWaitTag::Wait& wait : tag)
        {
            m_arrivals.Waited(begin - 1, end - 1, wait.from, wait.to);
        }
    }
}

void
TcpLedger::Read(std::uint64_t octets)
{
    m_read += octets;
    if (!m_claimsNone && m_read > m_arrivals.Claimed() + MOST_UNCLAIMED)
    {
        m_arrivals.Claim(m_read - MOST_UNCLAIMED, NO_EXCHANGE, 0);
    }
}

void
TcpLedger::Sent(std::uint64_t next, bool congestion, bool flowControl)
{
    const ns3::Time now = ns3::Simulator::Now();
    m_sending.SetLimits(congestion, flowControl, now);
    m_sending.Sent(next - std::min<std::uint64_t>(next, 1), now);
}

StallsByExchange
TcpLedger::Stalls()
{
    m_sending.CountPending(ns3::Simulator::Now());
    return m_stalls;
}

} // namespace pagewire
