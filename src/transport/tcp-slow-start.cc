// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-slow-start.h"

#include <algorithm>

namespace pagewire
{

namespace
{

// Linux's constants; RFC 9406 section 4.3 has the same for its own.
constexpr std::uint32_t g_smallestWindow = 16; //!< segments; below, delays say nothing
constexpr std::uint32_t g_delaySamples = 8;
constexpr std::uint32_t g_conservativeRounds = 5;
constexpr std::uint32_t g_burst = 8; //!< growth per ACK without pacing (RFC 9406, L)
constexpr std::uint32_t g_conservativeDivisor = 4;
const ns3::Time g_trainGap = ns3::MilliSeconds(2);
const ns3::Time g_ackDelay = ns3::MilliSeconds(1); //!< allowance for what hosts do to ACKs
const ns3::Time g_leastIncrease = ns3::MilliSeconds(4);
const ns3::Time g_mostIncrease = ns3::MilliSeconds(16);

/** \return by how much the round trip must grow to mean a queue */
ns3::Time
Threshold(ns3::Time rtt)
{
    return std::clamp(ns3::Time(rtt.GetNanoSeconds() / 8), g_leastIncrease, g_mostIncrease);
}

} // namespace

std::uint32_t
TcpWindow::SlowStart(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t segments)
{
    const std::uint32_t window = tcb->m_cWnd;
    const std::uint32_t threshold = tcb->m_ssThresh;
    if (window >= threshold)
    {
        return segments;
    }
    // Bytes up to the threshold, rounded up to whole segments.
    const std::uint32_t room = (threshold - window - 1) / tcb->m_segmentSize + 1;
    const std::uint32_t used = std::min(segments, room);
    tcb->m_cWnd = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(window + std::uint64_t(used) * tcb->m_segmentSize, threshold));
    return segments - used;
}

void
TcpWindow::Increase(ns3::Ptr<ns3::TcpSocketState> tcb,
                    std::uint32_t perSegment,
                    std::uint32_t segments)
{
    // Credit that was gathered when growth was slower counts for one segment only.
    std::uint32_t growth = 0;
    if (m_credit >= perSegment)
    {
        m_credit = 0;
        growth = 1;
    }
    m_credit += segments;
    growth += m_credit / perSegment;
    m_credit %= perSegment;
    if (growth > 0)
    {
        tcb->m_cWnd = tcb->m_cWnd + growth * tcb->m_segmentSize;
    }
}

void
TcpHyStart::Reset()
{
    *this = TcpHyStart();
}

bool
TcpHyStart::Acked(const SlowStartSample& sample)
{
    m_minimum = std::min(m_minimum, sample.rtt);
    if (!m_inRound || sample.acknowledged > m_roundEnd)
    {
        m_inRound = true;
        m_roundStart = m_lastAck = sample.now;
        m_roundEnd = sample.next;
        m_current = ns3::Time::Max();
        m_samples = 0;
    }
    if (sample.window < g_smallestWindow)
    {
        return false;
    }
    const bool train = FindsTrain(sample);
    return FindsDelay(sample) || train;
}

bool
TcpHyStart::FindsTrain(const SlowStartSample& sample)
{
    if (sample.now - m_lastAck > g_trainGap)
    {
        return false;
    }
    m_lastAck = sample.now;
    return 2 * (sample.now - m_roundStart) > m_minimum + g_ackDelay;
}

bool
TcpHyStart::FindsDelay(const SlowStartSample& sample)
{
    m_current = std::min(m_current, sample.rtt);
    if (m_samples < g_delaySamples)
    {
        ++m_samples;
        return false;
    }
    return m_current > m_minimum + Threshold(m_minimum);
}

void
TcpHyStartPlusPlus::Reset()
{
    *this = TcpHyStartPlusPlus();
}

bool
TcpHyStartPlusPlus::Acked(const SlowStartSample& sample)
{
    if (!m_inRound || sample.acknowledged > m_roundEnd)
    {
        if (EndRound(sample))
        {
            return true;
        }
    }
    m_current = std::min(m_current, sample.rtt);
    ++m_samples;
    if (m_samples < g_delaySamples || m_last == ns3::Time::Max())
    {
        return false;
    }
    if (!m_conservative && m_current >= m_last + Threshold(m_last))
    {
        m_conservative = true;
        m_baseline = m_current;
        m_rounds = 0;
    }
    else if (m_conservative && m_current < m_baseline)
    {
        m_conservative = false;
        m_baseline = ns3::Time::Max();
    }
    return false;
}

bool
TcpHyStartPlusPlus::EndRound(const SlowStartSample& sample)
{
    m_inRound = true;
    m_roundEnd = sample.next;
    m_last = m_current;
    m_current = ns3::Time::Max();
    m_samples = 0;
    return m_conservative && ++m_rounds >= g_conservativeRounds;
}

std::uint32_t
TcpHyStartPlusPlus::Growth(std::uint32_t segments)
{
    const std::uint32_t growth = std::min(segments, g_burst);
    if (!m_conservative)
    {
        return growth;
    }
    m_quarters += growth;
    const std::uint32_t whole = m_quarters / g_conservativeDivisor;
    m_quarters %= g_conservativeDivisor;
    return whole;
}

} // namespace pagewire
