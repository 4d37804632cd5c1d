// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_CONNECTION_H
#define PAGEWIRE_WIRE_WS_CONNECTION_H

#include "transport/byte-stream.h"
#include "wire/ws-codes.h"
#include "wire/ws-extension.h"
#include "wire/ws-frames.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What a message is made of. */
enum class WsKind
{
    TEXT, //!< UTF-8
    BINARY,
};

/** A message as it came. */
struct WsMessage
{
    WsKind kind{WsKind::TEXT};
    std::string bytes;
    std::uint64_t wireBytes{
        0}; //!< octets of its frames with their headers, compressed if agreed on
};

/** How a WebSocket connection ended (RFC 6455 section 7.1.5). */
struct WsEnd
{
    std::uint16_t received{WS_ABNORMAL}; //!< code of the peer's Close frame; WS_NO_STATUS: it had
                                         //!< none; WS_ABNORMAL: no Close frame came
    std::string reason;                  //!< the peer's
    std::uint16_t sent{WS_ABNORMAL};     //!< the same of ours
    std::string failure; //!< in a few words; empty: both Close frames went and the stream ended
};

/** How a WebSocket endpoint behaves. Times are virtual, sizes are octets. */
struct WsOptions
{
    std::size_t fragment{0};         //!< a message goes in frames of so much at most; 0: in one
    std::size_t maxMessage{1048576}; //!< longer messages of the peer close with WS_TOO_BIG
    std::size_t sendLimit{262144};   //!< of messages waiting to be sent, beyond the first of them
    ns3::Time pingInterval{0};       //!< keep-alive; 0: no pings of its own
    ns3::Time pongWait{ns3::Seconds(10)}; //!< a ping not answered for so long: the peer is gone
    ns3::Time closeWait{
        ns3::Seconds(10)}; //!< from the first Close frame until the stream has ended
    std::optional<WsDeflateTerms> deflate; //!< as the opening handshake agreed
};

/** Octets and messages so far. */
struct WsCounters
{
    std::uint64_t messagesSent{0}; //!< as far as they are framed
    std::uint64_t messagesReceived{0};
    std::uint64_t payloadSent{0}; //!< of the messages, not compressed
    std::uint64_t payloadReceived{0};
    std::uint64_t wireSent{0}; //!< of all frames, control frames too
    std::uint64_t wireReceived{0};
};

/** Hears what happens to a WebSocket connection. All calls come from the event loop. */
class WsListener
{
  public:
    virtual ~WsListener() = default;

    virtual void HandleMessage(const WsMessage& message) = 0;

    /** Send takes messages again, after it has refused one. */
    virtual void HandleWritable() = 0;

    /** An answer to WsConnection::Ping, or to a ping of the keep-alive. */
    virtual void HandlePong(std::string_view payload, ns3::Time roundTrip) = 0;

    /** The peer closes, or has broken the protocol: nothing more comes, nothing more is sent. */
    virtual void HandleClosing(std::uint16_t code, std::string_view reason) = 0;

    /** It is over; the owner may DisposeLater it. The last call. */
    virtual void HandleClosed(const WsEnd& end) = 0;
};

/**
 * One end of a WebSocket connection (RFC 6455) after its opening handshake, over an open stream
 * that it owns: TCP or TLS after an HTTP/1.1 Upgrade, or a tunnel in HTTP/2 or 3.
 *
 * Pings are answered by themselves, also between the fragments of a message. Where the peer breaks
 * the protocol, or goes beyond a limit, it is told so by a Close frame and what else it sends is
 * dropped (section 7.1.7). After the Close frames the server ends the stream first (section 7.1.1).
 * Messages not yet begun are dropped when the peer closes.
 */
class WsConnection
{
  public:
    virtual ~WsConnection() = default;

    virtual void SetListener(WsListener* listener) = 0;

    /** Starts: reads what is there. Called once, after SetListener. */
    virtual void Open() = 0;

    /**
     * Takes a message to send, after those taken before.
     * \param message UTF-8 where it is text
     * \return whether it was taken; if not, HandleWritable comes, unless the connection closes
     */
    virtual bool Send(WsKind kind, std::string message) = 0;

    /** \return octets of messages that were taken and not yet given to the stream */
    virtual std::size_t Queued() const = 0;

    /** Sends a ping. \param payload 125 octets at most */
    virtual void Ping(std::string payload) = 0;

    /** Nothing is read and no message delivered until Resume: the peer's window closes. */
    virtual void Hold() = 0;
    virtual void Resume() = 0;

    /**
     * Closes in order, after the messages taken so far. Messages of the peer may yet come.
     * \param code one that may be sent (IsWsCodeSent), or WS_NO_STATUS for a frame without any
     * \param reason UTF-8, 123 octets at most
     */
    virtual void Close(std::uint16_t code, std::string reason) = 0;

    /** Gives up at once, without a Close frame. No further calls to the listener. */
    virtual void Abort() = 0;

    virtual WsCounters Counters() const = 0;

    /** \return the stream below, for observers */
    virtual ByteStream& Stream() = 0;
};

/** \param stream open \param seed fixes the mask keys of a client */
std::unique_ptr<WsConnection> MakeWsConnection(std::unique_ptr<ByteStream> stream,
                                               WsRole role,
                                               const WsOptions& options,
                                               std::uint64_t seed);

} // namespace pagewire

#endif
