// SPDX-License-Identifier: GPL-2.0-only
// TcpConnection's segments, in and out; the rest of the class is in tcp-connection.cc.
#include "transport/tcp-connection.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

namespace
{

using ns3::TcpHeader;

constexpr std::uint32_t g_ipHeader = 20;
constexpr std::uint32_t g_timestampOctets = 12; //!< of the option, padded
constexpr std::uint32_t g_smallestMss = 88;
constexpr std::size_t g_optionOctets = 40;
const ns3::Time g_unsampledTimeout = ns3::Seconds(3); //!< RFC 6298 section 5.7

std::uint32_t
Milliseconds(const ns3::Time& now)
{
    return static_cast<std::uint32_t>(now.GetMilliSeconds());
}

} // namespace

std::uint64_t
TcpConnection::ToPosition(std::uint32_t wire, std::uint32_t initial, std::uint64_t near) const
{
    const std::uint32_t nearWire = initial + static_cast<std::uint32_t>(near);
    const std::int64_t position =
        static_cast<std::int64_t>(near) + static_cast<std::int32_t>(wire - nearWire);
    return position < 0 ? 0 : static_cast<std::uint64_t>(position);
}

void
TcpConnection::Receive(const TcpArrivedPacket& arrived)
{
    const ns3::Ptr<TcpConnection> self(this);
    ++m_counters.packetsReceived;
    m_counters.bytesReceived += g_ipHeader + arrived.octets.size();
    TcpSegment segment;
    if (!ParseTcpSegment(arrived.octets, segment))
    {
        return;
    }
    const ns3::Time now = ns3::Simulator::Now();
    m_keepAlive.Heard(now);
    switch (m_state)
    {
    case State::SYN_SENT:
        ReceiveInSynSent(segment);
        break;
    case State::SYN_RECEIVED:
        ReceiveInSynReceived(segment, arrived.packet);
        break;
    case State::OPEN:
        ReceiveInOpen(segment, arrived.packet, now);
        break;
    case State::TIME_WAIT:
        ReceiveInTimeWait(segment);
        break;
    case State::IDLE:
    case State::CLOSED:
        break;
    }
    Rearm();
    Tell();
}

void
TcpConnection::ReceiveInSynSent(const TcpSegment& segment)
{
    if (segment.Has(TcpHeader::ACK) && segment.acknowledgement != m_initial + 1)
    {
        SendReset(segment);
        return;
    }
    if (segment.Has(TcpHeader::RST))
    {
        if (segment.Has(TcpHeader::ACK))
        {
            Finish(StreamEnd::REFUSED, "RST received");
        }
        return;
    }
    if (!segment.Has(TcpHeader::SYN) || !segment.Has(TcpHeader::ACK))
    {
        return;
    }
    TakeOptions(segment);
    Establish(segment);
    SendAck();
    m_serving = true;
    if (m_listener)
    {
        m_listener->HandleOpen();
    }
}

void
TcpConnection::ReceiveInSynReceived(const TcpSegment& segment, const ns3::Packet& packet)
{
    if (segment.Has(TcpHeader::RST))
    {
        Finish(StreamEnd::RESET, "RST received");
        return;
    }
    if (segment.Has(TcpHeader::SYN))
    {
        SendSyn(true); // our answer was lost, or is late
        return;
    }
    if (!segment.Has(TcpHeader::ACK))
    {
        return;
    }
    if (segment.acknowledgement != m_initial + 1)
    {
        SendReset(segment);
        return;
    }
    Establish(segment);
    const Established established = std::move(m_established);
    established(ns3::Ptr<TcpConnection>(this));
    if (m_state == State::OPEN)
    {
        ReceiveInOpen(segment, packet, ns3::Simulator::Now());
    }
}

void
TcpConnection::TakeOptions(const TcpSegment& syn)
{
    m_peerInitial = syn.sequence;
    m_sack = m_options.sack && syn.sackPermitted;
    m_timestamps = m_options.timestamps && syn.timestamps;
    m_recentTimestamp = syn.timestamp;
    if (syn.mss > 0)
    {
        m_peerMss = std::max<std::uint32_t>(syn.mss, g_smallestMss);
    }
    m_scaled = syn.windowScale >= 0;
    m_peerWindowShift = std::clamp(syn.windowScale, 0, 14);
    m_peerWindow = syn.window;
}

