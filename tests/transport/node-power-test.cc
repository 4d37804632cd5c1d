// SPDX-License-Identifier: GPL-2.0-only
// A node that crashes and runs again: half-open connections (RFC 9293 section 3.5.1).
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/datagram-flow.h"
#include "transport/node-power.h"
#include "transport/udp-endpoint.h"

#include "ns3/application.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

namespace
{

/** Listens on port 80 whenever it can, and accepts and holds whatever comes. */
class Server : public ns3::Application, public NodeProgram
{
  public:
    void HandleCrash() override
    {
        ++crashes;
        peers.clear();
        m_acceptor.reset();
    }

    void HandleRestart() override
    {
        Listen();
    }

    std::vector<std::unique_ptr<TcpPeer>> peers;
    int crashes{0};

  private:
    void StartApplication() override
    {
        Listen();
    }

    void DoDispose() override
    {
        HandleCrash();
        ns3::Application::DoDispose();
    }

    void Listen()
    {
        m_acceptor = std::make_unique<TcpAcceptor>(
            GetNode(),
            80,
            TcpOptions(),
            [this](std::unique_ptr<TcpStream> stream) {
                peers.push_back(std::make_unique<TcpPeer>(std::move(stream)));
                peers.back()->Stream().Open();
            });
    }

    std::unique_ptr<TcpAcceptor> m_acceptor;
};

struct NodePowerTest : ::testing::Test
{
    NodePowerTest()
        : server(ns3::CreateObject<Server>())
    {
        net.Server()->AddApplication(server);
        client = std::make_unique<TcpPeer>(Dial());
        ns3::Simulator::Schedule(ns3::MilliSeconds(1), [this] { client->Stream().Open(); });
        power = NodePower::Of(net.Server());
    }

    std::unique_ptr<TcpStream> Dial()
    {
        return MakeTcpClient(net.Client(), {net.ServerAddress(), 80}, {});
    }

    ns3::Time OneWay(std::uint32_t octets) const
    {
        return net.Serialization(octets) + ns3::MilliSeconds(10);
    }

    TwoNodes net;
    ns3::Ptr<Server> server;
    ns3::Ptr<NodePower> power;
    std::unique_ptr<TcpPeer> client;
};

TEST_F(NodePowerTest, WhoSpeaksAfterTheRestartIsResetARoundTripLater)
{
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(2));
    ns3::Simulator::Schedule(ns3::Seconds(5), [&] { client->Send(100, false); });
    net.Run();
    EXPECT_EQ(client->end, StreamEnd::RESET);
    EXPECT_EQ(client->closed, ns3::Seconds(5) + OneWay(152) + OneWay(40));
    EXPECT_TRUE(server->peers.empty());
}

TEST_F(NodePowerTest, WhoIsSilentNeverKnows)
{
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(2));
    net.Run();
    EXPECT_FALSE(client->end);
    EXPECT_EQ(net.PacketsDown(), 1U) << "the SYN-ACK: no FIN, no RST";
    EXPECT_EQ(net.PacketsUp(), 2U);
}

TEST_F(NodePowerTest, WhoSpeaksMeanwhileFindsOutByARetransmissionAfterTheRestart)
{
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(2));
    std::vector<ns3::Time> sent;
    net.LoseUp([&](std::uint64_t, const ns3::Packet&) {
        sent.push_back(ns3::Simulator::Now() - OneWay(152));
        return false;
    });
    const ns3::Time asked = ns3::Seconds(2);
    ns3::Simulator::Schedule(asked, [&] { client->Send(100, false); });
    net.Run();
    ASSERT_GE(sent.size(), 6U);
    // One sample R of the round trip (RFC 6298 section 2.2): RTO = R + max(4 R / 2, 200 ms), which
    // doubles at each timeout; before the first is a tail loss probe, at 2 R and the 200 ms that a
    // lone segment may wait for its ACK (RFC 8985 section 7.2).
    const ns3::Time round = 2 * OneWay(60);
    const ns3::Time rto = round + ns3::MilliSeconds(200);
    const ns3::Time probe = asked + std::min(2 * round + ns3::MilliSeconds(200), rto);
    EXPECT_EQ(sent[2], asked);
    EXPECT_EQ(sent[3], probe);
    EXPECT_EQ(client->end, StreamEnd::RESET);
    EXPECT_EQ(*client->closed, sent.back() + OneWay(152) + OneWay(40));
    EXPECT_GE(sent.back() + OneWay(152), ns3::Seconds(3)) << "the first to come after the restart";
    EXPECT_LT(sent[sent.size() - 2] + OneWay(152), ns3::Seconds(3));
}

