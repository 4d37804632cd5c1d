// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_CONNECTION_H
#define PAGEWIRE_TRANSPORT_QUIC_CONNECTION_H

#include "transport/datagram-flow.h"
#include "transport/transport-info.h"

#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** A stream's identifier (RFC 9000 section 2.1). */
using QuicStreamId = std::int64_t;

/**
 * \return the number of a request in the account of what held it up (StallsByExchange): 1 for the
 * first stream that the client opened, and so on; NO_EXCHANGE for streams of other kinds
 */
constexpr std::uint64_t
ExchangeOf(QuicStreamId stream)
{
    return stream >= 0 && stream % 4 == 0 ? static_cast<std::uint64_t>(stream) / 4 + 1
                                          : NO_EXCHANGE;
}

/** What a stream is to send next: pieces that follow each other, and whether the stream ends. */
struct QuicChunk
{
    static constexpr std::size_t MOST_PIECES = 16;

    QuicStreamId stream{-1}; //!< negative: nothing is to be sent
    bool fin{false};
    std::array<std::string_view, MOST_PIECES> pieces{};
    std::size_t count{0};

    /** \return octets of all pieces */
    std::size_t Size() const
    {
        std::size_t size = 0;
        for (std::size_t i = 0; i < count; ++i)
        {
            size += pieces[i].size();
        }
        return size;
    }
};

/**
 * The protocol on top of a QUIC connection. The connection pulls what is to be sent, so that what
 * goes first is decided when it goes. Calls may open, write and close; they must not destroy the
 * connection.
 */
class QuicApplication
{
  public:
    virtual ~QuicApplication() = default;

    /** Streams may be opened: the handshake is done, or 0-RTT data may be sent. Called once. */
    virtual void HandleReady() = 0;

    /** The handshake is done. */
    virtual void HandleHandshakeDone() = 0;

    /** The server did not take 0-RTT: what was sent on any stream is void, and so are the streams;
     * called before HandleHandshakeDone, and new streams may be opened in that. */
    virtual void HandleEarlyDataRejected() = 0;

    /** Octets of a stream in order; they count against flow control until Consumed. */
    virtual void HandleStreamData(QuicStreamId stream, std::string_view bytes, bool fin) = 0;

    /** So many more octets of what the stream sent have arrived; they need no longer be kept. */
    virtual void HandleAcked(QuicStreamId stream, std::uint64_t bytes) = 0;

    /** The peer will send no more on it (RESET_STREAM), or wants no more of it (STOP_SENDING). */
    virtual void HandleReset(QuicStreamId stream, std::uint64_t code) = 0;
    virtual void HandleStopSending(QuicStreamId stream, std::uint64_t code) = 0;

    /** The stream is over in both directions. \param code of the application, where there is one */
    virtual void HandleStreamClosed(QuicStreamId stream, std::optional<std::uint64_t> code) = 0;

    /** The peer allows more streams, or more octets on this one. */
    virtual void HandleStreamRoom() = 0;
    virtual void HandleUnblocked(QuicStreamId stream) = 0;

    /** What to send next. The octets stay where they are until HandleAcked. */
    virtual void Next(QuicChunk& chunk) = 0;

    /** So many octets of what Next gave were taken. */
    virtual void HandleTaken(QuicStreamId stream, std::size_t bytes, bool fin) = 0;

    /** The stream's flow control is used up: Next is not to give it until HandleUnblocked. */
    virtual void HandleBlocked(QuicStreamId stream) = 0;

    /** Nothing can be sent on the stream any more. */
    virtual void HandleShut(QuicStreamId stream) = 0;

    /** \return a few words on a close of the peer's with this code and no phrase, for tables;
     * "graceful" where the code is no error, which is 0 where the application has no other */
    virtual std::string DescribeClose(std::uint64_t code) const
    {
        return code == 0 ? "graceful" : "closed by peer: application error " + std::to_string(code);
    }

    /** The connection is over. The last call. \param reason a few words for tables */
    virtual void HandleClosed(std::string_view reason) = 0;
};

/** A QUIC connection (RFC 9000) as the protocol on top of it sees it. */
class QuicConnection
{
  public:
    virtual ~QuicConnection() = default;

    /** Who is on top; set before Open. */
    virtual void SetApplication(QuicApplication* application) = 0;

    /** Begins the handshake; a server's begins by itself, and this starts the telling. */
    virtual void Open() = 0;

    /** \return a new stream; negative where the peer allows none for now */
    virtual QuicStreamId OpenBidi() = 0;
    virtual QuicStreamId OpenUni() = 0;

    /** \return how many more bidirectional streams may be opened now */
    virtual std::uint64_t BidiRoom() const = 0;

    /** For the account of what held up the exchanges: the application has octets to send on the
     * stream (ready) from now on, or none for now. The end of a stream is known without it. */
    virtual void SetReady(QuicStreamId, bool)
    {}

    /** Likewise: octets of the stream lay with the application, of no use before those of another
     * stream came. */
    virtual void NoteHeld(QuicStreamId, ns3::Time, ns3::Time)
    {}

    /** The application has something to send: it is asked, in an event of its own. */
    virtual void Wake() = 0;

    /** Flow control: so many octets of the stream are used up; it may be over already. */
    virtual void Consumed(QuicStreamId stream, std::size_t bytes) = 0;

    /** The peer may open one more bidirectional stream, as one of its is over. */
    virtual void AllowStream() = 0;

    /** Gives up the stream in both directions, or only one of them. */
    virtual void Shutdown(QuicStreamId stream, std::uint64_t code) = 0;
    virtual void ShutdownRead(QuicStreamId stream, std::uint64_t code) = 0;
    virtual void ShutdownWrite(QuicStreamId stream, std::uint64_t code) = 0;

    /** Closes with a code of the application; HandleClosed follows in an event of its own. */
    virtual void Close(std::uint64_t code, const std::string& reason) = 0;

    /** The application has failed in a call of ours: closes as soon as that returns. */
    virtual void Fail(std::uint64_t code, const std::string& reason) = 0;

    /** The network of this host has changed: goes on from its new address (RFC 9000 section 9). A
     * server does nothing. */
    virtual void Migrate() = 0;

    /** \return whether what is sent now is 0-RTT, which may be replayed (RFC 8470) */
    virtual bool IsEarly() const = 0;

    virtual TransportInfo Transport() const = 0;
};

} // namespace pagewire

#endif
