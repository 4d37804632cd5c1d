// SPDX-License-Identifier: GPL-2.0-only
#include "lab/path-rules.h"

#include "base/error.h"
#include "lab/option-rules.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;

namespace
{

std::string
ErrorOf(const std::string& text)
{
    try
    {
        ResolveOptions(Scenario::Parse(text, "x.ini"));
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "none";
}

ScenarioOptions
Resolve(const std::string& text)
{
    return ResolveOptions(Scenario::Parse(text, "x.ini"));
}

} // namespace

TEST(PathRules, ContradictionsNamePlaceAndRemedy)
{
    EXPECT_EQ(ErrorOf("[path]\nvia = reverse-proxy socks-proxy\n"),
              "x.ini:2: path.via = reverse-proxy socks-proxy has a proxy behind a reverse proxy "
              "that the browser cannot know of: put forward-proxy and socks-proxy before "
              "reverse-proxy");
    EXPECT_EQ(ErrorOf("[origin]\nservers = 3\n"),
              "x.ini:2: origin.servers = 3 needs somebody who chooses among them: put "
              "reverse-proxy last into path.via");
    EXPECT_EQ(ErrorOf("[path]\nvia = reverse-proxy\n[reverse-proxy]\nupstream-protocol = h3\n"),
              "x.ini:4: reverse-proxy.upstream-protocol = h3 is encrypted always, by TLS 1.3: set "
              "reverse-proxy.upstream-tls to 1.3 too");
    EXPECT_EQ(ErrorOf("[path]\nvia = forward-proxy\n[browser]\nprotocol = h09\n"),
              "x.ini:4: browser.protocol = h09 has no way to say whom a request is for, which a "
              "forward proxy must know: use h10");
    EXPECT_EQ(ErrorOf("[path]\nvia = socks-proxy\n[socks-proxy]\nversion = 4\nlogin = a:b\n"),
              "x.ini:5: socks-proxy.login = a:b needs SOCKS 5, the only version with passwords: "
              "set socks-proxy.version to 5, or leave it out");
    EXPECT_EQ(ErrorOf("[browser]\nproxy = *=maybe\n"),
              "x.ini:2: browser.proxy = *=maybe is wrong: '*=maybe' is not a rule for a proxy: "
              "write PATTERN=proxy or PATTERN=direct, such as .example.org=direct *=proxy");
}

TEST(PathRules, FaultsNeedSomebodyToBefall)
{
    EXPECT_EQ(ErrorOf("[fault]\nkind = crash\nnode = reverse-proxy\n"),
              "x.ini:3: fault.node = reverse-proxy needs somebody there for it to befall: set "
              "fault.node to one of origin");
    EXPECT_EQ(ErrorOf("[path]\nvia = reverse-proxy\n[fault]\nkind = link-down\n"),
              "x.ini:4: fault.kind = link-down needs somebody there for it to befall: set "
              "fault.node to one of access, backbone");
    EXPECT_EQ(ErrorOf("[path]\nvia = reverse-proxy\n[origin]\nservers = 2\n"
                      "[fault]\nkind = crash\nnode = origin-2\n"),
              "none");
}

TEST(PathRules, WorkloadsOfMessagesHaveTheirOwnNeeds)
{
    EXPECT_EQ(ErrorOf("[workload]\nkind = chat\n[browser]\nprotocol = h10\n"),
              "x.ini:4: browser.protocol = h10 carries no feed of messages: use h11, h2 or h3");
    EXPECT_EQ(ErrorOf("[workload]\nkind = ticker\n[path]\nvia = forward-proxy\n"),
              "x.ini:2: workload.kind = ticker goes through the forward proxy in a tunnel, here "
              "to port 80: allow that in forward-proxy.ports, or set browser.tls");
    EXPECT_EQ(ErrorOf("[workload]\nkind = ticker\n[fault]\nkind = stall\n"),
              "x.ini:4: fault.kind = stall is of an origin of pages, and the workload has none: "
              "use crash or link-down");
}

TEST(PathRules, BadWordsAreToldWhereTheyStand)
{
    EXPECT_EQ(ErrorOf("[forward-proxy]\nports = 70000\n"),
              "x.ini:2: forward-proxy.ports: there is no port 70000: the last is 65535");
    EXPECT_EQ(ErrorOf("[forward-proxy]\nlogin = alice\n"),
              "x.ini:2: forward-proxy.login: 'alice' is not a login: write USER:PASSWORD");
}

TEST(PathRules, ThePathHasNodesAndLinksByTheOrderOfItsProxies)
{
    const ScenarioOptions options =
        Resolve("[path]\nvia = socks-proxy+reverse-proxy reverse-proxy\n[middle]\ndelay = 3ms\n");
    EXPECT_EQ(options.NodeNames(),
              (std::vector<std::string>{"browser",
                                        "socks-proxy",
                                        "reverse-proxy",
                                        "reverse-proxy-2",
                                        "origin"}));
    EXPECT_EQ(options.ServerNode(), 2u);
    EXPECT_EQ(options.ServerNames(), (std::vector<std::string>{"reverse-proxy-2", "origin"}));
    std::vector<std::string> links;
    for (const LinkOptions& link : options.Links())
    {
        links.push_back(link.name);
    }
    EXPECT_EQ(links, (std::vector<std::string>{"access", "middle", "middle-2", "backbone"}));
    EXPECT_EQ(options.Links()[1].up.delay, ns3::MilliSeconds(3));
    EXPECT_EQ(options.Links()[3].up.rate, 1000000000u) << "nothing was said of it";
    EXPECT_EQ(Resolve("[path]\nvia = none\n").Links().size(), 1u);
}

TEST(PathRules, LinksThatProxiesNeedMayBeSpokenOf)
{
    const ScenarioOptions options = Resolve("[path]\nvia = reverse-proxy\n[backbone]\nloss = 1%\n");
    EXPECT_EQ(options.Links()[1].up.rate, 1000000000u);
    EXPECT_EQ(options.Links()[1].down.loss.rate, 0.01);
    EXPECT_NE(ErrorOf("[backbone]\nloss = 1%\n"), "none");
}

TEST(PathRules, PathsThatCannotWorkAreRefused)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"[path]\nvia = socks-proxy forward-proxy\n[browser]\ntls = 1.3\n[forward-proxy]\ntls = "
         "1.3\ntunnel-protocol = h3\n[socks-proxy]\nudp = no\n",
         "needs datagrams to the proxy"},
        {"[path]\nvia = forward-proxy forward-proxy\n", "reaches port 80 in tunnels"},
        {"[path]\nvia = reverse-proxy\n[workload]\nkind = ticker\n[reverse-proxy]\n"
         "pass-upgrade = yes\nupstream-protocol = h10\n",
         "has no Upgrade"},
        {"[path]\nvia = reverse-proxy\n[workload]\nkind = chat\n[origin]\nservers = 2\n",
         "would each have a feed of their own"},
        {"[path]\nvia = reverse-proxy\n[fault]\nkind = stall\nnode = reverse-proxy\n",
         "set fault.node to one of origin"},
        {"[forward-proxy]\nallow = *.example\n", "is no pattern of hosts"},
    };
    for (const auto& [text, reason] : cases)
    {
        EXPECT_NE(ErrorOf(text).find(reason), std::string::npos) << ErrorOf(text);
    }
}

