// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_CLIENT_CONNECTION_H
#define PAGEWIRE_WIRE_CLIENT_CONNECTION_H

#include "http/message.h"
#include "transport/transport-info.h"
#include "wire/body-source.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

class ClientExchange;

/** How long a client waits for a 100 before it sends the content unasked. RFC 9110 names no figure;
 * curl waits as long. */
inline const ns3::Time CONTINUE_WAIT = ns3::Seconds(1);

/** How an exchange failed. */
struct ExchangeFailure
{
    std::string
        reason; //!< a few words for tables: "reset", "timeout", "goaway", "malformed response"

    /**
     * Whether the server surely did not process the request (a stream above GOAWAY's last,
     * REFUSED_STREAM, nothing of it was written): then any method may be tried again (RFC 9110
     * section 9.2.2, RFC 9113 section 8.7).
     */
    bool surelyUnprocessed{false};
};

/** Receives one response. Calls come in this order; exactly one of HandleComplete and HandleFailure
 * is the last. */
class ResponseReceiver
{
  public:
    virtual ~ResponseReceiver() = default;

    /** The first byte of the request was handed to the transport. */
    virtual void HandleRequestStarted() = 0;

    /** The last byte of the request was handed to the transport. */
    virtual void HandleRequestSent() = 0;

    /** An interim response (1xx). */
    virtual void HandleInformational(const Response& response) = 0;

    /** The header section of the final response; HTTP/0.9 gives a 200 without fields. */
    virtual void HandleHeaders(const Response& response) = 0;

    /** Content as it arrives. It counts against flow control until ClientExchange::Consumed says
     * otherwise. */
    virtual void HandleBody(std::string_view bytes) = 0;

    /** In a tunnel (OpensTunnel): the peer has ended its direction. HandleComplete follows when
     * ours has ended, too. */
    virtual void HandlePeerEnd()
    {}

    /** The response is whole. */
    virtual void HandleComplete(const HeaderFields& trailers) = 0;

    /** The response will not become whole. */
    virtual void HandleFailure(const ExchangeFailure& failure) = 0;
};

/** A request in progress. It belongs to the connection and ends with the receiver's last call. */
class ClientExchange
{
  public:
    virtual ~ClientExchange() = default;

    /** The receiver is done with so many content bytes: the peer may send as many more. */
    virtual void Consumed(std::size_t bytes) = 0;

    /** Changes the priority of the response (PRIORITY_UPDATE); does nothing where the version has
     * none. */
    virtual void Reprioritize(const Priority& priority) = 0;

    /** Gives up; the receiver is not called again. HTTP/1.x must close its connection for it. */
    virtual void Cancel() = 0;

    /** \return its number on the connection, by which both ends name it (StallsByExchange); 0
     * before it begins to leave */
    virtual std::uint64_t Number() const
    {
        return 0;
    }

    /** \return octets of the header section sent and received so far, as framed on the wire
     * (HPACK-coded for HTTP/2) */
    virtual std::size_t RequestHeaderBytes() const = 0;
    virtual std::size_t ResponseHeaderBytes() const = 0;

    /** \return octets of the content with its framing (chunk lines, frame headers) received so far
     */
    virtual std::size_t ResponseBodyBytes() const = 0;
};

/** Hears what happens to a client connection as a whole. */
class ClientConnectionListener
{
  public:
    virtual ~ClientConnectionListener() = default;

    /** The version is agreed on and requests flow: TCP and TLS are done. Called once at most. */
    virtual void HandleReady() = 0;

    /** Room() may have grown: an exchange ended, SETTINGS came. */
    virtual void HandleRoom() = 0;

    /**
     * The server promised a response (RFC 9113 section 8.4). \return the receiver for it, null to
     * refuse the push
     */
    virtual ResponseReceiver* HandlePush(const Request& request, ClientExchange& exchange) = 0;

    /** No more requests are taken (Connection: close, GOAWAY, an error). Exchanges in progress may
     * yet complete. */
    virtual void HandleDraining() = 0;

    /** The connection is gone; every receiver has had its last call. The owner may DisposeLater it.
     */
    virtual void HandleClosed(std::string_view reason) = 0;
};

/**
 * The client's side of a connection of any HTTP version over a ByteStream that it owns. Nobody
 * above asks which version it is. Requests given before HandleReady wait for it.
 */
class ClientConnection
{
  public:
    virtual ~ClientConnection() = default;

    virtual void SetListener(ClientConnectionListener* listener) = 0;

    /** Opens the stream below. Called once. */
    virtual void Open() = 0;

    /** \return how many more requests Send takes now: 1 at a time, the pipelining depth, the peer's
     * stream limit */
    virtual std::size_t Room() const = 0;

    /** \return how many exchanges at a time the peer's SETTINGS allow; nothing before they are in,
     * and where there are none of that kind */
    virtual std::optional<std::size_t> AnnouncedLimit() const
    {
        return std::nullopt;
    }

    /**
     * Starts an exchange; Room() must not be 0.
     * \param body the content, or null for none; with a request that AsksForTunnel what we send in
     * the tunnel, read once that is open
     * \param receiver hears the response; must live until its last call or Cancel
     * \return the exchange, valid until then
     */
    virtual ClientExchange& Send(const Request& request,
                                 std::unique_ptr<BodySource> body,
                                 ResponseReceiver& receiver) = 0;

    /** Requests sent so far leave now, before whatever the caller does next; else in an event of
     * their own. */
    virtual void SendNow() = 0;

    /** Closes in order when the exchanges in progress are over (GOAWAY, FIN). */
    virtual void Close() = 0;

    /** \return how many exchanges are in progress */
    virtual std::size_t Active() const = 0;

    /** Gives up at once; HandleClosed follows with the reason, every exchange fails with it. */
    virtual void Abort(const std::string& reason) = 0;

    /**
     * The network of this host has changed. A connection that can goes on from the new address;
     * one that cannot aborts.
     */
    virtual void HandleNetworkChange() = 0;

    /** \return whether what is sent now may be replayed, so that only safe requests may go (RFC
     * 8470 section 3) */
    virtual bool IsEarly() const = 0;

    /** \return what carries the connection, as of now */
    virtual TransportInfo Transport() = 0;
};

} // namespace pagewire

#endif
