// SPDX-License-Identifier: GPL-2.0-only
// How a request and its response go through a proxy: time-outs, pauses, expectations, ends.
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

using Script = ScriptedConnection::Script;

const std::string GET = "GET / HTTP/1.1\r\nHost: b.example\r\n\r\n";

const Script SILENT = [](ScriptedConnection&) {};

/** A proxy that asks once, with one time-out set and the others far off. */
ns3::Ptr<HttpProxy>
Impatient(const std::string& attribute, double seconds)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("MaxAttempts", ns3::UintegerValue(1));
    for (const char* name : {"ConnectTimeout", "SendTimeout", "ReadTimeout"})
    {
        proxy->SetAttribute(name, ns3::TimeValue(ns3::Seconds(1000)));
    }
    proxy->SetAttribute(attribute, ns3::TimeValue(ns3::Seconds(seconds)));
    return proxy;
}

std::string
Post(std::size_t size, const std::string& fields = "")
{
    return "POST / HTTP/1.1\r\nHost: b.example\r\nContent-Length: " + std::to_string(size) +
           "\r\n" + fields + "\r\n";
}

bool
Has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/** Says 100 when the head is in, and 200 when the content is. */
Script
Continuing(std::size_t content)
{
    return [content, said = 0](ScriptedConnection& connection) mutable {
        const auto head = connection.heard.find("\r\n\r\n");
        if (said == 0 && head != std::string::npos)
        {
            said = 1;
            connection.Say("HTTP/1.1 100 Continue\r\n\r\n");
        }
        if (said == 1 && connection.heard.size() >= head + 4 + content)
        {
            said = 2;
            connection.Say(ResponseText(5));
        }
    };
}

} // namespace

TEST(ProxyTimeouts, Read)
{
    // The client's connection opens at 1.02 s, its request is here at 1.03 s, the connection to the
    // server open at 1.05 s: from then on the server is silent.
    ProxyRig rig(Impatient("ReadTimeout", 5), {{"a", {SILENT}}});
    EXPECT_EQ(StatusLine(rig.Converse(GET)), "HTTP/1.1 504 Gateway Timeout");
    EXPECT_EQ(rig.Attempts(), "a: read timeout");
    ASSERT_EQ(rig.sent.size(), 1u);
    EXPECT_EQ(rig.sent[0].responded, ns3::MilliSeconds(6050));
}

TEST(ProxyTimeouts, Connect)
{
    PipeOptions far;
    far.delay = ns3::Seconds(100);
    ProxyRig rig(Impatient("ConnectTimeout", 2), {{"a", {SILENT}}}, far);
    EXPECT_EQ(StatusLine(rig.Converse(GET)), "HTTP/1.1 504 Gateway Timeout");
    EXPECT_EQ(rig.Attempts(), "a: connect timeout");
    ASSERT_EQ(rig.sent.size(), 1u);
    EXPECT_EQ(rig.sent[0].responded, ns3::MilliSeconds(3030));
}

TEST(ProxyTimeouts, EveryRequestHasItsOwnToConnect)
{
    // Both wait for the one connection that there may be, of which nothing is heard.
    PipeOptions far;
    far.delay = ns3::Seconds(100);
    auto proxy = Impatient("ConnectTimeout", 2);
    proxy->SetAttribute("ConnectionsPerServer", ns3::UintegerValue(1));
    ProxyRig rig(proxy, {{"a", {SILENT}}}, far);
    rig.Say(GET);
    rig.Say(GET, ns3::Seconds(2));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: connect timeout; a: connect timeout");
    ASSERT_EQ(rig.sent.size(), 2u);
    EXPECT_EQ(rig.sent[0].responded, ns3::MilliSeconds(3030));
    EXPECT_EQ(rig.sent[1].responded, ns3::MilliSeconds(4030));
}

