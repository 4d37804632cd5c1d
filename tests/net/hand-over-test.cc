// SPDX-License-Identifier: GPL-2.0-only
#include "net/capture.h"
#include "net/network.h"
#include "udp-probe.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::NanoSeconds;
using ns3::Seconds;
using test::PlainLink;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

constexpr std::int64_t MS = 1'000'000;
const ns3::Ipv4Address FIRST("10.0.0.1");
const ns3::Ipv4Address SECOND("10.0.0.2");

/** An access link of 10 Mbit/s and 20 ms, beside it one of 5 Mbit/s and 50 ms, then a backbone. */
struct TwoWays
{
    explicit TwoWays(bool backbone = true)
        : network(Path(backbone), 1),
          last(backbone ? 2 : 1),
          far(network.AddHost("far", last))
    {
        network.AddSecondLink(PlainLink(5'000'000, MilliSeconds(50)));
    }

    static std::vector<LinkOptions> Path(bool backbone)
    {
        std::vector<LinkOptions> links{PlainLink(10'000'000, MilliSeconds(20))};
        if (backbone)
        {
            links.push_back(PlainLink(1'000'000'000, MilliSeconds(5)));
        }
        return links;
    }

    SimulationScope simulation;
    Network network;
    std::size_t last;
    ns3::Ipv4Address far;
};

/** Asks, at a moment, with a new socket, which is echoed to. */
struct Question
{
    Question(TwoWays& ways, ns3::Time at, ns3::Ipv4Address from = ns3::Ipv4Address::GetAny())
        : sender(ways.network, 0, ways.far, from),
          back(sender.GetSocket())
    {
        sender.SendAt(at, 1250);
    }

    UdpSender sender;
    UdpReceiver back;
};

// 1250 octets take 1 ms on the access link, 2 ms on the second, 10 us on the backbone.
constexpr std::int64_t FIRST_WAY = 20 * MS + 1 * MS + 5 * MS + 10'000;
constexpr std::int64_t SECOND_WAY = 50 * MS + 2 * MS + 5 * MS + 10'000;

TEST(SecondLink, CarriesWhatComesFromItsAddressAndGoesToIt)
{
    TwoWays ways;
    UdpReceiver echo(ways.network, 2, ways.far, true);
    Question first(ways, Seconds(0), FIRST);
    Question second(ways, Seconds(0), SECOND);
    Question either(ways, MilliSeconds(500));
    ways.simulation.Run();
    EXPECT_EQ(first.back.Times(), std::vector<std::int64_t>{2 * FIRST_WAY});
    EXPECT_EQ(second.back.Times(), std::vector<std::int64_t>{2 * SECOND_WAY});
    EXPECT_EQ(either.back.Times(), std::vector<std::int64_t>{500 * MS + 2 * FIRST_WAY});
    ASSERT_EQ(echo.arrivals.size(), 3U);
    EXPECT_EQ(echo.arrivals[0].from, FIRST);
    EXPECT_EQ(echo.arrivals[1].from, SECOND);
    EXPECT_EQ(echo.arrivals[2].from, FIRST);
    EXPECT_EQ(ways.network.Up(0).packets, 2U);
    EXPECT_EQ(ways.network.SecondUp().packets, 1U);
    EXPECT_EQ(ways.network.SecondDown().bytes, 1250U);
    EXPECT_EQ(ways.network.RoundTrip(), MilliSeconds(50));
    EXPECT_EQ(ways.network.Resolve("10.0.0.2"), SECOND);
}

TEST(SecondLink, LeadsStraightToAnOriginThatIsTheNextNode)
{
    TwoWays ways(false);
    UdpReceiver echo(ways.network, 1, ways.far, true);
    Question second(ways, Seconds(0), SECOND);
    ways.network.HandOver(MilliSeconds(200), Seconds(0));
    Question after(ways, MilliSeconds(200));
    ways.simulation.Run();
    EXPECT_EQ(second.back.Times(), std::vector<std::int64_t>{104 * MS});
    EXPECT_EQ(after.back.Times(), std::vector<std::int64_t>{304 * MS});
    EXPECT_EQ(ways.network.Up(0).packets, 0U);
}

TEST(SecondLink, AQueueInBdpTakesTheRoundTripOfItsOwnPath)
{
    // 10 Mbit/s times 2 (20 + 5) ms over 8 are 50 packets of 1250; by the second link, times 2 (45
    // + 5) ms, 100.
    SimulationScope simulation;
    auto first = PlainLink(10'000'000, MilliSeconds(20));
    auto second = PlainLink(10'000'000, MilliSeconds(45));
    first.up.queue = second.up.queue = {{}, QueueOptions::Unit::BDP, 1};
    Network network({first, PlainLink(1'000'000'000, MilliSeconds(5))}, 1);
    network.AddSecondLink(second);
    UdpReceiver receiver(network, 2, network.AddHost("far", 2));
    UdpSender one(network, 0, network.Resolve("far"), FIRST);
    UdpSender two(network, 0, network.Resolve("far"), SECOND);
    for (int i = 0; i < 150; ++i)
    {
        one.SendAt(Seconds(0), 1250);
        two.SendAt(Seconds(0), 1250);
    }
    simulation.Run();
    EXPECT_EQ(network.Up(0).queueDrops, 150U - 51);
    EXPECT_EQ(network.SecondUp().queueDrops, 150U - 101);
}

/** \return what arrives of a long row of packets over a link that loses some */
std::vector<int>
ArrivalsOverFirst(bool withSecond)
{
    SimulationScope simulation;
    auto link = PlainLink(1'000'000'000, MilliSeconds(1));
    link.up.loss = {LossOptions::Model::IID, 0.2, 1, {}};
    Network network({link, link}, 7);
    if (withSecond)
    {
        network.AddSecondLink(link);
    }
    UdpReceiver receiver(network, 2, network.AddHost("far", 2));
    UdpSender sender(network, 0, network.Resolve("far"));
    UdpSender other(network, 0, network.Resolve("far"), withSecond ? SECOND : FIRST);
    for (int i = 0; i < 100; ++i)
    {
        sender.SendAt(MicroSeconds(100 * i), 100, static_cast<std::uint8_t>(i));
        if (withSecond)
        {
            other.SendAt(Seconds(1) + MicroSeconds(100 * i), 100, 255);
        }
    }
    simulation.Run();
    auto numbers = receiver.Numbers();
    numbers.erase(std::remove(numbers.begin(), numbers.end(), 255), numbers.end());
    return numbers;
}

TEST(SecondLink, DoesNotShiftTheLossesOfOthers)
{
    const auto alone = ArrivalsOverFirst(false);
    EXPECT_LT(alone.size(), 90U);
    EXPECT_EQ(ArrivalsOverFirst(true), alone);
}

TEST(SecondLink, NamesItselfInErrorsAndCaptures)
{
    SimulationScope simulation;
    Network network({PlainLink(10'000'000, MilliSeconds(20))}, 1);
    auto wrong = PlainLink(0, MilliSeconds(1));
    wrong.name = "second";
    try
    {
        network.AddSecondLink(wrong);
        ADD_FAILURE() << "a rate of 0";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_EQ(std::string(error.what()).rfind("link 'second', up: the rate is 0", 0), 0U);
    }
    network.AddSecondLink(PlainLink(10'000'000, MilliSeconds(20)));
    const std::string prefix = ::testing::TempDir() + "pagewire-second-link";
    network.EnableCapture(prefix);
    for (const char* name : {"-link1-near", "-link1-far", "-second-near", "-second-far"})
    {
        EXPECT_TRUE(std::filesystem::remove(prefix + name + ".pcap")) << name;
    }
}

TEST(HandOver, ChangesTheSourceOfNewSocketsAtItsMoment)
{
    TwoWays ways;
    UdpReceiver echo(ways.network, 2, ways.far, true);
    ways.network.HandOver(MilliSeconds(100), Seconds(10));
    Question before(ways, NanoSeconds(100 * MS - 1));
    Question after(ways, NanoSeconds(100 * MS));
    Question old(ways, MilliSeconds(300), FIRST);
    ways.simulation.Run();
    EXPECT_EQ(before.back.Times(), std::vector<std::int64_t>{100 * MS - 1 + 2 * FIRST_WAY});
    EXPECT_EQ(after.back.Times(), std::vector<std::int64_t>{100 * MS + 2 * SECOND_WAY});
    EXPECT_EQ(old.back.Times(), std::vector<std::int64_t>{300 * MS + 2 * FIRST_WAY})
        << "in the overlap the old address still works";
    ASSERT_EQ(echo.arrivals.size(), 3U);
    EXPECT_EQ(echo.arrivals[0].from, FIRST);
    EXPECT_EQ(echo.arrivals[1].from, SECOND);
}

TEST(HandOver, TellsAtItsMomentWhichAddressIsNewInTheOrderOfAsking)
{
    TwoWays ways;
    UdpReceiver echo(ways.network, 2, ways.far);
    std::vector<std::pair<std::int64_t, ns3::Ipv4Address>> told;
    std::unique_ptr<Question> question;
    ways.network.OnHandOver([&](ns3::Ipv4Address address) {
        told.emplace_back(ns3::Simulator::Now().GetNanoSeconds(), address);
        question = std::make_unique<Question>(ways, Seconds(0));
    });
    ways.network.OnHandOver([&](ns3::Ipv4Address) { told.emplace_back(0, FIRST); });
    ways.network.HandOver(MilliSeconds(70), Seconds(0));
    ways.simulation.Run();
    EXPECT_EQ(told, (decltype(told){{70 * MS, SECOND}, {0, FIRST}}));
    EXPECT_EQ(echo.Times(), std::vector<std::int64_t>{70 * MS + SECOND_WAY})
        << "the routes have changed when listeners are told";
}

TEST(HandOver, WithoutOverlapLosesWhatWaitsIsInTransmissionOrOnItsWay)
{
    TwoWays ways;
    UdpReceiver receiver(ways.network, 2, ways.far);
    UdpSender sender(ways.network, 0, ways.far);
    for (int i = 0; i < 40; ++i)
    {
        sender.SendAt(Seconds(0), 1250, static_cast<std::uint8_t>(i));
    }
    // One leaves every millisecond and is 20 on its way: at 25 ms four have come (the fifth would
    // come that very moment), 20 are in the air, one is sent and 14 wait, the fifth included.
    ways.network.HandOver(MilliSeconds(25), Seconds(0));
    sender.SendAt(MilliSeconds(30), 1250, 99); // the socket has no address: by the second link
    UdpSender old(ways.network, 0, ways.far, FIRST);
    old.SendAt(MilliSeconds(31), 1250, 98);
    ways.simulation.Run();
    EXPECT_EQ(receiver.Numbers(), (std::vector<int>{0, 1, 2, 3, 99}));
    EXPECT_EQ(ways.network.Up(0).packets, 41U);
    EXPECT_EQ(ways.network.Up(0).lost, 41U - 4);
    EXPECT_EQ(ways.network.Up(0).queueDrops, 0U);
    EXPECT_EQ(ways.network.SecondUp().packets, 1U);
    EXPECT_EQ(ways.network.SecondUp().lost, 0U);
}

TEST(HandOver, LosesWhatTheFarSideStillSendsToTheOldAddress)
{
    TwoWays ways;
    UdpReceiver echo(ways.network, 2, ways.far, true);
    // Over 20 + 1 + 5 + 0.01 ms; the echo enters the access link at 31.02 ms.
    Question late(ways, Seconds(0), FIRST);
    ways.network.HandOver(NanoSeconds(31 * MS + 20'000), Seconds(0));
    ways.simulation.Run();
    EXPECT_EQ(echo.arrivals.size(), 1U);
    EXPECT_TRUE(late.back.arrivals.empty());
    EXPECT_EQ(ways.network.Down(0).packets, 1U);
    EXPECT_EQ(ways.network.Down(0).lost, 1U);
    EXPECT_EQ(ways.network.SecondDown().packets, 0U);
}

TEST(HandOver, TheOverlapEndsToTheNanosecond)
{
    // Sent at 0 it has arrived at 2 * FIRST_WAY: a link that dies then has lost it, a nanosecond
    // later not.
    for (const int more : {0, 1})
    {
        TwoWays ways;
        UdpReceiver echo(ways.network, 2, ways.far, true);
        Question question(ways, Seconds(0), FIRST);
        ways.network.HandOver(MilliSeconds(10), NanoSeconds(2 * FIRST_WAY - 10 * MS + more));
        ways.simulation.Run();
        EXPECT_EQ(question.back.arrivals.size(), static_cast<std::size_t>(more));
        EXPECT_EQ(ways.network.Down(0).lost, 1U - more);
    }
}

TEST(HandOver, ClearsEveryKindOfQueue)
{
    using D = QueueOptions::Discipline;
    for (const auto discipline : {D::DROP_TAIL, D::CODEL, D::FQ_CODEL})
    {
        SimulationScope simulation;
        auto link = PlainLink(1'000'000, MilliSeconds(20));
        link.up.queue.discipline = discipline;
        Network network({link}, 1);
        network.AddSecondLink(PlainLink(1'000'000, MilliSeconds(20)));
        UdpReceiver receiver(network, 1, network.AddHost("far", 1));
        UdpSender sender(network, 0, network.Resolve("far"));
        for (int i = 0; i < 100; ++i)
        {
            sender.SendAt(MicroSeconds(i), 1250); // ten milliseconds each: a second for all
        }
        network.HandOver(MilliSeconds(500), Seconds(0));
        simulation.Run();
        const LinkCounters& up = network.Up(0);
        EXPECT_EQ(receiver.arrivals.size() + up.lost + up.queueDrops, 100U);
        // Sent for 500 ms, of which what left in the last 20 ms was still in the air.
        EXPECT_LE(receiver.arrivals.size(), 48U);
        EXPECT_GE(receiver.arrivals.size(), 40U);
        EXPECT_LE(up.queueDrops, 8U) << "what CoDel dropped while the link lived, and no more";
        EXPECT_FALSE(network.GetNode(0)->GetDevice(0)->IsLinkUp());
        EXPECT_TRUE(network.GetNode(0)->GetDevice(1)->IsLinkUp());
    }
}

TEST(HandOver, StopsARecordedLinkToo)
{
    const std::string file = ::testing::TempDir() + "pagewire-hand-over-trace";
    std::ofstream(file) << "10\n20\n";
    SimulationScope simulation;
    auto link = PlainLink(1'000'000, MilliSeconds(1));
    link.up.traceFile = file;
    Network network({link}, 1);
    network.AddSecondLink(PlainLink(1'000'000, MilliSeconds(1)));
    UdpReceiver receiver(network, 1, network.AddHost("far", 1));
    UdpSender sender(network, 0, network.Resolve("far"));
    for (int i = 0; i < 5; ++i)
    {
        sender.SendAt(Seconds(0), 1000, static_cast<std::uint8_t>(i));
    }
    network.HandOver(MilliSeconds(25), Seconds(0));
    simulation.Run();
    std::filesystem::remove(file);
    // An opportunity carries one and a half; the third is complete with the second opportunity.
    EXPECT_EQ(receiver.Times(), (std::vector<std::int64_t>{11 * MS, 21 * MS, 21 * MS}));
    EXPECT_EQ(network.Up(0).lost, 2U);
    EXPECT_EQ(ns3::Simulator::Now(), MilliSeconds(25)) << "no opportunities are awaited any more";
}

} // namespace

} // namespace pagewire
