// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-connection.h"

#include "base/seed.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

/** \return an initial sequence number that differs from connection to connection (RFC 6528), but
 * not from simulation to simulation */
std::uint32_t
InitialSequence(const TcpEndpoint& endpoint, bool active)
{
    const auto text = [](const ns3::InetSocketAddress& address) {
        return std::to_string(address.GetIpv4().Get()) + ":" + std::to_string(address.GetPort());
    };
    const std::string name = text(endpoint.Local()) + "-" + text(endpoint.Remote());
    return static_cast<std::uint32_t>(MixSeed(active ? 1 : 2, name));
}

/** \return by how much a window must be shifted for 16 bits to hold it (RFC 7323) */
int
WindowShift(std::uint32_t window)
{
    int shift = 0;
    while (shift < 14 && window >> shift > 65535)
    {
        ++shift;
    }
    return shift;
}

} // namespace

TcpConnection::TcpConnection(ns3::Ptr<ns3::Node> node, const TcpOptions& options)
    : m_options(options),
      m_endpoint(node),
      m_sender(options, *this),
      m_receiver(TcpReceiveWindow(std::min(options.initialReceiveBuffer, options.receiveBuffer),
                                  options.receiveBuffer,
                                  options.mss)),
      m_acks(options),
      m_keepAlive(options),
      m_monitor(node->GetObject<TcpMonitor>()),
      m_watched(node, false),
      m_windowShift(WindowShift(options.receiveBuffer)),
      m_synTimeout(options.initialRto),
      m_crashWatch(node, [this] { Crash(); })
{}

/** \return what the node calls with our packets, which keeps this alive for as long */
TcpReceive
TcpConnection::Receiving()
{
    return [self = ns3::Ptr<TcpConnection>(this)](const TcpArrivedPacket& arrived) {
        self->Receive(arrived);
    };
}

TcpConnection::~TcpConnection()
{
    m_timer.Cancel();
    m_flush.Cancel();
    m_opening.Cancel();
}

void
TcpConnection::Connect(const ns3::InetSocketAddress& remote)
{
    assert(m_state == State::IDLE);
    m_active = true;
    m_serving = true;
    m_state = State::SYN_SENT;
    if (!m_endpoint.Connect(remote, Receiving()))
    {
        m_opening =
            ns3::Simulator::ScheduleNow([this] { Finish(StreamEnd::REFUSED, "no route or port"); });
        return;
    }
    m_initial = InitialSequence(m_endpoint, true);
    SendSyn(false);
    Note("SYN sent");
}

void
TcpConnection::Accept(const ns3::InetSocketAddress& local,
                      const ns3::InetSocketAddress& remote,
                      const TcpSegment& syn,
                      std::uint32_t octets,
                      Established established)
{
    assert(m_state == State::IDLE);
    if (!m_endpoint.Accept(local, remote, Receiving()))
    {
        return;
    }
    m_established = std::move(established);
    m_counters.packetsReceived = 1;
    m_counters.bytesReceived = 20 + octets;
    m_initial = InitialSequence(m_endpoint, false);
    TakeOptions(syn);
    m_state = State::SYN_RECEIVED;
    SendSyn(false);
    Note("SYN received");
}

void
TcpConnection::Serve()
{
    m_opening = ns3::Simulator::ScheduleNow([this] {
        const ns3::Ptr<TcpConnection> self(this);
        m_serving = true;
        if (m_listener)
        {
            m_listener->HandleOpen();
        }
        m_tellReadable |= m_receiver.Unread() > 0 || m_receiver.FinReceived();
        Tell();
    });
}

std::size_t
TcpConnection::Write(std::string_view bytes)
{
    if (m_state != State::OPEN)
    {
        return 0;
    }
    const ns3::Time now = ns3::Simulator::Now();
    const std::size_t taken = m_sender.Write(bytes, now);
    Written(taken, taken == bytes.size(), now);
    return taken;
}

