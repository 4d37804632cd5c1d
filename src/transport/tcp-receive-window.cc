// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-receive-window.h"

#include <algorithm>

namespace pagewire
{

namespace
{
constexpr std::size_t g_firstWindow = 65535; //!< octets; the SYN cannot tell more
constexpr std::size_t g_smallSegment = 128;  //!< octets; smaller ones say nothing of the rate
constexpr std::size_t g_firstFlight = 10;    //!< segments that are expected in the first round trip
} // namespace

TcpReceiveWindow::TcpReceiveWindow(std::size_t initial, std::size_t most, std::uint32_t mss)
    : m_most(most),
      m_mss(mss),
      m_size(std::min({initial, most, g_firstWindow})),
      m_limit(std::min(initial, most)),
      m_space(std::min(m_size, g_firstFlight * mss))
{}

bool
TcpReceiveWindow::Received(std::size_t octets, std::size_t used)
{
    const std::size_t room = m_limit - std::min(used, m_limit);
    if (octets < g_smallSegment || m_size >= room)
    {
        return false;
    }
    m_size = std::min(m_size + 2 * m_mss, m_limit);
    return true;
}

void
TcpReceiveWindow::SampleRtt(ns3::Time rtt)
{
    m_rtt =
        m_rtt.IsZero() ? rtt : ns3::Time((7 * m_rtt.GetNanoSeconds() + rtt.GetNanoSeconds()) / 8);
}

void
TcpReceiveWindow::Read(std::uint64_t total, std::size_t outOfOrder, ns3::Time now)
{
    if (m_rtt.IsZero() || now - m_roundStart < m_rtt)
    {
        return;
    }
    const auto copied = static_cast<std::size_t>(total - m_roundTotal);
    m_roundStart = now;
    m_roundTotal = total;
    if (copied <= m_space)
    {
        return;
    }
    // This is one round trip late, and the sender may be doubling its rate.
    const double doubled = 2.0 * static_cast<double>(copied) + 16.0 * m_mss;
    const double growth = static_cast<double>(copied - m_space) / static_cast<double>(m_space);
    const double wanted = doubled * (1 + 2 * growth) + static_cast<double>(outOfOrder);
    m_limit =
        std::max(m_limit, static_cast<std::size_t>(std::min(wanted, static_cast<double>(m_most))));
    m_space = copied;
}

} // namespace pagewire
