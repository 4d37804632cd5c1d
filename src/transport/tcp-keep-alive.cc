// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-keep-alive.h"

namespace pagewire
{

TcpKeepAlive::TcpKeepAlive(const TcpOptions& options)
    : m_time(options.keepAliveTime),
      m_interval(options.keepAliveInterval),
      m_probes(options.keepAliveProbes)
{}

std::optional<ns3::Time>
TcpKeepAlive::Deadline() const
{
    return m_heard && m_time.IsStrictlyPositive() ? std::optional<ns3::Time>(m_next) : std::nullopt;
}

TcpKeepAlive::Verdict
TcpKeepAlive::Expire(ns3::Time now, bool busy)
{
    if (!Deadline() || now < m_next)
    {
        return Verdict::WAIT;
    }
    if (busy)
    {
        m_next = now + m_time;
        return Verdict::WAIT;
    }
    if (m_unanswered >= m_probes)
    {
        return Verdict::DEAD;
    }
    ++m_unanswered;
    m_next = now + m_interval;
    return Verdict::PROBE;
}

} // namespace pagewire
