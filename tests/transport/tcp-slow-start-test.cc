// SPDX-License-Identifier: GPL-2.0-only
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/tcp-slow-start.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace pagewire::test
{

namespace
{

constexpr std::uint32_t g_mss = 1448;

/** Segments delivered after k = 1, 2, ... round trips: IW (2^k - 1), as in Cardwell et al. 2000. */
struct Flights
{
    std::uint32_t initialWindow;
    std::vector<std::size_t> delivered;
};

class SlowStart : public testing::TestWithParam<Flights>
{};

TEST_P(SlowStart, DoublesEachRoundTrip)
{
    const Flights& flights = GetParam();
    TwoNodesOptions link;
    link.rate = 100000000000; // so that a flight takes next to no time
    link.delay = ns3::MilliSeconds(50);
    link.queue = 100000;
    TwoNodes net(link);
    TcpTransferOptions options;
    options.client.delayedAck = ns3::Time(0);
    options.client.initialReceiveBuffer = options.client.receiveBuffer = 1 << 28;
    options.server.initialSendBuffer = options.server.sendBuffer = 1 << 28;
    options.server.initialWindow = flights.initialWindow;
    options.server.slowStartExit = SlowStartExit::LOSS_ONLY;
    options.responses = {(flights.delivered.back() + 1000) * g_mss};
    TcpTransfer transfer(net, options);
    net.Run();
    // The request has left after one round trip, so its first answers come in the second one.
    for (std::size_t k = 1; k <= flights.delivered.size(); ++k)
    {
        const ns3::Time limit = ns3::MilliSeconds(100 * (k + 1) + 50);
        std::size_t received = 0;
        for (const auto& [time, octets] : transfer.Client().arrivals)
        {
            received = time < limit ? octets : received;
        }
        EXPECT_EQ(received, flights.delivered[k - 1] * g_mss) << "round trip " << k;
    }
}

INSTANTIATE_TEST_SUITE_P(InitialWindows,
                         SlowStart,
                         testing::Values(Flights{2, {2, 6, 14, 30, 62, 126, 254, 510}},
                                         Flights{3, {3, 9, 21, 45, 93, 189, 381, 765}},
                                         Flights{4, {4, 12, 28, 60, 124, 252, 508, 1020}},
                                         Flights{10, {10, 30, 70, 150, 310, 630, 1270, 2550}},
                                         Flights{32, {32, 96, 224, 480, 992, 2016, 4064, 8160}}));

/** Feeds a detector rounds of acknowledgements. */
template <typename Detector>
class Rounds
{
  public:
    /** One round of so many ACKs, so far apart, with this round trip. \return whether it fired */
    bool Round(std::uint32_t acks, ns3::Time gap, ns3::Time rtt)
    {
        bool fired = false;
        const std::uint32_t next = m_acknowledged + acks;
        for (std::uint32_t i = 0; i < acks; ++i)
        {
            m_now += gap;
            ++m_acknowledged;
            fired |= detector.Acked({m_now,
                                     rtt,
                                     acks,
                                     ns3::SequenceNumber32(m_acknowledged),
                                     ns3::SequenceNumber32(next + i)});
        }
        return fired;
    }

    Detector detector;

  private:
    ns3::Time m_now{ns3::Seconds(1)};
    std::uint32_t m_acknowledged{0};
};

TEST(HyStartPlusPlus, StaysInSlowStartWhileTheRoundTripDoesNotGrow)
{
    Rounds<TcpHyStartPlusPlus> rounds;
    for (int i = 0; i < 20; ++i)
    {
        EXPECT_FALSE(rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(50)));
        EXPECT_FALSE(rounds.detector.Conservative());
    }
    EXPECT_EQ(rounds.detector.Growth(2), 2U);
    EXPECT_EQ(rounds.detector.Growth(100), 8U); // L
}

TEST(HyStartPlusPlus, GrowsAQuarterForFiveRoundsOnALongerRoundTripThenLeaves)
{
    Rounds<TcpHyStartPlusPlus> rounds;
    rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(50));
    // The threshold is an eighth, 6.25 ms.
    rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(56));
    EXPECT_FALSE(rounds.detector.Conservative());
    rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(64));
    EXPECT_TRUE(rounds.detector.Conservative());
    std::uint32_t growth = 0;
    for (int i = 0; i < 16; ++i)
    {
        growth += rounds.detector.Growth(2);
    }
    EXPECT_EQ(growth, 8U);
    int more = 0;
    while (!rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(65)))
    {
        ASSERT_LT(++more, 10);
    }
    EXPECT_EQ(more, 4); // the round that began it counts, too
}

