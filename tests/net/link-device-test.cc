// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-device.h"

#include "one-link.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Seconds;
using ns3::Time;
using test::OneLink;
using test::PlainLink;
using test::SendBurst;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;
using test::UpTo;

constexpr std::int64_t MS = 1'000'000;

TEST(LinkDevice, ADropTailQueueOfPacketsHoldsThemBesideTheOneInTransmission)
{
    for (const int limit : {1, 5, 100})
    {
        auto options = PlainLink(10'000'000, MilliSeconds(20));
        options.up.queue.limit = limit;
        OneLink link(options);
        SendBurst(link, limit + 4, 1250); // a millisecond each
        link.simulation.Run();

        EXPECT_EQ(link.receiver.Numbers(), UpTo(limit + 1)); // the last three found it full
        EXPECT_EQ(link.receiver.Times().front(), 21 * MS);
        EXPECT_EQ(link.receiver.Times().back(), (20 + limit + 1) * MS);
        const auto& counters = link.network.Up(0);
        EXPECT_EQ(counters.packets, limit + 4U);
        EXPECT_EQ(counters.bytes, (limit + 4U) * 1250);
        EXPECT_EQ(counters.queueDrops, 3U);
        EXPECT_EQ(counters.maxQueuePackets, static_cast<std::uint32_t>(limit));
        EXPECT_EQ(link.network.Down(0).packets, 0U);
    }
}

TEST(LinkDevice, ARoomComesFreeTheMomentAPacketBeginsItsTransmission)
{
    auto options = PlainLink(10'000'000, MilliSeconds(20));
    options.up.queue.limit = 1;
    OneLink link(options);
    SendBurst(link, 2, 1250);
    link.sender.SendAt(MicroSeconds(999), 1250, 2);  // the queue is full
    link.sender.SendAt(MicroSeconds(1001), 1250, 3); // the second packet is on the line
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Numbers(), (std::vector<int>{0, 1, 3}));
    EXPECT_EQ(link.receiver.Times(), (std::vector<std::int64_t>{21 * MS, 22 * MS, 23 * MS}));
}

TEST(LinkDevice, ADropTailQueueOfBytesHoldsThemBesideTheOneInTransmission)
{
    auto options = PlainLink(10'000'000, MilliSeconds(20));
    options.up.queue.unit = QueueOptions::Unit::BYTES;
    options.up.queue.limit = 3000;
    OneLink link(options);
    SendBurst(link, 5, 1000);
    link.sender.SendAt(MicroSeconds(1), 29, 9); // 3000 bytes wait: not even a small one
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Numbers(), UpTo(4));
}