void
TcpConnection::Establish(const TcpSegment& segment)
{
    const bool last = segment.Has(TcpHeader::SYN);
    m_peerWindow = std::uint64_t(segment.window) << (last ? 0 : m_peerWindowShift);
    m_windowSequence = last ? 0 : ToPosition(segment.sequence, m_peerInitial, 1);
    m_state = State::OPEN;
    m_stateDeadline.reset();
    Note(m_active ? "SYN-ACK received" : "ACK of SYN-ACK received");
    // Two repeated SYNs mean that the network is in trouble (RFC 5681 section 3.1, as Linux).
    const bool trouble = m_active && m_synRepeats > 1;
    const std::uint32_t full = m_options.mss + (m_options.timestamps ? g_timestampOctets : 0);
    const std::uint32_t mss = std::min(full, m_peerMss) - (m_timestamps ? g_timestampOctets : 0);
    m_sender.Start(m_sack, mss, trouble ? 1 : m_options.initialWindow, m_peerWindow);
    TcpRttEstimator& rtt = m_sender.Recovery().Rtt();
    const ns3::Time now = ns3::Simulator::Now();
    std::optional<ns3::Time> sample;
    if (m_synRepeats == 0)
    {
        sample = now - m_synSent;
    }
    else if (m_timestamps)
    {
        sample = ns3::MilliSeconds(Milliseconds(now) - segment.timestampEcho);
    }
    if (sample)
    {
        rtt.SampleMinimum(*sample);
        rtt.Sample(*sample, 1, 1);
        m_counters.smoothedRtt = rtt.Smoothed();
    }
    else
    {
        rtt.SetUnsampledTimeout(g_unsampledTimeout);
    }
}

void
TcpConnection::ReceiveReset(const TcpSegment& segment)
{
    const std::uint64_t position = ToPosition(segment.sequence, m_peerInitial, m_receiver.Next());
    if (position == m_receiver.Next())
    {
        Finish(StreamEnd::RESET, "RST received");
    }
    else if (position > m_receiver.Next() && position < m_receiver.Next() + m_receiver.Offered())
    {
        SendAck(); // a challenge, in case the segment is forged (RFC 5961)
    }
}

void
TcpConnection::ReceiveInOpen(const TcpSegment& segment,
                             const ns3::Packet& packet,
                             const ns3::Time& now)
{
    if (segment.Has(TcpHeader::RST))
    {
        ReceiveReset(segment);
        return;
    }
    if (segment.Has(TcpHeader::SYN))
    {
        SendAck(); // our last ACK of the handshake was lost, or a forgery (RFC 5961)
        return;
    }
    if (!segment.Has(TcpHeader::ACK) || !ReceiveAck(segment, now) || m_state != State::OPEN)
    {
        return;
    }
    if (!segment.payload.empty() || segment.Has(TcpHeader::FIN))
    {
        ReceiveData(segment, packet, now);
    }
    else if (ToPosition(segment.sequence, m_peerInitial, m_receiver.Next()) < m_receiver.Next())
    {
        SendAck(); // a probe of our window, or a keep-alive
    }
    if (m_state == State::OPEN)
    {
        m_sender.Push(now, !m_flushing);
        CloseIfOver();
    }
}

bool
TcpConnection::ReceiveAck(const TcpSegment& segment, const ns3::Time& now)
{
    TcpLossRecovery& recovery = m_sender.Recovery();
    const std::uint64_t sequence = ToPosition(segment.sequence, m_peerInitial, m_receiver.Next());
    if (m_timestamps && segment.timestamps && sequence <= m_toldNext &&
        static_cast<std::int32_t>(segment.timestamp - m_recentTimestamp) >= 0)
    {
        m_recentTimestamp = segment.timestamp;
    }
    TcpAck ack;
    ack.position = ToPosition(segment.acknowledgement, m_initial, recovery.Una());
    if (ack.position > recovery.Next())
    {
        SendAck();
        return false;
    }
    const std::uint64_t told = std::uint64_t(segment.window) << m_peerWindowShift;
    std::optional<std::uint64_t> window;
    if (ack.position > recovery.Una() || sequence > m_windowSequence ||
        (sequence == m_windowSequence && ack.position == recovery.Una() && told != m_peerWindow))
    {
        window = told;
    }
    ack.carriesNews =
        !segment.payload.empty() || segment.Has(TcpHeader::FIN) || (window && told != m_peerWindow);
    if (window)
    {
        m_windowSequence = sequence;
        m_peerWindow = told;
    }
    ack.position = std::max(ack.position, recovery.Una());
    for (std::size_t i = 0; m_sack && i < segment.sackCount; ++i)
    {
        ack.sacks[i] = {ToPosition(segment.sacks[i].begin, m_initial, recovery.Una()),
                        ToPosition(segment.sacks[i].end, m_initial, recovery.Una())};
        ack.sackCount = i + 1;
    }
    if (m_timestamps && segment.timestamps)
    {
        ack.echo = segment.timestampEcho;
    }
    m_sender.Acknowledge(ack, window, now);
    m_counters.smoothedRtt = recovery.Rtt().Smoothed();
    NoteWindow(); // which may be the last time
    Note("ACK of FIN received");
    return true;
}

