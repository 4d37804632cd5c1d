// SPDX-License-Identifier: GPL-2.0-only
// Tunnels in exchanges of any version: CONNECT (RFC 9110 section 9.3.6), Upgrade (section 7.8) and
// extended CONNECT (RFC 8441, RFC 9220).
#include "wire/tunnel-stream.h"

#include "support/h1-rig.h"
#include "support/h2-rig.h"
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const ns3::Time RTT = ns3::MilliSeconds(20);

/** One end of a tunnel: says what it is told to as there is room, keeps what comes. */
struct TunnelPeer : ByteStreamListener
{
    void Take(std::unique_ptr<ByteStream> made)
    {
        stream = std::move(made);
        stream->SetListener(this);
        opened = ns3::Simulator::Now();
        Flush();
    }

    void Say(const std::string& octets, bool end = false)
    {
        toSay += octets;
        ends = ends || end;
        if (stream)
        {
            Flush();
        }
    }

    void Flush()
    {
        toSay.erase(0, stream->Write(toSay));
        if (ends && toSay.empty())
        {
            stream->CloseWrite();
        }
    }

    void HandleOpen() override
    {}

    void HandleReadable() override
    {
        while (reads && stream->Read(heard, 10000) > 0)
        {
            lastHeard = ns3::Simulator::Now();
        }
        if (stream->AtEnd() && !endHeard)
        {
            endHeard = ns3::Simulator::Now();
        }
    }

    void HandleWritable() override
    {
        Flush();
    }

    void HandleClosed(StreamEnd end) override
    {
        closed = end;
    }

    std::unique_ptr<ByteStream> stream;
    std::string toSay;
    std::string heard;
    bool ends{false};
    bool reads{true};
    std::optional<ns3::Time> opened;
    std::optional<ns3::Time> lastHeard;
    std::optional<ns3::Time> endHeard;
    std::optional<StreamEnd> closed;
};

struct Asker : TunnelAsker
{
    void HandleTunnel(const Response& response, std::unique_ptr<ByteStream> stream) override
    {
        status = response.status;
        peer.Take(std::move(stream));
    }

    void HandleRefusal(const Response& response) override
    {
        refusal = response.status;
    }

    void HandleNoTunnel(const ExchangeFailure& why) override
    {
        failure = why.reason;
    }

    TunnelPeer peer;
    std::unique_ptr<TunnelRequest> request;
    std::optional<int> status;
    std::optional<int> refusal;
    std::string failure;
};

/** \return the options of a server that takes extended CONNECT */
template <class Options>
Options
Serving()
{
    Options options;
    options.connectProtocol = true;
    return options;
}

struct H2ConnectRig : H2Rig
{
    H2ConnectRig()
        : H2Rig({}, {}, Serving<H2Options>())
    {}
};

struct H3ConnectRig : H3Rig
{
    H3ConnectRig()
        : H3Rig({}, {}, Serving<H3Options>())
    {}
};

/** A site that opens the tunnels it is asked for. */
template <class Rig>
struct TunnelRig : Rig
{
    TunnelRig()
    {
        this->site.answer = [this](ServerExchange& exchange) { Answer(exchange); };
        this->site.whenGone = [this](ServerExchange&) {
            if (end)
            {
                end->HandleGone();
            }
        };
    }

    ~TunnelRig()
    {
        end = nullptr;
        asker.request.reset();
        asker.peer.stream.reset();
        far.stream.reset();
    }

    void Answer(ServerExchange& exchange)
    {
        const Request& request = exchange.GetRequest();
        const int status = refuseWith > 0 ? refuseWith : request.protocol.empty() ? 200 : 101;
        if (!OpensTunnel(request, status))
        {
            exchange.Respond({status, {}}, std::make_unique<StringBody>("no\n"));
            return;
        }
        auto tunnel = AcceptTunnel(exchange, {status, {}});
        end = tunnel.get();
        far.Take(std::move(tunnel));
    }

