// SPDX-License-Identifier: GPL-2.0-only
#include "node/proxy-rig.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const std::string GET = "GET /x?y=1 HTTP/1.1\r\nHost: site.example\r\nX-End: 1\r\n\r\n";

bool
Has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST(ReverseProxy, SendsOnTheRequestAndBackTheResponse)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5, "X-Of: a\r\n"))}}});
    const std::string answer = rig.Converse(GET);
    EXPECT_EQ(StatusLine(rig.Heard()), "GET /x?y=1 HTTP/1.1");
    EXPECT_TRUE(Has(rig.Heard(), "\r\nHost: site.example\r\n"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\nX-End: 1\r\n"));
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 200 OK");
    EXPECT_TRUE(Has(answer, "\r\nX-Of: a\r\n"));
    EXPECT_TRUE(Has(answer, "\r\nContent-Length: 5\r\n"));
    EXPECT_EQ(answer.substr(answer.size() - 9), "\r\n\r\nxxxxx");
    ASSERT_EQ(rig.sent.size(), 1u);
    EXPECT_EQ(rig.sent[0].responseBodyBytes, 5u);
    EXPECT_EQ(rig.Attempts(), "a: ");
}

TEST(ReverseProxy, PutsItselfIntoViaBothWays)
{
    // RFC 9110 section 7.6.3, with the version that each message came in.
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("Pseudonym", ns3::StringValue("gate"));
    ProxyRig rig(proxy, {{"a", {Answering("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")}}});
    const std::string answer =
        rig.Converse("GET / HTTP/1.1\r\nHost: b.example\r\nVia: 1.0 fred\r\n\r\n");
    EXPECT_TRUE(Has(rig.Heard(), "\r\nVia: 1.0 fred, 1.1 gate\r\n"));
    EXPECT_TRUE(Has(answer, "\r\nVia: 1.1 gate\r\n"));
}

TEST(ReverseProxy, RefusesWhatComesRound)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("Pseudonym", ns3::StringValue("gate"));
    ProxyRig rig(proxy, {{"a", {Answering(ResponseText(5))}}});
    const std::string answer =
        rig.Converse("GET / HTTP/1.1\r\nHost: b.example\r\nVia: 1.1 gate, 1.1 other\r\n\r\n");
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 508 Loop Detected");
    EXPECT_EQ(rig.Heard(), "");
}

TEST(ReverseProxy, FieldsOfOneHopStayBehind)
{
    ProxyRig rig(MakeReverseProxy({"a"}),
                 {{"a", {Answering(ResponseText(0, "Connection: X-Hop\r\nX-Hop: 1\r\n"))}}});
    const std::string answer = rig.Converse(
        "GET / HTTP/1.1\r\nHost: b.example\r\nConnection: keep-alive, X-Mine\r\nX-Mine: "
        "1\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\nUpgrade: foo/2\r\n\r\n");
    for (const char* name : {"X-Mine", "Keep-Alive", "TE:", "Upgrade", "Connection"})
    {
        EXPECT_FALSE(Has(rig.Heard(), name)) << name;
    }
    EXPECT_FALSE(Has(answer, "X-Hop"));
}

TEST(ReverseProxy, ReusesItsConnections)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    rig.Say(GET);
    rig.Say(GET, ns3::Seconds(2));
    rig.Say(GET, ns3::Seconds(3));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.servers->Hosts(), "a");
    ASSERT_EQ(rig.attempts.size(), 3u);
    EXPECT_FALSE(rig.attempts[0].reused);
    EXPECT_TRUE(rig.attempts[2].reused);
    EXPECT_EQ(rig.attempts[2].connection, 1u);
    EXPECT_EQ(rig.attempts[2].frontConnection, 3u);
}

TEST(ReverseProxy, ServersTakeTurns)
{
    const ScriptedServers::Scripts scripts{Answering(ResponseText(5))};
    ProxyRig rig(MakeReverseProxy({"a", "b", "c"}),
                 {{"a", scripts}, {"b", scripts}, {"c", scripts}});
    for (int i = 1; i <= 6; ++i)
    {
        rig.Say(GET, ns3::Seconds(i));
    }
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: ; b: ; c: ; a: ; b: ; c: ");
}

TEST(ReverseProxy, MaxForwardsEndsHere)
{
    // RFC 9110 section 9.3.8: the credentials of a request are not for the eyes of a page.
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    const std::string answer =
        rig.Converse("TRACE /t HTTP/1.1\r\nHost: b.example\r\nMax-Forwards: 0\r\nCookie: "
                     "a=1\r\nX-Seen: 1\r\n\r\n");
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 200 OK");
    EXPECT_TRUE(Has(answer, "\r\nContent-Type: message/http\r\n"));
    EXPECT_TRUE(Has(answer, "\r\n\r\nTRACE /t HTTP/1.1\r\n"));
    EXPECT_TRUE(Has(answer, "\r\nX-Seen: 1\r\n"));
    EXPECT_FALSE(Has(answer, "Cookie"));
    EXPECT_EQ(rig.Heard(), "");
}