void
TcpConnection::ReceiveData(const TcpSegment& segment,
                           const ns3::Packet& packet,
                           const ns3::Time& now)
{
    if (m_released && !segment.payload.empty())
    {
        SendReset(segment);
        Finish(StreamEnd::RESET, "data nobody reads");
        return;
    }
    const std::uint64_t begin = ToPosition(segment.sequence, m_peerInitial, m_receiver.Next());
    const bool wasFinished = m_receiver.FinReceived();
    const std::uint64_t windowEnd = m_receiver.Next() + m_receiver.Offered();
    const TcpArrival arrival =
        m_receiver.Accept(begin, segment.payload, segment.Has(TcpHeader::FIN));
    if (arrival != TcpArrival::DUPLICATE && !segment.payload.empty())
    {
        m_ledger.Received(packet,
                          begin,
                          std::min(begin + segment.payload.size(), windowEnd),
                          m_receiver.Next() - (m_receiver.FinReceived() ? 1 : 0),
                          m_receiver.HasGap());
    }
    const bool finished = m_receiver.FinReceived() && !wasFinished;
    if (finished)
    {
        m_closedFirst = m_sender.IsClosed();
        m_acks.ReceivedFin();
        Note("FIN received");
    }
    if (AckNow(arrival, segment, finished, now))
    {
        SendAck();
    }
    m_tellReadable |= arrival == TcpArrival::IN_ORDER || arrival == TcpArrival::GAP_FILLED;
}

bool
TcpConnection::AckNow(TcpArrival arrival,
                      const TcpSegment& segment,
                      bool finished,
                      const ns3::Time& now)
{
    const TcpRttEstimator& rtt = m_sender.Recovery().Rtt();
    TcpAckSituation situation{m_receiver.Next(),
                              m_receiver.HasGap(),
                              rtt.Smoothed(),
                              rtt.Timeout(),
                              m_sack,
                              false};
    const auto size = static_cast<std::uint32_t>(segment.payload.size());
    if (arrival == TcpArrival::IN_ORDER || arrival == TcpArrival::GAP_FILLED)
    {
        SampleReceiverRtt(segment, now);
        situation.windowGrew = m_receiver.Grow(segment.payload.size());
    }
    switch (arrival)
    {
    case TcpArrival::IN_ORDER:
        // Nobody is left here to answer: the peer waits for this to be rid of the connection.
        return m_acks.Received(size, segment.Has(TcpHeader::PSH), situation, now) ||
               (finished && m_sender.FinSent());
    case TcpArrival::GAP_FILLED:
        return m_acks.Received(size, segment.Has(TcpHeader::PSH), situation, now) ||
               !situation.gap || m_acks.ReceivedAroundGap(situation, now);
    case TcpArrival::OUT_OF_ORDER:
        return m_acks.ReceivedAroundGap(situation, now);
    case TcpArrival::DUPLICATE:
        m_acks.ReceivedDuplicate();
        return true;
    }
    return true;
}

void
TcpConnection::SampleReceiverRtt(const TcpSegment& segment, const ns3::Time& now)
{
    if (!m_timestamps)
    {
        m_receiver.Window().SampleRtt(m_sender.Recovery().Rtt().Smoothed());
    }
    else if (segment.timestampEcho != m_sampledEcho && segment.payload.size() >= m_options.mss / 2)
    {
        m_sampledEcho = segment.timestampEcho;
        const std::uint32_t passed = Milliseconds(now) - segment.timestampEcho;
        m_receiver.Window().SampleRtt(ns3::MilliSeconds(std::max(passed, 1U)));
    }
}

void
TcpConnection::ReceiveInTimeWait(const TcpSegment& segment)
{
    if (segment.Has(TcpHeader::RST))
    {
        Finish(StreamEnd::GRACEFUL, "RST received");
    }
    else if (segment.Has(TcpHeader::FIN))
    {
        m_stateDeadline = ns3::Simulator::Now() + m_options.timeWait;
        SendAck();
    }
}