    void Connect(const std::string& protocol = "")
    {
        Request request = this->Ask("CONNECT", "");
        request.authority = "example.org:443";
        if (!protocol.empty())
        {
            request = this->Ask("GET", "/chat");
            request.protocol = protocol;
            request.fields.Add("Sec-WebSocket-Version", "13");
        }
        asker.request = std::make_unique<TunnelRequest>(*this->client, request, asker);
    }

    Asker asker;
    TunnelPeer far;
    ServerTunnel* end{nullptr};
    int refuseWith{0};
};

template <class Rig>
struct Tunnels : testing::Test
{};

using Rigs = testing::Types<H1Rig, H2ConnectRig, H3ConnectRig>;
TYPED_TEST_SUITE(Tunnels, Rigs);

} // namespace

TYPED_TEST(Tunnels, ConnectNamesTheTargetAndCarriesOctetsBothWays)
{
    TunnelRig<TypeParam> rig;
    rig.asker.peer.Say("from the client");
    rig.far.Say("from the server");
    rig.Connect();
    rig.Run();
    ASSERT_EQ(rig.site.requests.size(), 1u);
    const Request& request = rig.site.requests[0];
    EXPECT_EQ(request.method, "CONNECT");
    EXPECT_EQ(request.authority, "example.org:443");
    EXPECT_EQ(request.target, "");
    EXPECT_EQ(rig.asker.status, 200);
    EXPECT_EQ(rig.far.opened, RTT + RTT / 2);
    EXPECT_EQ(rig.asker.peer.opened, 2 * RTT);
    EXPECT_EQ(rig.asker.peer.heard, "from the server");
    EXPECT_EQ(rig.asker.peer.lastHeard, 2 * RTT);
    EXPECT_EQ(rig.far.heard, "from the client");
    EXPECT_EQ(rig.far.lastHeard, 2 * RTT + RTT / 2);
    EXPECT_FALSE(rig.far.closed);
}

TYPED_TEST(Tunnels, EachDirectionEndsByItself)
{
    TunnelRig<TypeParam> rig;
    rig.asker.peer.Say("question", true);
    rig.Connect();
    ns3::Simulator::Schedule(4 * RTT, [&rig] { rig.far.Say("late answer", true); });
    rig.Run();
    EXPECT_EQ(rig.far.heard, "question");
    EXPECT_EQ(rig.far.endHeard, 2 * RTT + RTT / 2);
    EXPECT_EQ(rig.asker.peer.heard, "late answer");
    EXPECT_EQ(rig.asker.peer.endHeard, 4 * RTT + RTT / 2);
    EXPECT_EQ(rig.asker.peer.closed, StreamEnd::GRACEFUL);
    EXPECT_EQ(rig.far.closed, StreamEnd::GRACEFUL);
    EXPECT_EQ(rig.site.gone, 1);
}

TYPED_TEST(Tunnels, TheServerMayEndFirst)
{
    TunnelRig<TypeParam> rig;
    rig.far.Say("greeting", true);
    rig.Connect();
    ns3::Simulator::Schedule(4 * RTT, [&rig] { rig.asker.peer.Say("late thanks", true); });
    rig.Run();
    EXPECT_EQ(rig.asker.peer.heard, "greeting");
    EXPECT_EQ(rig.asker.peer.endHeard, 2 * RTT);
    EXPECT_EQ(rig.far.heard, "late thanks");
    EXPECT_EQ(rig.far.closed, StreamEnd::GRACEFUL);
    EXPECT_EQ(rig.asker.peer.closed, StreamEnd::GRACEFUL);
}

TYPED_TEST(Tunnels, MegabytesPassUnchangedBothWays)
{
    TunnelRig<TypeParam> rig;
    std::string up(1000000, ' ');
    PatternBody(up.size()).Read(up.data(), up.size());
    const std::string down(up.rbegin(), up.rend());
    rig.asker.peer.Say(up, true);
    rig.far.Say(down, true);
    rig.Connect();
    rig.Run();
    EXPECT_EQ(rig.far.heard, up);
    EXPECT_EQ(rig.asker.peer.heard, down);
    EXPECT_EQ(rig.asker.peer.closed, StreamEnd::GRACEFUL);
}

