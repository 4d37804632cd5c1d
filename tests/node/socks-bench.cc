// SPDX-License-Identifier: GPL-2.0-only
#include "node/socks-bench.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

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
Links(std::size_t count)
{
    std::vector<LinkOptions> links(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        links[i].name = "link" + std::to_string(i);
        for (DirectionOptions* direction : {&links[i].up, &links[i].down})
        {
            direction->rate = 8000000000;
            direction->delay = ns3::MilliSeconds(10);
            direction->queue.limit = 10000;
        }
    }
    return links;
}

} // namespace

SocksBench::SocksBench(std::size_t links)
    : network(std::make_unique<Network>(Links(links), 0))
{
    network->AddHost("www.example", links);
    for (std::size_t node = 1; node < links; ++node)
    {
        network->AddHost(ProxyPlace(node).host, node);
        const auto proxy = ns3::CreateObject<SocksProxy>();
        proxy->SetResolver(Names());
        proxy->TraceConnectWithoutContext("TunnelClosed",
                                          ns3::MakeBoundCallback(&Keep<TunnelRecord>, &tunnels));
        proxy->TraceConnectWithoutContext(
            "ConnectionClosed",
            ns3::MakeBoundCallback(&Keep<ConnectionRecord>, &connections));
        network->GetNode(static_cast<std::uint32_t>(node))->AddApplication(proxy);
        m_proxies.push_back(proxy);
    }
    m_server = std::make_unique<TcpAcceptor>(network->GetNode(links),
                                             80,
                                             TcpOptions{},
                                             [this](std::unique_ptr<TcpStream> stream) {
                                                 servers.emplace_back();
                                                 if (onAccept)
                                                 {
                                                     onAccept(servers.back());
                                                 }
                                                 servers.back().Use(std::move(stream));
                                             });
}

SocksBench::~SocksBench()
{
    m_server.reset();
    clients.clear();
    servers.clear();
    for (const auto& proxy : m_proxies)
    {
        proxy->Finish();
    }
    m_proxies.clear();
    network.reset();
    ns3::Simulator::Destroy();
}

HostPort
SocksBench::ProxyPlace(std::size_t number) const
{
    return {"proxy" + std::to_string(number) + ".example", 1080};
}

Resolver
SocksBench::Names() const
{
    return [this](const std::string& name) { return network->Resolve(name); };
}

std::shared_ptr<Dialer>
SocksBench::Direct(std::size_t node) const
{
    return std::make_shared<DirectDialer>(network->GetNode(node), Names(), TcpOptions{});
}

std::shared_ptr<Dialer>
SocksBench::Socks(const SocksOptions& options) const
{
    return std::make_shared<SocksDialer>(Direct(), ProxyPlace(), options, Names());
}

StreamEar&
SocksBench::Dial(Dialer& dialer, const HostPort& to)
{
    StreamEar& client = clients.emplace_back();
    ns3::Simulator::ScheduleNow(
        [&client, stream = std::make_shared<std::unique_ptr<ByteStream>>(dialer.Dial(to))] {
            client.Use(std::move(*stream));
        });
    return client;
}

StreamEar&
SocksBench::Say(const std::string& octets)
{
    StreamEar& client = Dial(*Direct(), ProxyPlace());
    client.toSend = octets;
    return client;
}

void
SocksBench::Run(ns3::Time duration)
{
    ns3::Simulator::Stop(duration);
    ns3::Simulator::Run();
}

} // namespace pagewire::test