TEST(ProxyTimeouts, WaitingForAPlaceIsNotConnecting)
{
    // Each answer takes 3 s, on the one connection that there may be.
    const Script slow = [asked = std::size_t{0}](ScriptedConnection& connection) mutable {
        for (; asked < connection.Requests(); ++asked)
        {
            ns3::Simulator::Schedule(ns3::Seconds(3),
                                     [&connection] { connection.Say(ResponseText(5)); });
        }
    };
    auto proxy = Impatient("ConnectTimeout", 2);
    proxy->SetAttribute("ConnectionsPerServer", ns3::UintegerValue(1));
    ProxyRig rig(proxy, {{"a", {slow}}});
    for (int i = 0; i < 4; ++i)
    {
        rig.Say(GET);
    }
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: ; a: ; a: ; a: ");
    for (const ServedRecord& record : rig.sent)
    {
        EXPECT_EQ(record.response.status, 200);
    }
    EXPECT_EQ(rig.servers->Hosts(), "a");
}

TEST(ProxyTimeouts, Send)
{
    // The server reads nothing: the pipe's window and what lies unsent fill within 0.2 s.
    const Script deaf = [](ScriptedConnection& connection) { connection.reads = false; };
    ProxyRig rig(Impatient("SendTimeout", 5), {{"a", {deaf}}});
    const std::string answer = rig.Converse(Post(1000000) + std::string(1000000, 'c'));
    EXPECT_EQ(rig.Attempts(), "a: send timeout");
    ASSERT_EQ(rig.sent.size(), 1u);
    EXPECT_GE(*rig.sent[0].responded, ns3::MilliSeconds(6050));
    EXPECT_LE(*rig.sent[0].responded, ns3::MilliSeconds(6250));
}

TEST(ProxyTimeouts, ASlowServerIsNotASilentOne)
{
    const Script slow = [](ScriptedConnection& connection) {
        connection.Say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        for (int i = 1; i <= 5; ++i)
        {
            ns3::Simulator::Schedule(ns3::Seconds(4 * i), [&connection] { connection.Say("x"); });
        }
    };
    ProxyRig rig(Impatient("ReadTimeout", 5), {{"a", {slow}}});
    const std::string answer = rig.Converse(GET);
    EXPECT_EQ(answer.substr(answer.size() - 5), "xxxxx");
    EXPECT_EQ(rig.Attempts(), "a: ");
}

TEST(ProxyTimeouts, TheClientsPausesAreNotTheServers)
{
    // The content pauses for 20 s; then the server has its full 5 s again, and uses 4.
    const Script late = [](ScriptedConnection& connection) {
        const std::size_t head = connection.heard.find("\r\n\r\n") + 4;
        if (connection.heard.size() == head + 10)
        {
            ns3::Simulator::Schedule(ns3::Seconds(4),
                                     [&connection] { connection.Say(ResponseText(5)); });
        }
    };
    auto proxy = Impatient("SendTimeout", 5);
    proxy->SetAttribute("ReadTimeout", ns3::TimeValue(ns3::Seconds(5)));
    ProxyRig rig(proxy, {{"a", {late}}});
    RawPeer& client = rig.Say(Post(10) + "12345");
    ns3::Simulator::Schedule(ns3::Seconds(21), [&client] { client.Say("67890"); });
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(client.heard), "HTTP/1.1 200 OK");
}

TEST(ProxyTimeouts, AClientThatDoesNotReadIsNotASilentServer)
{
    // Of the first 120 KB its pipe and the codec there hold 80 KB; the rest waits in the proxy.
    auto proxy = Impatient("ReadTimeout", 5);
    H1Options narrow;
    narrow.bodyWindow = 16384;
    proxy->SetUpstreamH1Options(narrow);
    const Script parts = [](ScriptedConnection& connection) {
        connection.Say("HTTP/1.1 200 OK\r\nContent-Length: 240000\r\n\r\n");
        for (int i = 0; i < 8; ++i)
        {
            ns3::Simulator::Schedule(ns3::Seconds(i < 4 ? i : 40 + i),
                                     [&connection] { connection.Say(std::string(30000, 'x')); });
        }
    };
    ProxyRig rig(proxy, {{"a", {parts}}});
    RawPeer& client = rig.Say(GET);
    client.reads = false;
    ns3::Simulator::Schedule(ns3::Seconds(43), [&client] {
        client.reads = true;
        client.HandleReadable();
    });
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: ");
    EXPECT_EQ(client.heard.size() - client.heard.find("\r\n\r\n") - 4, 240000u);
}

