// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "node/socks-bench.h"
#include "support/quic-transfer.h"
#include "transport/socks-flow.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

using std::string_literals::operator""s;

namespace
{

struct Datagram
{
    std::string payload;
    Ecn ecn;
};

/** Keeps what comes on a flow. */
struct FlowEar : DatagramListener
{
    void HandleDatagram(DatagramFlow&, std::string_view payload, Ecn ecn) override
    {
        heard.push_back({std::string(payload), ecn});
    }

    std::vector<Datagram> heard;
};

/** A port 7 of www.example that sends each datagram back. */
class SocksUdp : public ::testing::Test
{
  protected:
    SocksUdp()
        : m_echo(bench.network->GetNode(2), [this](const ReceivedDatagram& datagram) {
              served.push_back({std::string(datagram.payload), datagram.ecn});
              peer = datagram.remote;
              m_echo.Send(datagram.local, datagram.remote, datagram.payload, Ecn::CE);
          })
    {
        EXPECT_TRUE(m_echo.Listen(7));
    }

    std::unique_ptr<DatagramFlow> Flow(const HostPort& to = {"www.example", 7})
    {
        auto flow = bench.Socks()->DialDatagrams(to);
        flow->SetListener(&ear);
        return flow;
    }

    void At(double seconds, std::function<void()> what)
    {
        ns3::Simulator::Schedule(ns3::Seconds(seconds), std::move(what));
    }

    SocksBench bench;
    FlowEar ear;
    std::vector<Datagram> served;
    ns3::InetSocketAddress peer{ns3::Ipv4Address::GetAny(), 0};

  private:
    UdpEndpoint m_echo;
};

} // namespace

TEST_F(SocksUdp, DatagramsGoBothWaysWithTheirCodepoints)
{
    const auto flow = Flow();
    EXPECT_TRUE(flow->Send("one", Ecn::ECT0));
    At(1, [&] { flow->Send("two", Ecn::NOT_ECT); });
    bench.Run(ns3::Seconds(5));
    ASSERT_EQ(2u, served.size());
    EXPECT_EQ("one", served[0].payload);
    EXPECT_EQ(Ecn::ECT0, served[0].ecn);
    EXPECT_EQ(Ecn::NOT_ECT, served[1].ecn);
    EXPECT_EQ(ns3::Ipv4Address("10.1.0.2"), peer.GetIpv4()) << "from the proxy";
    ASSERT_EQ(2u, ear.heard.size());
    EXPECT_EQ("one", ear.heard[0].payload);
    EXPECT_EQ(Ecn::CE, ear.heard[0].ecn);
}

TEST_F(SocksUdp, TheRecordCountsPayload)
{
    auto flow = Flow();
    flow->Send("12345", Ecn::NOT_ECT);
    At(1, [&] { flow.reset(); });
    bench.Run(ns3::Seconds(5));
    ASSERT_EQ(1u, bench.tunnels.size());
    const TunnelRecord& tunnel = bench.tunnels[0];
    EXPECT_EQ("socks5-udp", tunnel.kind);
    EXPECT_EQ("www.example:7", tunnel.target);
    EXPECT_EQ("closed", tunnel.outcome);
    EXPECT_EQ(5u, tunnel.bytesUp);
    EXPECT_EQ(5u, tunnel.bytesDown);
    EXPECT_NEAR(1.04, tunnel.closed->GetSeconds(), 0.03);
    EXPECT_EQ(0u, bench.Proxy().Size());
}

TEST_F(SocksUdp, SoManyWaitForTheAssociationAndNoMore)
{
    const auto flow = Flow();
    for (std::size_t i = 0; i < SOCKS_WAITING_DATAGRAMS; ++i)
    {
        EXPECT_TRUE(flow->Send(std::to_string(i), Ecn::NOT_ECT));
    }
    EXPECT_FALSE(flow->Send("more", Ecn::NOT_ECT));
    bench.Run(ns3::Seconds(5));
    ASSERT_EQ(SOCKS_WAITING_DATAGRAMS, served.size());
    EXPECT_EQ("63", served.back().payload);
}

TEST_F(SocksUdp, ItEndsWithTheControlStream)
{
    const auto flow = Flow();
    flow->Send("one", Ecn::NOT_ECT);
    At(1, [&] { bench.Proxy().Finish(); });
    At(2, [&] {
        EXPECT_FALSE(static_cast<SocksFlow&>(*flow).Associated());
        EXPECT_FALSE(flow->Send("two", Ecn::NOT_ECT));
    });
    bench.Run(ns3::Seconds(5));
    EXPECT_EQ(1u, served.size());
}

TEST_F(SocksUdp, NotOfferedItIsACommandNotSupported)
{
    bench.Proxy().SetAttribute("UdpAssociate", ns3::BooleanValue(false));
    const auto flow = Flow();
    flow->Send("one", Ecn::NOT_ECT);
    bench.Run(ns3::Seconds(5));
    EXPECT_TRUE(served.empty());
    EXPECT_EQ("command not supported", bench.tunnels.at(0).outcome);
    EXPECT_FALSE(flow->Send("two", Ecn::NOT_ECT));
}

TEST_F(SocksUdp, OlderVersionsHaveNone)
{
    EXPECT_EQ(nullptr, bench.Socks({SocksVersion::V4A, {}})->DialDatagrams({"www.example", 7}));
}

