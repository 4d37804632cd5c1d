// SPDX-License-Identifier: GPL-2.0-only
// Proxies with a cache, over connections.
#include "node/forward-proxy.h"
#include "node/proxy-bench.h"
#include "node/proxy-rig.h"
#include "node/reverse-proxy.h"
#include "transport/node-power.h"

#include "ns3/boolean.h"
#include "ns3/callback.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using ns3::Seconds;

namespace
{

const std::string GET = "GET /x HTTP/1.1\r\nHost: site.example\r\n\r\n";

bool
Has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

void
Keep(std::vector<CacheRecord>* list, const CacheRecord& record)
{
    list->push_back(record);
}

/** A rig whose proxy has a cache. */
struct CachedRig : ProxyRig
{
    CachedRig(ns3::Ptr<HttpProxy> made, ScriptedServers::Scripts scripts)
        : ProxyRig(WithCache(made), {{"a", std::move(scripts)}})
    {
        made->TraceConnectWithoutContext("CacheDecided", ns3::MakeBoundCallback(&Keep, &decided));
    }

    static ns3::Ptr<HttpProxy> WithCache(ns3::Ptr<HttpProxy> made)
    {
        made->SetAttribute("Cache", ns3::BooleanValue(true));
        made->SetAttribute("Pseudonym", ns3::StringValue("gate"));
        return made;
    }

    std::vector<CacheRecord> decided;
};

ScriptedConnection::Script
Cacheable(const std::string& fields = "Cache-Control: max-age=60\r\nETag: \"v1\"\r\n")
{
    return Answering(ResponseText(5, fields));
}

/** Answers the first request like this, and breaks off in the content. */
void
BreakOff(ScriptedConnection& connection)
{
    if (connection.Requests() > 0)
    {
        connection.Say("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nETag: \"v1\"\r\n"
                       "Content-Length: 10\r\n\r\nhalf");
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&connection] { connection.Reset(); });
    }
}

/** Answers once, then no more connection comes about. */
ScriptedServers::Scripts
OnceThenDown(const std::string& fields)
{
    return {[fields](ScriptedConnection& connection) {
                if (connection.Requests() == 1)
                {
                    connection.Say(ResponseText(5, fields));
                    connection.Close();
                }
            },
            nullptr};
}

} // namespace

TEST(CachedProxy, AnswersTheSecondItself)
{
    CachedRig rig(MakeReverseProxy({"a"}), {Cacheable()});
    RawPeer& first = rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(11));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 1u);
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 200 OK");
    EXPECT_TRUE(Has(second.heard, "\r\nAge: 10\r\n"));
    EXPECT_TRUE(Has(second.heard, "\r\nCache-Status: gate; hit; ttl="));
    EXPECT_TRUE(Has(first.heard, "\r\nCache-Status: gate; fwd=uri-miss; "));
    for (const RawPeer* client : {&first, &second})
    {
        EXPECT_TRUE(Has(client->heard, "\r\nVia: 1.1 gate\r\n"));
        EXPECT_EQ(client->heard.substr(client->heard.size() - 9), "\r\n\r\nxxxxx");
    }
}

TEST(CachedProxy, TellsOfEachRequestOnce)
{
    CachedRig rig(MakeReverseProxy({"a"}), {Cacheable()});
    rig.Say(GET);
    rig.Say(GET, Seconds(2));
    ns3::Simulator::Run();
    ASSERT_EQ(rig.received.size(), 2u);
    ASSERT_EQ(rig.sent.size(), 2u);
    EXPECT_EQ(rig.sent[1].connection, 2u);
    EXPECT_EQ(rig.sent[1].responseBodyBytes, 5u);
    ASSERT_EQ(rig.attempts.size(), 1u);
    EXPECT_EQ(rig.attempts[0].frontConnection, 1u);
    EXPECT_EQ(rig.attempts[0].frontExchange, rig.sent[0].exchange);
    EXPECT_FALSE(rig.attempts[0].response.fields.Has("Cache-Status"));
    ASSERT_EQ(rig.decided.size(), 2u);
    EXPECT_EQ(rig.decided[1].connection, 2u);
    EXPECT_EQ(rig.decided[1].url, "http://site.example/x");
    EXPECT_EQ(rig.decided[1].answered, rig.sent[1].responded);
}