TEST_F(NodePowerTest, NewConnectionsComeAboutAfterTheRestart)
{
    power->ScheduleCrash(ns3::Seconds(1), ns3::MilliSeconds(1500));
    TcpPeer second(Dial());
    ns3::Simulator::Schedule(ns3::Seconds(2), [&] { second.Stream().Open(); });
    ns3::Simulator::Schedule(ns3::Seconds(4), [&] { second.Send(1000, false); });
    net.Run(ns3::Seconds(100));
    // The SYN of 2 s finds nobody, the one of 3 s does.
    EXPECT_EQ(second.opened, ns3::Seconds(3) + 2 * OneWay(60));
    ASSERT_EQ(server->peers.size(), 1U);
    EXPECT_EQ(server->peers.front()->received, 1000U);
}

TEST_F(NodePowerTest, WhatItHadWrittenIsLost)
{
    ns3::Simulator::Schedule(ns3::MilliSeconds(900),
                             [&] { server->peers.front()->Send(1000000, true); });
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    net.Run(ns3::Seconds(100));
    EXPECT_GT(client->received, 10000U);
    EXPECT_LT(client->received, 260000U) << "100 ms at 10 Mbit/s are 125 kB, and a full queue";
    EXPECT_TRUE(client->intact);
    EXPECT_FALSE(client->end) << "it waits for the rest and does not ask";
}

TEST_F(NodePowerTest, WhatNobodyOwnsAnyMoreIsLostToo)
{
    net.LoseDown([](std::uint64_t number, const ns3::Packet&) { return number > 0; });
    ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&] {
        server->peers.front()->Send(1000, true);
        server->peers.clear(); // it is sent again and again, even so
    });
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    std::uint64_t before = 0;
    ns3::Simulator::Schedule(ns3::Seconds(1), [&] { before = net.PacketsDown(); });
    net.Run(ns3::Seconds(100));
    EXPECT_GT(before, 3U);
    EXPECT_EQ(net.PacketsDown(), before);
}

TEST_F(NodePowerTest, AnEndInTimeWaitIsForgottenToo)
{
    ns3::Simulator::Schedule(ns3::MilliSeconds(900), [&] { server->peers.front()->Send(0, true); });
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    net.Run();
    EXPECT_EQ(client->end, StreamEnd::GRACEFUL);
    EXPECT_LT(ns3::Simulator::Now(), ns3::Seconds(10001));
    EXPECT_EQ(server->crashes, 1);
}

TEST_F(NodePowerTest, AProgramThatKnowsNoCrashesHearsOfAReset)
{
    NodePower::Of(net.Client())->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    net.Run();
    EXPECT_EQ(client->end, StreamEnd::RESET);
    EXPECT_EQ(client->closed, ns3::Seconds(1));
    EXPECT_EQ(net.PacketsUp(), 2U);
    EXPECT_FALSE(server->peers.front()->end);
}

TEST_F(NodePowerTest, DatagramsOfANodeThatIsDownGoNowhere)
{
    UdpEndpoint endpoint(net.Server(), [](const ReceivedDatagram&) { FAIL() << "it is down"; });
    ASSERT_TRUE(endpoint.Listen(443));
    const auto flow = MakeUdpFlow(net.Client(), {net.ServerAddress(), 443});
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(2));
    for (const double at : {2.0, 4.0}) // while it is down, and when nobody listens any more
    {
        ns3::Simulator::Schedule(ns3::Seconds(at), [&] { flow->Send("x", Ecn::NOT_ECT); });
    }
    net.Run();
    EXPECT_FALSE(endpoint.Send(endpoint.Local(), flow->Local(), "x", Ecn::NOT_ECT));
}

TEST_F(NodePowerTest, CrashesThatOverlapAreOne)
{
    power->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(3));
    power->ScheduleCrash(ns3::Seconds(2), ns3::Seconds(3));
    std::string states;
    for (int second = 0; second < 7; ++second)
    {
        ns3::Simulator::Schedule(ns3::Seconds(second) + ns3::MilliSeconds(500),
                                 [&] { states += power->IsUp() ? 'u' : 'd'; });
    }
    net.Run(ns3::Seconds(10));
    EXPECT_EQ(states, "udddduu");
    EXPECT_EQ(server->crashes, 1);
}

} // namespace

} // namespace pagewire::test
