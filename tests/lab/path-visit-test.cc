// SPDX-License-Identifier: GPL-2.0-only
// Whole runs through proxies: logins, rules, shared tunnels, faults, chats.
#include "lab/simulation.h"

#include "lab/message-visit.h"
#include "lab/option-rules.h"
#include "report/hop-tables.h"
#include "report/hops.h"
#include "report/message-tables.h"
#include "report/runs-table.h"
#include "report/tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace pagewire;

namespace
{

/** A document and an image of each of two other hosts. */
Page
ThreeHosts()
{
    Page page;
    page.hosts = {{"www.example", ""}, {"img.example", ""}, {"cdn.invalid", ""}};
    for (std::size_t host = 0; host < page.hosts.size(); ++host)
    {
        Resource resource;
        resource.host = host;
        resource.path = "/" + std::to_string(host);
        resource.size = 20000;
        if (host > 0)
        {
            resource.dependencies.push_back({});
        }
        page.resources.push_back(resource);
    }
    return page;
}

RunResult
ResultOf(const std::string& scenario)
{
    SimulationInput input;
    input.options = ResolveOptions(Scenario::Parse(scenario, "x.ini"));
    input.page = input.options.workload.kind == "page" ? ThreeHosts() : FeedPage();
    return Simulate(input);
}

std::size_t
ConnectionsTo(const RunResult& result, const std::string& node)
{
    return static_cast<std::size_t>(
        std::count_if(result.serverConnections.begin(),
                      result.serverConnections.end(),
                      [&](const ConnectionRecord& record) { return record.node == node; }));
}

std::size_t
Refusals(const RunResult& result, int status)
{
    return static_cast<std::size_t>(
        std::count_if(result.served.begin(), result.served.end(), [status](const auto& served) {
            return served.response.status == status;
        }));
}

const char CONNECT[] = "[path]\nvia = forward-proxy\n[browser]\ntls = 1.3\n";

} // namespace

TEST(PathVisit, ALoginIsAskedForOnceOverEveryVersion)
{
    for (const std::string protocol : {"h10", "h11", "h2", "h3"})
    {
        const std::string tls = protocol == "h2" || protocol == "h3" ? "tls = 1.3\n" : "";
        const RunResult result = ResultOf(CONNECT + std::string("[forward-proxy]\nlogin = a:b\n") +
                                          tls + "tunnel-protocol = " + protocol + "\n");
        EXPECT_EQ(result.Status(), "ok") << protocol;
        EXPECT_EQ(Refusals(result, 407), 1u) << protocol;
    }
    for (const std::string protocol : {"h10", "h11", "h2"})
    {
        const RunResult result =
            ResultOf("[path]\nvia = forward-proxy\n[forward-proxy]\nlogin = a:b\n"
                     "[browser]\nprotocol = " +
                     protocol + "\n");
        EXPECT_EQ(result.Status(), "ok") << protocol;
        EXPECT_EQ(Refusals(result, 407), 1u) << protocol;
    }
    const RunResult socks =
        ResultOf("[path]\nvia = socks-proxy\n[socks-proxy]\nlogin = alice:secret\n");
    EXPECT_EQ(socks.Status(), "ok");
}

TEST(PathVisit, TunnelsOfAVersionThatMultiplexesShareAConnection)
{
    EXPECT_EQ(ConnectionsTo(ResultOf(CONNECT), "forward-proxy"), 3u);
    for (const std::string protocol : {"h2", "h3"})
    {
        const RunResult result =
            ResultOf(CONNECT + std::string("[forward-proxy]\ntls = 1.3\ntunnel-protocol = ") +
                     protocol + "\n");
        EXPECT_EQ(result.Status(), "ok");
        EXPECT_EQ(ConnectionsTo(result, "forward-proxy"), 1u) << protocol;
        EXPECT_EQ(result.tunnels.size(), 3u);
    }
}

TEST(PathVisit, RulesAndBypassesSayWhoGoesThroughTheProxy)
{
    const RunResult rules = ResultOf(CONNECT + std::string("proxy = .invalid=direct *=proxy\n"));
    EXPECT_EQ(rules.Status(), "ok");
    EXPECT_EQ(rules.tunnels.size(), 2u);
    const RunResult bypass =
        ResultOf(CONNECT + std::string("proxy-bypass = img.example .invalid\n"));
    EXPECT_EQ(bypass.Status(), "ok");
    EXPECT_EQ(bypass.tunnels.size(), 1u);
}

TEST(PathVisit, WhatTheProxyDeniesIsNotHad)
{
    const RunResult tunnel =
        ResultOf(CONNECT + std::string("[forward-proxy]\ndeny = cdn.invalid\n"));
    EXPECT_EQ(tunnel.Status(), "failed");
    EXPECT_EQ(tunnel.requests[2].failure, "refused: 403 Forbidden");
    EXPECT_EQ(tunnel.requests[1].status, RequestStatus::OK);
    const RunResult request =
        ResultOf("[path]\nvia = forward-proxy\n[forward-proxy]\nallow = .example\n");
    EXPECT_EQ(request.requests[2].response.status, 403);
    EXPECT_EQ(request.requests[1].response.status, 200);
}

