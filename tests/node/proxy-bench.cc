// SPDX-License-Identifier: GPL-2.0-only
#include "node/proxy-bench.h"

#include "node/load-bench.h"
#include "wire/h3-client.h"
#include "wire/make-connection.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace pagewire::test
{

namespace
{

template <typename Record>
void
Keep(std::vector<Record>* list, const Record& record)
{
    list->push_back(record);
}

std::vector<LinkOptions>
Links()
{
    LinkOptions first = FastLink(ns3::MilliSeconds(10));
    LinkOptions second = first;
    second.name = "behind";
    return {first, second};
}

} // namespace

ns3::TypeId
SiteServer::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::test::SiteServer");
        type.SetParent<ns3::Application>().AddConstructor<SiteServer>();
        AddAttributes(type, 0);
        return type;
    }();
    return tid;
}

void
SiteServer::OfferWebSocket()
{
    OfferConnectProtocol();
}

void
SiteServer::StartApplication()
{
    StartServing();
}

void
SiteServer::HandleRequest(ServedConnection&, ServerExchange& exchange)
{
    site.HandleRequest(exchange);
}

void
SiteServer::HandleGone(ServerExchange& exchange)
{
    site.HandleGone(exchange);
}

void
SiteServer::DropExchanges()
{}

ProxyBench::ProxyBench(ns3::Ptr<HttpProxy> made, const std::string& behind)
    : network(std::make_unique<Network>(Links(), 1)),
      proxy(std::move(made)),
      server(ns3::CreateObject<SiteServer>())
{
    network->AddHost("proxy.example", 1);
    network->AddHost("server.example", 2);
    proxy->SetAttribute("Protocol", ns3::StringValue(behind));
    proxy->SetDialer(DialerOf(1));
    if (behind == "h3")
    {
        const auto trust = MakeTlsClientContext({}, 1, nullptr);
        const auto tls = MakeTlsServerContext({}, {"server.example"}, 2);
        proxy->SetUpstreamTlsContext(trust);
        proxy->SetUpstreamQuicContext(MakeQuicClientContext({}, trust, 3, {}));
        server->SetTlsContext(tls);
        server->SetQuicContext(MakeQuicServerContext({}, tls, 4, {}));
    }
    EXPECT_TRUE(proxy->TraceConnectWithoutContext(
        "UpstreamDone",
        ns3::MakeBoundCallback(&Keep<UpstreamRecord>, &attempts)));
    EXPECT_TRUE(
        proxy->TraceConnectWithoutContext("ResponseSent",
                                          ns3::MakeBoundCallback(&Keep<ServedRecord>, &sent)));
    network->GetNode(1)->AddApplication(proxy);
    network->GetNode(2)->AddApplication(server);
    m_ready.bench = this;
}

ProxyBench::~ProxyBench()
{
    client.reset();
    proxy->Finish();
    server->Finish();
    proxy = nullptr;
    server = nullptr;
    network.reset();
    ns3::Simulator::Destroy();
}

std::shared_ptr<Dialer>
ProxyBench::DialerOf(std::size_t node)
{
    const auto resolve = [this](const std::string& name) { return network->Resolve(name); };
    return std::make_shared<DirectDialer>(network->GetNode(node), resolve, TcpOptions());
}

ClientConnection&
ProxyBench::Connect(Protocol protocol, const H1Options& h1, const H2Options& h2)
{
    const bool h3 = protocol == Protocol::H3;
    if (h3)
    {
        m_clientTls = MakeTlsClientContext({}, 5, nullptr);
        m_clientQuic = MakeQuicClientContext({}, m_clientTls, 6, {});
        const auto tls = MakeTlsServerContext({}, {"proxy.example"}, 7);
        proxy->SetTlsContext(tls);
        proxy->SetQuicContext(MakeQuicServerContext({}, tls, 8, {}));
    }
    DialingConnector connector(DialerOf(0), m_clientTls, m_clientQuic);
    ns3::UintegerValue port;
    proxy->GetAttribute("Port", port);
    const auto number = static_cast<std::uint16_t>(port.Get() > 0 ? port.Get() : h3 ? 443 : 80);
    const HttpOrigin origin{h3 ? "https" : "http", "proxy.example", number};
    client = h3 ? MakeH3Client(connector.ConnectQuic(origin, number), {})
                : MakeClientConnection(protocol, connector.Connect(origin, {}), h1, h2);
    client->SetListener(&m_ready);
    // After the applications have started, which is at 0 s.
    ns3::Simulator::Schedule(ns3::MilliSeconds(1), [this] { client->Open(); });
    return *client;
}

Answer&
ProxyBench::Send(const Request& request, std::unique_ptr<BodySource> body)
{
    Answer& answer = answers.emplace_back();
    m_ready.waiting.push_back(
        {request, std::make_shared<std::unique_ptr<BodySource>>(std::move(body)), &answer});
    m_ready.SendSome();
    return answer;
}

void
ProxyBench::Run(ns3::Time until)
{
    ns3::Simulator::Stop(until - ns3::Simulator::Now());
    ns3::Simulator::Run();
}

void
ProxyBench::Ready::SendSome()
{
    while (ready && !waiting.empty() && bench->client->Room() > 0)
    {
        Waiting next = std::move(waiting.front());
        waiting.pop_front();
        next.answer->exchange =
            &bench->client->Send(next.request, std::move(*next.body), *next.answer);
    }
}

void
ProxyBench::Ready::HandleReady()
{
    ready = true;
    SendSome();
}

void
ProxyBench::Ready::HandleRoom()
{
    SendSome();
}

ResponseReceiver*
ProxyBench::Ready::HandlePush(const Request&, ClientExchange&)
{
    return nullptr;
}

void
ProxyBench::Ready::HandleDraining()
{}

void
ProxyBench::Ready::HandleClosed(std::string_view)
{}

} // namespace pagewire::test
