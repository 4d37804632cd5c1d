// SPDX-License-Identifier: GPL-2.0-only
// Keep-alive probes (RFC 9293 section 3.8.4), to the nanosecond.
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/node-power.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <vector>

namespace pagewire::test
{

namespace
{

/** A connection that is opened at once and on which nothing is asked. */
struct TcpKeepAlive : ::testing::Test
{
    TcpKeepAlive()
    {
        options.responses = {};
        options.client.keepAliveTime = ns3::Seconds(10);
        options.client.keepAliveInterval = ns3::Seconds(2);
        options.client.keepAliveProbes = 3;
    }

    /** \return one way of a packet of so many octets of IP */
    ns3::Time OneWay(std::uint32_t octets) const
    {
        return net.Serialization(octets) + ns3::MilliSeconds(10);
    }

    /** \return when the client hears the SYN-ACK */
    ns3::Time Opened() const
    {
        return 2 * OneWay(60);
    }

    TwoNodes net;
    TcpTransferOptions options;
};

constexpr std::uint32_t BARE = 52;  //!< octets of a segment with timestamps and no payload
constexpr std::uint32_t RESET = 40; //!< of the answer to a segment of no connection

TEST_F(TcpKeepAlive, AsksAfterSoMuchSilenceAndAgainAfterAsMuchMore)
{
    std::vector<ns3::Time> arrivals;
    net.LoseUp([&](std::uint64_t, const ns3::Packet&) {
        arrivals.push_back(ns3::Simulator::Now());
        return false;
    });
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(25));
    ASSERT_EQ(arrivals.size(), 4U) << "SYN, ACK and two probes";
    const ns3::Time first = Opened() + ns3::Seconds(10);
    EXPECT_EQ(arrivals[2], first + OneWay(BARE));
    EXPECT_EQ(arrivals[3], first + 2 * OneWay(BARE) + ns3::Seconds(10) + OneWay(BARE));
    EXPECT_EQ(net.PacketsDown(), 3U) << "SYN-ACK and an answer to each";
    EXPECT_FALSE(transfer.Client().end);
    EXPECT_FALSE(transfer.Server()->end);
    EXPECT_EQ(transfer.Server()->received, 0U) << "a probe carries nothing";
}

TEST_F(TcpKeepAlive, AnUnreachablePeerIsGivenUpAfterTheLastProbe)
{
    net.LoseDown([](std::uint64_t number, const ns3::Packet&) { return number > 0; });
    TcpTransfer transfer(net, options);
    net.Run();
    const ns3::Time end = Opened() + ns3::Seconds(10 + 3 * 2);
    EXPECT_EQ(transfer.Client().end, StreamEnd::TIMEOUT);
    EXPECT_EQ(transfer.Client().closed, end);
    // It hears, it only is not heard.
    EXPECT_EQ(transfer.Server()->end, StreamEnd::RESET);
    EXPECT_EQ(transfer.Server()->closed, end + OneWay(BARE));
    EXPECT_EQ(net.PacketsUp(), 2U + 3U + 1U) << "the handshake, the probes, the reset";
}

TEST_F(TcpKeepAlive, OneAnswerIsEnough)
{
    // The answers to the first two probes are lost.
    net.LoseDown(
        [](std::uint64_t number, const ns3::Packet&) { return number == 1 || number == 2; });
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(30));
    EXPECT_FALSE(transfer.Client().end);
    // Probes at 10, 12 and 14 s after the opening, and 10 s after the answer to the last.
    EXPECT_EQ(net.PacketsUp(), 2U + 3U + 1U);
}

TEST_F(TcpKeepAlive, IsOffUnlessAskedFor)
{
    options.client = TcpOptions();
    net.LoseDown([](std::uint64_t number, const ns3::Packet&) { return number > 0; });
    TcpTransfer transfer(net, options);
    net.Run(ns3::Seconds(100000));
    EXPECT_FALSE(transfer.Client().end) << "nobody has asked, so nobody knows";
    EXPECT_EQ(net.PacketsUp(), 2U);
}

TEST_F(TcpKeepAlive, APeerThatHasForgottenAnswersByAReset)
{
    NodePower::Of(net.Server())->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    TcpTransfer transfer(net, options);
    net.Run();
    EXPECT_EQ(transfer.Client().end, StreamEnd::RESET);
    EXPECT_EQ(transfer.Client().closed, Opened() + ns3::Seconds(10) + OneWay(BARE) + OneWay(RESET));
}

TEST(TcpKeepAliveWithData, LeavesUnacknowledgedDataToRetransmissions)
{
    ns3::Time ends[2];
    for (const int keepAlive : {0, 1})
    {
        TwoNodes fresh;
        fresh.LoseDown([](std::uint64_t number, const ns3::Packet&) { return number > 0; });
        TcpTransferOptions asking;
        asking.client.dataRetries = 6;
        asking.client.keepAliveTime = ns3::Seconds(keepAlive);
        asking.client.keepAliveInterval = ns3::Seconds(1);
        asking.client.keepAliveProbes = 1;
        TcpTransfer transfer(fresh, asking);
        fresh.Run();
        EXPECT_EQ(transfer.Client().end, StreamEnd::TIMEOUT);
        ends[keepAlive] = transfer.Client().closed.value_or(ns3::Seconds(0));
    }
    EXPECT_GT(ends[0], ns3::Seconds(10)) << "long after a probe would have found out";
    EXPECT_EQ(ends[0], ends[1]);
}

} // namespace

} // namespace pagewire::test