std::size_t
TcpConnection::WriteFrom(ByteQueue& queue)
{
    if (m_state != State::OPEN)
    {
        return 0;
    }
    const ns3::Time now = ns3::Simulator::Now();
    const std::size_t taken = m_sender.WriteFrom(queue, now);
    Written(taken, queue.Size() == 0, now);
    return taken;
}

void
TcpConnection::Written(std::size_t taken, bool all, const ns3::Time& now)
{
    m_wantRoom = !all;
    if (taken > 0)
    {
        // The last segment waits until all is written that is written at this time.
        m_sender.Push(now, false);
        ScheduleFlush();
        Rearm();
    }
    m_aboveLowWater |= Unsent() > m_lowWater;
}

void
TcpConnection::Push()
{
    if (m_state == State::OPEN)
    {
        m_sender.Push(ns3::Simulator::Now(), true);
        Rearm();
    }
}

std::size_t
TcpConnection::WriteRoom() const
{
    return m_state == State::OPEN ? m_sender.Room() : 0;
}

std::size_t
TcpConnection::Unsent() const
{
    return m_state == State::OPEN ? m_sender.Unsent() : 0;
}

void
TcpConnection::SetUnsentLowWater(std::size_t bytes)
{
    m_lowWater = bytes;
    m_aboveLowWater = Unsent() > bytes;
}

void
TcpConnection::ScheduleFlush()
{
    if (!m_flushing && m_sender.Unsent() > 0 && m_sender.Recovery().Quota() > 0)
    {
        m_flushing = true;
        m_flush = ns3::Simulator::ScheduleNow(&TcpConnection::Flush, this);
    }
}

void
TcpConnection::Flush()
{
    const ns3::Ptr<TcpConnection> self(this);
    m_flushing = false;
    if (m_state == State::OPEN)
    {
        m_sender.Push(ns3::Simulator::Now(), true);
        Rearm();
        Tell();
    }
}

std::size_t
TcpConnection::Read(std::string& buffer, std::size_t max)
{
    const std::size_t size = m_receiver.Read(buffer, max, ns3::Simulator::Now());
    WasRead(size);
    return size;
}

std::size_t
TcpConnection::ReadTo(ByteQueue& queue, std::size_t max)
{
    const std::size_t size = m_receiver.Read(queue, max, ns3::Simulator::Now());
    WasRead(size);
    return size;
}

void
TcpConnection::WasRead(std::size_t size)
{
    m_ledger.Read(size);
    if (size == 0 || m_state != State::OPEN)
    {
        return;
    }
    const bool opened = !m_receiver.FinReceived() &&
                        m_receiver.WindowToOffer(m_options.mss) >=
                            2 * std::max<std::uint64_t>(m_receiver.Offered(), m_options.mss);
    const bool small = 2 * m_receiver.Offered() <= m_receiver.Window().Size();
    if (m_acks.Read(m_receiver.Unread() == 0, m_receiver.Next()) || (opened && small))
    {
        SendAck();
        Rearm();
    }
}

bool
TcpConnection::AtEnd() const
{
    return m_receiver.FinReceived() && m_receiver.Unread() == 0;
}

void
TcpConnection::CloseWrite()
{
    if (m_state == State::OPEN)
    {
        m_sender.Close();
        Note("close");
        m_sender.Push(ns3::Simulator::Now(), true);
        Rearm();
    }
}

void
TcpConnection::Rearm()
{
    // Called after whatever may have sent something, or have changed what may be sent.
    if (m_state == State::OPEN && m_ledger.Watches())
    {
        m_ledger.Sent(m_sender.Recovery().Next(),
                      m_sender.WaitsForCongestion(),
                      m_sender.WaitsForWindow());
    }
    NoteWindow();
    const std::optional<ns3::Time> deadline = NextDeadline();
    if (!deadline || m_state == State::CLOSED || (m_timerAt && *m_timerAt <= *deadline))
    {
        return; // an event that comes too early looks again
    }
    m_timer.Cancel();
    m_timerAt = std::max(*deadline, ns3::Simulator::Now());
    m_timer =
        ns3::Simulator::Schedule(*m_timerAt - ns3::Simulator::Now(), &TcpConnection::Expire, this);
}

