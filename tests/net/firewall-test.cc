// SPDX-License-Identifier: GPL-2.0-only
#include "one-link.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <gtest/gtest.h>

namespace pagewire
{

namespace
{

using ns3::MilliSeconds;
using ns3::Seconds;
using test::OneLink;
using test::PlainLink;
using test::SendBurst;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

constexpr std::int64_t MS = 1'000'000;

LinkOptions
BlockingLink()
{
    auto link = PlainLink(10'000'000, MilliSeconds(20));
    link.blockUdp = true;
    return link;
}

TEST(Firewall, DropsEveryUdpPacketAtTheEntranceAndCountsIt)
{
    OneLink link(BlockingLink());
    SendBurst(link, 5, 1250);
    link.sender.SendAt(MilliSeconds(1), 29);
    link.simulation.Run();
    EXPECT_TRUE(link.receiver.arrivals.empty());
    const LinkCounters& up = link.network.Up(0);
    EXPECT_EQ(up.packets, 6U);
    EXPECT_EQ(up.blocked, 6U);
    EXPECT_EQ(up.queueDrops + up.lost, 0U);
    EXPECT_EQ(up.maxQueuePackets, 0U) << "the firewall stands before the queue";
    EXPECT_EQ(link.network.Down(0).packets, 0U) << "nobody is told";
}

TEST(Firewall, StandsAtBothEntrances)
{
    SimulationScope simulation;
    Network network({BlockingLink()}, 1);
    UdpReceiver receiver(network, 0, network.AddHost("near", 0));
    UdpSender sender(network, 1, network.Resolve("near"));
    sender.SendAt(Seconds(0), 100);
    simulation.Run();
    EXPECT_TRUE(receiver.arrivals.empty());
    EXPECT_EQ(network.Down(0).blocked, 1U);
    EXPECT_EQ(network.Up(0).blocked, 0U);
}

TEST(Firewall, KnowsTheFragmentsOfADatagram)
{
    SimulationScope simulation;
    Network network({PlainLink(10'000'000, MilliSeconds(1)), BlockingLink()}, 1);
    UdpReceiver receiver(network, 2, network.AddHost("far", 2));
    UdpSender sender(network, 0, network.Resolve("far"));
    sender.SendAt(Seconds(0), 4000); // three fragments by the first link's MTU
    simulation.Run();
    EXPECT_TRUE(receiver.arrivals.empty());
    EXPECT_EQ(network.Up(0).packets, 3U);
    EXPECT_EQ(network.Up(0).blocked, 0U);
    EXPECT_EQ(network.Up(1).blocked, 3U);
}

TEST(Firewall, LeavesTheQueueAndTheLineToOthers)
{
    SimulationScope simulation;
    Network network({BlockingLink()}, 1);
    UdpSender sender(network, 0, network.AddHost("far", 1));
    for (int i = 0; i < 50; ++i)
    {
        sender.SendAt(Seconds(0), 1500);
    }
    const auto server =
        ns3::Socket::CreateSocket(network.GetNode(1), ns3::TcpSocketFactory::GetTypeId());
    server->Bind(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), 80));
    server->Listen();
    const auto client =
        ns3::Socket::CreateSocket(network.GetNode(0), ns3::TcpSocketFactory::GetTypeId());
    std::int64_t connected = 0;
    client->SetConnectCallback(ns3::Callback<void, ns3::Ptr<ns3::Socket>>([&](auto) {
                                   connected = ns3::Simulator::Now().GetNanoSeconds();
                               }),
                               ns3::MakeNullCallback<void, ns3::Ptr<ns3::Socket>>());
    ns3::Simulator::Schedule(MilliSeconds(1), [&] {
        client->Connect(ns3::InetSocketAddress(network.Resolve("far"), 80));
    });
    ns3::Simulator::Stop(MilliSeconds(900));
    simulation.Run();
    // A SYN and its answer, each of 60 octets at most: nothing was in their way.
    EXPECT_GE(connected, 41 * MS);
    EXPECT_LE(connected, 41 * MS + 2 * 48'000);
    EXPECT_EQ(network.Up(0).blocked, 50U);
}

TEST(Firewall, ItsDropsAreListedNumbersTooAndHaveATraceSource)
{
    auto options = BlockingLink();
    options.up.loss = {LossOptions::Model::LIST, 0, 1, {1}};
    OneLink link(options);
    std::uint32_t traced = 0;
    link.network.GetNode(0)->GetDevice(0)->TraceConnectWithoutContext(
        "MacTxBlocked",
        ns3::Callback<void, ns3::Ptr<const ns3::Packet>>(
            [&](auto packet) { traced += packet->GetSize(); }));
    link.sender.SendAt(Seconds(0), 700);
    link.simulation.Run();
    EXPECT_EQ(traced, 700U);
    EXPECT_EQ(link.network.Up(0).lost, 0U) << "what never went in cannot be lost on the way";
}

} // namespace

} // namespace pagewire
