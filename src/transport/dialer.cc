// SPDX-License-Identifier: GPL-2.0-only
#include "transport/dialer.h"

#include "transport/tcp-stream.h"

#include "ns3/inet-socket-address.h"

#include <utility>

namespace pagewire
{

std::unique_ptr<DatagramFlow>
Dialer::DialDatagrams(const HostPort&)
{
    return nullptr;
}

DirectDialer::DirectDialer(ns3::Ptr<ns3::Node> node, Resolver resolver, const TcpOptions& tcp)
    : m_node(node),
      m_resolver(std::move(resolver)),
      m_tcp(tcp)
{}

std::unique_ptr<ByteStream>
DirectDialer::Dial(const HostPort& to)
{
    return MakeTcpClient(m_node, {m_resolver(to.host), to.port}, m_tcp);
}

std::unique_ptr<DatagramFlow>
DirectDialer::DialDatagrams(const HostPort& to)
{
    return MakeUdpFlow(m_node, {m_resolver(to.host), to.port});
}

} // namespace pagewire
