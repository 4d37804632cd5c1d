// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_TUNNEL_STREAM_H
#define PAGEWIRE_WIRE_TUNNEL_STREAM_H

#include "http/message.h"
#include "transport/byte-stream.h"
#include "wire/client-connection.h"
#include "wire/server-connection.h"

#include <cstdint>
#include <memory>

namespace pagewire
{

/** Octets that a tunnel holds in each direction at most, beyond what the connection below it does.
 */
constexpr std::size_t TUNNEL_WINDOW = 65536;

/** A server's end of a tunnel: a stream that is open. */
class ServerTunnel : public ByteStream
{
  public:
    /** The exchange is over (RequestHandler::HandleGone): the stream ends, in order if both
     * directions had. To be called unless the stream is destroyed before. */
    virtual void HandleGone() = 0;
};

/** Answers with a response that opens the tunnel asked for (OpensTunnel). \return its stream; it
 * gives the exchange up when it is destroyed first */
std::unique_ptr<ServerTunnel> AcceptTunnel(ServerExchange& exchange, const Response& response);

/** Hears what becomes of a request for a tunnel: exactly one call. */
class TunnelAsker
{
  public:
    virtual ~TunnelAsker() = default;

    /** The stream is open; it may outlive the request and the connection. */
    virtual void HandleTunnel(const Response& response, std::unique_ptr<ByteStream> stream) = 0;

    /** The final response opens none; its content is dropped. */
    virtual void HandleRefusal(const Response& response) = 0;

    virtual void HandleNoTunnel(const ExchangeFailure& failure) = 0;
};

class ClientTunnel;

/** A request that AsksForTunnel on its way. */
class TunnelRequest
{
  public:
    /** Sends it. \param connection has room, and lives until the asker is called or this destroyed
     */
    TunnelRequest(ClientConnection& connection, const Request& request, TunnelAsker& asker);

    /** Gives it up, if it is not answered. */
    ~TunnelRequest();

    /** \return its number on the connection (ClientExchange::Number), once it is answered */
    std::uint64_t Number() const
    {
        return m_number;
    }

    /** \return octets of the request's header section, as framed on the wire, once it is answered
     */
    std::uint64_t BytesUp() const
    {
        return m_bytesUp;
    }

    /** \return likewise of the response's, and of the content of a refusal */
    std::uint64_t BytesDown() const
    {
        return m_bytesDown;
    }

    TunnelRequest(const TunnelRequest&) = delete;
    TunnelRequest& operator=(const TunnelRequest&) = delete;

  private:
    friend class ClientTunnel;
    TunnelAsker& m_asker;
    std::unique_ptr<ClientTunnel> m_tunnel; //!< until it is answered
    std::uint64_t m_number{0};
    std::uint64_t m_bytesUp{0};
    std::uint64_t m_bytesDown{0};
};

} // namespace pagewire

#endif
