// SPDX-License-Identifier: GPL-2.0-only
// Whole runs through proxies: logins, rules, shared tunnels, faults, chats.
#include "lab/simulation.h"

#include "lab/message-visit.h"
#include "lab/option-rules.h"
#include "report/hop-tables.h"
#include "report/message-tables.h"
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
    EXPECT_EQ(tunnel.requests[2].failure, "refused");
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
