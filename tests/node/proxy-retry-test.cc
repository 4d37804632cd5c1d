// SPDX-License-Identifier: GPL-2.0-only
// When a proxy asks again, and when it must not: RFC 9110 section 9.2.2.
#include "node/proxy-bench.h"
#include "node/proxy-rig.h"
#include "node/reverse-proxy.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <ostream>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Script = ScriptedConnection::Script;

const Script REFUSING = nullptr;
const Script FINE = Answering(ResponseText(5));

/** Resets when the request is there. */
void
ResetWhenAsked(ScriptedConnection& connection)
{
    if (connection.Requests() > 0)
    {
        connection.Reset();
    }
}

/** Begins to answer, and breaks off. */
void
BreakOff(ScriptedConnection& connection)
{
    if (connection.Requests() > 0)
    {
        connection.Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&connection] { connection.Reset(); });
    }
}

/** Answers the first request, and resets at the second. */
Script
Stale()
{
    return [answered = false](ScriptedConnection& connection) mutable {
        if (connection.Requests() > 1)
        {
            connection.Reset();
        }
        else if (!std::exchange(answered, true))
        {
            connection.Say(ResponseText(5));
        }
    };
}

std::string
Ask(const std::string& method, std::size_t content = 0)
{
    const std::string length =
        content > 0 ? "Content-Length: " + std::to_string(content) + "\r\n" : "";
    return method + " / HTTP/1.1\r\nHost: b.example\r\n" + length + "\r\n" +
           std::string(content, 'c');
}

std::size_t
Count(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    {
        ++count;
    }
    return count;
}

/** A request, what happens to it at server a, and what comes of it; server b answers well. */
struct RetryCase
{
    const char* name;
    std::string request;
    Script first;
    std::string attempts;
    std::string status;
};

/** How failures name it; the bytes of it would say nothing. */
void
PrintTo(const RetryCase& what, std::ostream* out)
{
    *out << what.name;
}

class ProxyRetry : public ::testing::TestWithParam<RetryCase>
{};

} // namespace

TEST_P(ProxyRetry, AsksAgainOnlyWhereItMay)
{
    const RetryCase& what = GetParam();
    ProxyRig rig(MakeReverseProxy({"a", "b"}), {{"a", {what.first}}, {"b", {FINE}}});
    const std::string answer = rig.Converse(what.request);
    EXPECT_EQ(rig.Attempts(), what.attempts);
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 " + what.status);
    EXPECT_EQ(rig.sent.size(), 1u);
    if (what.request.substr(0, 4) == "POST")
    {
        EXPECT_LE(Count(rig.Heard(), "POST"), 1u) << "twice is not once";
    }
}

INSTANTIATE_TEST_SUITE_P(
    ProxyRetry,
    ProxyRetry,
    ::testing::Values(
        RetryCase{"GetNotOpened", Ask("GET"), REFUSING, "a: reset; b: ", "200 OK"},
        RetryCase{"PostNotOpened", Ask("POST"), REFUSING, "a: reset; b: ", "200 OK"},
        RetryCase{"GetReset", Ask("GET"), ResetWhenAsked, "a: reset; b: ", "200 OK"},
        RetryCase{"DeleteReset", Ask("DELETE"), ResetWhenAsked, "a: reset; b: ", "200 OK"},
        RetryCase{"PutReset", Ask("PUT", 100), ResetWhenAsked, "a: reset; b: ", "200 OK"},
        RetryCase{"PostReset", Ask("POST", 100), ResetWhenAsked, "a: reset", "502 Bad Gateway"},
        RetryCase{"PatchReset", Ask("PATCH", 1), ResetWhenAsked, "a: reset", "502 Bad Gateway"},
        RetryCase{"UnknownReset", Ask("FROB"), ResetWhenAsked, "a: reset", "502 Bad Gateway"},
        RetryCase{"LongPutReset",
                  Ask("PUT", 100000),
                  [](ScriptedConnection& c) {
                      if (c.heard.size() > 100000)
                      {
                          c.Reset();
                      }
                  },
                  "a: reset",
                  "502 Bad Gateway"},
        RetryCase{"Malformed",
                  Ask("GET"),
                  Answering("HTTP/1.1 2OO OK\r\n\r\n"),
                  "a: malformed response; b: ",
                  "200 OK"},
        RetryCase{"Begun", Ask("GET"), BreakOff, "a: reset", "200 OK"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(ProxyRetries, ContentIsRepeatedWhole)
{
    ProxyRig rig(MakeReverseProxy({"a", "b"}), {{"a", {ResetWhenAsked}}, {"b", {FINE}}});
    rig.Converse(Ask("PUT", 5000));
    const std::string& second = rig.servers->connections.at(1).second->heard;
    EXPECT_EQ(second.substr(second.find("\r\n\r\n") + 4), std::string(5000, 'c'));
}

TEST(ProxyRetries, WhatWasBegunIsBrokenOff)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {BreakOff}}});
    const std::string answer = rig.Converse(Ask("GET"));
    EXPECT_EQ(answer.substr(answer.size() - 8), "\r\n\r\nhalf");
    EXPECT_TRUE(rig.clients[0]->endHeard) << "the client sees that four of ten octets are not all";
}