TEST(CachedProxy, ServersAreToldOfTheClientAsEver)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetRequestRules({ParseHeaderRule("set X-Mine: 1")});
    proxy->SetResponseRules({ParseHeaderRule("set X-Back: 2")});
    CachedRig rig(proxy, {Cacheable()});
    rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(2));
    ns3::Simulator::Run();
    EXPECT_TRUE(Has(rig.Heard(), "\r\nX-Mine: 1\r\n"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\nX-Forwarded-Host: site.example\r\n"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\nVia: 1.1 gate\r\n"));
    EXPECT_TRUE(Has(second.heard, "\r\nX-Back: 2\r\n"));
}

TEST(CachedProxy, DoesNotStoreItsOwnErrors)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("NegativeLifetime", ns3::TimeValue(Seconds(60)));
    CachedRig rig(proxy, {nullptr});
    RawPeer& first = rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(20));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(first.heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_FALSE(Has(second.heard, "; hit"));
    EXPECT_GE(rig.attempts.size(), 2u);
}

TEST(CachedProxy, ServesStaleWhenTheServerIsDown)
{
    CachedRig rig(MakeReverseProxy({"a"}),
                  OnceThenDown("Cache-Control: max-age=1, stale-if-error=60\r\n"));
    rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(5));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 200 OK");
    EXPECT_EQ(rig.decided[1].trace.outcome, CacheOutcome::STALE);
}

TEST(CachedProxy, MustRevalidateMeansIt)
{
    CachedRig rig(MakeReverseProxy({"a"}),
                  OnceThenDown("Cache-Control: max-age=1, must-revalidate\r\n"));
    rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(5));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 502 Bad Gateway");
}

TEST(CachedProxy, ValidatesInTheBackground)
{
    CachedRig rig(MakeReverseProxy({"a"}),
                  {Cacheable("Cache-Control: max-age=1, stale-while-revalidate=60\r\n")});
    rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(5));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 200 OK");
    ASSERT_EQ(rig.attempts.size(), 2u);
    EXPECT_EQ(rig.attempts[1].frontConnection, 0u);
    EXPECT_EQ(rig.attempts[1].frontExchange, 0u);
    EXPECT_EQ(rig.sent.size(), 2u);
    ASSERT_EQ(rig.decided.size(), 3u);
    EXPECT_TRUE(rig.decided[2].background != rig.decided[1].background);
}

TEST(CachedProxy, AStampedeIsOneRequest)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("Collapse", ns3::BooleanValue(true));
    CachedRig rig(proxy, {Cacheable()});
    for (int i = 0; i < 100; ++i)
    {
        rig.Say(GET);
    }
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 1u);
    EXPECT_EQ(rig.sent.size(), 100u);
    for (const auto& client : rig.clients)
    {
        EXPECT_EQ(client->heard.substr(client->heard.size() - 9), "\r\n\r\nxxxxx");
    }
}

TEST(CachedProxy, AStampedeForWhatCannotBeStoredGoesOn)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("Collapse", ns3::BooleanValue(true));
    CachedRig rig(proxy, {Cacheable("Cache-Control: no-store\r\n")});
    for (int i = 0; i < 20; ++i)
    {
        rig.Say(GET);
    }
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 20u);
    EXPECT_EQ(rig.sent.size(), 20u);
}

TEST(CachedProxy, BreaksWithTheServerAndCompletesLater)
{
    CachedRig rig(
        MakeReverseProxy({"a"}),
        {&BreakOff,
         Answering("HTTP/1.1 206 Partial Content\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n"
                   "Content-Range: bytes 4-9/10\r\nContent-Length: 6\r\n\r\nwhole!")});
    RawPeer& first = rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(12));
    ns3::Simulator::Run();
    EXPECT_EQ(first.heard.substr(first.heard.size() - 8), "\r\n\r\nhalf");
    EXPECT_TRUE(first.closed || first.endHeard);
    EXPECT_TRUE(Has(rig.Heard(), "\r\nRange: bytes=4-\r\n"));
    EXPECT_EQ(second.heard.substr(second.heard.size() - 10), "halfwhole!");
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 200 OK");
}

TEST(CachedProxy, FillsOnWhenTheClientIsGone)
{
    CachedRig rig(MakeReverseProxy({"a"}), {Cacheable()});
    RawPeer& first = rig.Say(GET);
    ns3::Simulator::Schedule(Seconds(1) + ns3::MilliSeconds(45), [&] { first.stream->Abort(); });
    RawPeer& second = rig.Say(GET, Seconds(2));
    ns3::Simulator::Run();
    EXPECT_EQ(first.heard, "");
    EXPECT_EQ(rig.Attempts(), "a: ");
    EXPECT_TRUE(Has(second.heard, "gate; hit"));
}

