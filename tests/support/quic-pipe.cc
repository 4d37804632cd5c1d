// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-pipe.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pagewire::test
{

namespace
{

bool
IsUni(QuicStreamId id)
{
    return (id & 2) != 0;
}

} // namespace

QuicPipe::QuicPipe(const QuicPipeOptions& options, bool client)
    : m_options(options),
      m_client(client),
      m_bidiLimit(client ? options.bidiStreams : 0),
      m_sendLimit(options.connectionWindow)
{}

void
QuicPipe::SetApplication(QuicApplication* application)
{
    m_application = application;
}

void
QuicPipe::Open()
{
    EXPECT_FALSE(m_open);
    m_open = true;
    if (!m_client)
    {
        for (const auto& call : m_arrived)
        {
            After(ns3::Time(0), call);
        }
        m_arrived.clear();
        return;
    }
    m_early = m_options.early != QuicPipeOptions::Early::NONE;
    if (m_early)
    {
        After(ns3::Time(0), &QuicPipe::BeReady);
    }
    ToPeer(ns3::Time(0), &QuicPipe::BeReady);
    After(2 * m_options.delay, [](QuicPipe& self) {
        if (self.m_options.early == QuicPipeOptions::Early::REJECTED)
        {
            self.Reject();
        }
        self.m_early = false;
        if (!self.m_ready)
        {
            self.BeReady();
        }
        self.BeDone();
        self.ToPeer(ns3::Time(0), &QuicPipe::BeDone);
    });
}

void
QuicPipe::BeReady()
{
    m_ready = true;
    m_application->HandleReady();
    Wake();
}

void
QuicPipe::BeDone()
{
    if (Alive())
    {
        m_application->HandleHandshakeDone();
        Wake();
    }
}

void
QuicPipe::Reject()
{
    m_streams.clear();
    m_over.clear();
    m_bidiOpened = 0;
    m_uniOpened = 0;
    m_sent = 0;
    writes.clear();
    m_application->HandleEarlyDataRejected();
}

bool
QuicPipe::Alive() const
{
    return m_application && !m_gone;
}

bool
QuicPipe::IsOwn(QuicStreamId id) const
{
    return ((id & 1) == 0) == m_client;
}

void
QuicPipe::After(ns3::Time wait, const std::function<void(QuicPipe&)>& call)
{
    ns3::Simulator::Schedule(wait, [self = shared_from_this(), call] {
        if (self->Alive())
        {
            call(*self);
        }
    });
}

void
QuicPipe::ToPeer(ns3::Time wait, const std::function<void(QuicPipe&)>& call)
{
    ns3::Simulator::Schedule(m_options.delay + wait, [peer = m_peer, call] {
        const auto alive = peer.lock();
        if (!alive || !alive->Alive())
        {
            return;
        }
        if (alive->m_open)
        {
            call(*alive);
        }
        else
        {
            alive->m_arrived.push_back(call);
        }
    });
}

/** \return null where the stream is over */
QuicPipe::Stream*
QuicPipe::StreamOf(QuicStreamId id)
{
    if (m_over.count(id) > 0)
    {
        return nullptr;
    }
    const auto [found, isNew] = m_streams.try_emplace(id);
    if (isNew)
    {
        found->second.sendLimit = m_options.streamWindow;
    }
    return &found->second;
}

QuicStreamId
QuicPipe::OpenBidi()
{
    EXPECT_TRUE(Alive() && m_ready && m_client && !m_inside);
    if (BidiRoom() == 0)
    {
        return -1;
    }
    const QuicStreamId id = static_cast<QuicStreamId>(4 * m_bidiOpened++);
    StreamOf(id);
    return id;
}

QuicStreamId
QuicPipe::OpenUni()
{
    EXPECT_TRUE(Alive() && m_ready && !m_inside);
    if (m_uniOpened >= m_options.uniStreams)
    {
        return -1;
    }
    const QuicStreamId id = static_cast<QuicStreamId>(4 * m_uniOpened++ + (m_client ? 2 : 3));
    StreamOf(id);
    return id;
}

std::uint64_t
QuicPipe::BidiRoom() const
{
    return m_bidiLimit - m_bidiOpened;
}

bool
QuicPipe::IsEarly() const
{
    return m_early;
}

void
QuicPipe::Wake()
{
    EXPECT_FALSE(m_gone);
    if (!m_waking)
    {
        m_waking = true;
        After(std::max(ns3::Time(0), m_busyUntil - ns3::Simulator::Now()), &QuicPipe::Pump);
    }
}

void
QuicPipe::Pump()
{
    m_waking = false;
    while (m_ready && !m_closing)
    {
        m_inside = true;
        const std::size_t size = FillPacket();
        m_inside = false;
        if (size == 0)
        {
            return;
        }
        if (m_options.rate > 0)
        {
            m_busyUntil =
                ns3::Simulator::Now() + ns3::NanoSeconds(1000000000 * size / m_options.rate);
            Wake();
            return;
        }
    }
}

/** \return octets that were sent, 1 at least where there was anything */
std::size_t
QuicPipe::FillPacket()
{
    std::size_t budget = m_options.packet;
    const std::size_t before = writes.size();
    while (budget > 0 && !m_closing)
    {
        QuicChunk chunk;
        m_application->Next(chunk);
        if (chunk.stream < 0 || m_closing || !Offer(chunk, budget))
        {
            break;
        }
    }
    return std::max<std::size_t>(m_options.packet - budget, writes.size() > before ? 1 : 0);
}

/** \return whether another chunk may be asked for */
bool
QuicPipe::Offer(const QuicChunk& chunk, std::size_t& budget)
{
    const auto found = m_streams.find(chunk.stream);
    if (found == m_streams.end() || found->second.resetSent)
    {
        m_application->HandleShut(chunk.stream);
        return true;
    }
    Stream& stream = found->second;
    EXPECT_FALSE(stream.blocked) << "stream " << chunk.stream;
    EXPECT_FALSE(stream.finSent) << "stream " << chunk.stream;
    EXPECT_TRUE(IsOwn(chunk.stream) || !IsUni(chunk.stream));
    std::size_t size = 0;
    for (std::size_t i = 0; i < chunk.count; ++i)
    {
        size += chunk.pieces[i].size();
    }
    const std::size_t all = size;
    if (all > 0 && stream.sent == stream.sendLimit)
    {
        stream.blocked = true;
        m_application->HandleBlocked(chunk.stream);
        return true;
    }
    size = std::min({all,
                     budget,
                     static_cast<std::size_t>(stream.sendLimit - stream.sent),
                     static_cast<std::size_t>(m_sendLimit - m_sent)});
    const bool fin = chunk.fin && size == all;
    if (size == 0 && !fin)
    {
        EXPECT_GT(all, 0u) << "a chunk of nothing";
        return false;
    }
    Transmit(chunk, size, fin);
    budget -= size;
    m_application->HandleTaken(chunk.stream, size, fin);
    return true;
}

void
QuicPipe::Transmit(const QuicChunk& chunk, std::size_t size, bool fin)
{
    Stream& stream = m_streams.at(chunk.stream);
    const QuicStreamId id = chunk.stream;
    std::string bytes;
    for (std::size_t i = 0; i < chunk.count && bytes.size() < size; ++i)
    {
        const std::string_view piece = chunk.pieces[i].substr(0, size - bytes.size());
        bytes += piece;
        stream.flights.push_back({piece, std::string(piece)});
    }
    stream.sent += size;
    stream.finSent = fin;
    m_sent += size;
    writes.push_back({id, bytes, fin});
    const ns3::Time hold = m_options.hold ? m_options.hold(id) : ns3::Time(0);
    ToPeer(hold, [id, bytes, fin, early = m_early](QuicPipe& peer) {
        peer.Arrive(id, bytes, fin, early);
    });
}

void
QuicPipe::Arrive(QuicStreamId id, const std::string& bytes, bool fin, bool early)
{
    if (early && m_options.early == QuicPipeOptions::Early::REJECTED)
    {
        return;
    }
    ToPeer(ns3::Time(0),
           [id, size = bytes.size(), fin](QuicPipe& peer) { peer.Acknowledge(id, size, fin); });
    Stream* stream = StreamOf(id);
    if (!stream || stream->receiveOver)
    {
        return;
    }
    stream->receiveOver = fin;
    if (stream->deaf)
    {
        ToPeer(ns3::Time(0),
               [size = bytes.size()](QuicPipe& peer) { peer.ArriveCredit(-1, size); });
    }
    else
    {
        stream->received += bytes.size();
        m_application->HandleStreamData(id, bytes, fin);
    }
    CloseIfOver(id);
}

void
QuicPipe::Acknowledge(QuicStreamId id, std::size_t bytes, bool fin)
{
    const auto found = m_streams.find(id);
    if (found == m_streams.end() || found->second.resetSent)
    {
        return;
    }
    Stream& stream = found->second;
    std::size_t left = bytes;
    while (left > 0)
    {
        const Flight& flight = stream.flights.front();
        EXPECT_EQ(flight.place, flight.copy);
        left -= flight.copy.size();
        stream.flights.pop_front();
    }
    stream.sendOver = fin;
    if (bytes > 0)
    {
        m_application->HandleAcked(id, bytes);
    }
    CloseIfOver(id);
}

void
QuicPipe::Consumed(QuicStreamId id, std::size_t bytes)
{
    EXPECT_TRUE(Alive());
    const auto found = m_streams.find(id);
    Stream& stream = found != m_streams.end() ? found->second : m_over[id];
    stream.consumed += bytes;
    EXPECT_LE(stream.consumed, stream.received) << "stream " << id;
    ToPeer(ns3::Time(0), [id, bytes](QuicPipe& peer) { peer.ArriveCredit(id, bytes); });
}

std::uint64_t
QuicPipe::Unconsumed() const
{
    std::uint64_t sum = 0;
    for (const auto* streams : {&m_streams, &m_over})
    {
        for (const auto& [id, stream] : *streams)
        {
            sum += stream.received - stream.consumed;
        }
    }
    return sum;
}

void
QuicPipe::ArriveCredit(QuicStreamId id, std::size_t bytes)
{
    m_sendLimit += bytes;
    const auto found = m_streams.find(id);
    if (found != m_streams.end())
    {
        found->second.sendLimit += bytes;
        if (found->second.blocked)
        {
            found->second.blocked = false;
            m_application->HandleUnblocked(id);
        }
    }
    Wake();
}

void
QuicPipe::AllowStream()
{
    EXPECT_TRUE(Alive() && !m_client);
    ++m_bidiAllowed;
    EXPECT_LE(m_bidiAllowed, m_bidiClosed);
    ToPeer(ns3::Time(0), [](QuicPipe& peer) {
        ++peer.m_bidiLimit;
        peer.m_application->HandleStreamRoom();
    });
}

void
QuicPipe::ShutdownRead(QuicStreamId id, std::uint64_t code)
{
    EXPECT_TRUE(Alive() && !m_inside);
    Stream* stream = StreamOf(id);
    if (!stream || stream->receiveOver || stream->deaf)
    {
        return;
    }
    stream->deaf = true;
    stops.emplace_back(id, code);
    ToPeer(ns3::Time(0), [id, code](QuicPipe& peer) { peer.ArriveStop(id, code); });
}

void
QuicPipe::ShutdownWrite(QuicStreamId id, std::uint64_t code)
{
    EXPECT_TRUE(Alive() && !m_inside);
    Stream* stream = StreamOf(id);
    if (!stream || stream->sendOver || stream->resetSent)
    {
        return;
    }
    stream->resetSent = true;
    resets.emplace_back(id, code);
    ToPeer(ns3::Time(0), [id, code](QuicPipe& peer) { peer.ArriveReset(id, code); });
    After(2 * m_options.delay, [id, code](QuicPipe& self) {
        const auto found = self.m_streams.find(id);
        if (found == self.m_streams.end() || !found->second.resetSent)
        {
            return; // void, as all of 0-RTT
        }
        // Octets on their way may be looked at until the stream is closed.
        for (const Flight& flight : found->second.flights)
        {
            EXPECT_EQ(flight.place, flight.copy);
        }
        found->second.flights.clear();
        found->second.sendOver = true;
        found->second.code = found->second.code.value_or(code);
        self.CloseIfOver(id);
    });
}

void
QuicPipe::ArriveReset(QuicStreamId id, std::uint64_t code)
{
    Stream* stream = StreamOf(id);
    if (stream && !stream->receiveOver)
    {
        stream->receiveOver = true;
        stream->code = stream->code.value_or(code);
        m_application->HandleReset(id, code);
        CloseIfOver(id);
    }
}

void
QuicPipe::ArriveStop(QuicStreamId id, std::uint64_t code)
{
    Stream* stream = StreamOf(id);
    if (stream && !stream->sendOver && !stream->resetSent)
    {
        ShutdownWrite(id, code);
        m_application->HandleStopSending(id, code);
    }
}

void
QuicPipe::CloseIfOver(QuicStreamId id)
{
    const auto found = m_streams.find(id);
    if (!Alive() || found == m_streams.end())
    {
        return;
    }
    const bool sends = IsOwn(id) || !IsUni(id);
    const bool receives = !IsOwn(id) || !IsUni(id);
    if ((sends && !found->second.sendOver) || (receives && !found->second.receiveOver))
    {
        return;
    }
    m_bidiClosed += IsOwn(id) || IsUni(id) ? 0 : 1;
    const std::optional<std::uint64_t> code = found->second.code;
    m_over[id] = std::move(found->second);
    m_streams.erase(id);
    m_application->HandleStreamClosed(id, code);
}

void
QuicPipe::Close(std::uint64_t code, const std::string& reason)
{
    EXPECT_TRUE(Alive());
    EXPECT_FALSE(m_closing);
    m_closing = true;
    closeCode = code;
    closeReason = reason;
    const std::string own = reason.empty() ? "graceful" : reason;
    After(ns3::Time(0), [own](QuicPipe& self) { self.End(own); });
    ToPeer(ns3::Time(0), [code, reason](QuicPipe& peer) {
        const bool told = !reason.empty() || !peer.m_application;
        peer.End(told ? "closed by peer: " + reason : peer.m_application->DescribeClose(code));
    });
}

void
QuicPipe::Vanish(const std::string& reason)
{
    After(ns3::Time(0), [reason](QuicPipe& self) { self.End(reason); });
}

void
QuicPipe::End(const std::string& reason)
{
    m_gone = true;
    m_application->HandleClosed(reason);
}

std::string
QuicPipe::Sent(QuicStreamId id) const
{
    std::string bytes;
    for (const QuicPipeWrite& write : writes)
    {
        bytes += write.stream == id ? write.bytes : "";
    }
    return bytes;
}

} // namespace pagewire::test
