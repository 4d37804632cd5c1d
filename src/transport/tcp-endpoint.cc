// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-endpoint.h"

#include "base/error.h"

#include "ns3/ipv4-end-point.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"

namespace pagewire
{

TcpEndpoint::TcpEndpoint(ns3::Ptr<ns3::Node> node, Receive receive)
    : m_node(node),
      m_place(std::make_shared<Place>()),
      m_local(ns3::Ipv4Address::GetAny(), 0),
      m_remote(ns3::Ipv4Address::GetAny(), 0)
{
    m_place->tcp = node->GetObject<ns3::TcpL4Protocol>();
    m_place->receive = std::make_shared<const Receive>(std::move(receive));
    if (!m_place->tcp)
    {
        throw InputError("node " + std::to_string(node->GetId()) +
                         " has no TCP; install an ns3::InternetStackHelper's stack on it");
    }
}

TcpEndpoint::~TcpEndpoint()
{
    Close();
}

bool
TcpEndpoint::Connect(const ns3::InetSocketAddress& remote)
{
    const auto ipv4 = m_node->GetObject<ns3::Ipv4>();
    ns3::Ipv4Header header;
    header.SetDestination(remote.GetIpv4());
    ns3::Socket::SocketErrno error;
    const auto route = ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
    if (!route)
    {
        return false;
    }
    m_remote = remote;
    ns3::Ipv4EndPoint* const endPoint = m_place->tcp->Allocate(route->GetSource());
    if (endPoint)
    {
        endPoint->SetPeer(remote.GetIpv4(), remote.GetPort());
    }
    return Take(endPoint);
}

bool
TcpEndpoint::Accept(const ns3::InetSocketAddress& local, const ns3::InetSocketAddress& remote)
{
    m_remote = remote;
    return Take(m_place->tcp->Allocate(nullptr,
                                       local.GetIpv4(),
                                       local.GetPort(),
                                       remote.GetIpv4(),
                                       remote.GetPort()));
}

bool
TcpEndpoint::Listen(std::uint16_t port)
{
    return Take(m_place->tcp->Allocate(nullptr, port));
}

bool
TcpEndpoint::Take(ns3::Ipv4EndPoint* endPoint)
{
    if (!endPoint)
    {
        return false;
    }
    m_place->endPoint = endPoint;
    m_local = ns3::InetSocketAddress(endPoint->GetLocalAddress(), endPoint->GetLocalPort());
    using Rx = ns3::Callback<void,
                             ns3::Ptr<ns3::Packet>,
                             ns3::Ipv4Header,
                             std::uint16_t,
                             ns3::Ptr<ns3::Ipv4Interface>>;
    endPoint->SetRxCallback(Rx([place = m_place](ns3::Ptr<ns3::Packet> packet,
                                                 ns3::Ipv4Header header,
                                                 std::uint16_t,
                                                 ns3::Ptr<ns3::Ipv4Interface>) {
        // A copy, as the place may be closed from inside.
        if (const auto receive = place->receive)
        {
            (*receive)(packet, header);
        }
    }));
    endPoint->SetDestroyCallback(ns3::Callback<void>([place = m_place] {
        place->endPoint = nullptr;
        place->receive = nullptr;
    }));
    return true;
}

void
TcpEndpoint::Close()
{
    if (!m_place->endPoint)
    {
        m_place->receive = nullptr;
        return;
    }
    // It may be its own callback that is running, so it must not go before that has ended.
    m_place->endPoint->SetRxEnabled(false);
    m_place->receive = nullptr;
    ns3::Simulator::ScheduleNow([place = m_place] {
        if (place->endPoint)
        {
            place->tcp->DeAllocate(place->endPoint);
        }
    });
}

void
TcpEndpoint::Send(ns3::Ptr<ns3::Packet> payload, ns3::TcpHeader header)
{
    if (m_place->endPoint)
    {
        header.SetSourcePort(m_local.GetPort());
        header.SetDestinationPort(m_remote.GetPort());
        m_place->tcp->SendPacket(payload, header, m_local.GetIpv4(), m_remote.GetIpv4());
    }
}

} // namespace pagewire