TEST(ProxyRetries, AnOldClientSeesTheBreakByAReset)
{
    // HTTP/1.0: the end of the connection would be the end of the content.
    const Script breaks = [](ScriptedConnection& connection) {
        connection.Say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&connection] { connection.Reset(); });
    };
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {breaks}}});
    rig.Converse("GET / HTTP/1.0\r\nHost: b.example\r\n\r\n");
    EXPECT_FALSE(rig.clients[0]->endHeard);
    EXPECT_EQ(rig.clients[0]->closed, StreamEnd::RESET);
}

TEST(ProxyRetries, WhatIsBufferedMayYetBeHadElsewhere)
{
    auto proxy = MakeReverseProxy({"a", "b"});
    proxy->SetAttribute("BufferResponses", ns3::BooleanValue(true));
    ProxyRig rig(proxy, {{"a", {BreakOff}}, {"b", {FINE}}});
    const std::string answer = rig.Converse(Ask("GET"));
    EXPECT_EQ(rig.Attempts(), "a: reset; b: ");
    EXPECT_EQ(answer.substr(answer.size() - 9), "\r\n\r\nxxxxx");
}

TEST(ProxyRetries, AStaleConnectionIsNoFaultOfTheServer)
{
    ProxyRig rig(MakeReverseProxy({"a", "b"}), {{"a", {Stale(), FINE}}, {"b", {FINE}}});
    rig.Say(Ask("GET"));
    rig.Say(Ask("GET"), ns3::Seconds(2)); // b
    rig.Say(Ask("GET"), ns3::Seconds(3)); // a resets
    rig.Say(Ask("GET"), ns3::Seconds(4)); // b, whose turn it is
    rig.Say(Ask("GET"), ns3::Seconds(5)); // a, since it is not down
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: ; b: ; a: reset; b: ; b: ; a: ");
}

TEST(ProxyRetries, APostOnAStaleConnectionIsNotRepeated)
{
    // It may have been processed: nobody can tell.
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Stale(), FINE}}});
    rig.Say(Ask("GET"));
    const RawPeer& client = rig.Say(Ask("POST"), ns3::Seconds(2));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(client.heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(Count(rig.Heard(), "POST"), 1u);
}

TEST(ProxyRetries, AreNotUsedUpByALimitThatIsKnown)
{
    // Of what is sent before SETTINGS come, all but one is refused, and after each response the
    // connection is closed.
    auto proxy = ns3::CreateObject<ReverseProxy>();
    proxy->AddServer("server", "server.example", 80);
    ProxyBench bench(proxy, "h2");
    H2Options one;
    one.maxConcurrentStreams = 1;
    bench.server->SetH2Options(one);
    bench.server->SetAttribute("KeepAlive", ns3::TimeValue(ns3::Time(0)));
    Upload upload;
    bench.server->site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        upload.onComplete = [&exchange] { exchange.Respond({204, {}}, nullptr); };
        exchange.SetBodyReceiver(&upload);
    };
    bench.Connect(Protocol::H2);
    Request put;
    put.method = "PUT";
    put.authority = "site.example";
    for (int i = 0; i < 12; ++i)
    {
        bench.Send(put, std::make_unique<PatternBody>(1000));
    }
    bench.Run();
    ASSERT_EQ(bench.sent.size(), 12u);
    for (const ServedRecord& record : bench.sent)
    {
        EXPECT_EQ(record.response.status, 204);
    }
}

TEST(ProxyRetries, EndAtTheMostAttempts)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("MaxAttempts", ns3::UintegerValue(4));
    ProxyRig rig(proxy, {{"a", {REFUSING}}});
    EXPECT_EQ(StatusLine(rig.Converse(Ask("GET"))), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(rig.attempts.size(), 4u);
    EXPECT_EQ(rig.attempts.back().attempt, 4u);
}

TEST(ProxyRetries, WhereAllAreDownNobodyIsAsked)
{
    ProxyRig rig(MakeReverseProxy({"a", "b"}), {{"a", {REFUSING}}, {"b", {REFUSING}}});
    const RawPeer& first = rig.Say(Ask("GET"));
    const RawPeer& second = rig.Say(Ask("GET"), ns3::Seconds(5));
    const RawPeer& third = rig.Say(Ask("GET"), ns3::Seconds(15));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(first.heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(StatusLine(second.heard), "HTTP/1.1 503 Service Unavailable");
    // Ten seconds after the failures, which came a little after 1 s; asked at 5.03 s.
    EXPECT_NE(second.heard.find("\r\nRetry-After: 7\r\n"), std::string::npos) << second.heard;
    EXPECT_EQ(StatusLine(third.heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(rig.attempts.size(), 4u) << rig.Attempts();
}
