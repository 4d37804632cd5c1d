// SPDX-License-Identifier: GPL-2.0-only
// How a TcpConnection ends, and the states that it goes through; the rest of the class is in
// tcp-connection.cc.
#include "transport/tcp-connection.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

namespace
{

const ns3::Time g_halfClosedTimeout = ns3::Seconds(60); //!< of a peer that never closes (Linux)

} // namespace

void
TcpConnection::Abort()
{
    m_listener = nullptr;
    if (m_state == State::OPEN || m_state == State::SYN_RECEIVED)
    {
        SendAbort();
    }
    if (m_state != State::TIME_WAIT)
    {
        Finish(StreamEnd::RESET, "abort");
    }
}

void
TcpConnection::Release()
{
    m_listener = nullptr;
    m_released = true;
    if (m_state == State::OPEN && m_receiver.Unread() > 0)
    {
        Abort(); // the peer must know that its data went nowhere
    }
    else if (m_state == State::OPEN)
    {
        CloseWrite();
        if (m_sender.FinAcknowledged())
        {
            m_stateDeadline = ns3::Simulator::Now() + g_halfClosedTimeout;
            Rearm();
        }
    }
    else if (m_state != State::TIME_WAIT)
    {
        Finish(StreamEnd::RESET, "abort");
    }
}

void
TcpConnection::CloseIfOver()
{
    if (m_state != State::OPEN || !m_sender.FinAcknowledged())
    {
        return;
    }
    if (!m_receiver.FinReceived())
    {
        if (m_released && !m_stateDeadline)
        {
            m_stateDeadline = ns3::Simulator::Now() + g_halfClosedTimeout;
        }
        return;
    }
    if (m_closedFirst)
    {
        m_state = State::TIME_WAIT;
        m_stateDeadline = ns3::Simulator::Now() + m_options.timeWait;
        m_end = StreamEnd::GRACEFUL;
        m_sender.Stop();
        return;
    }
    Finish(StreamEnd::GRACEFUL, "ACK of FIN received");
}

void
TcpConnection::Finish(StreamEnd end, const char* why)
{
    if (m_state == State::CLOSED)
    {
        return;
    }
    const ns3::Ptr<TcpConnection> self(this);
    m_ledger.Sent(m_sender.Recovery().Next(), false, false);
    m_state = State::CLOSED;
    m_end = m_end.value_or(end);
    m_stateDeadline.reset();
    m_timer.Cancel();
    m_flush.Cancel();
    m_sender.Stop();
    m_receiver.Stop();
    m_endpoint.Close();
    Note(why);
    Tell();
}

/** What this end remembers is gone. If its program lives on, that learns of it once all of the
 * node's connections are. */
void
TcpConnection::Crash()
{
    if (m_state == State::CLOSED || m_state == State::IDLE)
    {
        return;
    }
    const ns3::Ptr<TcpConnection> self(this);
    ByteStreamListener* const listener = std::exchange(m_listener, nullptr);
    m_established = nullptr;
    m_opening.Cancel();
    Finish(StreamEnd::RESET, "crash");
    m_listener = listener;
    m_opening = ns3::Simulator::ScheduleNow(&TcpConnection::Tell, this);
}

TcpState
TcpConnection::StateNow() const
{
    switch (m_state)
    {
    case State::IDLE:
    case State::CLOSED:
        return TcpState::CLOSED;
    case State::SYN_SENT:
        return TcpState::SYN_SENT;
    case State::SYN_RECEIVED:
        return TcpState::SYN_RECEIVED;
    case State::TIME_WAIT:
        return TcpState::TIME_WAIT;
    case State::OPEN:
        break;
    }
    const bool acknowledged = m_sender.FinAcknowledged();
    if (!m_sender.IsClosed())
    {
        return m_receiver.FinReceived() ? TcpState::CLOSE_WAIT : TcpState::ESTABLISHED;
    }
    if (!m_receiver.FinReceived())
    {
        return acknowledged ? TcpState::FIN_WAIT_2 : TcpState::FIN_WAIT_1;
    }
    if (!m_closedFirst)
    {
        return TcpState::LAST_ACK;
    }
    return acknowledged ? TcpState::TIME_WAIT : TcpState::CLOSING;
}

void
TcpConnection::Note(const char* why)
{
    if (!m_monitor)
    {
        return;
    }
    const TcpState before = std::exchange(m_noted, StateNow());
    if (m_noted != before)
    {
        m_monitor->Tell(
            {ns3::Simulator::Now(), m_endpoint.Local(), m_endpoint.Remote(), before, m_noted, why});
    }
}

void
TcpConnection::NoteWindow()
{
    if (!m_watched.IsWatched() || m_state != State::OPEN)
    {
        return;
    }
    const TcpLossRecovery& recovery = m_sender.Recovery();
    const TcpRttEstimator& rtt = recovery.Rtt();
    WindowState state;
    state.window = recovery.Congestion().WindowOctets();
    state.inFlight = recovery.InFlight();
    state.threshold = recovery.Congestion().Threshold();
    if (rtt.HasSample())
    {
        state.smoothedRtt = rtt.Smoothed();
    }
    m_watched.Tell(m_endpoint.Local(), m_endpoint.Remote(), state);
}

} // namespace pagewire
