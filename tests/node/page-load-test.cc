// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "node/scripted-server.h"

#include "base/error.h"
#include "support/pipe-stream.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

BenchOptions
Connections(unsigned count)
{
    BenchOptions options;
    options.browser = [count](Browser& browser) {
        browser.SetAttribute("ConnectionsPerHost", ns3::UintegerValue(count));
    };
    return options;
}

/** \return the most connections of the browser that were open at one time */
std::size_t
MostOpen(const std::vector<ConnectionRecord>& records)
{
    std::size_t most = 0;
    for (const ConnectionRecord& record : records)
    {
        most = std::max<std::size_t>(
            most,
            std::count_if(records.begin(), records.end(), [&](const ConnectionRecord& other) {
                return other.opened <= record.opened && *other.closed > record.opened;
            }));
    }
    return most;
}

} // namespace

TEST(PageLoad, TriggersAndDelaysAreHeeded)
{
    Page page = PageOfObjects(3, 100000);
    using Trigger = Dependency::Trigger;
    page.resources[1].dependencies = {{0, Trigger::HEADERS, 0, std::chrono::milliseconds(7)}};
    page.resources[2].dependencies = {{0, Trigger::BYTES, 50000, Nanoseconds(0)}};
    page.resources[3].dependencies = {{0, Trigger::COMPLETE, 0, std::chrono::milliseconds(3)}};
    LoadBench bench(page, {});
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    const RequestRecord& document = bench.Of(0);
    EXPECT_EQ(bench.Of(1).queued, *document.firstByte + ns3::MilliSeconds(7));
    EXPECT_GT(bench.Of(2).queued, *document.firstByte);
    EXPECT_LT(bench.Of(2).queued, *document.end);
    EXPECT_EQ(bench.Of(3).queued, *document.end + ns3::MilliSeconds(3));
}

TEST(PageLoad, ThinkTimeIsBetweenRequestAndAnswer)
{
    Page page = PageOfObjects(0, 10);
    page.resources[0].thinkTime = std::chrono::milliseconds(40);
    LoadBench bench(page, {});
    bench.Run();
    ASSERT_EQ(bench.responded.size(), 1u);
    EXPECT_EQ(*bench.responded[0].responded - bench.responded[0].received, ns3::MilliSeconds(40));
    EXPECT_NEAR(bench.RoundTrips(), 2.8, 0.001);
}

TEST(PageLoad, ThinkTimeBeginsWithTheWholeRequest)
{
    Page page = PageOfObjects(0, 10);
    page.resources[0].method = "POST";
    page.resources[0].requestBodySize = 100000; // more than the initial window
    page.resources[0].thinkTime = std::chrono::milliseconds(40);
    LoadBench bench(page, {});
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    const ServedRecord& served = bench.responded.at(0);
    EXPECT_EQ(served.requestBodyBytes, 100000u);
    EXPECT_GE(*served.complete, served.received + ns3::MilliSeconds(50));
    EXPECT_EQ(*served.responded, *served.complete + ns3::MilliSeconds(40));
}

TEST(PageLoad, TheMoreUrgentGoFirstThenInOrder)
{
    Page page = PageOfObjects(5, 10);
    page.resources[4].priority.urgency = 1;
    page.resources[2].priority.urgency = 5;
    LoadBench bench(page, Connections(1));
    bench.Run();
    EXPECT_EQ(bench.SendOrder(), (std::vector<std::size_t>{0, 4, 1, 3, 5, 2}));
}

TEST(PageLoad, NoMoreConnectionsThanAllowedAndNoMoreThanWaitingRequests)
{
    LoadBench many(PageOfObjects(20, 10), Connections(4));
    many.Run();
    ASSERT_TRUE(many.AllArrived());
    EXPECT_EQ(many.closed.size(), 4u);
    EXPECT_EQ(MostOpen(many.closed), 4u);
}

TEST(PageLoad, OneWaitingRequestTakesTheIdleConnection)
{
    Page page = PageOfObjects(2, 10);
    page.resources[2].dependencies = {{1, Dependency::Trigger::COMPLETE, 0, Nanoseconds(0)}};
    LoadBench bench(page, Connections(6));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.closed.size(), 1u);
    EXPECT_EQ(bench.closed[0].requests, 3u);
    EXPECT_TRUE(bench.Of(2).reused);
}

