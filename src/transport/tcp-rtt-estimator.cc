// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-rtt-estimator.h"

#include <algorithm>

namespace pagewire
{

namespace
{
const ns3::Time g_longestTimeout = ns3::Seconds(120);
}

TcpRttEstimator::TcpRttEstimator(ns3::Time minimum, ns3::Time initial)
    : m_floor(minimum.GetNanoSeconds()),
      m_timeout(initial)
{}

void
TcpRttEstimator::Sample(const ns3::Time& rtt, std::uint64_t acknowledged, std::uint64_t next)
{
    const std::int64_t sample = std::max<std::int64_t>(rtt.GetNanoSeconds(), 1);
    if (m_smoothed == 0)
    {
        First(sample, next);
    }
    else
    {
        const std::int64_t error = sample - m_smoothed / 8;
        m_smoothed = std::max<std::int64_t>(m_smoothed + error, 1);
        UpdateDeviation(error);
        if (acknowledged > m_round)
        {
            if (m_largest < m_variance)
            {
                m_variance -= (m_variance - m_largest) / 4;
            }
            m_round = next;
            m_largest = m_floor;
        }
    }
    m_timeout = std::min(ns3::NanoSeconds(m_smoothed / 8 + m_variance), g_longestTimeout);
}

void
TcpRttEstimator::First(std::int64_t rtt, std::uint64_t next)
{
    m_smoothed = 8 * rtt;
    m_deviation = 2 * rtt;
    m_variance = std::max(m_deviation, m_floor);
    m_largest = m_variance;
    m_round = next;
}

void
TcpRttEstimator::UpdateDeviation(std::int64_t error)
{
    std::int64_t change = std::abs(error) - m_deviation / 4;
    if (error < 0 && change > 0)
    {
        // A falling round-trip time is no reason to wait longer.
        change /= 8;
    }
    m_deviation += change;
    m_largest = std::max(m_largest, m_deviation);
    m_variance = std::max(m_variance, m_largest);
}

void
TcpRttEstimator::SampleMinimum(const ns3::Time& rtt)
{
    m_minimum = std::min(m_minimum, rtt);
}

void
TcpRttEstimator::SetUnsampledTimeout(const ns3::Time& timeout)
{
    if (m_smoothed == 0)
    {
        m_timeout = timeout;
    }
}

void
TcpRttEstimator::BackOff()
{
    m_timeout = std::min(m_timeout + m_timeout, g_longestTimeout);
}

} // namespace pagewire