TEST(ReverseProxy, MaxForwardsIsCountedDown)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    rig.Converse("OPTIONS * HTTP/1.1\r\nHost: b.example\r\nMax-Forwards: 3\r\n\r\n");
    EXPECT_EQ(StatusLine(rig.Heard()), "OPTIONS * HTTP/1.1");
    EXPECT_TRUE(Has(rig.Heard(), "\r\nMax-Forwards: 2\r\n"));
}

TEST(ReverseProxy, RulesChangeFields)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetRequestRules({ParseHeaderRule("set X-End: 2"), ParseHeaderRule("remove Accept")});
    proxy->SetResponseRules({ParseHeaderRule("add X-Gate: yes")});
    ProxyRig rig(proxy, {{"a", {Answering(ResponseText(5))}}});
    const std::string answer =
        rig.Converse("GET / HTTP/1.1\r\nHost: b.example\r\nX-End: 1\r\nAccept: */*\r\n\r\n");
    EXPECT_TRUE(Has(rig.Heard(), "\r\nX-End: 2\r\n"));
    EXPECT_FALSE(Has(rig.Heard(), "Accept"));
    EXPECT_TRUE(Has(answer, "\r\nX-Gate: yes\r\n"));
}

TEST(ReverseProxy, HostMayBeTheServersOwn)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("PreserveHost", ns3::BooleanValue(false));
    ProxyRig rig(proxy, {{"a", {Answering(ResponseText(5))}}});
    rig.Converse(GET);
    EXPECT_TRUE(Has(rig.Heard(), "\r\nHost: a\r\n"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\nX-Forwarded-Host: site.example\r\n"));
}

TEST(ReverseProxy, AnswersToHeadHaveNoContent)
{
    ProxyRig rig(MakeReverseProxy({"a"}),
                 {{"a", {Answering("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n")}}});
    const std::string answer = rig.Converse("HEAD / HTTP/1.1\r\nHost: b.example\r\n\r\n" + GET);
    EXPECT_TRUE(Has(answer, "\r\nContent-Length: 1234\r\n"));
    EXPECT_TRUE(Has(answer, "\r\n\r\nHTTP/1.1 200 OK\r\n")) << "the next one follows at once";
}

TEST(ReverseProxy, StatusesWithoutContentPass)
{
    for (const char* status : {"204 No Content", "304 Not Modified"})
    {
        ProxyRig rig(MakeReverseProxy({"a"}),
                     {{"a", {Answering("HTTP/1.1 " + std::string(status) + "\r\n\r\n")}}});
        const std::string answer = rig.Converse(GET + GET);
        EXPECT_EQ(StatusLine(answer), "HTTP/1.1 " + std::string(status));
        EXPECT_EQ(rig.sent.size(), 2u);
    }
}

TEST(ReverseProxy, InterimResponsesPass)
{
    ProxyRig rig(
        MakeReverseProxy({"a"}),
        {{"a",
          {Answering("HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n" + ResponseText(5))}}});
    const std::string answer = rig.Converse(GET);
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 103 Early Hints");
    EXPECT_TRUE(Has(answer, "\r\nLink: </s.css>\r\n"));
    EXPECT_TRUE(Has(answer, "\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

TEST(ReverseProxy, UpgradesGoOnAsPlainRequests)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Answering(ResponseText(5))}}});
    const std::string answer =
        rig.Converse("GET /ws HTTP/1.1\r\nHost: b.example\r\nConnection: Upgrade\r\nUpgrade: "
                     "websocket\r\nSec-WebSocket-Version: 13\r\n\r\n");
    EXPECT_FALSE(Has(rig.Heard(), "Upgrade"));
    EXPECT_TRUE(Has(rig.Heard(), "Sec-WebSocket-Version"));
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 200 OK");
}

TEST(ReverseProxy, WhatIsOpenAtTheEndIsReported)
{
    auto proxy = MakeReverseProxy({"a"});
    ProxyRig rig(proxy, {{"a", {Answering("")}}});
    rig.Say(GET);
    ns3::Simulator::Stop(ns3::Seconds(2));
    ns3::Simulator::Run();
    proxy->Finish();
    ASSERT_EQ(rig.closed.size(), 1u);
    ASSERT_EQ(rig.closedBehind.size(), 1u);
    EXPECT_EQ(rig.closedBehind[0].closeReason, "open at the end");
    EXPECT_TRUE(rig.sent.empty());
}