TEST(CachedProxy, ACrashEmptiesMemoryAndNotTheDisk)
{
    for (const bool disk : {false, true})
    {
        auto proxy = MakeReverseProxy({"a"});
        proxy->SetAttribute("DiskCapacity", ns3::UintegerValue(disk ? 1000000 : 0));
        CachedRig rig(proxy, {Cacheable()});
        rig.Say(GET);
        NodePower::Of(proxy->GetNode())->ScheduleCrash(Seconds(3), Seconds(1));
        RawPeer& second = rig.Say(GET, Seconds(5));
        ns3::Simulator::Run();
        EXPECT_EQ(Has(second.heard, "gate; hit"), disk);
        EXPECT_EQ(Has(second.heard, "detail=disk"), disk);
        EXPECT_EQ(rig.attempts.size(), disk ? 1u : 2u);
    }
}

TEST(CachedProxy, ACrashDropsWhatIsInProgress)
{
    CachedRig rig(MakeReverseProxy({"a"}), {Answering("")});
    rig.Say(GET);
    NodePower::Of(rig.proxy->GetNode())->ScheduleCrash(Seconds(3), Seconds(1));
    ns3::Simulator::Run();
    EXPECT_TRUE(rig.sent.empty());
    EXPECT_TRUE(rig.decided.empty());
    ASSERT_EQ(rig.closed.size(), 1u);
    EXPECT_EQ(rig.closed[0].closeReason, "crashed");
}

TEST(CachedProxy, AForwardProxyCachesHttp)
{
    CachedRig rig(ns3::CreateObject<ForwardProxy>(), {Cacheable()});
    const std::string get = "GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n";
    rig.Say(get);
    RawPeer& second = rig.Say(get, Seconds(2));
    RawPeer& refused = rig.Say("GET http://a/y HTTP/1.1\r\nHost: a\r\n"
                               "Cache-Control: only-if-cached\r\n\r\n",
                               Seconds(3));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 1u);
    EXPECT_TRUE(Has(second.heard, "gate; hit"));
    EXPECT_EQ(StatusLine(refused.heard), "HTTP/1.1 504 Gateway Timeout");
}

TEST(CachedProxy, PoliciesHaveNames)
{
    auto proxy = ns3::CreateObject<ReverseProxy>();
    EXPECT_THROW(proxy->SetMemoryPolicy("best"), std::exception);
    proxy->SetDiskPolicy("sieve");
    EXPECT_EQ(proxy->GetDiskPolicy(), "sieve");
}

class CachedVersions : public ::testing::TestWithParam<std::tuple<Protocol, Protocol>>
{};

TEST_P(CachedVersions, StoreAndAnswer)
{
    const std::string behind(ProtocolName(std::get<1>(GetParam())));
    auto proxy = ns3::CreateObject<ReverseProxy>();
    proxy->AddServer("server", "server.example", behind == "h3" ? 443 : 80);
    proxy->SetAttribute("Cache", ns3::BooleanValue(true));
    ProxyBench bench(proxy, behind);
    bench.Connect(std::get<0>(GetParam()));
    bench.server->site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {{"Cache-Control", "max-age=60"}}},
                         std::make_unique<PatternBody>(1000000));
    };
    Request request;
    request.authority = "site.example";
    Answer& first = bench.Send(request);
    Answer* second = nullptr;
    ns3::Simulator::Schedule(Seconds(5), [&] { second = &bench.Send(request); });
    bench.Run(Seconds(20));
    EXPECT_EQ(bench.attempts.size(), 1u);
    EXPECT_EQ(bench.server->site.requests.size(), 1u);
    ASSERT_TRUE(first.completed && second && second->completed);
    EXPECT_EQ(first.body.size(), 1000000u);
    EXPECT_EQ(second->body, first.body);
    EXPECT_TRUE(second->response->fields.Has("Age"));
}

INSTANTIATE_TEST_SUITE_P(CachedProxy,
                         CachedVersions,
                         ::testing::Values(std::make_tuple(Protocol::H11, Protocol::H11),
                                           std::make_tuple(Protocol::H2, Protocol::H11),
                                           std::make_tuple(Protocol::H11, Protocol::H2),
                                           std::make_tuple(Protocol::H2, Protocol::H2),
                                           std::make_tuple(Protocol::H3, Protocol::H3)));