void
TcpConnection::SendSyn(bool again)
{
    const std::uint8_t ack = m_active ? 0 : TcpHeader::ACK;
    TcpSegment syn = MakeSegment(0, TcpHeader::SYN | ack);
    syn.window =
        static_cast<std::uint16_t>(std::min<std::size_t>(m_receiver.Window().Size(), 65535U));
    syn.mss =
        static_cast<std::uint16_t>(m_options.mss + (m_options.timestamps ? g_timestampOctets : 0));
    syn.sackPermitted = m_active ? m_options.sack : m_sack;
    syn.timestamps = m_active ? m_options.timestamps : m_timestamps;
    syn.windowScale = m_active || m_scaled ? m_windowShift : -1;
    const ns3::Time now = ns3::Simulator::Now();
    m_synSent = again ? m_synSent : now;
    m_synRepeats += again ? 1 : 0;
    m_stateDeadline = now + m_synTimeout;
    Transmit(syn, again);
    Rearm();
}

void
TcpConnection::SendData(std::uint64_t begin,
                        std::string_view payload,
                        bool fin,
                        bool push,
                        bool again)
{
    TcpSegment segment = MakeSegment(begin, TcpHeader::ACK);
    segment.flags |= push && !payload.empty() ? TcpHeader::PSH : 0;
    segment.flags |= fin ? TcpHeader::FIN : 0;
    segment.payload = payload;
    const std::uint32_t full = Tcb()->m_segmentSize;
    AttachSacks(segment, full - std::min<std::size_t>(payload.size(), full));
    if (!payload.empty())
    {
        m_acks.SentData(ns3::Simulator::Now());
    }
    Transmit(segment, again);
}

void
TcpConnection::SendWindowProbe()
{
    TcpSegment segment = MakeSegment(m_sender.Recovery().Una() - 1, TcpHeader::ACK);
    Transmit(segment, false);
}

void
TcpConnection::SendAck()
{
    TcpSegment segment = MakeSegment(m_sender.Recovery().Next(), TcpHeader::ACK);
    AttachSacks(segment, g_optionOctets);
    Transmit(segment, false);
}

/** Tells the peer that this end has given up. */
void
TcpConnection::SendAbort()
{
    TcpSegment reset = MakeSegment(m_sender.Recovery().Next(), TcpHeader::RST | TcpHeader::ACK);
    Transmit(reset, false);
}

/** Answers a segment of a connection that is not there. */
void
TcpConnection::SendReset(const TcpSegment& cause)
{
    TcpSegment segment = MakeSegment(0, TcpHeader::RST);
    segment.sequence = cause.acknowledgement;
    Transmit(segment, false);
}

TcpSegment
TcpConnection::MakeSegment(std::uint64_t position, std::uint8_t flags)
{
    TcpSegment segment;
    segment.sequence = m_initial + static_cast<std::uint32_t>(position);
    segment.flags = flags;
    segment.timestamps = m_timestamps;
    return segment;
}

void
TcpConnection::AttachSacks(TcpSegment& segment, std::size_t room)
{
    const std::size_t used = m_timestamps ? g_timestampOctets : 0;
    room = std::min(room, g_optionOctets - used);
    if (!m_sack || room < 12)
    {
        return;
    }
    const std::size_t most = std::min((room - 4) / 8, segment.sacks.size());
    for (const TcpReceiver::Range& range : m_receiver.TakeSacks(most))
    {
        segment.sacks[segment.sackCount++] = {
            m_peerInitial + static_cast<std::uint32_t>(range.begin),
            m_peerInitial + static_cast<std::uint32_t>(range.end)};
    }
}

void
TcpConnection::Transmit(TcpSegment& segment, bool again)
{
    if (segment.Has(TcpHeader::ACK))
    {
        m_toldNext = m_state == State::SYN_RECEIVED ? 1 : m_receiver.Next();
        segment.acknowledgement = m_peerInitial + static_cast<std::uint32_t>(m_toldNext);
        m_acks.Sent(m_toldNext);
    }
    const std::uint64_t window = m_receiver.Offer(m_options.mss);
    if (!segment.Has(TcpHeader::SYN))
    {
        segment.window = static_cast<std::uint16_t>(
            std::min<std::uint64_t>(m_scaled ? window >> m_windowShift : window, 65535));
    }
    segment.timestamp = Milliseconds(ns3::Simulator::Now());
    segment.timestampEcho = segment.Has(TcpHeader::ACK) ? m_recentTimestamp : 0;
    ++m_counters.packetsSent;
    m_counters.retransmissions += again ? 1 : 0;
    m_counters.bytesSent += g_ipHeader + m_endpoint.Send(segment);
}

} // namespace pagewire
