// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-cubic.h"

#include "base/error.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>
#include <cmath>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(TcpCubic);

std::string_view
SlowStartExitName(SlowStartExit exit)
{
    switch (exit)
    {
    case SlowStartExit::LOSS_ONLY:
        return "loss-only";
    case SlowStartExit::HYSTART:
        return "hystart";
    case SlowStartExit::HYSTART_PLUS_PLUS:
        return "hystart++";
    }
    return "";
}

ns3::TypeId
TcpCubic::GetTypeId()
{
    using ns3::BooleanValue;
    using ns3::DoubleValue;
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::TcpCubic")
            .SetParent<ns3::TcpCongestionOps>()
            .SetGroupName("Pagewire")
            .AddConstructor<TcpCubic>()
            .AddAttribute("C",
                          "How steeply the window grows, segments per second cubed",
                          DoubleValue(0.4),
                          ns3::MakeDoubleAccessor(&TcpCubic::m_c),
                          ns3::MakeDoubleChecker<double>(0.0))
            .AddAttribute("Beta",
                          "What is left of the window after a congestion event",
                          DoubleValue(0.7),
                          ns3::MakeDoubleAccessor(&TcpCubic::m_beta),
                          ns3::MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute("FastConvergence",
                          "Give up bandwidth to others when the window shrinks twice in a row",
                          BooleanValue(true),
                          ns3::MakeBooleanAccessor(&TcpCubic::m_fastConvergence),
                          ns3::MakeBooleanChecker())
            .AddAttribute("RenoFriendly",
                          "Never grow more slowly than Reno would",
                          BooleanValue(true),
                          ns3::MakeBooleanAccessor(&TcpCubic::m_renoFriendly),
                          ns3::MakeBooleanChecker())
            .AddAttribute("FullRenoGrowth",
                          "The Reno estimate grows by a whole segment per round trip once it is "
                          "past the window of the last congestion event (RFC 9438 section 4.3); "
                          "Linux's does not",
                          BooleanValue(true),
                          ns3::MakeBooleanAccessor(&TcpCubic::m_fullReno),
                          ns3::MakeBooleanChecker())
            .AddAttribute("LeastGrowth",
                          "Share of the window by which it grows at least each round trip as long "
                          "as no loss has told its maximum; Linux has 0.05, RFC 9438 none",
                          DoubleValue(0.0),
                          ns3::MakeDoubleAccessor(&TcpCubic::m_leastGrowth),
                          ns3::MakeDoubleChecker<double>(0.0, 1.0))
            .AddAttribute(
                "SlowStartExit",
                "What ends the first slow start besides a loss: hystart++, hystart or loss-only",
                ns3::StringValue("hystart++"),
                ns3::MakeStringAccessor(&TcpCubic::SetExit, &TcpCubic::GetExit),
                ns3::MakeStringChecker());
    return tid;
}

void
TcpCubic::SetExit(std::string name)
{
    for (const auto exit :
         {SlowStartExit::LOSS_ONLY, SlowStartExit::HYSTART, SlowStartExit::HYSTART_PLUS_PLUS})
    {
        if (name == SlowStartExitName(exit))
        {
            m_exit = exit;
            return;
        }
    }
    throw InputError("no way out of slow start is called \"" + name +
                     "\": hystart++, hystart or loss-only");
}

std::string
TcpCubic::GetExit() const
{
    return std::string(SlowStartExitName(m_exit));
}

std::string
TcpCubic::GetName() const
{
    return "cubic";
}

void
TcpCubic::Init(ns3::Ptr<ns3::TcpSocketState>)
{
    m_hyStart.Reset();
    m_hyStartPlusPlus.Reset();
}

bool
TcpCubic::InSlowStart(ns3::Ptr<const ns3::TcpSocketState> tcb) const
{
    return tcb->m_cWnd < tcb->m_ssThresh;
}

double
TcpCubic::CubicWindow(double time) const
{
    // A plain product is the same on every machine; std::pow need not be.
    const double distance = time - m_k;
    return m_c * (distance * distance * distance) + m_origin;
}

std::uint32_t
TcpCubic::GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> tcb, std::uint32_t)
{
    // The window, not the bytes in flight: it is kept valid while the application limits.
    const double window = tcb->GetCwndInSegments();
    const bool shrank = m_fastConvergence && window < m_wMax;
    m_wMax = shrank ? window * (1 + m_beta) / 2 : window;
    m_cwndPrior = window;
    m_epoch.reset();
    const auto left = static_cast<std::uint32_t>(window * m_beta);
    return std::max(left, 2U) * tcb->m_segmentSize;
}