TEST(LinkDevice, AQueueInBdpHoldsTheRateTimesTheRoundTripOfThePath)
{
    // 10 Mbit/s times 2 (20 + 5) ms over 8 are 62500 bytes: 50 packets of 1250.
    std::vector<LinkOptions> links{PlainLink(10'000'000, MilliSeconds(20)),
                                   PlainLink(1'000'000'000, MilliSeconds(5))};
    links[0].up.queue.unit = QueueOptions::Unit::BDP;
    for (const double factor : {1.0, 0.5, 2.0})
    {
        SimulationScope simulation;
        links[0].up.queue.limit = factor;
        Network network(links, 1);
        UdpReceiver receiver(network, 2, network.AddHost("far", 2));
        UdpSender sender(network, 0, network.Resolve("far"));
        for (int i = 0; i < 150; ++i)
        {
            sender.SendAt(Seconds(0), 1250);
        }
        simulation.Run();
        EXPECT_EQ(receiver.arrivals.size(), static_cast<std::size_t>(50 * factor + 1));
    }
}

TEST(LinkDevice, EachDirectionHasItsOwnRateAndDelay)
{
    auto options = PlainLink(1'000'000, MilliSeconds(30));
    options.down.rate = 8'000'000;
    options.down.delay = MilliSeconds(3);
    SimulationScope simulation;
    Network network({options}, 1);
    UdpReceiver echo(network, 1, network.AddHost("far", 1), true);
    UdpSender sender(network, 0, network.Resolve("far"));
    UdpReceiver back(sender.GetSocket());
    sender.SendAt(Seconds(0), 1000);
    simulation.Run();
    EXPECT_EQ(echo.Times(), std::vector<std::int64_t>{38 * MS});
    EXPECT_EQ(back.Times(), std::vector<std::int64_t>{42 * MS});
    EXPECT_EQ(network.RoundTrip(), MilliSeconds(33));
}

TEST(LinkDevice, IidLossLiesWithinBinomialBounds)
{
    constexpr int PACKETS = 20000;
    for (const double rate : {0.01, 0.25})
    {
        auto options = PlainLink(1'000'000'000, MilliSeconds(1));
        options.up.loss = {LossOptions::Model::IID, rate, 1, {}};
        OneLink link(options);
        for (int i = 0; i < PACKETS; ++i)
        {
            link.sender.SendAt(MicroSeconds(10 * i), 100);
        }
        link.simulation.Run();
        const auto lost = link.network.Up(0).lost;
        EXPECT_EQ(link.receiver.arrivals.size() + lost, std::size_t{PACKETS});
        EXPECT_NEAR(lost, rate * PACKETS, 4 * std::sqrt(rate * (1 - rate) * PACKETS));
    }
}

TEST(LinkDevice, ALostPacketHasUsedTheLine)
{
    auto options = PlainLink(10'000'000, MilliSeconds(20));
    options.up.loss = {LossOptions::Model::LIST, 0, 1, {1, 3}};
    OneLink link(options);
    SendBurst(link, 4, 1250);
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Numbers(), (std::vector<int>{1, 3}));
    EXPECT_EQ(link.receiver.Times(), (std::vector<std::int64_t>{22 * MS, 24 * MS}));
    EXPECT_EQ(link.network.Up(0).lost, 2U);
}

TEST(LinkDevice, ListedPacketsAreCountedBeforeTheQueue)
{
    auto options = PlainLink(10'000'000, MilliSeconds(20));
    options.up.queue.limit = 1;
    options.up.loss = {LossOptions::Model::LIST, 0, 1, {2, 3, 5}};
    OneLink link(options);
    SendBurst(link, 4, 1250);                      // the third and fourth are dropped
    link.sender.SendAt(MilliSeconds(10), 1250, 4); // the fifth
    link.sender.SendAt(MilliSeconds(10), 1250, 5);
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Numbers(), (std::vector<int>{0, 5}));
    EXPECT_EQ(link.network.Up(0).queueDrops, 2U);
    EXPECT_EQ(link.network.Up(0).lost, 2U);
}

TEST(LinkDevice, BurstLossReachesTheLink)
{
    auto options = PlainLink(1'000'000'000, MilliSeconds(1));
    options.up.loss = {LossOptions::Model::GILBERT_ELLIOTT, 0.1, 10, {}};
    OneLink link(options);
    constexpr int PACKETS = 20000;
    for (int i = 0; i < PACKETS; ++i)
    {
        link.sender.SendAt(MicroSeconds(10 * i), 100, static_cast<std::uint8_t>(i));
    }
    link.simulation.Run();
    int bursts = 0;
    int expected = 0;
    for (const int number : link.receiver.Numbers())
    {
        bursts += number != expected % 256;
        expected = number + 1;
    }
    const double lost = static_cast<double>(link.network.Up(0).lost);
    EXPECT_NEAR(lost / PACKETS, 0.1, 0.03);
    EXPECT_NEAR(lost / bursts, 10, 2);
}

TEST(LinkDevice, JitterKeepsTheOrderAndReorderingDoesNot)
{
    auto options = PlainLink(100'000'000, MilliSeconds(10));
    options.up.jitter = MilliSeconds(20);
    {
        OneLink link(options);
        SendBurst(link, 100, 1250);
        link.simulation.Run();
        EXPECT_EQ(link.receiver.Numbers(), UpTo(100));
        EXPECT_GT(link.receiver.Times().back(),
                  20 * MS); // 100 packets of 0.1 ms end by 20 ms without
    }
    options.up.jitter = Time(0);
    options.up.reorder = 0.2;
    options.up.reorderDelay = MicroSeconds(250);
    OneLink link(options);
    SendBurst(link, 100, 1250);
    link.simulation.Run();
    // A packet every 100 us: one that is held back 250 us falls behind two, so it arrives third.
    const auto numbers = link.receiver.Numbers();
    EXPECT_EQ(numbers.size(), 100U);
    EXPECT_NE(numbers, UpTo(100));
    for (const auto& arrival : link.receiver.arrivals)
    {
        const std::int64_t due = 10 * MS + (arrival.number + 1) * 100'000;
        EXPECT_TRUE(arrival.ns == due || arrival.ns == due + 250'000) << int(arrival.number);
    }
}

} // namespace

} // namespace pagewire