TEST(ProxyContinue, The100IsTheServers)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Continuing(4)}}});
    RawPeer& client = rig.Say(Post(4, "Expect: 100-continue\r\n"));
    // 1.03 s here, 1.06 s at the server, whose 100 is back here at 1.07 s, and there at 1.08 s.
    ns3::Simulator::Schedule(ns3::MilliSeconds(1075), [&client] { EXPECT_EQ(client.heard, ""); });
    ns3::Simulator::Schedule(ns3::MilliSeconds(1085), [&client] {
        EXPECT_EQ(client.heard, "HTTP/1.1 100 Continue\r\n\r\n");
        client.Say("body");
    });
    ns3::Simulator::Run();
    EXPECT_TRUE(Has(rig.Heard(), "\r\nExpect: 100-continue\r\n"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\n\r\nbody"));
    EXPECT_TRUE(Has(client.heard, "\r\n\r\nHTTP/1.1 200 OK\r\n"));
    EXPECT_FALSE(Has(client.heard.substr(10), "100 Continue")) << "once is enough";
}

TEST(ProxyContinue, ABufferingProxySaysItItself)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("BufferRequests", ns3::BooleanValue(true));
    ProxyRig rig(proxy, {{"a", {Continuing(4)}}});
    RawPeer& client = rig.Say(Post(4, "Expect: 100-continue\r\n"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(1045), [&] {
        EXPECT_EQ(client.heard, "HTTP/1.1 100 Continue\r\n\r\n");
        EXPECT_EQ(rig.Heard(), "");
        client.Say("body");
    });
    ns3::Simulator::Run();
    EXPECT_FALSE(Has(rig.Heard(), "Expect"));
    EXPECT_TRUE(Has(client.heard, "\r\n\r\nHTTP/1.1 200 OK\r\n"));
    EXPECT_FALSE(Has(client.heard.substr(10), "100 Continue"));
}

TEST(ProxyContinue, AFinalAnswerSparesTheContent)
{
    // RFC 9110 section 10.1.1; the connection cannot go on, as the content may come all the same.
    const Script tooMuch = Answering("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {tooMuch}}});
    const std::string answer = rig.Converse(Post(4, "Expect: 100-continue\r\n"));
    EXPECT_EQ(StatusLine(answer).substr(0, 12), "HTTP/1.1 413");
    EXPECT_TRUE(Has(answer, "\r\nConnection: close\r\n"));
}

TEST(ProxyBuffers, RequestsGoOnWhenTheyAreWhole)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("BufferRequests", ns3::BooleanValue(true));
    ProxyRig rig(proxy, {{"a", {Continuing(10)}}});
    RawPeer& client = rig.Say(Post(10) + "12345");
    ns3::Simulator::Schedule(ns3::Seconds(5), [&] {
        EXPECT_TRUE(rig.servers->connections.empty());
        client.Say("67890");
    });
    ns3::Simulator::Run();
    EXPECT_TRUE(Has(rig.Heard(), "\r\n\r\n1234567890"));
    EXPECT_TRUE(Has(client.heard, "200 OK"));
}

TEST(ProxyBuffers, LongerRequestsAreRefused)
{
    for (const bool chunked : {false, true})
    {
        auto proxy = MakeReverseProxy({"a"});
        proxy->SetAttribute("BufferRequests", ns3::BooleanValue(true));
        proxy->SetAttribute("BufferLimit", ns3::UintegerValue(1000));
        ProxyRig rig(proxy, {{"a", {SILENT}}});
        const std::string content(1001, 'c');
        const std::string request = chunked
                                      ? "POST / HTTP/1.1\r\nHost: b.example\r\nTransfer-Encoding: "
                                        "chunked\r\n\r\n3e9\r\n" +
                                            content + "\r\n0\r\n\r\n"
                                      : Post(1001) + content;
        EXPECT_EQ(StatusLine(rig.Converse(request)).substr(0, 12), "HTTP/1.1 413");
        EXPECT_EQ(rig.Heard(), "");
    }
}

TEST(ProxyBuffers, ResponsesGoBackWhenTheyAreWhole)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("BufferResponses", ns3::BooleanValue(true));
    const Script halves = [](ScriptedConnection& connection) {
        connection.Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        ns3::Simulator::Schedule(ns3::Seconds(5), [&connection] { connection.Say("67890"); });
    };
    ProxyRig rig(proxy, {{"a", {halves}}});
    RawPeer& client = rig.Say(GET);
    ns3::Simulator::Schedule(ns3::Seconds(4), [&client] { EXPECT_EQ(client.heard, ""); });
    ns3::Simulator::Run();
    EXPECT_EQ(client.heard.substr(client.heard.size() - 14), "\r\n\r\n1234567890");
}

