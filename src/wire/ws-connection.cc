// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-connection.h"

#include "base/utf8.h"
#include "wire/h1-turn.h"
#include "wire/ws-heartbeat.h"
#include "wire/ws-reader.h"
#include "wire/ws-sender.h"

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

std::optional<WsInflater>
MakeInflater(WsRole role, const std::optional<WsDeflateTerms>& terms)
{
    if (!terms)
    {
        return std::nullopt;
    }
    return WsInflater(role == WsRole::CLIENT ? terms->fromServer : terms->fromClient);
}

class WsEndpoint : public WsConnection, private ByteStreamListener
{
  public:
    WsEndpoint(std::unique_ptr<ByteStream> stream,
               WsRole role,
               const WsOptions& options,
               std::uint64_t seed)
        : m_stream(std::move(stream)),
          m_role(role),
          m_options(options),
          m_sender(role, options, seed),
          m_reader(role, options.deflate.has_value(), options.maxMessage),
          m_inflater(MakeInflater(role, options.deflate)),
          m_heartbeat(options.pingInterval, options.pongWait),
          m_turn([this] { TakeTurn(); })
    {
        m_stream->SetListener(this);
        m_heartbeat.OnPing([this](std::string payload) { Ping(std::move(payload)); });
        m_heartbeat.OnSilence([this] { GiveUp("ping timeout"); });
    }

    ~WsEndpoint() override
    {
        m_closeTimer.Cancel();
        m_stream->SetListener(nullptr);
    }

    void SetListener(WsListener* listener) override
    {
        m_listener = listener;
    }

    void Open() override
    {
        assert(m_listener);
        m_heartbeat.Start();
        m_turn.Soon();
    }

    bool Send(WsKind kind, std::string message) override
    {
        const bool taken = m_sender.Push(kind, std::move(message));
        m_turn.Soon();
        return taken;
    }

    std::size_t Queued() const override
    {
        return m_sender.Queued();
    }

    void Ping(std::string payload) override
    {
        m_heartbeat.NotePing(payload);
        m_sender.Control(WsOpcode::PING, payload);
        m_turn.Soon();
    }

    void Hold() override
    {
        m_held = true;
        m_heartbeat.Pause();
    }

    void Resume() override
    {
        m_held = false;
        m_heartbeat.Start();
        m_turn.Soon();
    }

    void Close(std::uint16_t code, std::string reason) override
    {
        m_sender.Close(code, reason);
        m_turn.Soon();
    }

    void Abort() override
    {
        Forget();
        m_stream->Abort();
    }

    const WsCounters& Counters() const override
    {
        m_sender.CountInto(m_counters);
        return m_counters;
    }

    ByteStream& Stream() override
    {
        return *m_stream;
    }

  private:
    void HandleOpen() override
    {}

    void HandleReadable() override
    {
        m_turn.Now();
    }

    void HandleWritable() override
    {
        m_turn.Now();
    }

    void HandleClosed(StreamEnd end) override
    {
        m_streamEnd = end;
        m_turn.Now();
    }

    void TakeTurn();
    void ReadOn();
    bool Fill();
    void Take(WsArrival arrival);
    void TakeMessage(WsArrival arrival);
    void TakeClose(const WsArrival& close);
    void Fail(std::uint16_t code, const std::string& reason);
    void WriteOn();
    bool MayEnd() const;
    void GiveUp(const std::string& failure);
    void End(const std::string& failure);
    void Forget();

    /** \return whether what the peer sends is still of interest */
    bool Listens() const
    {
        return !m_over && !m_peerClosed && m_failure.empty();
    }

