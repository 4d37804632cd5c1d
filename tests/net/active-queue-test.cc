// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-device.h"
#include "one-link.h"

#include <gtest/gtest.h>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using test::OneLink;
using test::PlainLink;
using test::SendBurst;
using test::UdpSender;

constexpr std::int64_t MS = 1'000'000;

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
