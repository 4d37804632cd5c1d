// SPDX-License-Identifier: GPL-2.0-only
// Packets that are too long for a later link than their first.
#include "net/network.h"
#include "udp-probe.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"

#include <gtest/gtest.h>

namespace pagewire
{

namespace
{

using test::PlainLink;
using test::UdpReceiver;

constexpr std::uint8_t UDP = 17;

/** Sends one from the node's own address: ns-3's sockets leave the don't-fragment bit alone. */
void
SendPacket(ns3::Ptr<ns3::Node> node,
           ns3::Ipv4Address to,
           std::uint32_t ipBytes,
           std::uint8_t number,
           bool dontFragment)
{
    const auto ipv4 = node->GetObject<ns3::Ipv4>();
    ns3::Ipv4Header header;
    header.SetDestination(to);
    header.SetSource(ipv4->GetAddress(1, 0).GetLocal());
    header.SetProtocol(UDP);
    header.SetTtl(64);
    dontFragment ? header.SetDontFragment() : header.SetMayFragment();
    const std::vector<std::uint8_t> payload(ipBytes - test::UDP_OVERHEAD, number);
    const auto packet = ns3::Create<ns3::Packet>(payload.data(), payload.size());
    ns3::UdpHeader udp;
    udp.SetDestinationPort(UdpReceiver::PORT);
    packet->AddHeader(udp);
    header.SetPayloadSize(static_cast<std::uint16_t>(packet->GetSize()));
    ns3::Socket::SocketErrno error;
    const auto route = ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
    ipv4->SendWithHeader(packet, header, route);
}

/** 1500 octets, then 1280. Sends packets of 1280 and 1281 octets. \return those that arrived */
std::vector<int>
SendAcross(bool dontFragment, bool down)
{
    test::SimulationScope simulation;
    std::vector<LinkOptions> links(2, PlainLink(10000000, ns3::MilliSeconds(10)));
    links[down ? 0 : 1].mtu = 1280;
    Network network(links, 1);
    const std::size_t from = down ? 2 : 0;
    const auto address = network.AddHost("far", 2 - from);
    UdpReceiver receiver(network, 2 - from, address);
    for (const std::uint8_t number : {1, 2})
    {
        ns3::Simulator::Schedule(ns3::Seconds(number), [=, &network] {
            SendPacket(network.GetNode(from), address, 1282U - number, number, dontFragment);
        });
    }
    simulation.Run();
    return receiver.Numbers();
}

TEST(PathMtu, ALongPacketThatMayNotBeFragmentedIsLost)
{
    EXPECT_EQ(SendAcross(true, false), std::vector<int>{2});
    EXPECT_EQ(SendAcross(true, true), std::vector<int>{2});
}

TEST(PathMtu, ALongPacketThatMayBeFragmentedArrives)
{
    EXPECT_EQ(SendAcross(false, false), (std::vector<int>{1, 2}));
    EXPECT_EQ(SendAcross(false, true), (std::vector<int>{1, 2}));
}

} // namespace

} // namespace pagewire