TEST(PathVisit, HeaderRulesChangeWhatTheOriginHears)
{
    const RunResult result = ResultOf("[path]\nvia = reverse-proxy\n[reverse-proxy]\n"
                                      "request-rules = set X-Edge: paris; remove User-Agent\n"
                                      "forwarded = forwarded\n");
    for (const ServedRecord& served : result.served)
    {
        const HeaderFields& fields = served.request.fields;
        if (served.node == "origin")
        {
            EXPECT_EQ(fields.Find("X-Edge"), "paris");
            EXPECT_FALSE(fields.Has("User-Agent"));
            EXPECT_EQ(fields.Find("Via"), "1.1 reverse-proxy");
            EXPECT_EQ(fields.Find("Forwarded"),
                      "for=10.0.0.1;by=10.1.1.2;host=www.example;proto=http")
                << fields.Combined("Forwarded");
            break;
        }
    }
}

TEST(PathVisit, EveryNodeAndLinkMayFailAndTheLoadGoesOn)
{
    const std::string path = "[path]\nvia = socks-proxy forward-proxy reverse-proxy\n"
                             "[browser]\ntls = 1.3\nsilence = 2s\nattempts = 5\n"
                             "[access]\nrate = 1Mbps\n[fault]\nat = 300ms\ntime = 500ms\n";
    for (const std::string node : {"socks-proxy", "forward-proxy", "reverse-proxy", "origin"})
    {
        const RunResult result = ResultOf(path + "kind = crash\nnode = " + node + "\n");
        EXPECT_EQ(result.Status(), "ok") << node;
    }
    for (const std::string link : {"access", "middle", "middle-2", "backbone"})
    {
        const RunResult result = ResultOf(path + "kind = link-down\nnode = " + link + "\n");
        EXPECT_EQ(result.Status(), "ok") << link;
    }
}

TEST(PathVisit, TunnelsLiveThroughAHandOverOrComeAboutAnew)
{
    for (const std::string protocol : {"h11", "h2", "h3"})
    {
        const RunResult result =
            ResultOf("[path]\nvia = forward-proxy\n[browser]\ntls = 1.3\ndeadline = 20s\n"
                     "[forward-proxy]\ntls = 1.3\ntunnel-protocol = " +
                     protocol +
                     "\n[access]\nrate = 500kbps\n[second]\nrate = 5Mbps\ndelay = 20ms\n"
                     "[handover]\nat = 600ms\n");
        EXPECT_EQ(result.Status(), "ok") << protocol;
        EXPECT_LT(*result.loaded, ns3::Seconds(4)) << protocol;
        const bool moves = protocol == "h3";
        EXPECT_EQ(ConnectionsTo(result, "forward-proxy") == 1, moves) << protocol;
    }
}

TEST(PathVisit, BackPressureHoldsNothingUpForGood)
{
    // A slow last hop behind fast ones, and buffers of every size: who waits for room must hear of
    // it.
    const std::vector<std::string> paths{
        "socks-proxy\n[access]\n",
        "forward-proxy\n[browser]\ntls = 1.3\n",
        "forward-proxy\n[browser]\ntls = 1.3\n[forward-proxy]\ntls = 1.3\ntunnel-protocol = h2\n",
        "forward-proxy\n[browser]\ntls = 1.3\n[forward-proxy]\ntls = 1.3\ntunnel-protocol = h3\n",
        "reverse-proxy\n[reverse-proxy]\nupstream-protocol = h2\n",
    };
    for (const std::string& path : paths)
    {
        for (const char* buffer : {"16KiB", "64KiB", "256KiB"})
        {
            SimulationInput input;
            input.options = ResolveOptions(Scenario::Parse(
                "[tcp]\nsend-buffer = " + std::string(buffer) + "\n[path]\nvia = " + path +
                    "[access]\nrate = 5Mbps\ndelay = 50ms\nqueue = 1000p\n",
                "x.ini"));
            input.page = ThreeHosts();
            input.page.resources[0].size = 2000000;
            input.page.resources[1].method = "POST";
            input.page.resources[1].requestBodySize = 1000000;
            const RunResult result = Simulate(input);
            EXPECT_EQ(result.Status(), "ok") << path << buffer;
            for (const RequestRecord& request : result.requests)
            {
                EXPECT_EQ(request.attempts, 1u) << path << buffer;
            }
        }
    }
}

TEST(PathVisit, ASharedConnectionThatIsLostComesAboutAnew)
{
    for (const std::string protocol : {"h2", "h3"})
    {
        for (const char* at : {"200ms", "500ms", "800ms"})
        {
            const RunResult result = ResultOf(
                CONNECT + std::string("silence = 1s\n[access]\nrate = 500kbps\n[fault]\n") +
                "kind = crash\nnode = forward-proxy\ntime = 300ms\nat = " + at +
                "\n[forward-proxy]\ntls = 1.3\ntunnel-protocol = " + protocol + "\n");
            EXPECT_EQ(result.Status(), "ok") << protocol << " " << at;
        }
    }
}

