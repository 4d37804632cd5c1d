// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-loss-recovery.h"

#include <algorithm>

namespace pagewire
{

namespace
{

using ns3::TcpSocketState;

constexpr std::uint32_t g_duplicateThreshold = 3;

} // namespace

TcpLossRecovery::TcpLossRecovery(const TcpOptions& options, Host& host)
    : m_host(host),
      m_options(options),
      m_rtt(options.minRto, options.initialRto),
      m_congestion(options)
{}

void
TcpLossRecovery::Start(std::uint64_t position, bool sack, std::uint32_t mss, std::uint32_t window)
{
    m_una = m_next = m_high = position;
    m_sack = sack;
    m_congestion.Start(mss, window);
    Progress();
}

void
TcpLossRecovery::Progress()
{
    m_congestion.SetProgress(m_una, m_next, m_scoreboard.InFlight());
}

std::uint32_t
TcpLossRecovery::Quota() const
{
    const std::uint32_t inFlight = m_scoreboard.InFlight();
    return m_congestion.Window() - std::min(inFlight, m_congestion.Window());
}

void
TcpLossRecovery::Send(std::uint64_t begin, std::uint64_t end, const ns3::Time& now)
{
    if (m_scoreboard.InFlight() == 0)
    {
        m_congestion.BeginBurst();
    }
    const bool first = m_scoreboard.Empty();
    m_scoreboard.Send(begin, end, now);
    m_next = end;
    if (first || m_timer == Timer::PROBE)
    {
        RearmTimeout(now);
    }
}

void
TcpLossRecovery::AfterSending(std::uint32_t sent, const ns3::Time& now)
{
    Progress();
    m_congestion.Validate(Quota() == 0, Outstanding(), now, m_rtt.Timeout());
    if (sent > 0)
    {
        m_congestion.CountSent(sent);
        ScheduleProbe(now, false);
    }
}

void
TcpLossRecovery::Acknowledge(const TcpAck& ack, const ns3::Time& now)
{
    const bool waiting = !m_scoreboard.Empty();
    if (!waiting && m_sack && ack.sackCount == 0 && ack.position == m_una && m_probeHigh == 0 &&
        m_congestion.GetState() == TcpSocketState::CA_OPEN)
    {
        return; // comes along with each segment of a peer that sends and is not sent anything
    }
    Event event;
    Note(ack, now, event);
    if (m_probeHigh > 0)
    {
        AcknowledgeProbe(event);
    }
    Action action = Action::NOTHING;
    const bool dubious = event.duplicate || event.outcome.sacked > 0 || event.dsack ||
                         m_congestion.GetState() != TcpSocketState::CA_OPEN;
    if (dubious)
    {
        action = Alert(event, now);
    }
    if (!waiting)
    {
        return;
    }
    if (event.setTimer && m_timer != Timer::REORDER && !ScheduleProbe(now, true))
    {
        RearmTimeout(now);
    }
    Control(event, now);
    if (action == Action::NEW)
    {
        m_host.SendNew();
        if (m_next > m_high)
        {
            return;
        }
        m_frto = false;
    }
    if (action != Action::NOTHING)
    {
        SendLost(now);
    }
}

void
TcpLossRecovery::Note(const TcpAck& ack, const ns3::Time& now, Event& event)
{
    event.ack = ack;
    event.advanced = ack.position > m_una;
    if (event.advanced)
    {
        m_una = ack.position;
        m_timeoutsInRow = 0;
    }
    // After a timeout, data sent before it and never again tell whether it was needed.
    m_scoreboard.Acknowledge(m_una, now, m_rtt.Minimum(), m_high, event.outcome);
    NoteSacks(now, event);
    event.duplicate = !event.advanced && !ack.carriesNews && !event.dsack && !m_scoreboard.Empty();
    if (event.outcome.reordered)
    {
        m_scoreboard.Rack().SeeReordering();
    }
    if (!m_sack)
    {
        GuessLosses(event);
    }
    Progress();
    SampleRtt(now, event);
}

void
TcpLossRecovery::NoteSacks(const ns3::Time& now, Event& event)
{
    NoteDuplicateSack(event);
    auto& sacks = event.ack.sacks;
    const auto end = sacks.begin() + static_cast<std::ptrdiff_t>(event.ack.sackCount);
    std::sort(sacks.begin(), end, [](const auto& a, const auto& b) { return a.begin < b.begin; });
    for (auto block = sacks.begin(); block != end; ++block)
    {
        if (block->end > m_una && block->end <= m_next)
        {
            m_scoreboard
                .Sack(block->begin, block->end, now, m_rtt.Minimum(), m_high, event.outcome);
        }
    }
}

void
TcpLossRecovery::NoteDuplicateSack(Event& event)
{
    if (event.ack.sackCount == 0)
    {
        return;
    }
    const auto& first = event.ack.sacks[0];
    const auto& second = event.ack.sacks[1];
    event.dsack = first.end <= m_una || (event.ack.sackCount > 1 && first.begin >= second.begin &&
                                         first.end <= second.end);
    if (!event.dsack)
    {
        return;
    }
    m_scoreboard.Rack().SeeDuplicate(m_una, m_next);
    if (m_undoMarker && m_undoRetransmissions > 0 && first.end > *m_undoMarker)
    {
        --m_undoRetransmissions;
    }
}

void
TcpLossRecovery::SampleRtt(const ns3::Time& now, Event& event)
{
    const TcpAckOutcome& outcome = event.outcome;
    std::optional<ns3::Time> smoothed; // of the oldest segment: what the timer must cover
    std::optional<ns3::Time> latest;   // of the newest: the path
    if (outcome.firstSent && !outcome.retransmissionAcknowledged)
    {
        smoothed = now - *outcome.firstSent;
        latest = now - *outcome.lastSent;
    }
    if (outcome.firstSackSent)
    {
        smoothed = smoothed.value_or(now - *outcome.firstSackSent);
        latest = now - *outcome.lastSackSent;
    }
    if (!smoothed && event.ack.echo && outcome.acknowledged > 0)
    {
        const auto milliseconds = static_cast<std::uint32_t>(now.GetMilliSeconds());
        smoothed = latest =
            std::max(ns3::MilliSeconds(milliseconds - *event.ack.echo), ns3::MilliSeconds(1));
    }
    if (smoothed)
    {
        m_rtt.SampleMinimum(*latest);
        m_rtt.Sample(*smoothed, m_una, m_next);
        m_congestion.Acked(outcome.acknowledged, *latest);
    }
    // SACKs alone hold off the timeout only for data sent after the head of the queue.
    event.setTimer =
        outcome.acknowledged > 0 || (outcome.firstSackSent && !m_scoreboard.Empty() &&
                                     *outcome.firstSackSent < m_scoreboard.Front().sent);
}

void
TcpLossRecovery::AcknowledgeProbe(const Event& event)
{
    if (m_una < m_probeHigh)
    {
        return;
    }
    if (!m_probeRepeated || event.dsack)
    {
        m_probeHigh = 0; // nothing was lost
    }
    else if (m_una > m_probeHigh)
    {
        // The probe repaired a loss; it is answered as one.
        m_high = m_next;
        m_probeHigh = 0;
        m_congestion.BeginReduction();
        m_congestion.SetState(TcpSocketState::CA_CWR);
        m_congestion.EndReduction();
        m_congestion.SetState(TcpSocketState::CA_OPEN);
        TryToOpen();
    }
    else if (event.duplicate && event.outcome.sacked == 0)
    {
        m_probeHigh = 0; // the original and the probe have arrived
    }
}

TcpLossRecovery::Action
TcpLossRecovery::Alert(Event& event, const ns3::Time& now)
{
    const auto state = m_congestion.GetState();
    if (state == TcpSocketState::CA_OPEN)
    {
        m_firstRetransmission.reset();
    }
    else if (state == TcpSocketState::CA_RECOVERY && m_una >= m_high)
    {
        LeaveRecovery(event);
    }
    if (m_congestion.GetState() == TcpSocketState::CA_LOSS)
    {
        const Action action = AlertInLoss(event, now);
        if (m_congestion.GetState() == TcpSocketState::CA_LOSS && !event.retransmissionLost)
        {
            return action;
        }
    }
    else
    {
        if (event.dsack || (event.advanced && state == TcpSocketState::CA_RECOVERY))
        {
            TryUndo(event);
        }
        FindLosses(event, now);
    }
    if (m_congestion.GetState() != TcpSocketState::CA_RECOVERY)
    {
        if (!m_scoreboard.HasLost())
        {
            TryToOpen();
            return Action::NOTHING;
        }
        EnterRecovery();
    }
    return Action::RETRANSMIT;
}

void
TcpLossRecovery::LeaveRecovery(const Event& event)
{
    m_scoreboard.Rack().EndRecovery();
    if (MayUndo(event))
    {
        Undo();
    }
    else
    {
        m_congestion.EndReduction();
    }
    m_duplicates = 0;
    m_congestion.SetState(TcpSocketState::CA_OPEN);
}

TcpLossRecovery::Action
TcpLossRecovery::AlertInLoss(Event& event, const ns3::Time& now)
{
    const bool recovered = m_una >= m_high;
    if (event.advanced && MayUndo(event))
    {
        Undo();
        FindLosses(event, now);
        return Action::RETRANSMIT;
    }
    if (m_frto)
    {
        if (event.outcome.originalDelivered)
        {
            Undo();
            FindLosses(event, now);
            return Action::RETRANSMIT;
        }
        if (m_next > m_high)
        {
            if (event.outcome.sacked > 0 || event.duplicate)
            {
                m_frto = false; // new data arrived and old did not: the loss was real
            }
        }
        else if (event.advanced && !recovered)
        {
            m_high = m_next;
            FindLosses(event, now);
            return Action::NEW;
        }
    }
    if (recovered)
    {
        m_undoMarker.reset();
        m_congestion.SetState(TcpSocketState::CA_OPEN);
    }
    FindLosses(event, now);
    return Action::RETRANSMIT;
}

void
TcpLossRecovery::FindLosses(Event& event, const ns3::Time& now)
{
    if (!m_sack || m_scoreboard.Empty())
    {
        return;
    }
    const bool certain = m_congestion.GetState() >= TcpSocketState::CA_RECOVERY ||
                         m_scoreboard.Sacked() >= g_duplicateThreshold;
    const ns3::Time window =
        m_scoreboard.Rack().ReorderingWindow(certain, m_rtt.Minimum(), m_rtt.Smoothed());
    const TcpLossOutcome found = m_scoreboard.DetectLosses(now, window);
    event.lost += found.lost;
    event.retransmissionLost |= found.retransmissionLost;
    if (found.recheck)
    {
        SetTimer(Timer::REORDER, *found.recheck + TimerSlack());
    }
    else if (m_timer == Timer::REORDER)
    {
        RearmTimeout(now);
    }
}

void
TcpLossRecovery::GuessLosses(Event& event)
{
    if (event.advanced)
    {
        m_duplicates -= std::min(m_duplicates, std::max(event.outcome.acknowledged, 1U) - 1);
    }
    else if (event.duplicate)
    {
        ++m_duplicates;
        event.outcome.delivered += 1;
    }
    const bool recovering = m_congestion.GetState() == TcpSocketState::CA_RECOVERY;
    const bool partial = recovering && event.advanced && m_una < m_high;
    if (!m_scoreboard.Empty() && (partial || m_duplicates == g_duplicateThreshold))
    {
        event.lost += m_scoreboard.MarkFirstLost() ? 1 : 0;
    }
    m_scoreboard.GuessDelivered(m_duplicates);
}

void
TcpLossRecovery::EnterRecovery()
{
    RememberForUndo();
    if (!m_congestion.Reducing())
    {
        m_high = m_next;
        m_probeHigh = 0;
        Progress();
        m_congestion.BeginReduction();
    }
    m_congestion.SetState(TcpSocketState::CA_RECOVERY);
}

void
TcpLossRecovery::TryToOpen()
{
    const bool disorder = m_scoreboard.Sacked() > 0 || m_scoreboard.HasLost() || m_duplicates > 0;
    const auto state = disorder ? TcpSocketState::CA_DISORDER : TcpSocketState::CA_OPEN;
    if (state != m_congestion.GetState())
    {
        m_congestion.SetState(state);
        m_high = m_next;
    }
}

void
TcpLossRecovery::RememberForUndo()
{
    m_undoMarker = m_una;
    m_undoRetransmissions = -1; // not yet any
    m_firstRetransmission.reset();
}

bool
TcpLossRecovery::MayUndo(const Event& event) const
{
    const bool echoed = event.ack.echo && m_firstRetransmission &&
                        static_cast<std::int32_t>(*event.ack.echo - *m_firstRetransmission) < 0;
    return m_undoMarker && (m_undoRetransmissions == 0 || echoed);
}

void
TcpLossRecovery::Undo()
{
    m_scoreboard.UnmarkLost();
    m_congestion.Undo();
    m_undoMarker.reset();
    m_frto = false;
    m_congestion.SetState(TcpSocketState::CA_OPEN);
}

bool
TcpLossRecovery::TryUndo(const Event& event)
{
    if (!MayUndo(event))
    {
        return false;
    }
    Undo();
    return true;
}

void
TcpLossRecovery::Control(const Event& event, const ns3::Time& now)
{
    Progress();
    if (m_congestion.Reducing())
    {
        m_congestion.Reduce(event.outcome.delivered, event.lost, event.advanced);
    }
    else if (event.outcome.acknowledged > 0)
    {
        m_congestion.Grow(event.outcome.delivered, now);
    }
}

void
TcpLossRecovery::SendLost(const ns3::Time& now)
{
    bool head = false;
    while (const TcpSentSegment* lost = m_scoreboard.NextLost())
    {
        if (Quota() == 0)
        {
            break;
        }
        head |= lost->begin == m_una;
        const TcpSentSegment segment = *lost;
        m_scoreboard.RetransmitLost(now);
        CountRetransmission(now);
        m_host.Retransmit(segment.begin, segment.end);
    }
    if (head && m_timer != Timer::REORDER)
    {
        SetTimer(Timer::RETRANSMIT, now + m_rtt.Timeout());
    }
    Progress();
}

void
TcpLossRecovery::CountRetransmission(const ns3::Time& now)
{
    m_congestion.CountSent(1);
    m_undoRetransmissions = std::max(m_undoRetransmissions, 0) + 1;
    if (!m_firstRetransmission)
    {
        m_firstRetransmission = static_cast<std::uint32_t>(now.GetMilliSeconds());
    }
}

void
TcpLossRecovery::Stop()
{
    m_scoreboard.Clear();
    m_timer = Timer::NONE;
}

} // namespace pagewire
