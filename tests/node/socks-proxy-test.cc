// SPDX-License-Identifier: GPL-2.0-only
#include "node/socks-bench.h"

#include "base/error.h"
#include "support/tls-rig.h"
#include "transport/refusal.h"
#include "transport/socks-stream.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

using std::string_literals::operator""s;

namespace
{

const std::string HELLO = "\x05\x01\x00"s;

/** \return a request of SOCKS 5 for www.example:80 */
std::string
RequestFor(const HostPort& to, std::uint8_t command = 1)
{
    SocksRequest request;
    request.command = command;
    request.target = to;
    return FormatSocksRequest(request);
}

} // namespace

TEST(SocksProxy, CarriesAStreamInEachVersion)
{
    for (const auto version : {SocksVersion::V4, SocksVersion::V4A, SocksVersion::V5})
    {
        SocksBench bench;
        bench.onAccept = [](StreamEar& server) { server.Send(Pattern(500000)); };
        StreamEar& client = bench.Dial(*bench.Socks({version, {}}));
        client.Send(Pattern(300000));
        client.closeAfterSending = true;
        bench.Run();
        ASSERT_EQ(1u, bench.servers.size());
        EXPECT_TRUE(Pattern(300000) == bench.servers[0].received);
        EXPECT_TRUE(Pattern(500000) == client.received);
        EXPECT_EQ(StreamEnd::GRACEFUL, client.closed);
        ASSERT_EQ(1u, bench.tunnels.size());
        const TunnelRecord& tunnel = bench.tunnels[0];
        EXPECT_EQ(SocksVersionName(version), tunnel.kind);
        EXPECT_EQ(version == SocksVersion::V4 ? "10.2.1.1:80" : "www.example:80", tunnel.target);
        EXPECT_EQ("closed", tunnel.outcome);
        EXPECT_EQ(300000u, tunnel.bytesUp);
        EXPECT_EQ(500000u, tunnel.bytesDown);
        ASSERT_EQ(1u, bench.connections.size());
        EXPECT_EQ("graceful", bench.connections[0].closeReason);
        EXPECT_EQ("10.1.1.1:1080", bench.connections[0].localAddress);
        EXPECT_EQ(0u, bench.Proxy().Size());
    }
}

TEST(SocksProxy, OpeningTakesTheRoundTripsOfBothSides)
{
    SocksBench bench;
    const StreamEar& client = bench.Dial(*bench.Socks());
    bench.Run(ns3::Seconds(5));
    // Three round trips of 20 ms to the proxy, and within the last one from there to the server.
    ASSERT_TRUE(client.opened);
    EXPECT_NEAR(0.080, client.opened->GetSeconds(), 0.00001);
    bench.Proxy().Finish();
    ASSERT_EQ(1u, bench.tunnels.size());
    EXPECT_NEAR(0.050, bench.tunnels[0].asked.GetSeconds(), 0.00001);
    EXPECT_NEAR(0.070, bench.tunnels[0].established->GetSeconds(), 0.00001);
    EXPECT_EQ("open at the end", bench.tunnels[0].outcome);
    EXPECT_FALSE(bench.tunnels[0].closed);
    EXPECT_EQ("open at the end", bench.connections[0].closeReason);
}

TEST(SocksProxy, LookingUpANameTakesItsTime)
{
    SocksBench bench;
    bench.Proxy().SetAttribute("ResolveDelay", ns3::TimeValue(ns3::MilliSeconds(100)));
    const StreamEar& named = bench.Dial(*bench.Socks());
    const StreamEar& numbered = bench.Dial(*bench.Socks(), {"10.2.1.1", 80});
    bench.Run(ns3::Seconds(5));
    EXPECT_NEAR(0.180, named.opened->GetSeconds(), 0.0001);
    EXPECT_NEAR(0.080, numbered.opened->GetSeconds(), 0.0001);
}