TYPED_TEST(Tunnels, WhoDoesNotReadHoldsTheOtherUp)
{
    TunnelRig<TypeParam> rig;
    rig.far.reads = false;
    rig.asker.peer.Say(std::string(5000000, 'x'));
    rig.Connect();
    rig.Run();
    // The windows of the connection, of the tunnel at each end, and of the pipe.
    EXPECT_LT(5000000 - rig.asker.peer.toSay.size(), 1200000u);
    EXPECT_GT(rig.asker.peer.toSay.size(), 0u);
    rig.far.reads = true;
    ns3::Simulator::ScheduleNow([&rig] { rig.far.HandleReadable(); });
    rig.Run();
    EXPECT_EQ(rig.far.heard.size(), 5000000u);
}

TYPED_TEST(Tunnels, AnAbortShowsAtTheOtherEndAsAReset)
{
    TunnelRig<TypeParam> rig;
    rig.Connect();
    ns3::Simulator::Schedule(4 * RTT, [&rig] { rig.asker.peer.stream->Abort(); });
    rig.Run();
    EXPECT_EQ(rig.far.closed, StreamEnd::RESET);
    EXPECT_FALSE(rig.asker.peer.closed);
}

TYPED_TEST(Tunnels, AServersAbortShowsAtTheClient)
{
    TunnelRig<TypeParam> rig;
    rig.Connect();
    ns3::Simulator::Schedule(4 * RTT, [&rig] { rig.end = nullptr, rig.far.stream.reset(); });
    rig.Run();
    EXPECT_EQ(rig.asker.peer.closed, StreamEnd::RESET);
    EXPECT_EQ(rig.site.gone, 1);
}

TYPED_TEST(Tunnels, ARefusalIsAResponseAndTheConnectionGoesOn)
{
    TunnelRig<TypeParam> rig;
    rig.refuseWith = 403;
    rig.Connect();
    rig.Run();
    EXPECT_EQ(rig.asker.refusal, 403);
    EXPECT_FALSE(rig.asker.status);
    rig.refuseWith = 0;
    rig.Connect();
    rig.asker.peer.Say("now", true);
    rig.Run();
    EXPECT_EQ(rig.asker.status, 200);
    EXPECT_EQ(rig.far.heard, "now");
}

TYPED_TEST(Tunnels, AnUpgradeIsAGetAnd101WhateverTheVersion)
{
    TunnelRig<TypeParam> rig;
    rig.asker.peer.Say("frames", true);
    rig.Connect("websocket");
    rig.Run();
    const Request& request = rig.site.requests.at(0);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.protocol, "websocket");
    EXPECT_EQ(request.target, "/chat");
    EXPECT_EQ(request.authority, "example.org");
    EXPECT_FALSE(request.fields.Has("Upgrade"));
    EXPECT_FALSE(request.fields.Has("Connection"));
    EXPECT_EQ(request.fields.Find("Sec-WebSocket-Version"), "13");
    EXPECT_EQ(rig.asker.status, 101);
    EXPECT_EQ(rig.far.heard, "frames");
}

TYPED_TEST(Tunnels, ARefusedUpgradeIsAnOrdinaryResponse)
{
    TunnelRig<TypeParam> rig;
    rig.refuseWith = 426;
    rig.Connect("websocket");
    rig.Run();
    EXPECT_EQ(rig.asker.refusal, 426);
    Answer& answer = rig.Send(rig.Ask("CONNECT", "example.org:443"));
    rig.Run();
    EXPECT_TRUE(answer.Over());
}

TYPED_TEST(Tunnels, ADeadConnectionEndsTheTunnel)
{
    TunnelRig<TypeParam> rig;
    rig.Connect();
    ns3::Simulator::Schedule(4 * RTT, [&rig] { rig.client->Abort("gone"); });
    rig.Run();
    EXPECT_EQ(rig.asker.peer.closed, StreamEnd::RESET);
    EXPECT_EQ(rig.far.closed, StreamEnd::RESET);
}