void
TcpCubic::IncreaseWindow(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t segmentsAcked)
{
    if (InSlowStart(tcb))
    {
        const bool limited = m_exit == SlowStartExit::HYSTART_PLUS_PLUS && !m_leftSlowStart;
        const std::uint32_t growth =
            limited ? m_hyStartPlusPlus.Growth(segmentsAcked) : segmentsAcked;
        const std::uint32_t unused = TcpWindow::SlowStart(tcb, growth);
        segmentsAcked = limited ? 0 : unused;
    }
    if (segmentsAcked == 0)
    {
        return;
    }
    const double window = std::max(tcb->GetCwndInSegments(), 1U);
    // At most one segment more for every two acknowledged (RFC 9438 section 4.4).
    m_credit += std::min(Growth(window, segmentsAcked), segmentsAcked / 2.0);
    if (m_credit >= 1)
    {
        tcb->m_cWnd = tcb->m_cWnd + static_cast<std::uint32_t>(m_credit) * tcb->m_segmentSize;
        m_credit -= std::floor(m_credit);
    }
}

double
TcpCubic::Growth(double window, std::uint32_t segmentsAcked)
{
    m_lastAck = ns3::Simulator::Now();
    if (!m_epoch)
    {
        BeginEpoch(window);
    }
    const double time = (m_lastAck - *m_epoch).GetSeconds();
    const double rtt = m_minimumRtt == ns3::Time::Max() ? 0 : m_minimumRtt.GetSeconds();
    const double share = segmentsAcked / window;
    const double target = std::clamp(CubicWindow(time + rtt), window, 1.5 * window);
    double growth = (target - window) * share;
    if (m_wMax == 0)
    {
        growth = std::max(growth, m_leastGrowth * segmentsAcked);
    }
    const bool full = m_fullReno && m_wEst >= m_cwndPrior;
    const double alpha = full ? 1 : 3 * (1 - m_beta) / (1 + m_beta);
    m_wEst += alpha * share;
    if (m_renoFriendly && CubicWindow(time) < m_wEst)
    {
        growth = std::max(growth, m_wEst - window - m_credit);
    }
    return growth;
}

void
TcpCubic::BeginEpoch(double window)
{
    m_epoch = m_lastAck;
    m_credit = 0;
    m_wEst = window;
    if (m_wMax == 0)
    {
        m_cwndPrior = window;
    }
    m_origin = std::max(m_wMax, window);
    m_k = std::cbrt((m_origin - window) / m_c);
}

void
TcpCubic::PktsAcked(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t, const ns3::Time& rtt)
{
    const ns3::Time now = ns3::Simulator::Now();
    if (rtt.IsNegative() || rtt.IsZero() || (m_epoch && now - *m_epoch < ns3::Seconds(1)))
    {
        return; // right after a recovery, samples are not of the path alone
    }
    m_minimumRtt = std::min(m_minimumRtt, rtt);
    if (m_leftSlowStart || !InSlowStart(tcb))
    {
        return;
    }
    const SlowStartSample sample{now,
                                 rtt,
                                 tcb->GetCwndInSegments(),
                                 tcb->m_lastAckedSeq,
                                 tcb->m_nextTxSequence.Get()};
    m_leftSlowStart =
        (m_exit == SlowStartExit::HYSTART && m_hyStart.Acked(sample)) ||
        (m_exit == SlowStartExit::HYSTART_PLUS_PLUS && m_hyStartPlusPlus.Acked(sample));
    if (m_leftSlowStart)
    {
        tcb->m_ssThresh = tcb->m_cWnd.Get();
    }
}

void
TcpCubic::CongestionStateSet(ns3::Ptr<ns3::TcpSocketState>,
                             const ns3::TcpSocketState::TcpCongState_t newState)
{
    if (newState == ns3::TcpSocketState::CA_LOSS)
    {
        // After a timeout the first stage begins on its plateau (RFC 9438 section 4.8).
        m_epoch.reset();
        m_wMax = 0;
        m_minimumRtt = ns3::Time::Max();
        m_leftSlowStart = m_exit == SlowStartExit::HYSTART_PLUS_PLUS;
        m_hyStart.Reset();
    }
}

void
TcpCubic::CwndEvent(ns3::Ptr<ns3::TcpSocketState>, const ns3::TcpSocketState::TcpCAEvent_t event)
{
    if (event == ns3::TcpSocketState::CA_EVENT_TX_START && m_epoch)
    {
        // The time that the application did not use does not count (RFC 9438 section 5.8).
        *m_epoch += ns3::Simulator::Now() - m_lastAck;
        m_lastAck = ns3::Simulator::Now();
    }
}

ns3::Ptr<ns3::TcpCongestionOps>
TcpCubic::Fork()
{
    return ns3::CopyObject<TcpCubic>(this);
}

} // namespace pagewire
