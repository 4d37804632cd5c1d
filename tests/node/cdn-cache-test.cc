// SPDX-License-Identifier: GPL-2.0-only
#include "node/cdn-cache.h"

#include "node/proxy-rig.h"
#include "support/pipe-stream.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

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

ns3::Ptr<CdnCache>
MakeCdnCache(const std::string& name, const std::string& behind)
{
    auto cache = ns3::CreateObject<CdnCache>();
    cache->SetAttribute("Pseudonym", ns3::StringValue(name));
    cache->AddServer(behind, behind, 80);
    return cache;
}

ScriptedServers::Scripts
Saying(const std::string& fields)
{
    return {Answering(ResponseText(5, fields))};
}

/** Connects to a proxy, whatever it is asked for. */
class ToProxy : public Connector
{
  public:
    explicit ToProxy(ns3::Ptr<HttpProxy> proxy)
        : m_proxy(proxy)
    {}

    std::unique_ptr<ByteStream> Connect(const HttpOrigin&, const std::vector<std::string>&) override
    {
        auto [near, far] = PipeStream::MakePair();
        m_proxy->Accept(std::move(far));
        return std::move(near);
    }

  private:
    ns3::Ptr<HttpProxy> m_proxy;
};

/** Edges before a parent that has the rig's servers behind it. */
struct Tiers : ProxyRig
{
    Tiers(ns3::Ptr<HttpProxy> parent, ScriptedServers::Scripts origin)
        : ProxyRig(parent, {{"origin", std::move(origin)}})
    {
        for (const char* name : {"edge-1", "edge-2"})
        {
            auto edge = MakeCdnCache(name, "parent");
            edge->SetConnector(std::make_unique<ToProxy>(parent));
            edge->SetAttribute("Listen", ns3::BooleanValue(false));
            nodes.push_back(ns3::CreateObject<ns3::Node>());
            nodes.back()->AddApplication(edge);
            edges.push_back(edge);
        }
    }

    ~Tiers()
    {
        for (const auto& edge : edges)
        {
            edge->Finish();
        }
    }

    RawPeer& Ask(std::size_t edge, ns3::Time at)
    {
        auto [near, far] = PipeStream::MakePair();
        clients.push_back(std::make_unique<RawPeer>(std::move(near)));
        RawPeer& client = *clients.back();
        client.Say(GET);
        auto accepted = std::make_shared<std::unique_ptr<ByteStream>>(std::move(far));
        ns3::Simulator::Schedule(at, [this, edge, &client, accepted] {
            edges[edge]->Accept(std::move(*accepted));
            client.stream->Open();
        });
        return client;
    }

    std::vector<ns3::Ptr<CdnCache>> edges;
    std::vector<ns3::Ptr<ns3::Node>> nodes;
};

} // namespace

TEST(CdnCache, StoresByDefault)
{
    ProxyRig rig(MakeCdnCache("edge", "a"), {{"a", Saying("Cache-Control: max-age=60\r\n")}});
    rig.Say(GET);
    RawPeer& second = rig.Say(GET, Seconds(2));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 1u);
    EXPECT_TRUE(Has(second.heard, "edge; hit"));
}

TEST(CdnCache, ItsOwnFieldGoesFirst)
{
    // RFC 9213 section 2: CDN-Cache-Control takes the place of Cache-Control.
    ProxyRig rig(MakeCdnCache("edge", "a"),
                 {{"a", Saying("Cache-Control: no-store\r\nCDN-Cache-Control: max-age=60\r\n")}});
    rig.Say(GET);
    rig.Say(GET, Seconds(2));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 1u);
}

TEST(CdnCache, ClientsCannotHaveItGoPastTheStore)
{
    ProxyRig rig(MakeCdnCache("edge", "a"), {{"a", Saying("Cache-Control: max-age=60\r\n")}});
    rig.Say(GET);
    rig.Say("GET /x HTTP/1.1\r\nHost: site.example\r\nCache-Control: no-cache\r\n\r\n", Seconds(2));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 1u);
}

TEST(CdnCache, RemembersErrorsForTenSeconds)
{
    ProxyRig rig(MakeCdnCache("edge", "a"),
                 {{"a", {Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")}}});
    rig.Say(GET);
    rig.Say(GET, Seconds(10));
    rig.Say(GET, Seconds(12));
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 2u);
}

TEST(CdnCache, ForgetsWhatIsPurged)
{
    const auto cache = MakeCdnCache("edge", "a");
    ProxyRig rig(cache, {{"a", Saying("Cache-Control: max-age=60\r\nCache-Tag: x, news\r\n")}});
    for (int i = 1; i <= 5; ++i)
    {
        rig.Say(GET, Seconds(2 * i)); // at 2 s a miss; at 4 s a hit; then after each purge a miss
    }
    cache->SchedulePurge(Seconds(5), "http://site.example/x");
    cache->SchedulePurge(Seconds(5), "http://site.example/other");
    cache->SchedulePurgeTag(Seconds(7), "news");
    cache->SchedulePurgeTag(Seconds(9), "old");
    ns3::Simulator::Run();
    EXPECT_EQ(rig.attempts.size(), 3u);
    EXPECT_EQ(cache->Purge("http://site.example/x"), 1u);
    EXPECT_EQ(cache->PurgeTag("news"), 0u);
}

TEST(CdnCache, AParentServesItsEdges)
{
    Tiers tiers(MakeCdnCache("shield", "origin"), Saying("Cache-Control: max-age=60\r\n"));
    RawPeer& first = tiers.Ask(0, Seconds(1));
    RawPeer& second = tiers.Ask(1, Seconds(11));
    RawPeer& third = tiers.Ask(1, Seconds(21));
    ns3::Simulator::Run();
    EXPECT_EQ(tiers.attempts.size(), 1u) << "the origin is asked once";
    EXPECT_TRUE(Has(first.heard, "\r\nVia: 1.1 shield, 1.1 edge-1\r\n"));
    // RFC 9111 section 5.1: an Age that comes along counts. It is 10 s old in the parent, and 20 s
    // when the edge has had it for 10 s.
    EXPECT_TRUE(Has(second.heard, "\r\nAge: 10\r\n"));
    EXPECT_TRUE(Has(third.heard, "\r\nAge: 20\r\n"));
    EXPECT_TRUE(Has(third.heard, "\r\nVia: 1.1 shield, 1.1 edge-2\r\n"));
    const auto shield = second.heard.find("\r\nCache-Status: shield; hit");
    const auto edge = second.heard.find("edge-2; fwd=uri-miss");
    ASSERT_NE(shield, std::string::npos) << second.heard;
    ASSERT_NE(edge, std::string::npos) << second.heard;
    EXPECT_LT(shield, edge) << "the one nearest to the origin comes first (RFC 9211 section 2)";
    EXPECT_TRUE(Has(third.heard, "edge-2; hit"));
}

TEST(CdnCache, AStampedeAtTwoEdgesReachesTheOriginOnce)
{
    Tiers tiers(MakeCdnCache("shield", "origin"), Saying("Cache-Control: max-age=60\r\n"));
    for (std::size_t i = 0; i < 40; ++i)
    {
        tiers.Ask(i % 2, Seconds(1));
    }
    ns3::Simulator::Run();
    EXPECT_EQ(tiers.attempts.size(), 1u);
    EXPECT_EQ(tiers.sent.size(), 2u) << "one for each edge";
    for (const auto& client : tiers.clients)
    {
        EXPECT_EQ(StatusLine(client->heard), "HTTP/1.1 200 OK");
    }
}
