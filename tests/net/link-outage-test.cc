// SPDX-License-Identifier: GPL-2.0-only
// Links that go down and come up again.
#include "net/network.h"
#include "udp-probe.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Seconds;
using test::PlainLink;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

constexpr std::int64_t MS = 1'000'000;

// 1250 octets take 1 ms at this rate.
LinkOptions
AccessLink()
{
    return PlainLink(10'000'000, MilliSeconds(10));
}

TEST(LinkOutage, LosesWhatWaitsIsInTransmissionOrOnItsWay)
{
    using Queue = QueueOptions::Discipline;
    for (const Queue queue : {Queue::DROP_TAIL, Queue::CODEL, Queue::FQ_CODEL})
    {
        SimulationScope simulation;
        LinkOptions link = AccessLink();
        link.up.queue.discipline = queue;
        Network network({link}, 1);
        UdpReceiver receiver(network, 1, network.AddHost("far", 1));
        UdpSender sender(network, 0, network.Resolve("far"));
        for (int i = 0; i < 20; ++i)
        {
            sender.SendAt(Seconds(0), 1250);
        }
        network.ScheduleOutage(0, MicroSeconds(12500), Seconds(1));
        sender.SendAt(MilliSeconds(500), 1250);
        sender.SendAt(Seconds(2), 1250);
        simulation.Run();
        EXPECT_EQ(receiver.Times(), (std::vector<std::int64_t>{11 * MS, 12 * MS, 2011 * MS}));
        EXPECT_EQ(network.Up(0).lost, 19U);
        EXPECT_EQ(network.Up(0).queueDrops, 0U);
        EXPECT_EQ(network.Up(0).packets, 22U);
    }
}

TEST(LinkOutage, WhatWasOnItsWayIsLostEvenIfTheLinkIsUpWhenItWouldArrive)
{
    SimulationScope simulation;
    Network network({AccessLink()}, 1);
    UdpReceiver receiver(network, 1, network.AddHost("far", 1));
    UdpSender sender(network, 0, network.Resolve("far"));
    sender.SendAt(Seconds(0), 1250);
    network.ScheduleOutage(0, MilliSeconds(5), MilliSeconds(2));
    sender.SendAt(MilliSeconds(7), 1250);
    simulation.Run();
    EXPECT_EQ(receiver.Times(), std::vector<std::int64_t>{18 * MS});
}

TEST(LinkOutage, ConcernsBothDirections)
{
    SimulationScope simulation;
    Network network({AccessLink()}, 1);
    UdpReceiver echo(network, 1, network.AddHost("far", 1), true);
    UdpSender sender(network, 0, network.Resolve("far"));
    UdpReceiver back(sender.GetSocket());
    sender.SendAt(Seconds(0), 1250);
    network.ScheduleOutage(0, MilliSeconds(15), Seconds(1)); // the answer is on its way
    simulation.Run();
    EXPECT_EQ(echo.arrivals.size(), 1U);
    EXPECT_TRUE(back.arrivals.empty());
    EXPECT_EQ(network.Down(0).lost, 1U);
}

TEST(LinkOutage, LastsUntilTheLastOfThoseThatOverlapEnds)
{
    SimulationScope simulation;
    Network network({AccessLink()}, 1);
    network.ScheduleOutage(0, Seconds(1), Seconds(3));
    network.ScheduleOutage(0, Seconds(2), Seconds(1));
    network.ScheduleOutage(0, Seconds(3), Seconds(2));
    network.ScheduleOutage(0, Seconds(9), Seconds(0));
    std::string states;
    for (int second = 0; second < 12; ++second)
    {
        ns3::Simulator::Schedule(Seconds(second) + MilliSeconds(500),
                                 [&] { states += network.IsLinkUp(0) ? 'u' : 'd'; });
    }
    simulation.Run();
    EXPECT_EQ(states, "udddduuuuddd");
}

TEST(LinkOutage, TwiceIsOnce)
{
    SimulationScope simulation;
    Network network({AccessLink()}, 1);
    UdpReceiver receiver(network, 1, network.AddHost("far", 1));
    UdpSender sender(network, 0, network.Resolve("far"));
    network.SetLinkUp(0, false);
    network.SetLinkUp(0, false);
    EXPECT_FALSE(network.IsLinkUp(0));
    network.SetLinkUp(0, true);
    network.SetLinkUp(0, true);
    sender.SendAt(Seconds(1), 1250);
    simulation.Run();
    EXPECT_EQ(receiver.Times(), std::vector<std::int64_t>{1011 * MS});
}

TEST(LinkOutage, OfARecordedLinkLosesThePacketThatIsHalfAcross)
{
    const std::string file = ::testing::TempDir() + "pagewire-link-outage";
    std::ofstream(file) << "10\n20\n";
    SimulationScope simulation;
    LinkOptions link = AccessLink();
    link.up.traceFile = file;
    Network network({link}, 1);
    UdpReceiver receiver(network, 1, network.AddHost("far", 1));
    UdpSender sender(network, 0, network.Resolve("far"));
    // The first takes the opportunity of 10 ms and leaves 250 octets of it to the second.
    sender.SendAt(Seconds(0), 1250);
    sender.SendAt(Seconds(0), 1250);
    network.ScheduleOutage(0, MilliSeconds(12), MilliSeconds(3));
    sender.SendAt(MilliSeconds(30), 1250);
    simulation.Run();
    // Opportunities are at 10, 20, 30, 40 ...; the first packet was on its way.
    EXPECT_EQ(receiver.Times(), std::vector<std::int64_t>{40 * MS});
    EXPECT_EQ(network.Up(0).lost, 2U);
    std::filesystem::remove(file);
}

TEST(LinkOutage, ALinkThatAHandOverHasLeftStaysDown)
{
    SimulationScope simulation;
    Network network({AccessLink()}, 1);
    network.AddSecondLink(AccessLink());
    network.ScheduleOutage(0, MilliSeconds(500), Seconds(2));
    network.HandOver(Seconds(1), Seconds(0));
    simulation.Run();
    EXPECT_FALSE(network.IsLinkUp(0));
}

} // namespace

} // namespace pagewire
