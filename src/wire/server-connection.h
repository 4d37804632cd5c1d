// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_SERVER_CONNECTION_H
#define PAGEWIRE_WIRE_SERVER_CONNECTION_H

#include "http/message.h"
#include "http/protocol.h"
#include "transport/transport-info.h"
#include "wire/body-source.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace pagewire
{

/** Receives the content of one request. */
class RequestBodyReceiver
{
  public:
    virtual ~RequestBodyReceiver() = default;

    /** Content as it arrives; it counts against flow control until ServerExchange::Consumed says
     * otherwise. */
    virtual void HandleBody(std::string_view bytes) = 0;

    /** The request is whole. */
    virtual void HandleComplete(const HeaderFields& trailers) = 0;
};

/**
 * A request being answered. It belongs to the connection and lives until its response is sent whole
 * or RequestHandler::HandleGone names it.
 */
class ServerExchange
{
  public:
    virtual ~ServerExchange() = default;

    virtual const Request& GetRequest() const = 0;

    /** \return the version it came in */
    virtual Protocol GetProtocol() const = 0;

    /** \return its number on the connection, by which both ends name it
     * (ClientExchange::Number) */
    virtual std::uint64_t Number() const = 0;

    /** \return whether content follows the header section, or a tunnel may: what comes in that is
     * given as content once a response has opened it, and never comes if none does */
    virtual bool HasBody() const = 0;

    /** The codec is not to send the 100 (Continue) that the client may wait for: the handler does,
     * by SendInformational, when somebody behind it has. Called before SetBodyReceiver. */
    virtual void LeaveContinue() = 0;

    /** Who takes the content; without one it is read and dropped. A client that waits for 100
     * (Continue) is sent one by the codec. */
    virtual void SetBodyReceiver(RequestBodyReceiver* receiver) = 0;
    virtual void Consumed(std::size_t bytes) = 0;

    /** Sends an interim response (1xx); nothing happens where the version has none. */
    virtual void SendInformational(const Response& response) = 0;

    /**
     * Sends the response. The codec adds the framing (Content-Length or Transfer-Encoding,
     * Connection) and leaves out the content where the method or status has none; the rest of the
     * fields are the handler's. Where the response opens a tunnel (OpensTunnel), the content is
     * what we send in it. \param body the content, or null for none
     */
    virtual void Respond(const Response& response, std::unique_ptr<BodySource> body) = 0;

    /**
     * Promises and sends a response nobody asked for (RFC 9113 section 8.4), before Respond.
     * \return whether the version and the peer's settings allow it
     */
    virtual bool Push(const Request& request,
                      const Response& response,
                      std::unique_ptr<BodySource> body) = 0;

    /** Gives up the response: resets the stream, or closes the connection in mid-message. */
    virtual void Abort() = 0;
};

/** What a node does with requests. */
class RequestHandler
{
  public:
    virtual ~RequestHandler() = default;

    /** A request's header section is in; answer now or later through the exchange. */
    virtual void HandleRequest(ServerExchange& exchange) = 0;

    /** The exchange is over, answered whole or not (the client went away): forget it. */
    virtual void HandleGone(ServerExchange& exchange) = 0;
};

/** Hears what happens to a server connection as a whole. */
class ServerConnectionListener
{
  public:
    virtual ~ServerConnectionListener() = default;

    /** The connection is gone; the owner may DisposeLater it. */
    virtual void HandleClosed(std::string_view reason) = 0;
};

/** The server's side of a connection of any HTTP version over a ByteStream that it owns. */
class ServerConnection
{
  public:
    virtual ~ServerConnection() = default;

    virtual void SetListener(ServerConnectionListener* listener) = 0;

    /** Starts serving. Called once, when the stream is open. */
    virtual void Open() = 0;

    /** Takes no new requests and closes when those in progress are answered (GOAWAY, Connection:
     * close). */
    virtual void Close() = 0;

    /**
     * Breaks the connection off at once, in mid-message, as a server does that fails: what is in
     * progress is over, and nothing of it is said in HTTP. Not to be called from inside a call of
     * this connection's.
     * \param reset the stream below is reset, and what it has not sent is lost; else its direction
     * ends in order behind what it has taken. QUIC closes with H3_INTERNAL_ERROR either way.
     */
    virtual void Sever(bool reset) = 0;

    /** \return what carries the connection, as of now */
    virtual TransportInfo Transport() = 0;
};

} // namespace pagewire

#endif