TEST(SocksProxy, SaysTheOctetsOfRfc1928)
{
    SocksBench bench;
    const StreamEar& client = bench.Say(HELLO + RequestFor({"www.example", 80}));
    bench.Run(ns3::Seconds(5));
    // From 10.1.0.2, the proxy's address towards the server, and the first free port.
    EXPECT_EQ("\x05\x00\x05\x00\x00\x01\x0a\x01\x00\x02\xc0\x01"s, client.received);
}

TEST(SocksProxy, AClientMaySendBeforeTheAnswer)
{
    SocksBench bench;
    bench.Say(HELLO + RequestFor({"www.example", 80}) + "early");
    bench.Run(ns3::Seconds(5));
    EXPECT_EQ("early", bench.servers.at(0).received);
}

TEST(SocksProxy, RefusesWithTheCodesOfRfc1928)
{
    struct Case
    {
        std::string request;
        char code;
        std::string outcome;
    };

    const std::vector<Case> cases{
        {RequestFor({"www.example", 81}), 5, "connection refused"},
        {RequestFor({"nobody.example", 80}), 4, "host unreachable"},
        {RequestFor({"www.example", 80}, 2), 7, "command not supported"},
        {RequestFor({"www.example", 80}, 9), 7, "command not supported"},
        {"\x05\x01\x00\x04"s + std::string(18, '\0'), 8, "address type not supported"},
        {"\x05\x01\x00\x07"s, 8, "address type not supported"},
        {RequestFor({"www.example", 22}), 2, "not allowed"},
    };
    for (const Case& each : cases)
    {
        SocksBench bench;
        bench.Proxy().SetAllowed([](const HostPort& to) { return to.port != 22; });
        const StreamEar& client = bench.Say(HELLO + each.request);
        bench.Run();
        EXPECT_EQ("\x05\x00\x05"s + each.code + "\x00\x01\x00\x00\x00\x00\x00\x00"s,
                  client.received);
        EXPECT_TRUE(client.ended);
        EXPECT_EQ(StreamEnd::GRACEFUL, client.closed);
        ASSERT_EQ(1u, bench.tunnels.size());
        EXPECT_EQ(each.outcome, bench.tunnels[0].outcome);
        EXPECT_FALSE(bench.tunnels[0].established);
        EXPECT_EQ(each.outcome, bench.connections.at(0).closeReason);
    }
}

TEST(SocksProxy, RefusesInVersion4WithItsOneCode)
{
    SocksBench bench;
    const StreamEar& client = bench.Say("\x04\x01\x00\x51\x0a\x02\x01\x01\x00"s);
    bench.Run();
    EXPECT_EQ("\x00\x5b\x00\x00\x00\x00\x00\x00"s, client.received);
    EXPECT_EQ("connection refused", bench.tunnels.at(0).outcome);
}

TEST(SocksProxy, NoRouteIsAnUnreachableNetwork)
{
    SocksBench bench;
    bench.Proxy().SetResolver([](const std::string&) { return ns3::Ipv4Address("192.0.2.1"); });
    const StreamEar& client = bench.Say(HELLO + RequestFor({"far.example", 80}));
    bench.Run();
    ASSERT_EQ(12u, client.received.size());
    EXPECT_EQ(3, client.received[3]);
}

TEST(SocksProxy, ATargetThatDoesNotAnswerIsGivenUp)
{
    SocksBench bench;
    bench.Proxy().SetAttribute("ConnectTimeout", ns3::TimeValue(ns3::Seconds(3)));

    // Behind a proxy further on that accepts and never speaks.
    class Silent : public Dialer
    {
        std::unique_ptr<ByteStream> Dial(const HostPort&) override
        {
            return std::make_unique<SocksStream>(std::move(PipeStream::MakePair().first),
                                                 SocksOptions{},
                                                 SocksCommand::CONNECT,
                                                 HostPort{"www.example", 80});
        }
    };

    bench.Proxy().SetDialer(std::make_shared<Silent>());
    const StreamEar& client = bench.Say(HELLO + RequestFor({"www.example", 80}));
    bench.Run();
    ASSERT_EQ(12u, client.received.size());
    EXPECT_EQ(6, client.received[3]);
    EXPECT_NEAR(3.03, bench.tunnels.at(0).closed->GetSeconds(), 0.01);
}

