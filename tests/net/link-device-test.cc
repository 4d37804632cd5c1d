// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-trace.h"
#include "net/network.h"
#include "udp-probe.h"

#include "ns3/codel-queue-disc.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Seconds;
using ns3::Time;
using test::PlainLink;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

constexpr std::int64_t MS = 1'000'000;

/** One link, a sender at its near end and a receiver at the far one. */
struct OneLink
{
    explicit OneLink(const LinkOptions& options, std::int64_t stream = 1)
        : network({options}, stream),
          receiver(network, 1, network.AddHost("far", 1)),
          sender(network, 0, network.Resolve("far"))
    {}

    SimulationScope simulation; //!< first, so that it outlives the network
    Network network;
    UdpReceiver receiver;
    UdpSender sender;
};

/** Sends packets of these sizes all at once. */
void
SendBurst(OneLink& link, int count, std::uint32_t ipBytes, Time at = Seconds(0))
{
    for (int i = 0; i < count; ++i)
    {
        link.sender.SendAt(at, ipBytes, static_cast<std::uint8_t>(i));
    }
}

std::vector<int>
UpTo(int count)
{
    std::vector<int> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

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

/** A recording in a file that goes with the test. */
class RecordedLink : public ::testing::Test
{
  protected:
    LinkOptions WithTrace(const std::string& lines)
    {
        std::ofstream(m_file) << lines;
        auto options = PlainLink(1, MilliSeconds(20));
        options.up.traceFile = m_file;
        return options;
    }

    void TearDown() override
    {
        std::filesystem::remove(m_file);
    }

  private:
    std::string m_file{::testing::TempDir() + "pagewire-recorded-link-" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name()};
};

TEST_F(RecordedLink, DeliversAtTheListedMillisecondsAndRepeats)
{
    OneLink link(WithTrace("2\n3\n3\n10\n"));
    SendBurst(link, 9, 1500);
    link.simulation.Run();
    const std::vector<std::int64_t> ms{2, 3, 3, 10, 12, 13, 13, 20, 22};
    std::vector<std::int64_t> expected;
    for (const auto time : ms)
    {
        expected.push_back((time + 20) * MS);
    }
    EXPECT_EQ(link.receiver.Times(), expected);
    EXPECT_EQ(link.receiver.Numbers(), UpTo(9));
}

TEST_F(RecordedLink, LosesTheOpportunitiesThatFindNothing)
{
    OneLink link(WithTrace("2\n3\n3\n10\n"));
    link.sender.SendAt(MicroSeconds(2500), 1500, 0);
    link.sender.SendAt(MicroSeconds(3500), 1500, 1);
    link.sender.SendAt(MilliSeconds(113), 1500, 2); // in the very millisecond of an opportunity
    link.sender.SendAt(MilliSeconds(1'000'000'001), 1500, 3);
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Times(),
              (std::vector<std::int64_t>{23 * MS, 30 * MS, 133 * MS, 1'000'000'022 * MS}));
}

TEST_F(RecordedLink, SmallPacketsShareAnOpportunityAndLargeOnesStraddleTwo)
{
    OneLink link(WithTrace("2\n3\n7\n10\n"));
    // 600 + 600 and 300 of the third at 2 ms, its other 300 and 1200 of the fourth at 3 ms, the
    // rest of that at 7 ms; what is left of that opportunity is lost.
    link.sender.SendAt(Seconds(0), 600, 0);
    link.sender.SendAt(Seconds(0), 600, 1);
    link.sender.SendAt(Seconds(0), 600, 2);
    link.sender.SendAt(Seconds(0), 1500, 3);
    link.sender.SendAt(MicroSeconds(7001), 100, 4);
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Times(),
              (std::vector<std::int64_t>{22 * MS, 22 * MS, 23 * MS, 27 * MS, 30 * MS}));
}

TEST_F(RecordedLink, CountsItsQueueLikeAnyOther)
{
    auto options = WithTrace("2\n3\n10\n");
    options.up.queue.limit = 2;
    OneLink link(options);
    SendBurst(link, 4, 1500); // nothing is on its way before the first opportunity
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Numbers(), UpTo(2));
    EXPECT_EQ(link.network.Up(0).queueDrops, 2U);
    EXPECT_EQ(link.network.Up(0).maxQueuePackets, 2U);
}

TEST_F(RecordedLink, ABusyRecordedLinkHasItsMeanRate)
{
    const char* data = std::getenv("PAGEWIRE_DATA");
    const std::filesystem::path file = std::filesystem::path(data ? data : "../shared/data") /
                                       "link-traces" / "ATT-LTE-driving-2016.up";
    if (!std::filesystem::exists(file))
    {
        GTEST_SKIP() << "the recorded links are not there; set PAGEWIRE_DATA to their folder";
    }
    auto options = PlainLink(1, MilliSeconds(20));
    options.up.traceFile = file;
    options.up.queue.limit = 40000;
    OneLink link(options);
    // A period of the recording with a queue that never runs dry: every opportunity is used.
    const auto trace = LinkTrace::FromFile(file);
    const auto count = static_cast<int>(trace.Count());
    SendBurst(link, count, 1500);
    link.simulation.Run();
    const double seconds = static_cast<double>(link.receiver.Times().back() - 20 * MS) / 1e9;
    EXPECT_EQ(link.receiver.arrivals.size(), trace.Count());
    EXPECT_NEAR(count * 12000 / seconds, static_cast<double>(trace.MeanRate()), 1);
}

class ActiveQueue : public ::testing::TestWithParam<QueueOptions::Discipline>
{
  protected:
    LinkOptions Options(double limit)
    {
        auto options = PlainLink(10'000'000, MilliSeconds(20));
        options.up.queue = {GetParam(), QueueOptions::Unit::PACKETS, limit};
        return options;
    }
};

TEST_P(ActiveQueue, AddsNothingWhileTheLineIsIdle)
{
    OneLink link(Options(100));
    for (int i = 0; i < 10; ++i)
    {
        link.sender.SendAt(MilliSeconds(2 * i), 1250);
    }
    link.simulation.Run();
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_EQ(link.receiver.Times()[i], (21 + 2 * i) * MS);
    }
    EXPECT_EQ(link.network.Up(0).maxQueuePackets, 0U);
}

TEST_P(ActiveQueue, HoldsItsLimitBesideTheOneInTransmission)
{
    OneLink link(Options(10));
    SendBurst(link, 13, 1250);
    link.simulation.Run();
    EXPECT_EQ(link.network.Up(0).packets, 13U);
    EXPECT_EQ(link.network.Up(0).bytes, 13U * 1250);
    EXPECT_EQ(link.network.Up(0).queueDrops, 2U);
    EXPECT_EQ(link.network.Up(0).maxQueuePackets, 10U);
    EXPECT_EQ(link.receiver.arrivals.size(), 11U);
    EXPECT_EQ(link.receiver.arrivals.back().ipBytes, 1250U);
}

TEST_P(ActiveQueue, KeepsAStandingQueueAwayAndAccountsForEveryPacket)
{
    // 5 % more than the line carries, for ten seconds: DropTail would fill its 1000 packets.
    const auto run = [](LinkOptions options) {
        OneLink link(options);
        for (int i = 0; i < 10500; ++i)
        {
            link.sender.SendAt(MicroSeconds(952 * i), 1250);
        }
        link.simulation.Run();
        const auto& counters = link.network.Up(0);
        EXPECT_EQ(counters.packets, link.receiver.arrivals.size() + counters.queueDrops);
        return counters;
    };
    auto options = Options(1000);
    const auto active = run(options);
    options.up.queue.discipline = QueueOptions::Discipline::DROP_TAIL;
    const auto tail = run(options);
    EXPECT_EQ(tail.queueDrops, 0U);
    EXPECT_GT(tail.maxQueuePackets, 450U);
    EXPECT_GT(active.queueDrops, 100U);
    EXPECT_LT(active.maxQueuePackets, 150U);
}

INSTANTIATE_TEST_SUITE_P(Disciplines,
                         ActiveQueue,
                         ::testing::Values(QueueOptions::Discipline::CODEL,
                                           QueueOptions::Discipline::FQ_CODEL));

TEST(LinkDevice, FqCodelServesASparseFlowBesideABulkyOne)
{
    auto options = PlainLink(10'000'000, MilliSeconds(20));
    options.up.queue = {QueueOptions::Discipline::FQ_CODEL, QueueOptions::Unit::PACKETS, 1000};
    OneLink link(options);
    UdpSender other(link.network, 0, link.network.Resolve("far"));
    SendBurst(link, 50, 1250);
    other.SendAt(MicroSeconds(1500), 1250, 200); // a new flow: next after the one on the line
    link.simulation.Run();
    const auto numbers = link.receiver.Numbers();
    EXPECT_EQ(numbers.at(2), 200);
    EXPECT_EQ(link.receiver.Times().at(2), 23 * MS);
}

} // namespace

} // namespace pagewire