TEST(PageLoad, ARequestTakesWhicheverConnectionIsFreeFirst)
{
    // The document's connection is free again before a second one can be open: the second request
    // goes there, and nobody uses the one opened for it.
    Page page = PageOfObjects(2, 10);
    page.resources[1].dependencies = {{0, Dependency::Trigger::HEADERS, 0, Nanoseconds(0)}};
    page.resources[1].priority.urgency = 2;
    page.resources[2].dependencies = page.resources[1].dependencies;
    page.resources[0].size = 200000; // goes on for some round trips
    LoadBench bench(page, Connections(2));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.Of(1).connection, 2u);
    EXPECT_EQ(bench.Of(1).connectStart, bench.Of(1).queued);
    EXPECT_FALSE(bench.Of(1).reused);
    EXPECT_TRUE(bench.Of(2).reused);
}

TEST(PageLoad, ARequestLeavesBeforeTheSynsOfThoseBehindIt)
{
    // On a slow link SYNs in front of a request would delay it.
    std::vector<ns3::Time> received;
    for (const unsigned connections : {1U, 6U})
    {
        BenchOptions options = Connections(connections);
        options.links.front().up.rate = 100000;
        LoadBench bench(PageOfObjects(10, 10), options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        received.push_back(bench.received.at(1).received);
        EXPECT_EQ(bench.received[1].request.target, "/1");
    }
    EXPECT_EQ(received[0], received[1]);
}

TEST(PageLoad, PipelinesAreFilledEvenly)
{
    // Four objects open the second connection; four more, later, find both idle.
    Page page = PageOfObjects(8, 10);
    for (std::size_t i = 5; i <= 8; ++i)
    {
        page.resources[i].dependencies.front().delay = std::chrono::seconds(1);
    }
    BenchOptions options = Connections(2);
    options.protocol = "h11-pipelined";
    options.h1.pipelineDepth = 3;
    LoadBench bench(page, options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    std::size_t onFirst = 0;
    for (std::size_t i = 5; i <= 8; ++i)
    {
        onFirst += bench.Of(i).connection == 1 ? 1 : 0;
    }
    EXPECT_EQ(bench.closed.size(), 2u);
    EXPECT_EQ(onFirst, 2u);
}

TEST(PageLoad, RequestsPerConnectionLimitThem)
{
    BenchOptions options = Connections(1);
    const auto limit = options.browser;
    options.browser = [limit](Browser& browser) {
        limit(browser);
        browser.SetAttribute("RequestsPerConnection", ns3::UintegerValue(3));
    };
    LoadBench bench(PageOfObjects(7, 10), options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    ASSERT_EQ(bench.closed.size(), 3u);
    EXPECT_EQ(bench.closed[0].requests, 3u);
    EXPECT_EQ(bench.closed[2].requests, 2u);
    EXPECT_EQ(bench.Of(2).request.fields.Find("Connection"), "close") << "the third says so";
    EXPECT_FALSE(bench.Of(1).request.fields.Has("Connection"));
}

TEST(PageLoad, TheOriginsLimitIsHeeded)
{
    for (const char* protocol : {"h11", "h2"})
    {
        BenchOptions options = Connections(1);
        options.protocol = protocol;
        options.origin = [](Origin& origin) {
            origin.SetAttribute("MaxRequests", ns3::UintegerValue(3));
        };
        Page page = PageOfObjects(7, 10);
        for (std::size_t i = 1; i < page.resources.size(); ++i)
        {
            page.resources[i].dependencies.front().parent = i - 1; // one after the other
        }
        LoadBench bench(page, options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived()) << protocol;
        EXPECT_EQ(bench.closed.size(), 3u) << protocol;
    }
}

TEST(PageLoad, IdleConnectionsAreClosedByEitherSide)
{
    Page page = PageOfObjects(1, 10);
    page.resources[1].dependencies.front().delay = std::chrono::seconds(30);
    for (const char* side : {"browser", "origin", "neither"})
    {
        BenchOptions options;
        const auto shorten = [](ns3::Object& node) {
            node.SetAttribute("KeepAlive", ns3::TimeValue(ns3::Seconds(10)));
        };
        if (std::string(side) == "browser")
        {
            options.browser = shorten;
        }
        if (std::string(side) == "origin")
        {
            options.origin = shorten;
        }
        LoadBench bench(page, options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived()) << side;
        EXPECT_EQ(bench.closed.size(), std::string(side) == "neither" ? 1u : 2u) << side;
        if (bench.closed.size() == 2)
        {
            EXPECT_NEAR(bench.closed[0].closed->GetSeconds(), 10.15, 0.06) << side;
        }
    }
}

TEST(PageLoad, WithoutKeepAliveConnectionsAreShort)
{
    BenchOptions options = Connections(1);
    options.origin = [](Origin& origin) {
        origin.SetAttribute("KeepAlive", ns3::TimeValue(ns3::Time(0)));
    };
    LoadBench bench(PageOfObjects(3, 10), options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.closed.size(), 4u);
}

TEST(PageLoad, HostsHaveConnectionsOfTheirOwn)
{
    Page page = PageOfObjects(4, 10);
    page.hosts.push_back({"other.example", "one"});
    page.resources[2].host = page.resources[3].host = 1;
    for (const std::string protocol : {"h09", "h11", "h2"})
    {
        BenchOptions options = Connections(1);
        options.protocol = protocol;
        LoadBench bench(page, options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived()) << protocol;
        std::set<std::string> hosts;
        for (const ConnectionRecord& record : bench.closed)
        {
            hosts.insert(record.host);
        }
        EXPECT_EQ(hosts.size(), 2u) << protocol;
        EXPECT_NE(bench.Of(1).connection, bench.Of(2).connection) << protocol;
    }
}

TEST(PageLoad, CoalescingSharesAServersConnection)
{
    Page page = PageOfObjects(4, 10);
    page.hosts.push_back({"other.example", "one"});
    page.hosts.push_back({"third.example", "two"});
    page.resources[2].host = 1;
    page.resources[3].host = 2;
    for (const bool coalesce : {false, true})
    {
        BenchOptions options;
        options.protocol = "h2";
        options.tls = TlsOptions();
        options.browser = [coalesce](Browser& browser) {
            browser.SetAttribute("Coalesce", ns3::BooleanValue(coalesce));
        };
        LoadBench bench(page, options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        EXPECT_EQ(bench.closed.size(), coalesce ? 2u : 3u);
        EXPECT_EQ(bench.Of(2).connection == bench.Of(1).connection, coalesce);
        EXPECT_NE(bench.Of(3).connection, bench.Of(1).connection);
    }
}

TEST(PageLoad, ARefusedHostIsAskedOnAConnectionOfItsOwn)
{
    // The page calls the hosts one server, but this server does not serve the second.
    Page page = PageOfObjects(1, 10);
    page.hosts.push_back({"other.example", "one"});
    page.resources[1].host = 1;
    BenchOptions options;
    options.protocol = "h2";
    options.tls = TlsOptions();
    options.browser = [](Browser& browser) {
        browser.SetAttribute("Coalesce", ns3::BooleanValue(true));
    };
    options.served = {"site.example"};
    LoadBench bench(page, options);
    bench.Run();
    EXPECT_EQ(bench.Of(1).response.status, 421);
    EXPECT_EQ(bench.Of(1).attempts, 2u);
    EXPECT_EQ(bench.Of(1).connection, 2u) << "coalescing was given up, the host is not there still";
}

TEST(PageLoad, ADeadlineLeavesARecordOfEverything)
{
    Page page = PageOfObjects(3, 10);
    page.resources[1].thinkTime = std::chrono::seconds(5);
    page.resources[3].dependencies = {{1, Dependency::Trigger::COMPLETE, 0, Nanoseconds(0)}};
    for (const Protocol protocol : AllProtocols())
    {
        BenchOptions options;
        options.protocol = std::string(ProtocolName(protocol));
        options.browser = [](Browser& browser) {
            browser.SetAttribute("Deadline", ns3::TimeValue(ns3::Seconds(2)));
        };
        LoadBench bench(page, options);
        bench.Run();
        ASSERT_EQ(bench.complete.size(), 4u) << options.protocol;
        EXPECT_FALSE(bench.loaded);
        EXPECT_EQ(bench.Of(0).status, RequestStatus::OK);
        EXPECT_EQ(bench.Of(1).status, RequestStatus::TIMEOUT);
        EXPECT_EQ(bench.Of(1).end, ns3::Seconds(2));
        EXPECT_EQ(bench.Of(1).attempts, 1u);
        EXPECT_EQ(bench.Of(3).status, RequestStatus::TIMEOUT);
        EXPECT_EQ(bench.Of(3).attempts, 0u);
        for (const ConnectionRecord& record : bench.closed)
        {
            EXPECT_TRUE(record.closed) << options.protocol << ": " << record.closeReason;
        }
    }
}

TEST(PageLoad, ADeadlineMayComeAtAnyMoment)
{
    for (const Protocol protocol : AllProtocols())
    {
        for (int ms = 10; ms < 300; ms += 20) // in the handshake, before the answer, during it
        {
            BenchOptions options;
            options.protocol = std::string(ProtocolName(protocol));
            options.links.front().down.rate = 10000000;
            if (ms % 40 == 10)
            {
                options.tls = TlsOptions();
            }
            options.browser = [ms](Browser& browser) {
                browser.SetAttribute("Deadline", ns3::TimeValue(ns3::MilliSeconds(ms)));
            };
            LoadBench bench(PageOfObjects(3, 400000), options);
            bench.Run();
            EXPECT_EQ(bench.complete.size(), 4u);
            for (const ConnectionRecord& record : bench.closed)
            {
                EXPECT_TRUE(record.closed)
                    << options.protocol << " at " << ms << ": " << record.closeReason;
            }
            for (const ConnectionRecord& record : bench.served)
            {
                EXPECT_TRUE(record.closed)
                    << options.protocol << " at " << ms << ": " << record.closeReason;
            }
        }
    }
}

TEST(PageLoad, AnUnknownNameIsAFailureNotAnEnd)
{
    Page page = PageOfObjects(2, 10);
    page.hosts.push_back({"nowhere.example", ""});
    page.resources[1].host = 1;
    BenchOptions options;
    options.browser = [](Browser& browser) {
        browser.SetResolver([](const std::string& name) {
            if (name == "nowhere.example")
            {
                throw InputError("no host has the name nowhere.example");
            }
            return ns3::Ipv4Address("10.1.1.1");
        });
    };
    LoadBench bench(page, options);
    bench.Run();
    EXPECT_EQ(bench.Of(1).status, RequestStatus::FAILED);
    EXPECT_EQ(bench.Of(1).failure, "no host has the name nowhere.example");
    EXPECT_EQ(bench.Of(2).status, RequestStatus::OK);
    EXPECT_TRUE(bench.loaded);
}

TEST(PageLoad, AServerOfOneStreamAndOneResponseAConnectionIsNotAskedInVainForEver)
{
    // On each connection all that wait could be sent before SETTINGS say that one is allowed.
    BenchOptions options;
    options.protocol = "h2";
    options.h2.maxConcurrentStreams = 1;
    options.origin = [](Origin& origin) {
        origin.SetAttribute("KeepAlive", ns3::TimeValue(ns3::Time(0)));
    };
    Page page = PageOfObjects(12, 1000);
    for (Resource& resource : page.resources)
    {
        resource.thinkTime = std::chrono::milliseconds(10);
    }
    LoadBench bench(page, options);
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
}

TEST(PageLoad, APortWhereNobodyListensIsAFailure)
{
    BenchOptions options;
    options.browser = [](Browser& browser) {
        browser.SetAttribute("Port", ns3::UintegerValue(81));
    };
    LoadBench bench(PageOfObjects(2, 10), options);
    bench.Run();
    EXPECT_EQ(bench.Of(0).status, RequestStatus::FAILED);
    EXPECT_EQ(bench.Of(0).failure, "refused");
    EXPECT_EQ(bench.Of(0).attempts, 3u);
    EXPECT_EQ(bench.closed.size(), 3u);
    EXPECT_FALSE(bench.closed[0].ready);
    EXPECT_TRUE(bench.opened.empty());
}

TEST(PageLoad, AServerThatRefusesFurtherConnectionsIsLivedWith)
{
    // One connection answers; whoever knocks besides is closed at once, while it handshakes.
    PageLoadOptions options;
    options.pool.connectionsPerOrigin = 3;
    const ScriptedConnection::Script answer = [](ScriptedConnection& connection) {
        connection.Say(ResponseText(10));
    };
    ScriptedLoad test(PageOfObjects(6, 10), options, {answer, nullptr});
    test.Run();
    ASSERT_EQ(test.complete.size(), 7u);
    for (const RequestRecord& record : test.complete)
    {
        EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
        EXPECT_EQ(record.attempts, 1u);
    }
    EXPECT_EQ(test.opened.size(), 1u);
    EXPECT_EQ(test.closed.size(), 3u) << "two tries, then no more";
}

TEST(PageLoad, Http2OverTlsWantsAlpn)
{
    // This server's end of TLS speaks HTTP/1.1 alone (RFC 9113 section 3.2).
    TlsOptions tls;
    const auto server = MakeTlsServerContext(tls, {"site.example"}, 1);
    const auto client = MakeTlsClientContext(tls, 2, nullptr);

    class Connections : public Connector
    {
      public:
        std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                            const std::vector<std::string>& alpn) override
        {
            auto [near, far] = PipeStream::MakePair();
            farEnds.push_back(MakeTlsServer(std::move(far), server, {"http/1.1"}));
            farEnds.back()->Open();
            return MakeTlsClient(std::move(near), client, origin.host, alpn);
        }

        std::shared_ptr<TlsServerContext> server;
        std::shared_ptr<TlsClientContext> client;
        std::vector<std::unique_ptr<ByteStream>> farEnds;
    };

    BenchOptions options;
    options.protocol = "h2";
    options.browser = [&](Browser& browser) {
        auto connector = std::make_unique<Connections>();
        connector->server = server;
        connector->client = client;
        browser.SetTlsContext(client);
        browser.SetConnector(std::move(connector));
    };
    LoadBench bench(PageOfObjects(1, 10), options);
    bench.Run();
    EXPECT_EQ(bench.Of(0).status, RequestStatus::FAILED);
    EXPECT_EQ(bench.Of(0).failure, "no h2 by alpn");
    EXPECT_EQ(bench.Of(0).attempts, 3u);
    EXPECT_TRUE(bench.opened.empty());
}

TEST(PageLoad, ErrorsAreAnswersToo)
{
    Page page = PageOfObjects(4, 0);
    page.resources[1].status = 404;
    page.resources[2].status = 304;
    page.resources[3].status = 500;
    page.resources[4].status = 204;
    for (const char* protocol : {"h10", "h11", "h11-pipelined", "h2"})
    {
        BenchOptions options;
        options.protocol = protocol;
        LoadBench bench(page, options);
        bench.Run();
        EXPECT_TRUE(bench.AllArrived()) << protocol;
    }
}

TEST(PageLoad, StoppingTheApplicationStopsTheLoad)
{
    LoadBench bench(PageOfObjects(3, 1000000), {});
    bench.browser->SetStopTime(ns3::MilliSeconds(120));
    bench.Run();
    EXPECT_EQ(bench.complete.size(), 4u);
    EXPECT_EQ(bench.Of(3).status, RequestStatus::TIMEOUT);
    EXPECT_FALSE(bench.loaded);
}

TEST(PageLoad, WhatIsOpenWhenTheSimulationEndsIsReportedByFinish)
{
    LoadBench bench(PageOfObjects(0, 10000000), {});
    ns3::Simulator::Stop(ns3::MilliSeconds(200));
    bench.Run();
    ASSERT_EQ(bench.complete.size(), 1u);
    EXPECT_EQ(bench.complete[0].status, RequestStatus::TIMEOUT);
    ASSERT_EQ(bench.closed.size(), 1u);
    ASSERT_EQ(bench.served.size(), 1u);
    EXPECT_FALSE(bench.served[0].closed);
    EXPECT_EQ(bench.served[0].closeReason, "open at the end");
    EXPECT_GT(bench.served[0].counters.bytesSent, 10000u);
}

TEST(Browser, RefusesAnUnknownProtocol)
{
    auto browser = ns3::CreateObject<Browser>();
    EXPECT_THROW(browser->SetAttribute("Protocol", ns3::StringValue("h4")), InputError);
    browser->Dispose();
}
