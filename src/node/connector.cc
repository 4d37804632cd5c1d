// SPDX-License-Identifier: GPL-2.0-only
#include "node/connector.h"

#include <cassert>

namespace pagewire
{

DirectConnector::DirectConnector(ns3::Ptr<ns3::Node> node,
                                 Resolver resolver,
                                 TcpOptions tcp,
                                 std::shared_ptr<TlsClientContext> tls)
    : m_node(node),
      m_resolver(std::move(resolver)),
      m_tcp(tcp),
      m_tls(std::move(tls))
{}

std::unique_ptr<ByteStream>
DirectConnector::Connect(const HttpOrigin& origin, const std::vector<std::string>& alpn)
{
    const ns3::InetSocketAddress remote(m_resolver(origin.host), origin.port);
    std::unique_ptr<ByteStream> stream = MakeTcpClient(m_node, remote, m_tcp);
    if (origin.scheme == "https")
    {
        assert(m_tls);
        stream = MakeTlsClient(std::move(stream), m_tls, origin.host, alpn);
    }
    return stream;
}

} // namespace pagewire
