// SPDX-License-Identifier: GPL-2.0-only
#include "node/connector.h"

#include "http/protocol.h"

#include <cassert>

namespace pagewire
{

std::unique_ptr<QuicConnection>
Connector::ConnectQuic(const HttpOrigin&, std::uint16_t)
{
    return nullptr;
}

DirectConnector::DirectConnector(ns3::Ptr<ns3::Node> node,
                                 Resolver resolver,
                                 TcpOptions tcp,
                                 std::shared_ptr<TlsClientContext> tls,
                                 std::shared_ptr<QuicClientContext> quic)
    : m_node(node),
      m_resolver(std::move(resolver)),
      m_tcp(tcp),
      m_tls(std::move(tls)),
      m_quic(std::move(quic))
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

std::unique_ptr<QuicConnection>
DirectConnector::ConnectQuic(const HttpOrigin& origin, std::uint16_t port)
{
    if (!m_quic)
    {
        return nullptr;
    }
    const ns3::InetSocketAddress remote(m_resolver(origin.host), port);
    return MakeQuicClient([node = m_node, remote] { return MakeUdpFlow(node, remote); },
                          m_quic,
                          origin.host,
                          std::string(AlpnOf(Protocol::H3)));
}

} // namespace pagewire