TEST(PathRules, ASweepOfPathsIsTheSameWhenAllIsSpeltOut)
{
    const std::string text = "[sweep]\npath.via = none socks-proxy forward-proxy+reverse-proxy\n"
                             "[socks-proxy]\nversion = 4\n";
    const auto points = [](const Scenario& scenario) {
        std::string all;
        for (const Scenario::Point& point : scenario.Expand())
        {
            all += FormatScenario(point.scenario) + "---\n";
        }
        return all;
    };
    const Scenario written = Scenario::Parse(text, "x.ini");
    const Scenario spelt = Scenario::Parse(FormatScenario(written), "y.ini");
    EXPECT_EQ(FormatScenario(spelt), FormatScenario(written));
    EXPECT_EQ(points(spelt), points(written));
}

TEST(PathRules, WhatIsNotThereIsNotWritten)
{
    const std::string text =
        FormatScenario(Scenario::Parse("[path]\nvia = socks-proxy\n", "x.ini"));
    EXPECT_NE(text.find("[socks-proxy]"), std::string::npos);
    EXPECT_EQ(text.find("[forward-proxy]"), std::string::npos);
    EXPECT_EQ(text.find("[workload]"), std::string::npos);
    EXPECT_EQ(text.find("[fault]"), std::string::npos);
    EXPECT_EQ(FormatScenario(Scenario::Parse(text, "y.ini")), text);
}
