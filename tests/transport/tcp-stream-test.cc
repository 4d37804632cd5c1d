// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/tcp-stream.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

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

TEST(TcpStream, AbortResetsThePeer)
{
    TwoNodes net(Link(25, 10000000));
    TcpTransferOptions options;
    options.responses = {1000000};
    TcpTransfer transfer(net, options);
    ns3::Simulator::Schedule(ns3::MilliSeconds(300), [&] { transfer.Client().Stream().Abort(); });
    net.Run();
    EXPECT_FALSE(transfer.Client().end); // who aborts is not told
    EXPECT_EQ(transfer.Server()->end, StreamEnd::RESET);
    EXPECT_NEAR(transfer.Server()->closed->GetSeconds(), 0.325, 0.001);
}

TEST(TcpStream, DestroyedWithUnreadDataResets)
{
    TwoNodes net(Link(25, 10000000));
    std::unique_ptr<TcpPeer> server;
    TcpAcceptor acceptor(net.Server(), 80, {}, [&](std::unique_ptr<TcpStream> stream) {
        server = std::make_unique<TcpPeer>(std::move(stream));
        server->Stream().Open();
        server->Send(20000, false);
    });
    auto client = std::make_unique<TcpPeer>(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 80), {}));
    client->reading = false;
    client->Stream().Open();
    ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&] { client.reset(); });
    net.Run();
    EXPECT_EQ(server->end, StreamEnd::RESET);
}

TEST(TcpStream, DestroyedAfterCloseStillDeliversWhatWasWritten)
{
    TwoNodes net(Link(25, 10000000));
    std::unique_ptr<TcpStream> server;
    TcpAcceptor acceptor(net.Server(), 80, {}, [&](std::unique_ptr<TcpStream> stream) {
        server = std::move(stream);
        server->Open();
        EXPECT_EQ(server->Write(PatternOctets(0, 28000)), 28000U);
        server->CloseWrite();
        DisposeLater(std::move(server));
    });
    TcpPeer client(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 80), {}));
    client.Stream().Open();
    net.Run();
    EXPECT_EQ(client.received, 28000U);
    EXPECT_TRUE(client.sawEnd);
    EXPECT_EQ(client.end, StreamEnd::GRACEFUL);
}

TEST(TcpStream, HalfClosedItStillReceives)
{
    TwoNodes net(Link(25, 10000000));
    std::unique_ptr<TcpPeer> server;
    TcpAcceptor acceptor(net.Server(), 80, {}, [&](std::unique_ptr<TcpStream> stream) {
        server = std::make_unique<TcpPeer>(std::move(stream));
        server->closeAtEnd = false;
        server->Stream().Open();
    });
    TcpPeer client(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 80), {}));
    client.Stream().Open();
    client.Send(500, true);
    ns3::Simulator::Schedule(ns3::Seconds(5), [&] {
        EXPECT_TRUE(server->sawEnd);
        EXPECT_FALSE(client.end);
        server->Send(100000, true);
    });
    net.Run();
    EXPECT_EQ(client.received, 100000U);
    EXPECT_EQ(client.end, StreamEnd::GRACEFUL);
    EXPECT_EQ(server->end, StreamEnd::GRACEFUL);
}

TEST(TcpStream, UnreadBytesCloseTheWindowAndReadingOpensIt)
{
    TwoNodes net(Link(25, 10000000));
    TcpTransferOptions options;
    options.client.initialReceiveBuffer = options.client.receiveBuffer = 50000;
    options.responses = {400000};
    TcpTransfer transfer(net, options);
    transfer.Client().reading = false;
    ns3::Simulator::Schedule(ns3::Seconds(20), [&] {
        EXPECT_EQ(transfer.Client().received, 0U);
        // What is not read lies in the client's buffer, the server's, or was not taken.
        EXPECT_LT(transfer.Server()->Stream().Unsent(), 400000U);
        EXPECT_FALSE(transfer.Server()->end);
        transfer.Client().reading = true;
        transfer.Client().HandleReadable();
    });
    net.Run();
    ASSERT_TRUE(transfer.finished);
    EXPECT_TRUE(transfer.Client().intact);
    EXPECT_LT(*transfer.finished, ns3::Seconds(22));
    EXPECT_EQ(transfer.Server()->Stream().Counters().timeouts, 0U);
}

TEST(TcpStream, ALostWindowUpdateIsAskedFor)
{
    TwoNodes net(Link(25, 10000000));
    net.LoseUp([](std::uint64_t, const ns3::Packet&) {
        return ns3::Simulator::Now() > ns3::Seconds(20) &&
               ns3::Simulator::Now() < ns3::Seconds(20.2);
    });
    TcpTransferOptions options;
    options.client.initialReceiveBuffer = options.client.receiveBuffer = 50000;
    options.responses = {200000};
    TcpTransfer transfer(net, options);
    transfer.Client().reading = false;
    ns3::Simulator::Schedule(ns3::Seconds(20), [&] {
        transfer.Client().reading = true;
        transfer.Client().HandleReadable();
    });
    net.Run();
    ASSERT_TRUE(transfer.finished);
    EXPECT_EQ(transfer.Client().received, 200000U);
}

