// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-congestion.h"

#include "transport/tcp-cubic.h"
#include "transport/tcp-reno.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/string.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr std::uint32_t g_noThreshold = 0x7fffffff; //!< bytes

ns3::Ptr<ns3::TcpCongestionOps>
MakeOps(const TcpOptions& options)
{
    if (options.congestionControl == CongestionControl::RENO)
    {
        return ns3::CreateObject<TcpReno>();
    }
    const auto cubic = ns3::CreateObject<TcpCubic>();
    cubic->SetAttribute("SlowStartExit",
                        ns3::StringValue(std::string(SlowStartExitName(options.slowStartExit))));
    if (options.linuxCubic)
    {
        cubic->SetAttribute("LeastGrowth", ns3::DoubleValue(0.05));
        cubic->SetAttribute("FullRenoGrowth", ns3::BooleanValue(false));
    }
    return cubic;
}

} // namespace

TcpCongestion::TcpCongestion(const TcpOptions& options)
    : m_initialWindow(options.initialWindow),
      m_slowStartAfterIdle(options.slowStartAfterIdle),
      m_tcb(ns3::CreateObject<ns3::TcpSocketState>()),
      m_ops(MakeOps(options))
{
    m_tcb->m_segmentSize = options.mss;
    m_tcb->m_initialCWnd = options.initialWindow;
    m_tcb->m_initialSsThresh = g_noThreshold;
}

void
TcpCongestion::Start(std::uint32_t mss, std::uint32_t window)
{
    m_tcb->m_segmentSize = mss;
    m_tcb->m_ssThresh = g_noThreshold;
    SetWindow(window);
    m_ops->Init(m_tcb);
}

void
TcpCongestion::SetState(State state)
{
    if (state != m_state)
    {
        m_ops->CongestionStateSet(m_tcb, state);
        m_state = state;
        m_tcb->m_congState = state;
    }
}

void
TcpCongestion::SetWindow(std::uint32_t segments)
{
    if (segments != m_window || m_tcb->m_cWnd == 0U)
    {
        m_window = segments;
        m_tcb->m_cWnd = segments * m_tcb->m_segmentSize;
    }
}

std::uint32_t
TcpCongestion::WindowOctets() const
{
    return m_tcb->m_cWnd;
}

std::uint32_t
TcpCongestion::SegmentOctets() const
{
    return m_tcb->m_segmentSize;
}

std::optional<std::uint32_t>
TcpCongestion::Threshold() const
{
    const std::uint32_t threshold = m_tcb->m_ssThresh;
    return threshold == g_noThreshold ? std::nullopt : std::optional(threshold);
}

bool
TcpCongestion::InSlowStart() const
{
    return m_tcb->m_cWnd < m_tcb->m_ssThresh;
}

void
TcpCongestion::SetProgress(std::uint64_t acknowledged, std::uint64_t next, std::uint32_t inFlight)
{
    if (acknowledged == m_acknowledged && next == m_next && inFlight == m_inFlight)
    {
        return;
    }
    m_acknowledged = acknowledged;
    m_next = next;
    m_inFlight = inFlight;
    m_tcb->m_lastAckedSeq = ns3::SequenceNumber32(static_cast<std::uint32_t>(acknowledged));
    m_tcb->m_nextTxSequence = ns3::SequenceNumber32(static_cast<std::uint32_t>(next));
    m_tcb->m_bytesInFlight = inFlight * m_tcb->m_segmentSize;
}

void
TcpCongestion::Acked(std::uint32_t segments, const ns3::Time& rtt)
{
    m_tcb->m_lastRtt = rtt;
    m_tcb->m_minRtt = std::min(m_tcb->m_minRtt, rtt);
    m_ops->PktsAcked(m_tcb, segments, rtt);
}

void
TcpCongestion::Grow(std::uint32_t segments, const ns3::Time& now)
{
    m_validAt = now;
    if (IsLimited())
    {
        m_ops->IncreaseWindow(m_tcb, segments);
        m_window = m_tcb->GetCwndInSegments();
    }
}

void
TcpCongestion::BeginReduction()
{
    m_priorWindow = m_window;
    m_priorThreshold = KeptThreshold();
    m_delivered = 0;
    m_sent = 0;
    m_tcb->m_ssThresh = m_ops->GetSsThresh(m_tcb, m_inFlight * m_tcb->m_segmentSize);
}