TEST(SocksProxy, VersionsCanBeSwitchedOff)
{
    SocksBench bench;
    bench.Proxy().SetAttribute("Socks4", ns3::BooleanValue(false));
    bench.Proxy().SetAttribute("Socks5", ns3::BooleanValue(false));
    const StreamEar& five = bench.Say(HELLO);
    const StreamEar& four = bench.Say("\x04\x01\x00\x50\x0a\x02\x01\x01\x00"s);
    const StreamEar& named = bench.Say("\x04\x01\x00\x50\x00\x00\x00\x01\x00www.example\x00"s);
    bench.Run(ns3::Seconds(5));
    EXPECT_EQ("\x05\xff"s, five.received);
    EXPECT_EQ("\x00\x5b\x00\x00\x00\x00\x00\x00"s, four.received);
    EXPECT_EQ('\x5a', named.received.at(1));
    EXPECT_EQ("version not allowed", bench.connections.at(0).closeReason);
}

TEST(SocksProxy, UsersHaveToLogIn)
{
    SocksBench bench;
    bench.Proxy().AddUser("joan", "secret");
    const StreamEar& right = bench.Dial(*bench.Socks({SocksVersion::V5, {"joan", "secret"}}));
    const StreamEar& wrong = bench.Dial(*bench.Socks({SocksVersion::V5, {"joan", "guess"}}));
    const StreamEar& none = bench.Dial(*bench.Socks());
    const StreamEar& old = bench.Dial(*bench.Socks({SocksVersion::V4A, {"joan", ""}}));
    bench.Run(ns3::Seconds(20));
    EXPECT_TRUE(right.opened);
    for (const StreamEar* refused : {&wrong, &none, &old})
    {
        EXPECT_FALSE(refused->opened);
        EXPECT_EQ(StreamEnd::REFUSED, refused->closed);
    }
    EXPECT_EQ("login rejected", RefusalOf(*wrong.stream));
    EXPECT_EQ("no login accepted", RefusalOf(*none.stream));
    EXPECT_THROW(bench.Proxy().AddUser("", "x"), InputError);
}

TEST(SocksProxy, GarbageEndsTheConnection)
{
    SocksBench bench;
    const StreamEar& http = bench.Say("GET / HTTP/1.1\r\n\r\n");
    const StreamEar& long4 =
        bench.Say("\x04\x01\x00\x50\x0a\x02\x01\x01"s + std::string(5000, 'u'));
    const StreamEar& bad5 = bench.Say(HELLO + "\x05\x01\x01\x01"s);
    bench.Run();
    for (const StreamEar* each : {&http, &long4, &bad5})
    {
        EXPECT_EQ(StreamEnd::RESET, each->closed);
    }
    ASSERT_EQ(3u, bench.connections.size());
    EXPECT_EQ("not SOCKS", bench.connections[0].closeReason);
    EXPECT_TRUE(bench.tunnels.empty());
    EXPECT_EQ(0u, bench.Proxy().Size());
}

TEST(SocksProxy, AClientThatNeverAsksIsLeft)
{
    SocksBench bench;
    const StreamEar& slow = bench.Say("\x05\x02\x00"s);
    StreamEar& gone = bench.Say("\x05"s);
    gone.closeAfterSending = true;
    bench.Run();
    EXPECT_EQ(StreamEnd::RESET, slow.closed);
    EXPECT_NEAR(30.04, slow.closedAt->GetSeconds(), 0.001);
    EXPECT_EQ(StreamEnd::GRACEFUL, gone.closed);
    EXPECT_EQ("negotiation timed out", bench.connections.at(1).closeReason);
}

TEST(SocksProxy, ResetsArePassedOn)
{
    SocksBench bench;
    bench.onAccept = [](StreamEar& server) {
        server.onReadable = [&server] { server.stream->Abort(); };
    };
    StreamEar& client = bench.Dial(*bench.Socks());
    client.Send("question");
    bench.Run();
    EXPECT_EQ(StreamEnd::RESET, client.closed);
    EXPECT_EQ("reset", bench.tunnels.at(0).outcome);
}

