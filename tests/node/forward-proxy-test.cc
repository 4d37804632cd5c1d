// SPDX-License-Identifier: GPL-2.0-only
#include "node/forward-proxy.h"

#include "node/proxy-rig.h"
#include "transport/node-power.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::string_literals;

namespace
{

using Script = ScriptedConnection::Script;

bool
Has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

std::string
Get(const std::string& url, const std::string& fields = "")
{
    return "GET " + url + " HTTP/1.1\r\nHost: ignored.example\r\n" + fields + "\r\n";
}

std::string
Connect(const std::string& target, const std::string& fields = "")
{
    return "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n" + fields + "\r\n";
}

/** The first octets of a ClientHello, and some more. */
const std::string HELLO = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s;

void
KeepTunnel(std::vector<TunnelRecord>* list, const TunnelRecord& record)
{
    list->push_back(record);
}

/** Says back what it hears. */
Script
Echo()
{
    return [said = std::size_t{0}](ScriptedConnection& connection) mutable {
        connection.Say(connection.heard.substr(said));
        said = connection.heard.size();
    };
}

class ForwardProxyTest : public ::testing::Test
{
  protected:
    /** What a test sets, it sets before. */
    ProxyRig& Rig(std::map<std::string, ScriptedServers::Scripts> servers)
    {
        EXPECT_TRUE(
            m_proxy->TraceConnectWithoutContext("TunnelClosed",
                                                ns3::MakeBoundCallback(&KeepTunnel, &m_tunnels)));
        m_rig = std::make_unique<ProxyRig>(m_proxy, std::move(servers));
        return *m_rig;
    }

    ProxyRig& RigWith(const Script& script)
    {
        return Rig({{"a.example", {script}}, {"b.example", {script}}});
    }

    std::string Outcomes() const
    {
        std::string text;
        for (const TunnelRecord& tunnel : m_tunnels)
        {
            text += (text.empty() ? "" : "; ") + tunnel.target + " " + tunnel.outcome;
        }
        return text;
    }

    ns3::Ptr<ForwardProxy> m_proxy = ns3::CreateObject<ForwardProxy>();
    std::vector<TunnelRecord> m_tunnels;
    std::unique_ptr<ProxyRig> m_rig;
};

} // namespace

TEST_F(ForwardProxyTest, GoesWhereTheTargetSays)
{
    ProxyRig& rig = RigWith(Answering(ResponseText(5)));
    const std::string answer = rig.Converse(Get("http://a.example/x") + Get("http://b.example/y"));
    EXPECT_EQ(rig.servers->Hosts(), "a.exampleb.example");
    EXPECT_EQ(StatusLine(rig.servers->connections[0].second->heard), "GET /x HTTP/1.1");
    EXPECT_TRUE(Has(rig.servers->connections[1].second->heard, "\r\nHost: b.example\r\n"));
    EXPECT_EQ(rig.sent.size(), 2u);
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 200 OK");
}

TEST_F(ForwardProxyTest, ConnectionsToAnOriginAreReused)
{
    ProxyRig& rig = RigWith(Answering(ResponseText(5)));
    rig.Converse(Get("http://a.example/") + Get("http://a.example/") +
                 Get("http://a.example:8080/"));
    EXPECT_EQ(rig.servers->connections.size(), 2u);
}

TEST_F(ForwardProxyTest, HostsHaveToBeAllowed)
{
    m_proxy->AllowHost(".example");
    m_proxy->DenyHost("b.example");
    ProxyRig& rig = RigWith(Answering(ResponseText(5)));
    rig.Say(Get("http://a.example/"));
    rig.Say(Get("http://b.example/"));
    rig.Say(Get("http://a.invalid/"));
    rig.Say(Connect("b.example:443"));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(rig.clients[0]->heard), "HTTP/1.1 200 OK");
    for (std::size_t i = 1; i < 4; ++i)
    {
        EXPECT_EQ(StatusLine(rig.clients[i]->heard), "HTTP/1.1 403 Forbidden");
    }
    EXPECT_EQ(rig.servers->Hosts(), "a.example");
    EXPECT_EQ(Outcomes(), "b.example:443 403 Forbidden");
}

TEST_F(ForwardProxyTest, NamesThatNobodyHas)
{
    ProxyRig& rig = RigWith(Answering(ResponseText(5)));
    const std::string answer = rig.Converse(Get("http://c.example/"));
    EXPECT_EQ(StatusLine(answer), "HTTP/1.1 502 Bad Gateway");
    EXPECT_TRUE(Has(answer, "nobody is called c.example"));
}

