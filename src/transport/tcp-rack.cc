// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-rack.h"

#include <algorithm>

namespace pagewire
{

void
TcpRack::Delivered(const TcpSentSegment& segment, const ns3::Time& now, const ns3::Time& minimumRtt)
{
    const ns3::Time rtt = now - segment.sent;
    if (segment.transmissions > 1 && rtt < minimumRtt)
    {
        return; // rather the original than the retransmission
    }
    m_rtt = rtt;
    if (segment.sent > m_sent || (segment.sent == m_sent && segment.end > m_end))
    {
        m_sent = segment.sent;
        m_end = segment.end;
    }
}

bool
TcpRack::SentBefore(const TcpSentSegment& segment) const
{
    return segment.sent < m_sent || (segment.sent == m_sent && segment.end < m_end);
}

ns3::Time
TcpRack::ReorderingWindow(bool certain, const ns3::Time& minimumRtt, ns3::Time smoothedRtt) const
{
    if (certain && !m_reordering)
    {
        return ns3::Time(0);
    }
    return std::min(ns3::Time(minimumRtt.GetNanoSeconds() / 4 * m_steps),
                    ns3::Time(smoothedRtt.GetNanoSeconds()));
}

void
TcpRack::SeeDuplicate(std::uint64_t acknowledged, std::uint64_t next)
{
    if (acknowledged >= m_round)
    {
        m_round = next;
        m_steps = std::min(m_steps + 1, 255U);
        m_persist = 16;
    }
}

void
TcpRack::EndRecovery()
{
    if (m_persist > 0 && --m_persist == 0)
    {
        m_steps = 1;
    }
}

} // namespace pagewire
