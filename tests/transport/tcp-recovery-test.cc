// SPDX-License-Identifier: GPL-2.0-only
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <set>

namespace pagewire::test
{

namespace
{

constexpr std::size_t g_mss = 1448;
// The server's packets: 0 SYN-ACK, 1 ACK of the request, then the data from 2 on.
constexpr std::uint64_t g_firstData = 2;

struct Outcome
{
    ns3::Time finished;
    std::uint64_t retransmissions{0};
    std::uint64_t timeouts{0};
    bool intact{false};
};

/** A response of so many segments over 50 ms round trips; these of the server's packets are lost.
 */
Outcome
Transfer(std::size_t segments, const std::set<std::uint64_t>& lost, TcpTransferOptions options = {})
{
    TwoNodesOptions link;
    link.delay = ns3::MilliSeconds(25);
    link.rate = 100000000;
    TwoNodes net(link);
    net.LoseDown(
        [lost](std::uint64_t number, const ns3::Packet&) { return lost.count(number) > 0; });
    options.responses = {segments * g_mss};
    options.close = false;
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(100));
    EXPECT_TRUE(transfer.finished);
    const TcpCounters& counters = transfer.Server()->Stream().Counters();
    return {transfer.finished.value_or(ns3::Time(0)),
            counters.retransmissions,
            counters.timeouts,
            transfer.Client().intact};
}

TEST(TcpRecovery, ALossInTheMiddleCostsOneRoundTrip)
{
    const Outcome clean = Transfer(10, {});
    const Outcome lossy = Transfer(10, {g_firstData + 3});
    EXPECT_TRUE(lossy.intact);
    EXPECT_EQ(lossy.retransmissions, 1U);
    EXPECT_EQ(lossy.timeouts, 0U);
    EXPECT_NEAR((lossy.finished - clean.finished).GetSeconds(), 0.05, 0.005);
}

TEST(TcpRecovery, ATailLossProbeRepairsALostTailInAboutTwoRoundTrips)
{
    const std::set<std::uint64_t> tail = {g_firstData + 8, g_firstData + 9};
    const Outcome clean = Transfer(10, {});
    const Outcome lossy = Transfer(10, tail);
    EXPECT_EQ(lossy.timeouts, 0U);
    EXPECT_EQ(lossy.retransmissions, 2U);
    // Half a round trip for the last ACK to come; the probe leaves two round trips and 2 ms later;
    // its SACK, one round trip later, tells of the other one, which needs half a round trip.
    EXPECT_NEAR((lossy.finished - clean.finished).GetSeconds(), 0.025 + 0.102 + 0.05 + 0.025, 5e-3);
    TcpTransferOptions without;
    without.server.tailLossProbe = false;
    const Outcome slow = Transfer(10, tail, without);
    EXPECT_EQ(slow.timeouts, 1U);
    EXPECT_GT(slow.finished - clean.finished, ns3::MilliSeconds(25 + 250 + 25));
}

TEST(TcpRecovery, ALoneSegmentsProbeLeavesRoomForADelayedAck)
{
    // Two round trips and 200 ms would be later than the timeout, one round trip and 200 ms.
    const Outcome clean = Transfer(1, {});
    const Outcome lossy = Transfer(1, {g_firstData});
    EXPECT_NEAR((lossy.finished - clean.finished).GetSeconds(), 0.05 + 0.2, 0.01);
}

TEST(TcpRecovery, ALostRetransmissionIsFoundWithoutATimeout)
{
    // Of 40 segments number 5 is lost, and so is what repeats it; data sent later tell.
    TwoNodesOptions link;
    link.delay = ns3::MilliSeconds(25);
    link.rate = 100000000;
    TwoNodes net(link);
    int seen = 0;
    net.LoseDown([&seen](std::uint64_t, const ns3::Packet& packet) {
        // The sequence number of the fifth segment is told by its octets: pattern 5 * 1448 % 251.
        std::vector<std::uint8_t> octets(packet.GetSize());
        packet.CopyData(octets.data(), packet.GetSize());
        const std::size_t headers = 20 + 32;
        const bool fifth =
            octets.size() > headers + 1000 && octets[octets.size() - g_mss] == (5 * g_mss) % 251;
        return fifth && ++seen <= 2;
    });
    TcpTransferOptions options;
    options.responses = {40 * g_mss};
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(100));
    EXPECT_GE(seen, 3);
    EXPECT_EQ(transfer.Server()->Stream().Counters().timeouts, 0U);
    EXPECT_TRUE(transfer.Client().intact);
}