TEST_F(ForwardProxyTest, ClientsHaveToSayWhoTheyAre)
{
    m_proxy->AddUser({"Aladdin", "open sesame"});
    ProxyRig& rig = RigWith(Answering(ResponseText(5)));
    const auto with = [](const std::string& credentials) {
        return Get("http://a.example/", "Proxy-Authorization: Basic " + credentials + "\r\n");
    };
    rig.Say(Get("http://a.example/"));
    rig.Say(with("QWxhZGRpbjpvcGVu"));
    rig.Say(with("QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    ns3::Simulator::Run();
    for (std::size_t i = 0; i < 2; ++i)
    {
        const std::string& answer = rig.clients[i]->heard;
        EXPECT_EQ(StatusLine(answer), "HTTP/1.1 407 Proxy Authentication Required");
        EXPECT_TRUE(Has(answer, "\r\nProxy-Authenticate: Basic realm=\"proxy\""));
    }
    EXPECT_EQ(StatusLine(rig.clients[2]->heard), "HTTP/1.1 200 OK");
    EXPECT_EQ(rig.servers->connections.size(), 1u);
    EXPECT_FALSE(Has(rig.Heard(), "Proxy-Authorization")) << "they are for this proxy";
}

TEST_F(ForwardProxyTest, WithoutTlsItCannotFetchWhatIsSecure)
{
    ProxyRig& rig = RigWith(Answering(ResponseText(5)));
    EXPECT_EQ(StatusLine(rig.Converse(Get("https://a.example/"))), "HTTP/1.1 501 Not Implemented");
}

TEST_F(ForwardProxyTest, ATunnelCarriesOctetsBothWays)
{
    ProxyRig& rig = RigWith(Echo());
    RawPeer& client = rig.Say(Connect("a.example:443"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(1500), [&client] {
        EXPECT_EQ(StatusLine(client.heard), "HTTP/1.1 200 OK");
        EXPECT_EQ(client.heard.substr(client.heard.size() - 4), "\r\n\r\n") << "and nothing else";
        EXPECT_FALSE(Has(client.heard, "Content-Length")) << "RFC 9110 section 9.3.6";
        client.Say("GET / is nothing here\r\n\r\n");
    });
    ns3::Simulator::Schedule(ns3::Seconds(2), [&client] { client.Finish(); });
    ns3::Simulator::Run();
    EXPECT_EQ(rig.Heard(), "GET / is nothing here\r\n\r\n");
    EXPECT_TRUE(Has(client.heard, "\r\n\r\nGET / is nothing here\r\n\r\n"));
    ASSERT_EQ(Outcomes(), "a.example:443 closed");
    EXPECT_EQ(m_tunnels[0].kind, "connect");
    EXPECT_EQ(m_tunnels[0].connection, 1u);
    EXPECT_EQ(m_tunnels[0].bytesUp, 25u);
    EXPECT_EQ(m_tunnels[0].bytesDown, 25u);
    // Asked at 1.03 s, the target is a round trip away.
    EXPECT_EQ(m_tunnels[0].asked, ns3::MilliSeconds(1030));
    EXPECT_EQ(m_tunnels[0].established, ns3::MilliSeconds(1050));
    EXPECT_EQ(rig.sent.size(), 1u);
}

TEST_F(ForwardProxyTest, OctetsThatFollowAtOnceBelongToTheTunnel)
{
    ProxyRig& rig = RigWith(Echo());
    rig.Converse(Connect("a.example:443") + "early");
    EXPECT_EQ(rig.Heard(), "early");
}

TEST_F(ForwardProxyTest, TunnelsLeadToPort443)
{
    ProxyRig& rig = RigWith(Echo());
    EXPECT_EQ(StatusLine(rig.Converse(Connect("a.example:25"))), "HTTP/1.1 403 Forbidden");
    EXPECT_EQ(rig.servers->Hosts(), "");
    EXPECT_EQ(Outcomes(), "a.example:25 403 Forbidden");
}

TEST_F(ForwardProxyTest, OtherPortsMayBeAllowed)
{
    m_proxy->SetTunnelPorts({25});
    ProxyRig& rig = RigWith(Echo());
    EXPECT_EQ(StatusLine(rig.Converse(Connect("a.example:25"))), "HTTP/1.1 200 OK");
}

TEST_F(ForwardProxyTest, TargetsHaveAPort)
{
    // RFC 9110 section 9.3.6: there is no default port; a server rejects a CONNECT without one.
    ProxyRig& rig = RigWith(Echo());
    EXPECT_EQ(StatusLine(rig.Converse(Connect("a.example"))), "HTTP/1.1 400 Bad Request");
}

TEST_F(ForwardProxyTest, TargetsThatCannotBeReached)
{
    ProxyRig& rig = RigWith(nullptr);
    rig.Say(Connect("a.example:443"));
    rig.Say(Connect("c.example:443"));
    ns3::Simulator::Run();
    EXPECT_EQ(StatusLine(rig.clients[0]->heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_EQ(StatusLine(rig.clients[1]->heard), "HTTP/1.1 502 Bad Gateway");
    EXPECT_TRUE(Has(rig.clients[1]->heard, "nobody is called c.example"));
    EXPECT_EQ(m_tunnels.size(), 2u);
}

TEST_F(ForwardProxyTest, ATargetThatDoesNotAnswer)
{
    PipeOptions far;
    far.delay = ns3::Seconds(1000);
    m_proxy->SetAttribute("ConnectTimeout", ns3::TimeValue(ns3::Seconds(3)));
    EXPECT_TRUE(
        m_proxy->TraceConnectWithoutContext("TunnelClosed",
                                            ns3::MakeBoundCallback(&KeepTunnel, &m_tunnels)));
    ProxyRig rig(m_proxy, {{"a.example", {Echo()}}}, far);
    EXPECT_EQ(StatusLine(rig.Converse(Connect("a.example:443"))), "HTTP/1.1 504 Gateway Timeout");
    ASSERT_EQ(Outcomes(), "a.example:443 connect timeout");
    EXPECT_EQ(m_tunnels[0].closed, ns3::MilliSeconds(4030));
}

TEST_F(ForwardProxyTest, TunnelsMayHaveToBeTls)
{
    m_proxy->SetAttribute("RequireTls", ns3::BooleanValue(true));
    ProxyRig& rig = RigWith(Echo());
    rig.Say(Connect("a.example:443") + HELLO);
    rig.Say(Connect("b.example:443") + "SSH-2.0-x\r\n");
    ns3::Simulator::Stop(ns3::Seconds(10));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.servers->connections.at(0).second->heard, HELLO);
    EXPECT_EQ(rig.servers->connections.at(1).second->heard, "");
    EXPECT_TRUE(rig.servers->connections.at(1).second->ended);
    EXPECT_EQ(Outcomes(), "b.example:443 not TLS");
    m_proxy->Finish();
    EXPECT_EQ(m_tunnels.back().outcome, "open at the end");
    EXPECT_FALSE(m_tunnels.back().closed);
    EXPECT_EQ(m_tunnels.back().bytesUp, HELLO.size());
}

TEST_F(ForwardProxyTest, ACrashIsTheEndOfTunnels)
{
    ProxyRig& rig = RigWith(Echo());
    rig.Say(Connect("a.example:443"));
    NodePower::Of(m_proxy->GetNode())->ScheduleCrash(ns3::Seconds(5), ns3::Seconds(1));
    ns3::Simulator::Stop(ns3::Seconds(10));
    ns3::Simulator::Run();
    m_proxy->Finish();
    EXPECT_EQ(Outcomes(), "a.example:443 crashed");
    EXPECT_EQ(m_tunnels.at(0).closed, ns3::Seconds(5));
}

TEST_F(ForwardProxyTest, IdleTunnelsAreBrokenOff)
{
    m_proxy->SetAttribute("TunnelTimeout", ns3::TimeValue(ns3::Seconds(10)));
    ProxyRig& rig = RigWith(Echo());
    RawPeer& client = rig.Say(Connect("a.example:443"));
    ns3::Simulator::Schedule(ns3::Seconds(5), [&client] { client.Say("x"); });
    ns3::Simulator::Run();
    ASSERT_EQ(Outcomes(), "a.example:443 tunnel timeout");
    // Looked at 11.05 s, when something had gone through, and at 21.05 s.
    EXPECT_EQ(m_tunnels[0].closed, ns3::MilliSeconds(21050));
}

TEST_F(ForwardProxyTest, AClientThatGoesEndsItsTunnel)
{
    ProxyRig& rig = RigWith(Echo());
    RawPeer& client = rig.Say(Connect("a.example:443"));
    ns3::Simulator::Schedule(ns3::Seconds(2), [&client] { client.stream->Abort(); });
    ns3::Simulator::Run();
    EXPECT_EQ(Outcomes(), "a.example:443 reset");
    EXPECT_TRUE(rig.servers->connections.at(0).second->ended);
}

TEST_F(ForwardProxyTest, AClientThatGoesEndsTheWayToItsTarget)
{
    ProxyRig& rig = RigWith(Echo());
    RawPeer& client = rig.Say(Connect("a.example:443"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(1025), [&client] { client.stream->Abort(); });
    ns3::Simulator::Run();
    EXPECT_EQ(Outcomes(), "a.example:443 client gone");
}

TEST(ReverseProxyTunnels, ThereAreNone)
{
    ProxyRig rig(MakeReverseProxy({"a"}), {{"a", {Echo()}}});
    EXPECT_EQ(StatusLine(rig.Converse(Connect("a:443"))), "HTTP/1.1 501 Not Implemented");
    EXPECT_EQ(rig.Heard(), "");
}
