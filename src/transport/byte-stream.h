// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_BYTE_STREAM_H
#define PAGEWIRE_TRANSPORT_BYTE_STREAM_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace pagewire
{

class ByteQueue;

/** Why a stream ended. */
enum class StreamEnd
{
    GRACEFUL, //!< both sides have closed in order
    RESET,    //!< the peer reset it, or a segment met no connection
    TIMEOUT,  //!< retransmissions ran out, or nobody answered the opening
    REFUSED,  //!< the peer refused the opening
    PROTOCOL, //!< the peer broke the protocol of this layer (a TLS alert, a bad certificate)
};

/** \return the name in lower case, as tables write it: "graceful", "reset", ... */
std::string_view StreamEndName(StreamEnd end);

/**
 * Hears what happens to a stream. Calls come from the event loop, or from inside Write, Read and
 * the like; a listener must not destroy the stream from inside a call, but hand it to DisposeLater.
 */
class ByteStreamListener
{
  public:
    virtual ~ByteStreamListener() = default;

    /** The stream can carry bytes: TCP is established, the TLS handshake is done. Called once. */
    virtual void HandleOpen() = 0;

    /** Read may give bytes, or the peer's end (ByteStream::AtEnd). Called again only for news. */
    virtual void HandleReadable() = 0;

    /** There is room again after a Write that took less than it was given, or Unsent() has fallen
     * to the low-water mark (ByteStream::SetUnsentLowWater). */
    virtual void HandleWritable() = 0;

    /** The stream is over in both directions, or never opened. The last call. */
    virtual void HandleClosed(StreamEnd end) = 0;
};

/**
 * Ordered bytes both ways, with back-pressure and close. Implemented by a TCP socket, by TLS over
 * any stream, by a tunnel over any stream, so that they stack freely: the upper one owns the lower.
 * Bytes not read stay below and close the peer's window; Write takes what there is room for.
 */
class ByteStream
{
  public:
    virtual ~ByteStream() = default;

    /** Who hears; null for nobody. Set before the stream opens. */
    virtual void SetListener(ByteStreamListener* listener) = 0;

    /** Starts opening (the SYN, the ClientHello); on an accepted stream, starts serving it. Called
     * once. */
    virtual void Open() = 0;

    /** \return how many of the bytes were taken, from the front; less than all means HandleWritable
     * will come */
    virtual std::size_t Write(std::string_view bytes) = 0;

    /**
     * What was written so far need not wait for more that is written at this time: its last segment
     * may leave by itself, as after a send call with TCP_NODELAY. Streams over others hand it down;
     * without it, writes of one instant share segments.
     */
    virtual void Push();

    /** As Write of all that the queue holds; what was taken leaves the queue, without being copied
     * where the stream is able to. */
    virtual std::size_t WriteFrom(ByteQueue& queue);

    /** \return how many bytes Write would take now */
    virtual std::size_t WriteRoom() const = 0;

    /** \return bytes taken by Write at any layer of this stack that the network has not yet sent
     * once */
    virtual std::size_t Unsent() const = 0;

    /**
     * Asks for HandleWritable, too, whenever Unsent() falls to this many bytes or less after having
     * been above; so that an upper layer may decide late what to send next (as TCP_NOTSENT_LOWAT
     * does). Streams over others hand it down and count their own buffer in.
     * \return whether the stream does so; where not, only a short Write brings HandleWritable
     */
    virtual bool SetUnsentLowWater(std::size_t bytes);

    /** Appends at most max bytes to the buffer. \return how many; 0 means none for now, or the end
     */
    virtual std::size_t Read(std::string& buffer, std::size_t max) = 0;

    /** As Read; the bytes are moved on without being copied where the stream is able to. */
    virtual std::size_t ReadTo(ByteQueue& queue, std::size_t max);

    /** \return whether the peer has closed its direction in order and all its bytes were read */
    virtual bool AtEnd() const = 0;

    /** Ends our direction in order, after what was written (FIN, close_notify). Reading goes on. */
    virtual void CloseWrite() = 0;

    /** Gives up at once (RST). No further calls to the listener. */
    virtual void Abort() = 0;

    /** \return the ALPN protocol agreed on, empty where this stack has no TLS or agreed on none */
    virtual std::string_view Alpn() const = 0;

    /** \return the stream below, null at the bottom; for observers that look for the TCP socket */
    virtual ByteStream* Below() const = 0;

    // Whose octets these are: codecs say it, streams over others hand it down, the bottom keeps the
    // account (ExchangeStalls). Positions count the octets of this stream from 0; exchanges are
    // named as in StallsByExchange. A stream that does not care does nothing.

    /**
     * Of the octets that were read, those up to end belong to the exchange, from the last claimed
     * one on.
     * \param usable octets up to there had to arrive before these were of use; 0: just these
     */
    virtual void ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable);

    /** The same for octets that were written. */
    virtual void ClaimWritten(std::uint64_t end, std::uint64_t exchange);

    /** There are octets of the exchange that wait to be written; or none any more, or for now. */
    virtual void SetReady(std::uint64_t exchange, bool ready);

    /** What is ready of the exchange waits for a window of the peer; or no longer. */
    virtual void SetBlocked(std::uint64_t exchange, bool blocked);

    /** No octets that come or go from now on will be claimed: no account of them need be kept. */
    virtual void ClaimNone();
};

} // namespace pagewire

#include "transport/dispose-later.h"

#endif