TEST(PathVisit, MoreTunnelsThanStreamsTakeMoreConnections)
{
    for (const std::string protocol : {"h2", "h3"})
    {
        const RunResult result = ResultOf(
            CONNECT + std::string("[h2]\nmax-concurrent-streams = 2\n[quic]\n") +
            "max-streams = 2\n[forward-proxy]\ntls = 1.3\ntunnel-protocol = " + protocol + "\n");
        EXPECT_EQ(result.Status(), "ok") << protocol;
        EXPECT_EQ(ConnectionsTo(result, "forward-proxy"), 2u) << protocol;
    }
}

TEST(PathVisit, FailedAttemptsHaveTheHopsThatTheyHad)
{
    for (const char* kind : {"crash", "stall", "late", "reset"})
    {
        const RunResult result = ResultOf(
            "[path]\nvia = reverse-proxy\n[origin]\nservers = 3\nthink-time = 50ms\n[fault]\nkind "
            "= " +
            std::string(kind) +
            "\nat = 100ms\ntime = 0s\n[reverse-proxy]\nread-timeout = 1s\nconnect-timeout = 1s\n");
        std::set<std::pair<std::string, ns3::Time>> received;
        for (const Hop& hop : FindHops(result))
        {
            const ns3::Time sent = hop.sent.value_or(ns3::Time(0));
            EXPECT_LT(sent, hop.received.value_or(ns3::Time::Max())) << kind << " " << hop.message;
            EXPECT_LT(sent, hop.whole.value_or(ns3::Time::Max())) << kind << " " << hop.message;
            if (hop.kind == "request" && hop.received && hop.to != "reverse-proxy")
            {
                EXPECT_TRUE(received.emplace(hop.to, *hop.received).second) << "received once";
            }
        }
        const auto toFirst = [](const UpstreamRecord& u) { return u.upstream == "origin"; };
        const auto tried = std::count_if(result.upstreams.begin(), result.upstreams.end(), toFirst);
        EXPECT_GT(tried, 0) << kind;
    }
}

TEST(PathVisit, MessagesOfClientsAreHopsToo)
{
    for (const std::string way : {"websocket", "polling"})
    {
        const RunResult result = ResultOf(
            "[workload]\nkind = ticker\nclients = 2\nmessages = 3\ngap = 100ms\nway = " + way +
            "\n[path]\nvia = reverse-proxy\n[reverse-proxy]\npass-upgrade = yes\n");
        int fromBrowser = 0;
        int onward = 0;
        for (const Hop& hop : FindHops(result))
        {
            fromBrowser += hop.kind == "request" && hop.from == "browser" ? 1 : 0;
            onward += hop.kind == "request" && hop.from == "reverse-proxy" ? 1 : 0;
            EXPECT_NE(hop.to, "") << way << " " << hop.message;
        }
        EXPECT_EQ(fromBrowser, onward) << way;
        EXPECT_GE(fromBrowser, 2) << way;
    }
}

TEST(PathVisit, EveryoneInAChatHearsEverything)
{
    for (const std::string protocol : {"h11", "h2", "h3"})
    {
        for (const std::string way : {"websocket", "long-polling", "polling"})
        {
            const RunResult result = ResultOf(
                "[workload]\nkind = chat\nclients = 3\nmessages = 4\ngap = 200ms\nway = " + way +
                "\n[browser]\ntls = 1.3\nprotocol = " + protocol +
                "\n[path]\nvia = reverse-proxy\n[reverse-proxy]\npass-upgrade = yes\n"
                "upstream-protocol = h2\n");
            EXPECT_EQ(result.Status(), "ok") << protocol << " " << way;
            EXPECT_EQ(result.messages.size(), 3u * 3 * 4) << protocol << " " << way;
            std::set<std::tuple<std::string, std::uint64_t>> heard;
            for (const MessageRecord& message : result.messages)
            {
                heard.emplace(message.client, message.number);
                EXPECT_GE(message.received, message.published);
            }
            EXPECT_EQ(heard.size(), 36u) << "each once";
        }
    }
}

TEST(PathVisit, TheSameRunGivesTheSameTables)
{
    const std::string scenario = "[path]\nvia = socks-proxy reverse-proxy\n[browser]\ntls = 1.3\n"
                                 "protocol = h3\n[access]\nloss = 2%\n[origin]\nservers = 2\n"
                                 "[record]\nstates = yes\n";
    const auto tables = [&] {
        const RunResult result = ResultOf(scenario);
        return RunsTable(result, {}) + RequestsTable(result, {}) + HopsTable(result, {}) +
               TunnelsTable(result, {}) + StatesTable(result, {});
    };
    EXPECT_EQ(tables(), tables());
}