TEST(SocksProxy, AClientThatGoesWhileTheTargetIsDialledTakesItAlong)
{
    SocksBench bench;
    StreamEar& client = bench.Say(HELLO + RequestFor({"www.example", 80}));
    ns3::Simulator::Schedule(ns3::MilliSeconds(35), [&] { client.stream->Abort(); });
    bench.Run();
    EXPECT_EQ("client gone", bench.tunnels.at(0).outcome);
    EXPECT_EQ(0u, bench.Proxy().Size());
}

TEST(SocksProxy, ProxiesChainOverVersions)
{
    SocksBench bench(3);
    // SOCKS 5 to the second proxy, through SOCKS 4a to the first.
    SocksDialer chain(bench.Socks({SocksVersion::V4A, {}}), bench.ProxyPlace(2), {});
    StreamEar& client = bench.Dial(chain);
    client.Send("question");
    bench.onAccept = [](StreamEar& server) { server.Send("answer"); };
    StreamEar& refused = bench.Dial(chain, {"nobody.example", 80});
    bench.Run(ns3::Seconds(5));
    EXPECT_EQ("question", bench.servers.at(0).received);
    EXPECT_EQ("answer", client.received);
    EXPECT_EQ(StreamEnd::REFUSED, refused.closed);
    EXPECT_EQ("host unreachable", RefusalOf(*refused.stream));
}

TEST(SocksProxy, AProxyMayGoOnThroughAnother)
{
    SocksBench bench(3);
    bench.Proxy(1).SetDialer(
        std::make_shared<SocksDialer>(bench.Direct(1), bench.ProxyPlace(2), SocksOptions{}));
    StreamEar& client = bench.Dial(*bench.Socks({SocksVersion::V4A, {}}));
    client.Send(Pattern(100000));
    const StreamEar& refused = bench.Say(HELLO + RequestFor({"nobody.example", 80}));
    bench.Run(ns3::Seconds(10));
    EXPECT_TRUE(Pattern(100000) == bench.servers.at(0).received);
    EXPECT_EQ(4, refused.received.at(3)) << "the second proxy's reply";
}

TEST(SocksProxy, TlsGoesThrough)
{
    SocksBench bench;
    const TlsOptions tls;
    const auto server = MakeTlsServerContext(tls, {"www.example"}, 1);
    std::vector<std::unique_ptr<StreamEar>> secure;
    TcpAcceptor acceptor(bench.network->GetNode(2), 443, {}, [&](std::unique_ptr<TcpStream> tcp) {
        secure.push_back(std::make_unique<StreamEar>());
        secure.back()->Send(Pattern(200000));
        secure.back()->Use(MakeTlsServer(std::move(tcp), server, {"h2"}));
    });
    StreamEar client;
    client.Use(MakeTlsClient(bench.Socks()->Dial({"www.example", 443}),
                             MakeTlsClientContext(tls, 2, nullptr),
                             "www.example",
                             {"h2"}));
    client.Send("question");
    bench.Run(ns3::Seconds(10));
    EXPECT_EQ("h2", client.stream->Alpn());
    EXPECT_EQ("question", secure.at(0)->received);
    EXPECT_TRUE(Pattern(200000) == client.received);
    EXPECT_EQ("10.1.1.1:1080", ([&] {
                  const auto remote = DescribeStream(*client.stream).remote;
                  return DottedText(remote->GetIpv4()) + ":" + std::to_string(remote->GetPort());
              })());
    client.stream.reset();
}

TEST(SocksProxy, ASlowClientStopsTheServer)
{
    SocksBench bench;
    bench.onAccept = [](StreamEar& server) { server.Send(Pattern(20000000)); };
    StreamEar& client = bench.Dial(*bench.Socks());
    client.reading = false;
    bench.Run(ns3::Seconds(50));
    const TcpOptions tcp;
    // Four buffers lie on the way, two of them at the proxy; it holds nothing besides.
    EXPECT_LT(bench.servers.at(0).written, 2 * (tcp.sendBuffer + tcp.receiveBuffer));
    client.reading = true;
    client.Read();
    bench.Run(ns3::Seconds(100));
    EXPECT_TRUE(Pattern(20000000) == client.received);
}