template <class Rig>
struct PlainServers : testing::Test
{};

using MultiplexedRigs = testing::Types<H2Rig, H3Rig>;
TYPED_TEST_SUITE(PlainServers, MultiplexedRigs);

TYPED_TEST(PlainServers, AreNotAskedForExtendedConnect)
{
    TypeParam rig;
    Asker asker;
    Request request = TypeParam::Ask("GET", "/chat");
    request.protocol = "websocket";
    asker.request = std::make_unique<TunnelRequest>(*rig.client, request, asker);
    rig.Run();
    EXPECT_EQ(asker.failure, "no extended CONNECT");
    EXPECT_TRUE(rig.site.requests.empty());
}

TEST(Http1Tunnel, SaysWhatTheRfcsSay)
{
    TunnelRig<H1Rig> connect;
    connect.Connect();
    connect.Run();
    EXPECT_EQ(connect.FromClient(),
              "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
    EXPECT_EQ(connect.FromServer(), "HTTP/1.1 200 OK\r\n\r\n");
    TunnelRig<H1Rig> upgrade;
    upgrade.Connect("websocket");
    upgrade.Run();
    EXPECT_EQ(upgrade.FromClient(),
              "GET /chat HTTP/1.1\r\nHost: example.org\r\nSec-WebSocket-Version: 13\r\n"
              "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    EXPECT_EQ(upgrade.FromServer(),
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
              "Upgrade: websocket\r\n\r\n");
}

TEST(Http1Tunnel, Http10HasConnectButNoUpgrade)
{
    H1RigOptions options;
    options.protocol = Protocol::H10;
    for (const char* protocol : {"", "websocket"})
    {
        H1Rig rig(options);
        rig.site.answer = [](ServerExchange& exchange) {
            exchange.Respond({200, {}}, std::make_unique<StringBody>("hello"));
        };
        Request request = H1Rig::Ask("CONNECT", "");
        request.authority = "example.org:443";
        request.protocol = protocol;
        Answer& answer = rig.Send(request, std::make_unique<StringBody>("there"));
        rig.Run();
        EXPECT_EQ(answer.failure.has_value(), *protocol != 0);
        EXPECT_EQ(answer.body, *protocol ? "" : "hello");
    }
}

TEST(Http1Tunnel, ConnectWithContentIsRefused)
{
    for (const char* field : {"Content-Length: 5", "Transfer-Encoding: chunked"})
    {
        RawClientRig rig;
        const std::string answer =
            rig.Converse("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n" +
                         std::string(field) + "\r\n\r\n");
        EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 400") << field;
        EXPECT_TRUE(rig.site.requests.empty());
    }
}

TEST(Http1Tunnel, WhatCameTooSoonIsForTheTunnel)
{
    RawClientRig rig;
    TunnelPeer far;
    rig.site.answer = [&far](ServerExchange& exchange) {
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&far, &exchange] {
            far.Take(AcceptTunnel(exchange, {200, {}}));
        });
    };
    rig.Converse("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\nGET / HTTP/1.1");
    EXPECT_EQ(far.heard, "GET / HTTP/1.1");
    EXPECT_EQ(rig.site.requests.size(), 1u);
    far.stream.reset();
}

TEST(Http1Tunnel, AnUpgradeThatTheConnectionFieldDoesNotNameIsNone)
{
    RawClientRig rig;
    rig.Converse("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");
    ASSERT_EQ(rig.site.requests.size(), 1u);
    EXPECT_EQ(rig.site.requests[0].protocol, "");
}

TEST(Http1Tunnel, A101ThatNobodyAskedForIsMalformed)
{
    RawServerRig rig;
    const Answer& answer =
        rig.Converse("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", false);
    EXPECT_EQ(answer.failure->reason, "malformed response");
}