TEST(ProxyBuffers, AFullBufferOfAResponseGoesOn)
{
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("BufferResponses", ns3::BooleanValue(true));
    proxy->SetAttribute("BufferLimit", ns3::UintegerValue(4));
    const Script halves = [](ScriptedConnection& connection) {
        connection.Say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        ns3::Simulator::Schedule(ns3::Seconds(5), [&connection] { connection.Say("67890"); });
    };
    ProxyRig rig(proxy, {{"a", {halves}}});
    RawPeer& client = rig.Say(GET);
    ns3::Simulator::Schedule(ns3::Seconds(4),
                             [&client] { EXPECT_TRUE(Has(client.heard, "\r\n\r\n12345")); });
    ns3::Simulator::Run();
    EXPECT_TRUE(Has(client.heard, "\r\n\r\n1234567890"));
}

TEST(ProxyBuffers, OldServersGetTheLengthBeforehand)
{
    // HTTP/1.0 has no chunks: the proxy has to have all of the content first.
    auto proxy = MakeReverseProxy({"a"});
    proxy->SetAttribute("Protocol", ns3::StringValue("h10"));
    ProxyRig rig(proxy, {{"a", {Continuing(9)}}});
    const std::string answer =
        rig.Converse("POST / HTTP/1.1\r\nHost: b.example\r\nTransfer-Encoding: "
                     "chunked\r\n\r\n4\r\n1234\r\n5\r\n56789\r\n0\r\n\r\n");
    EXPECT_EQ(StatusLine(rig.Heard()), "POST / HTTP/1.0");
    EXPECT_TRUE(Has(rig.Heard(), "\r\nContent-Length: 9\r\n"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\n\r\n123456789"));
    EXPECT_EQ(StatusLine(answer).substr(0, 12), "HTTP/1.1 200");
}

TEST(ProxyEnds, AClientThatGoesTakesItsRequestAlong)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {SILENT}}});
    RawPeer& client = rig.Say(GET);
    ns3::Simulator::Schedule(ns3::Seconds(2), [&client] { client.stream->Abort(); });
    ns3::Simulator::Schedule(ns3::MilliSeconds(2025), [&] {
        ASSERT_EQ(rig.servers->connections.size(), 1u);
        EXPECT_TRUE(rig.servers->connections[0].second->ended);
    });
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: client gone");
    EXPECT_TRUE(rig.sent.empty());
}

