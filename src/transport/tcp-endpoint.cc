// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-endpoint.h"

namespace pagewire
{

TcpEndpoint::TcpEndpoint(ns3::Ptr<ns3::Node> node, Receive receive)
    : m_node(node),
      m_place(node,
              receive ? [receive = std::move(receive)](ns3::Ptr<ns3::Packet> packet,
                                                       const ns3::Ipv4Header& header,
                                                       std::uint16_t) { receive(packet, header); }
                      : L4Receive(),
              "TCP"),
      m_remote(ns3::Ipv4Address::GetAny(), 0)
{}

bool
TcpEndpoint::Connect(const ns3::InetSocketAddress& remote)
{
    const auto source = SourceTowards(m_node, remote.GetIpv4());
    if (!source)
    {
        return false;
    }
    m_remote = remote;
    ns3::Ipv4EndPoint* const endPoint = m_place.L4().Allocate(*source);
    if (endPoint)
    {
        endPoint->SetPeer(remote.GetIpv4(), remote.GetPort());
    }
    return m_place.Take(endPoint);
}

bool
TcpEndpoint::Accept(const ns3::InetSocketAddress& local, const ns3::InetSocketAddress& remote)
{
    m_remote = remote;
    return m_place.Take(m_place.L4().Allocate(nullptr,
                                              local.GetIpv4(),
                                              local.GetPort(),
                                              remote.GetIpv4(),
                                              remote.GetPort()));
}

bool
TcpEndpoint::Listen(std::uint16_t port)
{
    return m_place.Take(m_place.L4().Allocate(nullptr, port));
}

void
TcpEndpoint::Close()
{
    m_place.Close();
}

void
TcpEndpoint::Send(ns3::Ptr<ns3::Packet> payload, ns3::TcpHeader header)
{
    if (m_place.IsOpen())
    {
        header.SetSourcePort(Local().GetPort());
        header.SetDestinationPort(m_remote.GetPort());
        m_place.L4().SendPacket(payload, header, Local().GetIpv4(), m_remote.GetIpv4());
    }
}

} // namespace pagewire