void
TcpCongestion::Reduce(std::uint32_t delivered, std::uint32_t newlyLost, bool advanced)
{
    if (delivered == 0)
    {
        return;
    }
    m_delivered += delivered;
    const std::int64_t threshold = m_tcb->GetSsThreshInSegments();
    const std::int64_t room = threshold - m_inFlight;
    std::int64_t send = 0;
    if (room < 0)
    {
        // In proportion: the threshold's share of what is delivered.
        send = (threshold * m_delivered + m_priorWindow - 1) / m_priorWindow - m_sent;
    }
    else
    {
        // Slow start back up to the threshold, one more while the acknowledgements look good.
        send = std::max<std::int64_t>(std::int64_t(m_delivered) - m_sent, delivered);
        send += advanced && newlyLost == 0 ? 1 : 0;
        send = std::min(room, send);
    }
    // The first retransmission goes out in any case.
    send = std::max<std::int64_t>(send, m_sent == 0 ? 1 : 0);
    SetWindow(m_inFlight + static_cast<std::uint32_t>(send));
}

void
TcpCongestion::EndReduction()
{
    SetWindow(m_tcb->GetSsThreshInSegments());
    m_ops->CwndEvent(m_tcb, ns3::TcpSocketState::CA_EVENT_COMPLETE_CWR);
}

void
TcpCongestion::CountSent(std::uint32_t segments)
{
    if (Reducing())
    {
        m_sent += segments;
    }
}

void
TcpCongestion::Timeout(bool newEvent)
{
    if (newEvent)
    {
        m_priorWindow = m_window;
        m_priorThreshold = KeptThreshold();
        m_tcb->m_ssThresh = m_ops->GetSsThresh(m_tcb, m_inFlight * m_tcb->m_segmentSize);
        m_ops->CwndEvent(m_tcb, ns3::TcpSocketState::CA_EVENT_LOSS);
    }
    SetWindow(m_inFlight + 1);
}

void
TcpCongestion::Undo()
{
    SetWindow(std::max(m_window, m_priorWindow));
    m_tcb->m_ssThresh = std::max(m_tcb->m_ssThresh.Get(), m_priorThreshold);
}

std::uint32_t
TcpCongestion::KeptThreshold() const
{
    const std::uint32_t threshold = m_tcb->m_ssThresh;
    if (Reducing())
    {
        return threshold;
    }
    return std::max(threshold, (m_window / 2 + m_window / 4) * m_tcb->m_segmentSize);
}

bool
TcpCongestion::IsLimited() const
{
    return m_limited || (InSlowStart() && m_window < 2 * m_mostOutstanding);
}

void
TcpCongestion::Validate(bool limited,
                        std::uint32_t outstanding,
                        const ns3::Time& now,
                        const ns3::Time& timeout)
{
    if (m_acknowledged >= m_usageRound || limited ||
        (!m_limited && outstanding > m_mostOutstanding))
    {
        m_limited = limited;
        m_mostOutstanding = outstanding;
        m_usageRound = m_next;
    }
    if (IsLimited())
    {
        m_used = 0;
        m_validAt = now;
        return;
    }
    m_used = std::max(m_used, outstanding);
    if (m_slowStartAfterIdle && now - m_validAt >= timeout)
    {
        LimitByApplication();
        m_validAt = now;
    }
}

void
TcpCongestion::LimitByApplication()
{
    if (m_state == ns3::TcpSocketState::CA_OPEN)
    {
        const std::uint32_t used = std::max(m_used, m_initialWindow);
        if (used < m_window)
        {
            m_tcb->m_ssThresh = KeptThreshold();
            SetWindow((m_window + used) / 2);
        }
        m_used = 0;
    }
}

void
TcpCongestion::RestartAfterIdle(ns3::Time idle, const ns3::Time& now, const ns3::Time& timeout)
{
    if (!m_slowStartAfterIdle || idle <= timeout)
    {
        return;
    }
    m_ops->CwndEvent(m_tcb, ns3::TcpSocketState::CA_EVENT_CWND_RESTART);
    m_tcb->m_ssThresh = KeptThreshold();
    std::uint32_t window = m_window;
    for (idle -= timeout; idle.IsStrictlyPositive() && window > m_initialWindow; idle -= timeout)
    {
        window /= 2;
    }
    SetWindow(std::max(window, std::min(m_window, m_initialWindow)));
    m_used = 0;
    m_validAt = now;
}

void
TcpCongestion::BeginBurst()
{
    m_ops->CwndEvent(m_tcb, ns3::TcpSocketState::CA_EVENT_TX_START);
}

} // namespace pagewire
