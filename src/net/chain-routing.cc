// SPDX-License-Identifier: GPL-2.0-only
#include "net/chain-routing.h"

#include "ns3/ipv4-route.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(ChainRouting);

namespace
{

constexpr std::uint32_t TEN = 10;

/// Of node 0 on the second link; the number that the interface away from the browser would have.
constexpr std::uint32_t SECOND_INTERFACE = 2;

ns3::Ipv4Address
Address(std::uint32_t node, std::uint32_t within)
{
    assert(node < chain::MAX_NODES && within <= 0xffff);
    return ns3::Ipv4Address(TEN << 24 | node << 16 | within);
}

/** ns-3 would fragment such a packet whatever its header says. */
bool
IsTooLong(const ns3::Packet& packet, const ns3::Ipv4Header& header, const ns3::NetDevice& next)
{
    return header.IsDontFragment() && packet.GetSize() + header.GetSerializedSize() > next.GetMtu();
}

} // namespace

ns3::Ipv4Address
chain::InterfaceAddress(std::uint32_t node, std::uint32_t interface)
{
    return Address(node, interface);
}

ns3::Ipv4Address
chain::SecondAddress()
{
    return InterfaceAddress(0, SECOND_INTERFACE);
}

ns3::Ipv4Address
chain::HostAddress(std::uint32_t node, std::uint32_t number)
{
    assert(number < MAX_HOSTS);
    // No last octet of 0 or 255: nobody is to wonder whether that is a network or a broadcast.
    return Address(node, (number / 254 + 1) << 8 | (number % 254 + 1));
}

ns3::TypeId
ChainRouting::GetTypeId()
{
    static ns3::TypeId tid = ns3::TypeId("pagewire::ChainRouting")
                                 .SetParent<ns3::Ipv4RoutingProtocol>()
                                 .SetGroupName("Pagewire")
                                 .AddConstructor<ChainRouting>();
    return tid;
}

void
ChainRouting::SetPlace(std::uint32_t node, std::int32_t down, std::int32_t up)
{
    m_node = node;
    m_down = down;
    m_up = up;
}

void
ChainRouting::SetBranch(std::uint32_t node, std::int32_t down)
{
    SetPlace(node, down, -1);
    m_branch = true;
}

void
ChainRouting::AddBranch(std::uint32_t node, std::int32_t interface)
{
    m_branches[node] = interface;
}

void
ChainRouting::SetSecond(std::int32_t interface)
{
    assert(m_node <= 1);
    m_second = interface;
}

void
ChainRouting::PreferSecond()
{
    assert(m_node == 0 && m_second >= 0);
    m_preferSecond = true;
}

std::int32_t
ChainRouting::InterfaceFrom(ns3::Ipv4Address source) const
{
    if (m_node != 0 || m_second < 0)
    {
        return m_up;
    }
    const bool chosen = source.Get() >> 16 == TEN << 8; // an address of node 0
    const bool second = chosen ? source == chain::SecondAddress() : m_preferSecond;
    return second ? m_second : m_up;
}

std::int32_t
ChainRouting::InterfaceTo(ns3::Ipv4Address address, ns3::Ipv4Address source) const
{
    if (address.IsLocalhost())
    {
        return 0;
    }
    if (address.Get() >> 24 != TEN)
    {
        return -1;
    }
    const std::uint32_t node = (address.Get() >> 16) & 0xff;
    if (node == m_node)
    {
        return 0;
    }
    if (const auto branch = m_branches.find(node); branch != m_branches.end())
    {
        return branch->second;
    }
    if (m_branch)
    {
        return m_down;
    }
    if (node > m_node)
    {
        return InterfaceFrom(source);
    }
    return m_second >= 0 && address == chain::SecondAddress() ? m_second : m_down;
}