std::optional<ns3::Time>
TcpConnection::NextDeadline() const
{
    std::optional<ns3::Time> deadline = m_stateDeadline;
    if (m_state == State::OPEN)
    {
        const auto consider = [&deadline](const std::optional<ns3::Time>& other) {
            if (other && (!deadline || *other < *deadline))
            {
                deadline = other;
            }
        };
        consider(m_sender.Deadline());
        consider(m_acks.Deadline());
        consider(m_keepAlive.Deadline());
    }
    return deadline;
}

void
TcpConnection::Expire()
{
    const ns3::Ptr<TcpConnection> self(this);
    const ns3::Time now = ns3::Simulator::Now();
    m_timerAt.reset();
    if (m_stateDeadline && *m_stateDeadline <= now)
    {
        m_stateDeadline.reset();
        if (m_state == State::SYN_SENT || m_state == State::SYN_RECEIVED)
        {
            ExpireSyn();
        }
        else
        {
            Finish(StreamEnd::TIMEOUT, "timeout");
        }
    }
    if (m_state == State::OPEN)
    {
        ExpireKeepAlive(now);
    }
    if (m_state == State::OPEN)
    {
        if (const auto deadline = m_acks.Deadline(); deadline && *deadline <= now)
        {
            m_acks.Expire(now, m_sender.Recovery().Rtt().Timeout());
            SendAck();
        }
        m_sender.Expire(now);
        m_counters.timeouts = m_synTimeouts + m_sender.Recovery().Timeouts();
    }
    Rearm();
    Tell();
}

void
TcpConnection::ExpireSyn()
{
    if (m_synRepeats >= m_options.synRetries)
    {
        Finish(StreamEnd::TIMEOUT, "timeout");
        return;
    }
    m_counters.timeouts = ++m_synTimeouts;
    // Linux doubles neither the first few timeouts of the SYN nor, there, the rate of trying.
    if (!m_active || m_synTimeouts > m_options.synLinearTimeouts)
    {
        m_synTimeout = std::min(m_synTimeout + m_synTimeout, ns3::Seconds(120));
    }
    SendSyn(true);
}

void
TcpConnection::ExpireKeepAlive(const ns3::Time& now)
{
    switch (m_keepAlive.Expire(now, m_sender.IsBusy()))
    {
    case TcpKeepAlive::Verdict::WAIT:
        break;
    case TcpKeepAlive::Verdict::PROBE:
        SendWindowProbe();
        break;
    case TcpKeepAlive::Verdict::DEAD:
        SendAbort(); // as Linux: it may be but deaf
        Finish(StreamEnd::TIMEOUT, "keep-alive timeout");
        break;
    }
}

void
TcpConnection::GiveUp()
{
    Finish(StreamEnd::TIMEOUT, "timeout");
}

bool
TcpConnection::WantsToTellWritable() const
{
    if (m_state != State::OPEN)
    {
        return false;
    }
    return (m_wantRoom && m_sender.HasGoodRoom()) || (m_aboveLowWater && Unsent() <= m_lowWater);
}

void
TcpConnection::Tell()
{
    if (!m_serving || m_telling)
    {
        return;
    }
    m_telling = true;
    const ns3::Ptr<TcpConnection> self(this);
    while (m_listener && (m_tellReadable || WantsToTellWritable()))
    {
        if (m_tellReadable)
        {
            m_tellReadable = false;
            m_listener->HandleReadable();
            continue;
        }
        // Whoever lacks room goes on waiting for it, though low water may be told before.
        m_wantRoom = m_wantRoom && !m_sender.HasGoodRoom();
        m_aboveLowWater = m_aboveLowWater && Unsent() > m_lowWater;
        m_listener->HandleWritable();
    }
    if (m_end && m_listener)
    {
        ByteStreamListener* const listener = m_listener;
        m_listener = nullptr;
        listener->HandleClosed(*m_end);
    }
    m_telling = false;
}

} // namespace pagewire