TEST(TcpRecovery, TimeoutsBackOffAndGiveUpAfterTheLastRetry)
{
    TwoNodesOptions link;
    link.delay = ns3::MilliSeconds(25);
    TwoNodes net(link);
    std::vector<ns3::Time> sent;
    net.LoseDown([&sent](std::uint64_t number, const ns3::Packet&) {
        if (number >= g_firstData)
        {
            sent.push_back(ns3::Simulator::Now());
        }
        return number >= g_firstData;
    });
    TcpTransferOptions options;
    options.responses = {1000};
    options.server.dataRetries = 5;
    options.server.tailLossProbe = false;
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(1000));
    ASSERT_EQ(sent.size(), 6U);
    // SRTT + 200 ms at first, then twice as long each time.
    EXPECT_NEAR((sent[1] - sent[0]).GetSeconds(), 0.25, 0.005);
    for (std::size_t i = 2; i < sent.size(); ++i)
    {
        const double ratio =
            (sent[i] - sent[i - 1]).GetSeconds() / (sent[i - 1] - sent[i - 2]).GetSeconds();
        EXPECT_NEAR(ratio, 2, 0.01);
    }
    EXPECT_EQ(transfer.Server()->end, StreamEnd::TIMEOUT);
    EXPECT_EQ(transfer.Server()->Stream().Counters().timeouts, 5U);
}

TEST(TcpRecovery, ASpuriousTimeoutIsFoundAndUndone)
{
    // All ACKs of the first flight are held back for 600 ms: the timeout repeats one segment only.
    TwoNodesOptions link;
    link.delay = ns3::MilliSeconds(25);
    link.rate = 100000000;
    TwoNodes net(link);
    std::uint64_t lost = 0;
    net.LoseUp([&lost](std::uint64_t, const ns3::Packet& packet) {
        const ns3::Time now = ns3::Simulator::Now();
        const bool ack = packet.GetSize() < 60;
        const bool hold = ack && now > ns3::MilliSeconds(110) && now < ns3::MilliSeconds(350);
        lost += hold ? 1 : 0;
        return hold;
    });
    TcpTransferOptions options;
    options.responses = {100 * g_mss};
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(100));
    ASSERT_GT(lost, 5U);
    EXPECT_LE(transfer.Server()->Stream().Counters().retransmissions, 3U);
    EXPECT_GE(transfer.Server()->Stream().State()->m_cWnd.Get() / g_mss, 10U);
}

TEST(TcpRecovery, WorksWithoutSackAndWithoutTimestamps)
{
    TcpTransferOptions options;
    options.client.sack = false;
    options.client.timestamps = false;
    const Outcome clean = Transfer(200, {}, options);
    const Outcome lossy = Transfer(200, {g_firstData + 30, g_firstData + 33}, options);
    EXPECT_TRUE(lossy.intact);
    EXPECT_EQ(lossy.timeouts, 0U);
    EXPECT_EQ(lossy.retransmissions, 2U);
    // NewReno repairs one loss a round trip, with half the window from then on.
    EXPECT_LT(lossy.finished - clean.finished, ns3::MilliSeconds(250));
}

TEST(TcpRecovery, EveryLossOfEverySingleDownstreamPacketIsSurvived)
{
    for (std::uint64_t number = 0; number < 40; ++number)
    {
        SCOPED_TRACE(number);
        const Outcome lossy = Transfer(30, {number});
        EXPECT_TRUE(lossy.intact);
        EXPECT_LT(lossy.finished, ns3::MilliSeconds(1350));
    }
}

TEST(TcpRecovery, SurvivesLossesOfEveryKindInBothDirections)
{
    for (std::int64_t seed = 0; seed < 60; ++seed)
    {
        SCOPED_TRACE(seed);
        TwoNodesOptions link;
        link.loss = 0.2;
        link.stream = 1000 + 2 * seed;
        TwoNodes net(link);
        TcpTransferOptions options;
        options.client.sack = seed % 3 != 0;
        options.server.congestionControl =
            seed % 2 ? CongestionControl::RENO : CongestionControl::CUBIC;
        options.responses = {30000, 10, 20000};
        TcpTransfer transfer(net, options);
        net.Run(ns3::Seconds(2000));
        ASSERT_TRUE(transfer.finished);
        EXPECT_TRUE(transfer.Client().intact);
        EXPECT_EQ(transfer.Client().received, 50010U);
        EXPECT_TRUE(transfer.Client().end);
        EXPECT_TRUE(transfer.Server()->end);
    }
}

} // namespace

} // namespace pagewire::test