TEST(TcpStream, ASmallWindowIsUsedAllTheSame)
{
    TwoNodes net(Link(5, 10000000));
    TcpTransferOptions options;
    options.client.initialReceiveBuffer = options.client.receiveBuffer = 1000;
    options.responses = {20000};
    TcpTransfer transfer(net, options);
    net.Run();
    ASSERT_TRUE(transfer.finished);
    EXPECT_TRUE(transfer.Client().intact);
}

/** Writes all it can and notes each HandleWritable. */
class LowWaterWriter : public ByteStreamListener
{
  public:
    explicit LowWaterWriter(std::unique_ptr<TcpStream> stream)
        : m_stream(std::move(stream))
    {
        m_stream->SetListener(this);
        EXPECT_TRUE(m_stream->SetUnsentLowWater(4000));
        m_stream->Open();
    }

    void HandleOpen() override
    {
        m_stream->Write(PatternOctets(0, 20000));
    }

    void HandleWritable() override
    {
        ++calls;
        unsent = m_stream->Unsent();
    }

    void HandleReadable() override
    {}

    void HandleClosed(StreamEnd) override
    {}

    int calls{0};
    std::size_t unsent{0};

  private:
    std::unique_ptr<TcpStream> m_stream;
};

TEST(TcpStream, TellsWhenTheUnsentBytesFallToTheLowWaterMark)
{
    TwoNodes net(Link(25, 10000000));
    std::unique_ptr<LowWaterWriter> writer;
    TcpAcceptor acceptor(net.Server(), 80, {}, [&](std::unique_ptr<TcpStream> stream) {
        writer = std::make_unique<LowWaterWriter>(std::move(stream));
    });
    TcpPeer client(
        MakeTcpClient(net.Client(), ns3::InetSocketAddress(net.ServerAddress(), 80), {}));
    client.Stream().Open();
    net.Run();
    EXPECT_EQ(client.received, 20000U);
    EXPECT_EQ(writer->calls, 1);
    EXPECT_LE(writer->unsent, 4000U);
    EXPECT_GT(writer->unsent, 0U);
}

TEST(TcpStream, CountersAreThoseOfTheWire)
{
    TwoNodes net(Link(25, 10000000));
    TcpTransferOptions options;
    options.responses = {100000};
    TcpTransfer transfer(net, options);
    net.Run();
    const TcpCounters& client = transfer.Client().Stream().Counters();
    const TcpCounters& server = transfer.Server()->Stream().Counters();
    EXPECT_EQ(client.packetsSent, net.PacketsUp());
    EXPECT_EQ(server.packetsSent, net.PacketsDown());
    EXPECT_EQ(client.packetsReceived, server.packetsSent);
    EXPECT_EQ(server.packetsReceived, client.packetsSent);
    EXPECT_EQ(client.bytesReceived, server.bytesSent);
    EXPECT_EQ(server.bytesReceived, client.bytesSent);
    // SYN-ACK 60, ACK of the request 52, 70 segments with 52 of headers, the FIN in the last one,
    // and the ACK of the client's FIN.
    EXPECT_EQ(server.packetsSent, 1U + 1 + 70 + 1);
    EXPECT_EQ(server.bytesSent, 60U + 52 + 100000 + 70 * 52 + 52);
    EXPECT_NEAR(client.smoothedRtt.GetSeconds(), 0.05, 0.01);
}

TEST(TcpStream, PortsThatAreTakenAreRefusedInWords)
{
    TwoNodes net;
    const TcpAcceptor first(net.Server(), 80, {}, [](std::unique_ptr<TcpStream>) {});
    EXPECT_THROW(TcpAcceptor(net.Server(), 80, {}, [](std::unique_ptr<TcpStream>) {}), InputError);
}

TEST(TcpStream, ManyConnectionsAtOnceKeepApart)
{
    TwoNodes net(Link(10, 50000000));
    std::vector<std::unique_ptr<TcpTransfer>> transfers;
    for (std::uint16_t i = 0; i < 40; ++i)
    {
        TcpTransferOptions options;
        options.port = static_cast<std::uint16_t>(80 + i);
        options.responses = {20000U + i};
        options.start = ns3::MilliSeconds(i);
        transfers.push_back(std::make_unique<TcpTransfer>(net, options));
    }
    net.Run();
    for (std::size_t i = 0; i < transfers.size(); ++i)
    {
        EXPECT_EQ(transfers[i]->Client().received, 20000 + i);
        EXPECT_EQ(transfers[i]->Client().end, StreamEnd::GRACEFUL);
    }
}

std::uint64_t
LossyTraceHash(std::int64_t stream)
{
    TwoNodesOptions link = Link(20, 10000000);
    link.loss = 0.02;
    link.stream = stream;
    TwoNodes net(link);
    TcpTransferOptions options;
    options.responses = {100000};
    TcpTransfer transfer(net, options);
    net.Run();
    return net.TraceHash();
}

TEST(TcpStream, TwoHundredSimulationsInOneProcessAreTheSameToTheNanosecond)
{
    const std::uint64_t first = LossyTraceHash(5);
    EXPECT_NE(LossyTraceHash(7), first);
    for (int i = 0; i < 200; ++i)
    {
        ASSERT_EQ(LossyTraceHash(5), first);
    }
}

} // namespace

} // namespace pagewire::test
