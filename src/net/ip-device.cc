// SPDX-License-Identifier: GPL-2.0-only
#include "net/ip-device.h"

#include "ns3/channel.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/uinteger.h"

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(IpDevice);

namespace
{

constexpr std::uint16_t PROTOCOL_IPV4 = 0x0800;
constexpr std::uint16_t PROTOCOL_IPV6 = 0x86dd;

/// RFC 791: every module must forward 68 octets without fragmentation.
constexpr std::uint16_t SMALLEST_MTU = 68;

} // namespace

ns3::TypeId
IpDevice::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::IpDevice")
            .SetParent<ns3::NetDevice>()
            .SetGroupName("Pagewire")
            .AddAttribute("Mtu",
                          "Largest IP packet, in octets",
                          ns3::UintegerValue(1500),
                          ns3::MakeUintegerAccessor(&IpDevice::SetMtu, &IpDevice::GetMtu),
                          ns3::MakeUintegerChecker<std::uint16_t>(SMALLEST_MTU));
    return tid;
}

void
IpDevice::SetIfIndex(std::uint32_t index)
{
    m_ifIndex = index;
}

std::uint32_t
IpDevice::GetIfIndex() const
{
    return m_ifIndex;
}

void
IpDevice::SetAddress(ns3::Address address)
{
    m_address = ns3::Mac48Address::ConvertFrom(address);
}

ns3::Address
IpDevice::GetAddress() const
{
    return m_address;
}

bool
IpDevice::SetMtu(std::uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

std::uint16_t
IpDevice::GetMtu() const
{
    return m_mtu;
}

bool
IpDevice::IsLinkUp() const
{
    return GetChannel() != nullptr;
}

void
IpDevice::AddLinkChangeCallback(ns3::Callback<void> callback)
{
    m_linkChange.ConnectWithoutContext(callback);
}

bool
IpDevice::IsBroadcast() const
{
    return true; // what one end sends, all others hear: there is one
}

ns3::Address
IpDevice::GetBroadcast() const
{
    return ns3::Mac48Address::GetBroadcast();
}

bool
IpDevice::IsMulticast() const
{
    return true;
}

ns3::Address
IpDevice::GetMulticast(ns3::Ipv4Address group) const
{
    return ns3::Mac48Address::GetMulticast(group);
}

ns3::Address
IpDevice::GetMulticast(ns3::Ipv6Address group) const
{
    return ns3::Mac48Address::GetMulticast(group);
}

bool
IpDevice::IsBridge() const
{
    return false;
}

bool
IpDevice::IsPointToPoint() const
{
    return true;
}

bool
IpDevice::SendFrom(ns3::Ptr<ns3::Packet> packet,
                   const ns3::Address& /* source */,
                   const ns3::Address& dest,
                   std::uint16_t protocol)
{
    return Send(packet, dest, protocol); // no link-layer header that could name another source
}

ns3::Ptr<ns3::Node>
IpDevice::GetNode() const
{
    return m_node;
}

void
IpDevice::SetNode(ns3::Ptr<ns3::Node> node)
{
    m_node = node;
}

bool
IpDevice::NeedsArp() const
{
    return false;
}

void
IpDevice::SetReceiveCallback(ReceiveCallback callback)
{
    m_receive = callback;
}

void
IpDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_promiscReceive = callback;
}

bool
IpDevice::SupportsSendFrom() const
{
    return false;
}

void
IpDevice::DoDispose()
{
    m_node = nullptr;
    m_receive = ReceiveCallback();
    m_promiscReceive = PromiscReceiveCallback();
    NetDevice::DoDispose();
}

void
IpDevice::NotifyLinkChange()
{
    m_linkChange();
}

void
IpDevice::HandUp(ns3::Ptr<ns3::Packet> packet, const ns3::Address& from)
{
    std::uint8_t first = 0;
    packet->CopyData(&first, 1);
    const std::uint16_t protocol = (first >> 4) == 6 ? PROTOCOL_IPV6 : PROTOCOL_IPV4;
    if (!m_promiscReceive.IsNull())
    {
        m_promiscReceive(this, packet, protocol, from, GetAddress(), NetDevice::PACKET_HOST);
    }
    if (!m_receive.IsNull())
    {
        m_receive(this, packet, protocol, from);
    }
}

} // namespace pagewire
