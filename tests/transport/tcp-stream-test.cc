// SPDX-License-Identifier: GPL-2.0-only
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/tcp-stream.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

TwoNodesOptions
Link(std::int64_t delayMs, std::uint64_t rate)
{
    TwoNodesOptions options;
    options.delay = ns3::MilliSeconds(delayMs);
    options.rate = rate;
    return options;
}

TEST(TcpStream, CarriesBytesBothWaysAndClosesInOrder)
{
    TwoNodes net(Link(10, 10000000));
    TcpTransferOptions options;
    options.request = 5000;
    options.responses = {300000};
    TcpTransfer transfer(net, options);
    net.Run();
    ASSERT_TRUE(transfer.finished);
    EXPECT_EQ(transfer.Client().received, 300000U);
    EXPECT_EQ(transfer.Server()->received, 5000U);
    EXPECT_TRUE(transfer.Client().intact);
    EXPECT_TRUE(transfer.Server()->intact);
    EXPECT_EQ(transfer.Client().end, StreamEnd::GRACEFUL);
    EXPECT_EQ(transfer.Server()->end, StreamEnd::GRACEFUL);
}

TEST(TcpStream, HandshakeAndFirstDataTakeTheirRoundTripsToTheNanosecond)
{
    TwoNodes net(Link(25, 10000000));
    TcpTransferOptions options;
    options.request = 100;
    options.responses = {1000};
    TcpTransfer transfer(net, options);
    net.Run();
    // Octets of IP: SYN and SYN-ACK 60, request 52 + 100, response 52 + 1000. The handshake's ACK
    // is before the request, and the request's ACK before the response.
    const ns3::Time delay = ns3::MilliSeconds(25);
    const ns3::Time opened = 2 * (net.Serialization(60) + delay);
    const ns3::Time asked = opened + net.Serialization(52) + net.Serialization(152) + delay;
    const ns3::Time answered = asked + net.Serialization(52) + net.Serialization(1052) + delay;
    EXPECT_EQ(*transfer.Client().opened, opened);
    EXPECT_EQ(transfer.Server()->arrivals.front().first, asked);
    EXPECT_EQ(transfer.Client().arrivals.front().first, answered);
}

TEST(TcpStream, ALostSynCostsOneSecond)
{
    TwoNodes net(Link(25, 10000000));
    net.LoseUp([](std::uint64_t number, const ns3::Packet&) { return number == 0; });
    TcpTransferOptions options;
    options.responses = {1000};
    TcpTransfer transfer(net, options);
    net.Run();
    const ns3::Time opened = 2 * (net.Serialization(60) + ns3::MilliSeconds(25));
    EXPECT_EQ(*transfer.Client().opened, ns3::Seconds(1) + opened);
    EXPECT_EQ(transfer.Client().Stream().Counters().retransmissions, 1U);
    EXPECT_EQ(transfer.Client().Stream().Counters().timeouts, 1U);
}

TEST(TcpStream, ALostSynAckCostsOneSecondToo)
{
    TwoNodes net(Link(25, 10000000));
    net.LoseDown([](std::uint64_t number, const ns3::Packet&) { return number == 0; });
    TcpTransferOptions options;
    options.responses = {1000};
    TcpTransfer transfer(net, options);
    net.Run();
    ASSERT_TRUE(transfer.Client().opened);
    EXPECT_GT(*transfer.Client().opened, ns3::Seconds(1));
    EXPECT_LT(*transfer.Client().opened, ns3::Seconds(1) + ns3::MilliSeconds(51));
}

TEST(TcpStream, NobodyListeningRefuses)
{
    TwoNodes net(Link(25, 10000000));
    TcpPeer client(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 81), {}));
    client.Stream().Open();
    net.Run();
    EXPECT_EQ(client.end, StreamEnd::REFUSED);
    EXPECT_FALSE(client.opened);
    EXPECT_LT(*client.closed, ns3::MilliSeconds(51));
}

TEST(TcpStream, SilenceTimesOut)
{
    TwoNodes net(Link(25, 10000000));
    net.LoseUp([](std::uint64_t, const ns3::Packet&) { return true; });
    TcpPeer client(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 81), {}));
    client.Stream().Open();
    net.Run();
    EXPECT_EQ(client.end, StreamEnd::TIMEOUT);
    // SYNs at 0, 1, 2, 3, 4, 6 and 10 s (the first four waits alike); given up 8 s after the last.
    EXPECT_EQ(client.Stream().Counters().packetsSent, 7U);
}

} // namespace

} // namespace pagewire::test