TEST(SocksProxy, StoppingBreaksWhatThereIs)
{
    SocksBench bench;
    bench.Proxy().SetStopTime(ns3::Seconds(1));
    const StreamEar& client = bench.Dial(*bench.Socks());
    ns3::Simulator::Schedule(ns3::Seconds(2), [&] {
        const StreamEar& late = bench.Dial(*bench.Socks());
        ns3::Simulator::Schedule(ns3::Seconds(1),
                                 [&] { EXPECT_EQ(StreamEnd::REFUSED, late.closed); });
    });
    bench.Run(ns3::Seconds(10));
    EXPECT_EQ(StreamEnd::RESET, client.closed);
    EXPECT_EQ(StreamEnd::RESET, bench.servers.at(0).closed);
    EXPECT_EQ("proxy stopped", bench.tunnels.at(0).outcome);
}

TEST(SocksProxy, ACrashForgetsTunnelsAndARestartTakesNewOnes)
{
    SocksBench bench;
    NodePower::Of(bench.network->GetNode(1))->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    StreamEar& client = bench.Dial(*bench.Socks());
    ns3::Simulator::Schedule(ns3::Seconds(3), [&] {
        EXPECT_FALSE(client.closed) << "nobody has said anything";
        client.Send("still there?");
        bench.Dial(*bench.Socks());
    });
    bench.Run(ns3::Seconds(10));
    EXPECT_EQ(StreamEnd::RESET, client.closed);
    EXPECT_TRUE(bench.clients.at(1).opened);
    ASSERT_EQ(1u, bench.tunnels.size());
    EXPECT_EQ("crashed", bench.tunnels[0].outcome);
    EXPECT_EQ(ns3::Seconds(1), bench.tunnels[0].closed);
    EXPECT_EQ("crashed", bench.connections.at(0).closeReason);
    EXPECT_EQ(1u, bench.Proxy().Size());
}

TEST(SocksProxy, DisposedOfWithItsNodeItLeavesNothingBehind)
{
    SocksBench bench;
    bench.onAccept = [](StreamEar& server) { server.Send(Pattern(1000000)); };
    bench.Dial(*bench.Socks());
    bench.Dial(*bench.Socks(), {"nobody.example", 80});
    bench.Run(ns3::MilliSeconds(100));
    bench.Proxy().Dispose();
    bench.Run(ns3::Seconds(5));
    ASSERT_EQ(1u, bench.tunnels.size());
    EXPECT_EQ("host unreachable", bench.tunnels[0].outcome) << "reported before";
}

TEST(SocksProxy, TheSameEachTime)
{
    const auto once = [] {
        SocksBench bench(3);
        bench.Proxy(1).SetDialer(
            std::make_shared<SocksDialer>(bench.Direct(1), bench.ProxyPlace(2), SocksOptions{}));
        bench.onAccept = [](StreamEar& server) { server.Send(Pattern(100000)); };
        std::string told;
        for (int i = 0; i < 5; ++i)
        {
            bench.Dial(*bench.Socks()).closeAfterSending = true;
        }
        bench.Run();
        for (const TunnelRecord& tunnel : bench.tunnels)
        {
            told += std::to_string(tunnel.connection) + tunnel.kind + tunnel.target +
                    std::to_string(tunnel.established->GetNanoSeconds()) + "-" +
                    std::to_string(tunnel.closed->GetNanoSeconds()) + "\n";
        }
        for (const ConnectionRecord& record : bench.connections)
        {
            told += record.localAddress + record.remoteAddress +
                    std::to_string(record.counters.bytesSent) + "\n";
        }
        return told;
    };
    const std::string first = once();
    EXPECT_NE("", first);
    EXPECT_EQ(first, once());
}