TEST_F(SocksUdp, TakesOnlyWhatIsTheClientsAndWhole)
{
    const StreamEar& control = bench.Say("\x05\x01\x00\x05\x03\x00\x01"s + std::string(6, '\0'));
    std::unique_ptr<DatagramFlow> own;
    std::unique_ptr<DatagramFlow> second;
    std::unique_ptr<DatagramFlow> stranger;
    const auto wrapped = [](const std::string& payload, std::uint8_t fragment) {
        return FormatSocksDatagram({fragment, {"www.example", 7}, payload});
    };
    At(1, [&] {
        SocksAnswer answer;
        ASSERT_TRUE(ReadSocksAnswer(SocksVersion::V5, control.received.substr(2), answer).Whole());
        own = bench.Direct(0)->DialDatagrams(answer.bound);
        second = bench.Direct(0)->DialDatagrams(answer.bound);
        stranger = bench.Direct(2)->DialDatagrams(answer.bound);
        own->SetListener(&ear);
        stranger->Send(wrapped("stranger", 0), Ecn::NOT_ECT);
        own->Send(wrapped("fragment", 1), Ecn::NOT_ECT);
        own->Send("rubbish", Ecn::NOT_ECT);
        own->Send(wrapped("good", 0), Ecn::NOT_ECT);
    });
    At(2, [&] { second->Send(wrapped("another port", 0), Ecn::NOT_ECT); });
    bench.Run(ns3::Seconds(5));
    ASSERT_EQ(1u, served.size());
    EXPECT_EQ("good", served[0].payload);
    // From 10.2.1.1, www.example's address, port 7.
    ASSERT_EQ(1u, ear.heard.size());
    EXPECT_EQ("\x00\x00\x00\x01\x0a\x02\x01\x01\x00\x07good"s, ear.heard[0].payload);
}

TEST_F(SocksUdp, NamesThatNobodyHasLoseTheirDatagrams)
{
    const auto flow = Flow({"nobody.example", 7});
    flow->Send("one", Ecn::NOT_ECT);
    bench.Run(ns3::Seconds(5));
    EXPECT_TRUE(served.empty());
    bench.Proxy().Finish();
    EXPECT_EQ(0u, bench.tunnels.at(0).bytesUp);
}

TEST_F(SocksUdp, QuicRunsThroughIt)
{
    QuicTransferOptions options;
    options.responses = {1000000, 10000};
    options.flows = [this] { return bench.Socks()->DialDatagrams({"www.example", 443}); };
    QuicContexts contexts(options);
    QuicTransfer transfer({bench.network->GetNode(0),
                           bench.network->GetNode(2),
                           bench.network->Resolve("www.example")},
                          options,
                          contexts);
    bench.Run(ns3::Seconds(30));
    ASSERT_TRUE(transfer.finished);
    EXPECT_TRUE(transfer.Client().intact);
    bench.Proxy().Finish();
    ASSERT_EQ(1u, bench.tunnels.size());
    EXPECT_GT(bench.tunnels[0].bytesDown, 1010000u);
    // The association takes four one-way trips of 10 ms and the answer, QUIC's first packet
    // three; the handshake one round trip of 40 ms.
    EXPECT_NEAR(0.1 + 0.060 + 0.040, transfer.Client().handshake->GetSeconds(), 0.002);
}

TEST_F(SocksUdp, QuicRunsThroughAChain)
{
    SocksBench longer(3);
    const auto chain =
        std::make_shared<SocksDialer>(longer.Socks(), longer.ProxyPlace(2), SocksOptions{});
    QuicTransferOptions options;
    options.responses = {200000};
    options.flows = [&] { return chain->DialDatagrams({"www.example", 443}); };
    QuicContexts contexts(options);
    QuicTransfer transfer({longer.network->GetNode(0),
                           longer.network->GetNode(3),
                           longer.network->Resolve("www.example")},
                          options,
                          contexts);
    longer.Run(ns3::Seconds(30));
    EXPECT_TRUE(transfer.finished);
}

TEST(SocksPage, EveryVersionLoadsAPageThroughTheProxy)
{
    for (const std::string protocol : {"h11", "h2", "h3"})
    {
        BenchOptions options;
        options.links = {FastLink(ns3::MilliSeconds(10)), FastLink(ns3::MilliSeconds(10))};
        options.protocol = protocol;
        options.tls.emplace();
        LoadBench bench(PageOfObjects(10, 20000), options);
        const Resolver names = [&](const std::string& name) {
            return bench.network->Resolve(name);
        };
        bench.network->AddHost("proxy.example", 1);
        const auto proxy = ns3::CreateObject<SocksProxy>();
        proxy->SetResolver(names);
        bench.network->GetNode(1)->AddApplication(proxy);
        const auto tls = MakeTlsClientContext(*options.tls, 1, nullptr);
        const auto direct =
            std::make_shared<DirectDialer>(bench.network->GetNode(0), names, TcpOptions{});
        bench.browser->SetConnector(std::make_unique<DialingConnector>(
            std::make_shared<SocksDialer>(direct, HostPort{"proxy.example", 1080}, SocksOptions{}),
            tls,
            protocol == "h3" ? MakeQuicClientContext(QuicOptions{}, tls, 3, {}) : nullptr));
        bench.Run();
        EXPECT_TRUE(bench.AllArrived()) << protocol;
        EXPECT_EQ(protocol == "h3" ? "10.0.0.1" : "10.1.1.1:1080",
                  protocol == "h3" ? bench.closed.at(0).localAddress.substr(0, 8)
                                   : bench.closed.at(0).remoteAddress);
        proxy->Finish();
    }
}
