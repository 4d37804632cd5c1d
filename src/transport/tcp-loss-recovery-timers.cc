// SPDX-License-Identifier: GPL-2.0-only
// TcpLossRecovery's timers; the rest of the class is in tcp-loss-recovery.cc.
#include "transport/tcp-loss-recovery.h"

#include <algorithm>

namespace pagewire
{

using ns3::TcpSocketState;

void
TcpLossRecovery::Expire(const ns3::Time& now)
{
    const Timer timer = m_timer;
    m_timer = Timer::NONE;
    if (m_scoreboard.Empty())
    {
        return;
    }
    switch (timer)
    {
    case Timer::RETRANSMIT:
        TimeOut(now);
        break;
    case Timer::PROBE:
        SendTailProbe(now);
        break;
    case Timer::REORDER:
        ReorderTimeOut(now);
        break;
    case Timer::NONE:
        break;
    }
}

void
TcpLossRecovery::TimeOut(const ns3::Time& now)
{
    const auto state = m_congestion.GetState();
    if (m_timeoutsInRow >= m_options.dataRetries)
    {
        m_host.GiveUp();
        return;
    }
    ++m_timeouts;
    m_duplicates = 0;
    m_scoreboard.GuessDelivered(0);
    m_scoreboard.MarkTimeout(now);
    const bool newEvent = state <= TcpSocketState::CA_DISORDER || m_high <= m_una ||
                          (state == TcpSocketState::CA_LOSS && m_timeoutsInRow == 0);
    Progress();
    m_congestion.Timeout(newEvent);
    if (newEvent)
    {
        RememberForUndo();
    }
    m_congestion.SetState(TcpSocketState::CA_LOSS);
    m_high = m_next;
    m_probeHigh = 0;
    m_frto = m_options.frto && (state < TcpSocketState::CA_RECOVERY || m_timeoutsInRow > 0);
    ++m_timeoutsInRow;
    m_rtt.BackOff();
    SendLost(now);
    SetTimer(Timer::RETRANSMIT, now + m_rtt.Timeout());
}

void
TcpLossRecovery::ReorderTimeOut(const ns3::Time& now)
{
    Event event;
    FindLosses(event, now);
    if (event.lost > 0)
    {
        if (m_congestion.GetState() < TcpSocketState::CA_RECOVERY)
        {
            EnterRecovery();
            Progress();
            m_congestion.Reduce(1, event.lost, false);
        }
        SendLost(now);
    }
    if (m_timer == Timer::NONE)
    {
        RearmTimeout(now);
    }
}

void
TcpLossRecovery::SendTailProbe(const ns3::Time& now)
{
    if (m_probeHigh == 0)
    {
        m_probeRepeated = !m_host.SendProbe();
        if (m_probeRepeated)
        {
            const TcpSentSegment last = m_scoreboard.Back();
            m_scoreboard.RetransmitLast(now);
            CountRetransmission(now);
            m_host.Retransmit(last.begin, last.end);
        }
        m_probeHigh = m_next;
        SetTimer(Timer::RETRANSMIT, now + m_rtt.Timeout());
        return;
    }
    SetTimer(Timer::RETRANSMIT, HeadDeadline());
}

bool
TcpLossRecovery::ScheduleProbe(const ns3::Time& now, bool advancing)
{
    const auto state = m_congestion.GetState();
    if (!m_options.tailLossProbe || !m_sack || m_scoreboard.Empty() ||
        (state != TcpSocketState::CA_OPEN && state != TcpSocketState::CA_CWR))
    {
        return false;
    }
    ns3::Time wait = m_options.initialRto;
    if (m_rtt.HasSample())
    {
        // A lone segment's ACK may be delayed.
        wait = m_rtt.Smoothed() + m_rtt.Smoothed();
        wait += Outstanding() == 1 ? m_options.minRto : TimerSlack();
    }
    const ns3::Time timeout = advancing ? now + m_rtt.Timeout() : std::max(HeadDeadline(), now);
    SetTimer(Timer::PROBE, std::min(now + wait, timeout));
    return true;
}

void
TcpLossRecovery::RearmTimeout(const ns3::Time& now)
{
    if (m_scoreboard.Empty())
    {
        m_timer = Timer::NONE;
        return;
    }
    // While another timer ran, the head has aged.
    const bool aged = m_timer == Timer::REORDER || m_timer == Timer::PROBE;
    SetTimer(Timer::RETRANSMIT, aged ? std::max(HeadDeadline(), now) : now + m_rtt.Timeout());
}

ns3::Time
TcpLossRecovery::HeadDeadline() const
{
    return m_scoreboard.Front().sent + m_rtt.Timeout();
}

void
TcpLossRecovery::SetTimer(Timer timer, const ns3::Time& deadline)
{
    m_timer = timer;
    m_deadline = deadline;
}

} // namespace pagewire