    std::unique_ptr<ByteStream> m_stream;
    WsRole m_role;
    WsOptions m_options;
    WsSender m_sender;
    WsReader m_reader;
    std::optional<WsInflater> m_inflater;
    WsHeartbeat m_heartbeat;
    WsListener* m_listener{nullptr};
    std::string m_input;       //!< read and not yet taken by the reader
    std::string_view m_unread; //!< what is left of it
    bool m_held{false};
    bool m_peerClosed{false}; //!< its Close frame came
    WsEnd m_end;
    std::string m_failure; //!< how the peer broke the protocol
    bool m_wroteEnd{false};
    std::optional<StreamEnd> m_streamEnd;
    bool m_over{false};
    ns3::EventId m_closeTimer;
    mutable WsCounters m_counters; //!< those of the sender are fetched when asked for
    H1Turn m_turn;
};

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
    while (Listens() && !m_held && m_sender.Unwritten() < MOST_UNWRITTEN)
    {
        if (auto arrival = m_reader.Next(m_unread))
        {
            Take(std::move(*arrival));
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
WsEndpoint::Take(WsArrival arrival)
{
    switch (arrival.kind)
    {
    case WsArrival::Kind::MESSAGE:
        TakeMessage(std::move(arrival));
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
WsEndpoint::TakeMessage(WsArrival arrival)
{
    WsMessage message;
    message.kind = arrival.text ? WsKind::TEXT : WsKind::BINARY;
    message.wireBytes = arrival.wireBytes;
    if (arrival.compressed)
    {
        switch (m_inflater->Decompress(arrival.bytes, m_options.maxMessage, message.bytes))
        {
        case WsInflater::Result::OK:
            break;
        case WsInflater::Result::CORRUPT:
            Fail(WS_INVALID_DATA, "broken compression");
            return;
        case WsInflater::Result::TOO_BIG:
            Fail(WS_TOO_BIG, "message too big");
            return;
        }
    }
    else
    {
        message.bytes = std::move(arrival.bytes);
    }
    if (arrival.text && !IsUtf8(message.bytes))
    {
        Fail(WS_INVALID_DATA, "text is not UTF-8");
        return;
    }
    ++m_counters.messagesReceived;
    m_counters.payloadReceived += message.bytes.size();
    m_listener->HandleMessage(message);
}

void
WsEndpoint::TakeClose(const WsArrival& close)
{
    m_peerClosed = true;
    m_end.received = close.code;
    m_end.reason = close.bytes;
    m_sender.DropMessages();
    m_sender.Close(close.code, ""); // unless we have closed first
    m_listener->HandleClosing(close.code, close.bytes);
}

/** RFC 6455 section 7.1.7. */
void
WsEndpoint::Fail(std::uint16_t code, const std::string& reason)
{
    m_failure = reason;
    m_sender.DropMessages();
    m_sender.Close(code, reason);
    m_listener->HandleClosing(code, reason);
}

void
WsEndpoint::WriteOn()
{
    const bool before = m_sender.Closed().has_value();
    m_sender.Flush(*m_stream);
    if (m_over)
    {
        return;
    }
    if (m_sender.Closed() && !before)
    {
        m_heartbeat.Stop();
        m_end.sent = *m_sender.Closed();
        m_closeTimer =
            ns3::Simulator::Schedule(m_options.closeWait, [this] { GiveUp("close timeout"); });
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
    const bool paused = Listens() && (m_held || m_sender.Unwritten() >= MOST_UNWRITTEN);
    const bool heardEnd = !paused && m_stream->AtEnd();
    if (Listens())
    {
        return heardEnd; // without a Close frame
    }
    return m_sender.IsDone() && (heardEnd || !m_failure.empty() || m_role == WsRole::SERVER);
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
    const bool agreed = m_peerClosed && m_end.sent != WS_ABNORMAL;
    m_end.failure = !m_failure.empty()         ? m_failure
                  : failure.empty() && !agreed ? "closed early"
                                               : failure;
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

} // namespace

std::unique_ptr<WsConnection>
MakeWsConnection(std::unique_ptr<ByteStream> stream,
                 WsRole role,
                 const WsOptions& options,
                 std::uint64_t seed)
{
    return std::make_unique<WsEndpoint>(std::move(stream), role, options, seed);
}

} // namespace pagewire