TEST(ProxyEnds, AnEarlyAnswerEndsTheRequest)
{
    // The server has heard enough; the client sends the rest, which nobody wants.
    const Script early = [answered = false](ScriptedConnection& connection) mutable {
        if (!std::exchange(answered, true))
        {
            connection.Say("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: "
                           "close\r\n\r\nno");
            connection.Close();
        }
    };
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {early}}});
    RawPeer& client = rig.Say(Post(10) + "12345");
    ns3::Simulator::Schedule(ns3::Seconds(2), [&client] { client.Say("67890" + GET); });
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(client.heard), "HTTP/1.1 403 Forbidden");
    EXPECT_TRUE(Has(client.heard, "\r\n\r\nno"));
    EXPECT_EQ(rig.received.size(), 2u) << "the client's connection goes on";
}

namespace
{

/** The handshake of RFC 6455 section 1.3. */
const std::string UPGRADE = "GET /chat HTTP/1.1\r\nHost: b.example\r\nConnection: Upgrade\r\n"
                            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/** Accepts the handshake with this answer to the key, and then says "hello". */
Script
Upgrading(const std::string& answer)
{
    return [answer, done = false](ScriptedConnection& connection) mutable {
        if (!std::exchange(done, true))
        {
            connection.Say("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                           "websocket\r\nSec-WebSocket-Accept: " +
                           answer + "\r\n\r\nhello");
        }
    };
}

ns3::Ptr<HttpProxy>
PassingUpgrades(const std::string& attribute, double seconds)
{
    auto proxy = Impatient(attribute, seconds);
    proxy->SetAttribute("PassUpgrade", ns3::BooleanValue(true));
    return proxy;
}

} // namespace

TEST(ProxyUpgrades, OctetsGoBothWays)
{
    ProxyRig rig(PassingUpgrades("ReadTimeout", 5),
                 {{"a", {Upgrading("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")}}});
    RawPeer& client = rig.Say(UPGRADE);
    // Far beyond the time-out of a response.
    ns3::Simulator::Schedule(ns3::Seconds(30), [&client] { client.Say("question"); });
    ns3::Simulator::Schedule(ns3::Seconds(31), [&client] { client.Finish(); });
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(client.heard), "HTTP/1.1 101 Switching Protocols");
    EXPECT_TRUE(Has(client.heard, "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_TRUE(Has(client.heard, "\r\n\r\nhello"));
    EXPECT_TRUE(Has(rig.Heard(), "\r\n\r\nquestion"));
    EXPECT_EQ(rig.Attempts(), "a: ");
}

TEST(ProxyUpgrades, ATunnelHasItsOwnTimeOfSilence)
{
    ProxyRig rig(PassingUpgrades("TunnelTimeout", 20),
                 {{"a", {Upgrading("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")}}});
    RawPeer& client = rig.Say(UPGRADE);
    ns3::Simulator::Schedule(ns3::MilliSeconds(9980), [&client] { client.Say("x"); });
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Attempts(), "a: tunnel timeout");
    // The last octet was here at 9.99 s.
    ASSERT_EQ(rig.attempts.size(), 1u);
    EXPECT_EQ(rig.attempts[0].end, ns3::MilliSeconds(29990));
}

TEST(ProxyUpgrades, AWrongAnswerToTheKeyOpensNothing)
{
    ProxyRig rig(PassingUpgrades("ReadTimeout", 5), {{"a", {Upgrading("wrong")}}});
    const std::string answer = rig.Converse(UPGRADE);
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(rig.Attempts(), "a: wrong answer to the key");
}

TEST(ProxyUpgrades, ARefusalPasses)
{
    ProxyRig rig(PassingUpgrades("ReadTimeout", 5),
                 {{"a", {Answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")}}});
    const std::string answer = rig.Converse(UPGRADE);
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 403 Forbidden");
    EXPECT_TRUE(Has(answer, "\r\n\r\nno"));
}
