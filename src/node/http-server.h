// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_HTTP_SERVER_H
#define PAGEWIRE_NODE_HTTP_SERVER_H

#include "node/served-connection.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** What a node does with the requests of all its connections. */
class HttpServerHandler
{
  public:
    virtual ~HttpServerHandler() = default;

    /** See RequestHandler. */
    virtual void HandleRequest(ServedConnection& connection, ServerExchange& exchange) = 0;
    virtual void HandleGone(ServerExchange& exchange) = 0;

    virtual void HandleConnectionClosed(const ConnectionRecord& record) = 0;
};

/** The server side of HTTP on any streams: keeps their connections from accepting to closing. */
class HttpServer : private ServedConnectionOwner
{
  public:
    /** \param handler outlives this */
    HttpServer(const ServedOptions& options, HttpServerHandler& handler);

    /** Serves a stream that is accepted and not yet opened. */
    void Accept(std::unique_ptr<ByteStream> stream);

    /** Serves a QUIC connection that is accepted and not yet opened. */
    void Accept(std::unique_ptr<QuicConnection> quic);

    /** Closes all connections in order. */
    void Close();

    /** Gives up every connection at once, reporting it with the reason. */
    void Finish(const std::string& reason);

    /** \return connections that are not over */
    std::size_t Size() const;

  private:
    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleOver(ServedConnection& connection) override;

    ServedOptions m_options;
    HttpServerHandler& m_handler;
    std::vector<std::unique_ptr<ServedConnection>> m_connections; //!< in the order accepted
    std::uint32_t m_lastId{0};
};

} // namespace pagewire

#endif
