// SPDX-License-Identifier: GPL-2.0-only
// Programs other than an origin whose node crashes and runs again.
#include "node/load-bench.h"
#include "node/message-server.h"
#include "node/proxy-rig.h"
#include "node/reverse-proxy.h"
#include "node/socks-bench.h"
#include "transport/node-power.h"

#include "ns3/callback.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <vector>

namespace pagewire::test
{

namespace
{

template <typename Record>
void
Keep(std::vector<Record>* list, const Record& record)
{
    list->push_back(record);
}

TEST(SocksCrash, TunnelsAreGoneAndNewOnesComeAbout)
{
    SocksBench bench;
    const auto dialer = bench.Socks();
    StreamEar& first = bench.Dial(*dialer);
    NodePower::Of(bench.network->GetNode(1))->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    StreamEar* second = nullptr;
    ns3::Simulator::Schedule(ns3::Seconds(3), [&] {
        first.Send("hello?");
        second = &bench.Dial(*dialer);
        second->Send("hello!");
    });
    bench.Run();
    EXPECT_EQ(first.closed, StreamEnd::RESET);
    ASSERT_EQ(bench.servers.size(), 2U);
    EXPECT_EQ(bench.servers[0].received, "");
    EXPECT_FALSE(bench.servers[0].closed) << "half open: nobody speaks to it any more";
    EXPECT_EQ(bench.servers[1].received, "hello!");
    ASSERT_EQ(bench.tunnels.size(), 1U);
    EXPECT_EQ(bench.tunnels[0].outcome, "crashed");
    ASSERT_EQ(bench.connections.size(), 1U);
    EXPECT_EQ(bench.connections[0].closeReason, "crashed");
}

/** A browser, a reverse proxy on the node between, and an origin. */
struct ProxiedBench
{
    ProxiedBench()
        : bench(MakePage(), MakeOptions()),
          proxy(ns3::CreateObject<ReverseProxy>())
    {
        Network& network = *bench.network;
        const ns3::Ipv4Address front = network.AddHost("proxy.example", 1);
        bench.browser->SetResolver([front](const std::string&) { return front; });
        proxy->AddServer("origin", "site.example", 80);
        proxy->SetDialer(std::make_shared<DirectDialer>(
            network.GetNode(1),
            [&network](const std::string& name) { return network.Resolve(name); },
            TcpOptions()));
        proxy->TraceConnectWithoutContext(
            "ConnectionClosed",
            ns3::MakeBoundCallback(&Keep<ConnectionRecord>, &inFront));
        proxy->TraceConnectWithoutContext("UpstreamConnectionClosed",
                                          ns3::MakeBoundCallback(&Keep<ConnectionRecord>, &behind));
        network.GetNode(1)->AddApplication(proxy);
    }

    /** A document, and an object that is found three seconds later. */
    static Page MakePage()
    {
        Page page = PageOfObjects(1, 1000);
        page.resources[1].dependencies.front().delay = std::chrono::seconds(3);
        return page;
    }

    static BenchOptions MakeOptions()
    {
        BenchOptions options;
        options.links = {FastLink(ns3::MilliSeconds(20)), FastLink(ns3::MilliSeconds(5))};
        options.links[1].name = "behind";
        return options;
    }

    void Run()
    {
        bench.Run();
        proxy->Finish();
    }

    LoadBench bench;
    ns3::Ptr<ReverseProxy> proxy;
    std::vector<ConnectionRecord> inFront;
    std::vector<ConnectionRecord> behind;
};

TEST(ReverseProxyCrash, BothSidesAreForgottenAndNumbersGoOn)
{
    ProxiedBench test;
    NodePower::Of(test.bench.network->GetNode(1))->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    test.Run();
    ASSERT_TRUE(test.bench.AllArrived());
    EXPECT_EQ(test.bench.Of(1).attempts, 2U);
    for (const auto* side : {&test.inFront, &test.behind})
    {
        ASSERT_EQ(side->size(), 2U);
        EXPECT_EQ((*side)[0].closeReason, "crashed");
        EXPECT_EQ((*side)[0].id, 1U);
        EXPECT_NE((*side)[1].closeReason, "crashed");
        EXPECT_EQ((*side)[1].id, 2U);
    }
    EXPECT_EQ(test.bench.received.size(), 2U);
}

TEST(ReverseProxyCrash, TheServerBehindIsMissedByTheProxyOnly)
{
    ProxiedBench test;
    NodePower::Of(test.bench.network->GetNode(2))->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    test.Run();
    ASSERT_TRUE(test.bench.AllArrived());
    EXPECT_EQ(test.bench.Of(1).attempts, 1U) << "the proxy asked again by itself";
    EXPECT_EQ(test.behind.front().closeReason, "reset");
    EXPECT_EQ(test.bench.served.front().closeReason, "crashed");
}

TEST(ReverseProxyCrash, OneThatIsOnlyGivenStreamsServesAgainToo)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    NodePower::Of(rig.proxy->GetNode())->ScheduleCrash(ns3::Seconds(2), ns3::Seconds(1));
    RawPeer& later = rig.Say("GET / HTTP/1.1\r\nHost: a\r\n\r\n", ns3::Seconds(4));
    rig.Converse("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(StatusLine(later.heard), "HTTP/1.1 200 OK");
    ASSERT_EQ(rig.closedBehind.size(), 2U);
    EXPECT_EQ(rig.closedBehind[0].closeReason, "crashed");
    EXPECT_NE(rig.closedBehind[1].closeReason, "crashed");
}

TEST(MessageServerCrash, TheTickerPauses)
{
    Network network({FastLink(ns3::MilliSeconds(10))}, 1);
    const auto server = ns3::CreateObject<MessageServer>();
    std::vector<FeedMessage> messages;
    server->TraceConnectWithoutContext("MessagePublished",
                                       ns3::MakeBoundCallback(&Keep<FeedMessage>, &messages));
    server->SetAttribute("Messages", ns3::UintegerValue(5));
    network.GetNode(1)->AddApplication(server);
    NodePower::Of(network.GetNode(1))->ScheduleCrash(ns3::MilliSeconds(2500), ns3::Seconds(3));
    ns3::Simulator::Run();
    std::vector<std::int64_t> times;
    for (const FeedMessage& message : messages)
    {
        times.push_back(message.published.GetMilliSeconds());
    }
    EXPECT_EQ(times, (std::vector<std::int64_t>{1000, 2000, 6500, 7500, 8500}));
    server->Finish();
    ns3::Simulator::Destroy();
}

} // namespace

} // namespace pagewire::test