TEST(HyStartPlusPlus, ResumesSlowStartWhenTheRoundTripShrinks)
{
    Rounds<TcpHyStartPlusPlus> rounds;
    rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(50));
    rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(70));
    EXPECT_TRUE(rounds.detector.Conservative());
    rounds.Round(32, ns3::MicroSeconds(100), ns3::MilliSeconds(52));
    EXPECT_FALSE(rounds.detector.Conservative());
}

TEST(HyStart, LeavesWhenATrainOfAcksIsLongerThanHalfTheRoundTrip)
{
    Rounds<TcpHyStart> rounds;
    // 20 ACKs, 1 ms apart, stay below (50 + 1) / 2 ms; 40 do not.
    EXPECT_FALSE(rounds.Round(20, ns3::MilliSeconds(1), ns3::MilliSeconds(50)));
    EXPECT_TRUE(rounds.Round(40, ns3::MilliSeconds(1), ns3::MilliSeconds(50)));
}

TEST(HyStart, DoesNotSeeATrainInAcksFarApart)
{
    Rounds<TcpHyStart> rounds;
    EXPECT_FALSE(rounds.Round(60, ns3::MicroSeconds(2500), ns3::MilliSeconds(50)));
}

TEST(HyStart, LeavesWhenTheRoundTripHasGrown)
{
    Rounds<TcpHyStart> rounds;
    EXPECT_FALSE(rounds.Round(20, ns3::MicroSeconds(10), ns3::MilliSeconds(50)));
    EXPECT_FALSE(rounds.Round(20, ns3::MicroSeconds(10), ns3::MilliSeconds(56)));
    EXPECT_TRUE(rounds.Round(20, ns3::MicroSeconds(10), ns3::MilliSeconds(57)));
}

TEST(HyStart, IsSilentBelowSixteenSegments)
{
    Rounds<TcpHyStart> rounds;
    EXPECT_FALSE(rounds.Round(15, ns3::MicroSeconds(10), ns3::MilliSeconds(50)));
    EXPECT_FALSE(rounds.Round(15, ns3::MilliSeconds(2), ns3::MilliSeconds(90)));
}

/** A transfer over a link whose buffer can take all: how many segments were ever in flight. */
std::uint32_t
MostInFlight(SlowStartExit exit)
{
    TwoNodesOptions link;
    link.rate = 10000000;
    link.delay = ns3::MilliSeconds(50);
    link.queue = 100000;
    TwoNodes net(link);
    TcpTransferOptions options;
    options.server.slowStartExit = exit;
    options.responses = {3000000};
    TcpTransfer transfer(net, options);
    std::uint32_t most = 0;
    net.Run(ns3::MilliSeconds(300));
    for (int i = 0; i < 300; ++i)
    {
        net.Run(ns3::MilliSeconds(10));
        const auto state = transfer.Server()->Stream().State();
        most = std::max(most, state->m_bytesInFlight.Get() / g_mss);
    }
    EXPECT_TRUE(transfer.finished);
    return most;
}

TEST(HyStart, KeepsTheQueueShortOverARealLink)
{
    // The path holds 86 segments. Without a detector the window doubles until the data end.
    const std::uint32_t without = MostInFlight(SlowStartExit::LOSS_ONLY);
    const std::uint32_t classic = MostInFlight(SlowStartExit::HYSTART);
    const std::uint32_t plusPlus = MostInFlight(SlowStartExit::HYSTART_PLUS_PLUS);
    EXPECT_GT(without, 900U);
    EXPECT_LT(classic, 200U);
    EXPECT_GT(classic, 86U);
    // Found at 200 or less; then five rounds of growth by a quarter, here with an endless buffer.
    EXPECT_LT(plusPlus, 200 * std::pow(1.25, 5) + 32);
    EXPECT_GT(plusPlus, 86U);
}

} // namespace

} // namespace pagewire::test
