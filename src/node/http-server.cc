// SPDX-License-Identifier: GPL-2.0-only
#include "node/http-server.h"

#include <algorithm>

namespace pagewire
{

HttpServer::HttpServer(const ServedOptions& options, HttpServerHandler& handler)
    : m_options(options),
      m_handler(handler)
{}

void
HttpServer::Accept(std::unique_ptr<ByteStream> stream)
{
    ServedConnectionOwner& self = *this;
    m_connections.push_back(
        std::make_unique<ServedConnection>(std::move(stream), ++m_lastId, m_options, self));
    m_connections.back()->Open();
}

void
HttpServer::Accept(std::unique_ptr<QuicConnection> quic)
{
    ServedConnectionOwner& self = *this;
    m_connections.push_back(
        std::make_unique<ServedConnection>(std::move(quic), ++m_lastId, m_options, self));
    m_connections.back()->Open();
}

void
HttpServer::Close()
{
    for (const auto& connection : m_connections)
    {
        connection->Close();
    }
}

void
HttpServer::Finish(const std::string& reason)
{
    for (const auto& connection : m_connections)
    {
        ConnectionRecord record = connection->Observe();
        record.closeReason = record.closed ? record.closeReason : reason;
        m_handler.HandleConnectionClosed(record);
    }
    m_connections.clear();
}

std::size_t
HttpServer::Size() const
{
    return m_connections.size();
}

void
HttpServer::HandleRequest(ServedConnection& connection, ServerExchange& exchange)
{
    m_handler.HandleRequest(connection, exchange);
}

void
HttpServer::HandleGone(ServedConnection&, ServerExchange& exchange)
{
    m_handler.HandleGone(exchange);
}

void
HttpServer::HandleOver(ServedConnection& connection)
{
    const auto place =
        std::find_if(m_connections.begin(), m_connections.end(), [&](const auto& member) {
            return member.get() == &connection;
        });
    std::unique_ptr<ServedConnection> over = std::move(*place);
    m_connections.erase(place);
    m_handler.HandleConnectionClosed(over->Observe());
    DisposeLater(std::move(over));
}

} // namespace pagewire
