// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-ack-policy.h"

#include <algorithm>

namespace pagewire
{

namespace
{
constexpr std::uint32_t g_gapAcksAtOnce = 3; //!< the sender must see them soon, to find the loss
}

TcpAckPolicy::TcpAckPolicy(const TcpOptions& options)
    : m_options(options)
{}

void
TcpAckPolicy::ReceivedDuplicate()
{
    m_pending = true;
    m_answers = 0;
    QuickStart();
}

void
TcpAckPolicy::ReceivedFin()
{
    m_pending = true;
    m_answers = std::max(m_answers, 1U);
}

void
TcpAckPolicy::QuickStart()
{
    m_quick = std::max(m_quick, m_options.quickAcks);
}

bool
TcpAckPolicy::Received(std::uint32_t size,
                       bool push,
                       const TcpAckSituation& now,
                       const ns3::Time& time)
{
    m_pending = true;
    if (size > 0) // else it is a FIN alone
    {
        MeasureSegment(size, push);
        MeasureGap(time, now.timeout);
    }
    if (now.windowGrew)
    {
        m_quick |= 1; // the sender shall know it soon; Linux counts it in just this way
    }
    const bool quick = m_quick > 0 && !Answering();
    if (now.next - m_told > m_segment || quick || m_options.delayedAck.IsZero())
    {
        return true;
    }
    return Delay(now, time);
}

bool
TcpAckPolicy::ReceivedAroundGap(const TcpAckSituation& now, const ns3::Time& time)
{
    m_pending = true;
    const bool quick = m_quick > 0 && !Answering();
    if (quick || !now.sack || !m_options.sackCompression || now.next - m_told > m_segment)
    {
        return true;
    }
    if (m_gapNext != now.next)
    {
        m_gapNext = now.next;
        m_gapAcks = 0;
    }
    if (m_gapAcks < g_gapAcksAtOnce)
    {
        ++m_gapAcks;
        return true;
    }
    if (!m_compressed)
    {
        // A twentieth of the round trip, at most a millisecond.
        m_compressed =
            time + std::min(ns3::Time(now.smoothedRtt.GetNanoSeconds() / 20), ns3::MilliSeconds(1));
    }
    return false;
}

void
TcpAckPolicy::MeasureSegment(std::uint32_t size, bool push)
{
    if (size >= m_segment)
    {
        m_segment = std::min(size, m_options.mss);
        m_pushed += push ? 1 : 0;
        return;
    }
    ++m_pushed;
}

void
TcpAckPolicy::MeasureGap(const ns3::Time& time, const ns3::Time& timeout)
{
    const ns3::Time gap = time - m_lastReceived;
    m_lastReceived = time;
    if (m_interval.IsZero())
    {
        QuickStart();
        m_interval = std::max(m_options.delayedAck, ns3::NanoSeconds(1));
        return;
    }
    const ns3::Time half = ns3::Time(m_interval.GetNanoSeconds() / 2);
    if (gap <= ns3::Time(m_options.delayedAck.GetNanoSeconds() / 2))
    {
        m_interval = half + ns3::Time(m_options.delayedAck.GetNanoSeconds() / 2);
    }
    else if (gap < m_interval)
    {
        m_interval = std::min(half + gap, timeout);
    }
    else if (gap > timeout)
    {
        QuickStart(); // the sender has restarted its window
    }
}

/** \return whether the delay so far has been long enough */
bool
TcpAckPolicy::Delay(const TcpAckSituation& now, const ns3::Time& time)
{
    ns3::Time delay = m_interval;
    if (delay > m_options.delayedAck)
    {
        ns3::Time most =
            Answering() || m_pushed > 0 ? m_options.maxDelayedAck : ns3::MilliSeconds(500);
        if (now.smoothedRtt.IsStrictlyPositive())
        {
            most = std::min(most, std::max(now.smoothedRtt, m_options.delayedAck));
        }
        delay = std::min(delay, most);
    }
    delay = std::min(delay, m_options.maxDelayedAck);
    if (m_deadline && *m_deadline <= time + ns3::Time(delay.GetNanoSeconds() / 4))
    {
        return true;
    }
    m_deadline = std::min(m_deadline.value_or(time + delay), time + delay);
    return false;
}

bool
TcpAckPolicy::Read(bool emptied, std::uint64_t next) const
{
    if (!m_pending)
    {
        return false;
    }
    const bool pushed = m_pushed > 1 || (m_pushed > 0 && !Answering());
    return next - m_told > m_segment || (emptied && pushed);
}

void
TcpAckPolicy::Sent(std::uint64_t next)
{
    m_told = next;
    const bool pending = m_pending;
    m_pending = false;
    m_pushed = 0;
    m_deadline.reset();
    m_compressed.reset();
    if (pending && m_quick > 0 && --m_quick == 0)
    {
        m_interval = std::max(m_options.delayedAck, ns3::NanoSeconds(1));
    }
}

void
TcpAckPolicy::SentData(const ns3::Time& time)
{
    if (time - m_lastReceived < m_interval)
    {
        ++m_answers;
    }
}

std::optional<ns3::Time>
TcpAckPolicy::Deadline() const
{
    if (m_deadline && m_compressed)
    {
        return std::min(*m_deadline, *m_compressed);
    }
    return m_deadline ? m_deadline : m_compressed;
}

void
TcpAckPolicy::Expire(const ns3::Time& time, const ns3::Time& timeout)
{
    if (m_deadline && *m_deadline <= time)
    {
        if (Answering())
        {
            m_answers = 0; // nothing was answered: no reason to wait next time
            m_interval = m_options.delayedAck;
        }
        else
        {
            m_interval = std::min(m_interval + m_interval, timeout);
        }
    }
}

} // namespace pagewire
