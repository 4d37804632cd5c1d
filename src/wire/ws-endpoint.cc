// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-endpoint.h"

#include "ns3/simulator.h"

#include <cassert>
#include <utility>

namespace pagewire
{

namespace
{

constexpr std::size_t READ_STEP = 16384; //!< octets read at a time

/** Reading waits while so much that was framed is not written: a peer that only pings does not
 * fill our memory with pongs. */
constexpr std::size_t MOST_UNWRITTEN = 65536;

} // namespace

std::unique_ptr<WsConnection>
MakeWsConnection(std::unique_ptr<ByteStream> stream,
                 WsRole role,
                 const WsOptions& options,
                 std::uint64_t seed)
{
    return std::make_unique<WsEndpoint>(std::move(stream), role, options, seed);
}

WsEndpoint::WsEndpoint(std::unique_ptr<ByteStream> stream,
                       WsRole role,
                       const WsOptions& options,
                       std::uint64_t seed)
    : m_stream(std::move(stream)),
      m_role(role),
      m_closeWait(options.closeWait),
      m_sender(role, options, seed),
      m_inbox(role, options),
      m_heartbeat(options.pingInterval, options.pongWait),
      m_turn([this] { TakeTurn(); })
{
    m_stream->SetListener(this);
    m_heartbeat.OnPing([this](std::string payload) { Ping(std::move(payload)); });
    m_heartbeat.OnSilence([this] { GiveUp("ping timeout"); });
}

WsEndpoint::~WsEndpoint()
{
    m_closeTimer.Cancel();
    m_stream->SetListener(nullptr);
}

void
WsEndpoint::SetListener(WsListener* listener)
{
    m_listener = listener;
}

void
WsEndpoint::Open()
{
    assert(m_listener);
    m_heartbeat.Start();
    m_turn.Soon();
}

bool
WsEndpoint::Send(WsKind kind, std::string message)
{
    const bool taken = m_sender.Push(kind, std::move(message));
    m_turn.Soon();
    return taken;
}

std::size_t
WsEndpoint::Queued() const
{
    return m_sender.Queued();
}

void
WsEndpoint::Ping(std::string payload)
{
    m_sender.Control(WsOpcode::PING, payload);
    m_heartbeat.NotePing(std::move(payload));
    m_turn.Soon();
}

void
WsEndpoint::Hold()
{
    m_held = true;
    m_heartbeat.Pause();
}

void
WsEndpoint::Resume()
{
    m_held = false;
    m_heartbeat.Start();
    m_turn.Soon();
}

void
WsEndpoint::Close(std::uint16_t code, std::string reason)
{
    m_sender.Close(code, reason);
    m_turn.Soon();
}

void
WsEndpoint::Abort()
{
    Forget();
    m_stream->Abort();
}

WsCounters
WsEndpoint::Counters() const
{
    WsCounters counters = m_counters;
    m_sender.CountInto(counters);
    return counters;
}

ByteStream&
WsEndpoint::Stream()
{
    return *m_stream;
}

void
WsEndpoint::HandleOpen()
{}

void
WsEndpoint::HandleReadable()
{
    m_turn.Now();
}

void
WsEndpoint::HandleWritable()
{
    m_turn.Now();
}

void
WsEndpoint::HandleClosed(StreamEnd end)
{
    m_streamEnd = end;
    m_turn.Now();
}

void
WsEndpoint::TakeTurn()
{
    if (m_over)
    {
        return;
    }
    ReadOn();
    if (!m_over && !m_streamEnd)
    {
        WriteOn();
    }
    if (!m_over && m_streamEnd)
    {
        End(*m_streamEnd == StreamEnd::GRACEFUL ? "" : std::string(StreamEndName(*m_streamEnd)));
    }
}

void
WsEndpoint::ReadOn()
{
    while (Listens() && !IsPaused())
    {
        if (const auto arrival = m_inbox.Next(m_unread))
        {
            Take(*arrival);
        }
        else if (!Fill())
        {
            break;
        }
    }
    // What comes after a Close frame or a fault is dropped, so that the stream's end is seen.
    while (!m_over && !Listens() && Fill())
    {
        m_unread = {};
    }
}

/** Reads from the stream. \return whether there was anything */
bool
WsEndpoint::Fill()
{
    m_input.clear();
    const std::size_t size = m_stream->Read(m_input, READ_STEP);
    m_unread = m_input;
    m_counters.wireReceived += size;
    return size > 0;
}

void
WsEndpoint::Take(const WsArrival& arrival)
{
    switch (arrival.kind)
    {
    case WsArrival::Kind::MESSAGE:
        TakeMessage(arrival);
        break;
    case WsArrival::Kind::PING:
        m_sender.Control(WsOpcode::PONG, arrival.bytes);
        break;
    case WsArrival::Kind::PONG:
        if (const auto roundTrip = m_heartbeat.NotePong(arrival.bytes))
        {
            m_listener->HandlePong(arrival.bytes, *roundTrip);
        }
        break;
    case WsArrival::Kind::CLOSE:
        TakeClose(arrival);
        break;
    case WsArrival::Kind::FAULT:
        Fail(arrival.code, arrival.bytes);
        break;
    }
}

void
WsEndpoint::TakeMessage(const WsArrival& message)
{
    ++m_counters.messagesReceived;
    m_counters.payloadReceived += message.bytes.size();
    m_listener->HandleMessage(
        {message.text ? WsKind::TEXT : WsKind::BINARY, message.bytes, message.wireBytes});
}

void
WsEndpoint::TakeClose(const WsArrival& close)
{
    m_peerClosed = true;
    m_end.received = close.code;
    m_end.reason = close.bytes;
    m_sender.DropMessages();
    m_sender.Close(close.code, ""); // unless we have closed first
    WatchClose();
    m_listener->HandleClosing(close.code, close.bytes);
}

/** RFC 6455 section 7.1.7. */
void
WsEndpoint::Fail(std::uint16_t code, const std::string& reason)
{
    m_failure = reason;
    m_sender.DropMessages();
    m_sender.Close(code, reason);
    WatchClose();
    m_listener->HandleClosing(code, reason);
}

/** \return whether what the peer sends is still of interest */
bool
WsEndpoint::Listens() const
{
    return !m_over && !m_peerClosed && m_failure.empty();
}

/** \return whether we do not read for now */
bool
WsEndpoint::IsPaused() const
{
    return m_held || m_sender.Unwritten() >= MOST_UNWRITTEN;
}

void
WsEndpoint::WriteOn()
{
    m_sender.Flush(*m_stream);
    if (m_over)
    {
        return;
    }
    if (m_sender.Closed() && m_end.sent == WS_ABNORMAL)
    {
        m_end.sent = *m_sender.Closed();
        m_heartbeat.Stop();
        WatchClose();
    }
    if (MayEnd() && !m_wroteEnd)
    {
        m_wroteEnd = true;
        m_stream->CloseWrite();
    }
    if (m_sender.TakeRoomNews())
    {
        m_listener->HandleWritable();
    }
}

/** \return whether our direction of the stream is to end: the server's when both Close frames went,
 * the client's after it (RFC 6455 section 7.1.1) */
bool
WsEndpoint::MayEnd() const
{
    if (Listens())
    {
        return !IsPaused() && m_stream->AtEnd(); // without a Close frame
    }
    const bool first = m_role == WsRole::SERVER || !m_failure.empty();
    return m_sender.IsDone() && (first || m_stream->AtEnd());
}

/** From the first of a Close frame sent and one received: the rest must not take for ever. */
void
WsEndpoint::WatchClose()
{
    if (!m_closeTimer.IsRunning())
    {
        m_closeTimer = ns3::Simulator::Schedule(m_closeWait, [this] { GiveUp("close timeout"); });
    }
}

void
WsEndpoint::GiveUp(const std::string& failure)
{
    m_stream->Abort();
    End(failure);
}

void
WsEndpoint::End(const std::string& failure)
{
    Forget();
    m_end.failure = m_failure.empty() ? failure : m_failure;
    if (m_end.failure.empty() && (!m_peerClosed || m_end.sent == WS_ABNORMAL))
    {
        m_end.failure = "closed early";
    }
    m_listener->HandleClosed(m_end);
}

/** No more calls to the listener, but the one that End makes. */
void
WsEndpoint::Forget()
{
    m_over = true;
    m_closeTimer.Cancel();
    m_heartbeat.Stop();
}

} // namespace pagewire