ns3::Ptr<ns3::Ipv4Route>
ChainRouting::RouteBy(ns3::Ipv4Address destination, std::int32_t interface)
{
    ns3::Ptr<ns3::Ipv4Route>& route = m_routes[{destination.Get(), interface}];
    if (route)
    {
        return route;
    }
    route = ns3::Create<ns3::Ipv4Route>();
    route->SetDestination(destination);
    // Whoever talks to an address of the own node does so from that very address.
    route->SetSource(interface == 0 ? destination : m_ipv4->GetAddress(interface, 0).GetLocal());
    route->SetGateway(ns3::Ipv4Address::GetAny());
    route->SetOutputDevice(m_ipv4->GetNetDevice(interface));
    return route;
}

ns3::Ptr<ns3::Ipv4Route>
ChainRouting::RouteOutput(ns3::Ptr<ns3::Packet> /* packet */,
                          const ns3::Ipv4Header& header,
                          ns3::Ptr<ns3::NetDevice> device,
                          ns3::Socket::SocketErrno& error)
{
    const ns3::Ipv4Address destination = header.GetDestination();
    const std::int32_t interface = InterfaceTo(destination, header.GetSource());
    if (interface < 0 || (device && m_ipv4->GetNetDevice(interface) != device))
    {
        error = ns3::Socket::ERROR_NOROUTETOHOST;
        return nullptr;
    }
    error = ns3::Socket::ERROR_NOTERROR;
    return RouteBy(destination, interface);
}

bool
ChainRouting::RouteInput(ns3::Ptr<const ns3::Packet> packet,
                         const ns3::Ipv4Header& header,
                         ns3::Ptr<const ns3::NetDevice> device,
                         Callbacks::Unicast forward,
                         Callbacks::Multicast /* forwardMulticast */,
                         Callbacks::Local deliver,
                         Callbacks::Error fail)
{
    const std::int32_t from = m_ipv4->GetInterfaceForDevice(device);
    assert(from >= 0);
    const std::int32_t to = InterfaceTo(header.GetDestination(), header.GetSource());
    if (to == 0)
    {
        deliver(packet, header, from);
        return true;
    }
    if (to < 0 || to == from || !m_ipv4->IsForwarding(from))
    {
        fail(packet, header, ns3::Socket::ERROR_NOROUTETOHOST);
        return true; // dealt with: the error callback has counted the drop
    }
    if (IsTooLong(*packet, header, *m_ipv4->GetNetDevice(to)))
    {
        fail(packet, header, ns3::Socket::ERROR_MSGSIZE);
        return true;
    }
    forward(RouteBy(header.GetDestination(), to), packet, header);
    return true;
}

void
ChainRouting::NotifyInterfaceUp(std::uint32_t /* interface */)
{}

void
ChainRouting::NotifyInterfaceDown(std::uint32_t /* interface */)
{}

void
ChainRouting::NotifyAddAddress(std::uint32_t /* interface */,
                               ns3::Ipv4InterfaceAddress /* address */)
{
    m_routes.clear();
}

void
ChainRouting::NotifyRemoveAddress(std::uint32_t /* interface */,
                                  ns3::Ipv4InterfaceAddress /* address */)
{
    m_routes.clear();
}

void
ChainRouting::SetIpv4(ns3::Ptr<ns3::Ipv4> ipv4)
{
    m_ipv4 = ipv4;
}

void
ChainRouting::PrintRoutingTable(ns3::Ptr<ns3::OutputStreamWrapper> stream,
                                ns3::Time::Unit /* unit */) const
{
    std::ostream& out = *stream->GetStream();
    out << "Node " << m_node << " of a chain: 10." << m_node << ".0.0/16 is local";
    if (m_down >= 0)
    {
        out << ", lower ones by interface " << m_down;
    }
    if (m_up >= 0)
    {
        out << ", higher ones by interface " << m_up;
    }
    if (m_second >= 0)
    {
        out << ", the second link by interface " << m_second;
    }
    out << std::endl;
}

void
ChainRouting::DoDispose()
{
    m_routes.clear();
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

ChainRoutingHelper*
ChainRoutingHelper::Copy() const
{
    return new ChainRoutingHelper(*this);
}

ns3::Ptr<ns3::Ipv4RoutingProtocol>
ChainRoutingHelper::Create(ns3::Ptr<ns3::Node> /* node */) const
{
    return ns3::CreateObject<ChainRouting>();
}

} // namespace pagewire
