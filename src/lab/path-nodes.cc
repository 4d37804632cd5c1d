// SPDX-License-Identifier: GPL-2.0-only
#include "lab/path-nodes.h"

#include "http/origin.h"
#include "lab/cache-setup.h"
#include "lab/ns3-arguments.h"
#include "node/cdn-cache.h"
#include "node/connect-dialer.h"
#include "node/proxied-connector.h"
#include "transport/socks-dialer.h"

#include "ns3/boolean.h"
#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

ns3::TimeValue
ToTimeValue(Nanoseconds duration)
{
    return ns3::TimeValue(ns3::NanoSeconds(duration.count()));
}

namespace
{

/** Where the network's random streams begin; those before are left to applications. */
constexpr std::int64_t NETWORK_STREAM = 1000;

/** Ports that proxies usually have (1080 is IANA's for SOCKS, 8080 that of an alternative HTTP). */
constexpr std::uint16_t FORWARD_PORT = 8080;
constexpr std::uint16_t SOCKS_PORT = 1080;

ns3::Ptr<ReverseProxy>
MakeReverse(ProxyKind kind)
{
    if (kind == ProxyKind::CDN)
    {
        return ns3::CreateObject<CdnCache>();
    }
    return ns3::CreateObject<ReverseProxy>();
}

SocksOptions
ToSocks(const SocksProxyOptions& options)
{
    SocksOptions socks;
    socks.version = options.version == "4"  ? SocksVersion::V4
                  : options.version == "4a" ? SocksVersion::V4A
                                            : SocksVersion::V5;
    socks.login = {options.login.user, options.login.password};
    return socks;
}

} // namespace

PathNodes::PathNodes(const std::vector<LinkOptions>& links,
                     const ScenarioOptions& options,
                     const VisitContexts& contexts)
    : m_options(options),
      m_contexts(contexts),
      m_network(links, NETWORK_STREAM),
      m_login(std::make_shared<ProxyLogin>())
{
    if (!options.forwardProxy.login.user.empty())
    {
        m_login->authorization = FormatBasicCredentials(options.forwardProxy.login);
    }
    m_servers.push_back(m_network.NodeCount() - 1);
    for (unsigned i = 2; i <= options.origin.servers; ++i)
    {
        LinkOptions link = links.back();
        link.name = "backbone-" + std::to_string(i);
        m_servers.push_back(m_network.AddBranch(link));
    }
    NameNodes();
    for (std::size_t i = 0; i < m_places.size(); ++i)
    {
        const ProxyKind kind = m_places[i].kind;
        kind == ProxyKind::FORWARD ? AddForward(i)
        : kind == ProxyKind::SOCKS ? AddSocks(i)
                                   : AddReverse(i);
    }
}

void
PathNodes::NameNodes()
{
    const std::vector<std::string> names = m_options.NodeNames();
    for (std::size_t i = 0; i < m_options.via.size(); ++i)
    {
        m_places.push_back({names[i + 1], i + 1, m_options.via[i]});
        m_network.AddHost(names[i + 1], i + 1);
    }
    if (!m_places.empty())
    {
        const std::vector<std::string> origins = m_options.OriginNames();
        for (std::size_t i = 0; i < origins.size(); ++i)
        {
            m_network.AddHost(origins[i], m_servers[i]);
        }
    }
}

Resolver
PathNodes::Names()
{
    return [this](const std::string& host) { return m_network.Resolve(host); };
}

const ServerContexts&
PathNodes::ContextsOf(std::size_t server) const
{
    const bool direct = m_contexts.upstream.empty();
    return direct ? m_contexts.server
                  : m_contexts.behind[m_contexts.behind.size() - m_servers.size() + server];
}

std::vector<ns3::Ipv4Address>
PathNodes::AddHosts(const std::vector<std::string>& names)
{
    const std::size_t node = m_options.ServerNode();
    std::vector<ns3::Ipv4Address> addresses;
    for (const std::string& name : names)
    {
        const ns3::Ipv4Address address = m_network.AddHost(name, node);
        addresses.push_back(node == m_servers.front() ? address : ns3::Ipv4Address::GetAny());
    }
    return addresses;
}

std::shared_ptr<Dialer>
PathNodes::Direct(std::size_t node) const
{
    const Network& network = m_network;
    return std::make_shared<DirectDialer>(
        m_network.GetNode(node),
        [&network](const std::string& host) { return network.Resolve(host); },
        m_options.tcp);
}

ConnectProxy
PathNodes::ForwarderFor(const Proxy& proxy) const
{
    ConnectProxy connect;
    connect.at = {proxy.name, FORWARD_PORT};
    connect.protocol = m_options.forwardProxy.tunnelProtocol;
    connect.tls = m_contexts.toForwarder.tls;
    connect.quic = m_contexts.toForwarder.quic;
    connect.login = m_login;
    connect.h2 = m_options.h2;
    connect.h3 = m_options.h3;
    return connect;
}

/** \return a way that leads through the proxy, which another one leads to */
std::shared_ptr<Dialer>
PathNodes::Through(std::shared_ptr<Dialer> way, const Proxy& proxy) const
{
    if (proxy.kind == ProxyKind::FORWARD)
    {
        return std::make_shared<ConnectDialer>(std::move(way), ForwarderFor(proxy));
    }
    const Network& network = m_network;
    return std::make_shared<SocksDialer>(
        std::move(way),
        HostPort{proxy.name, SOCKS_PORT},
        ToSocks(m_options.socksProxy),
        [&network](const std::string& host) { return network.Resolve(host); });
}

/** \return the way from a forward proxy: through the next one that is no reverse proxy */
std::shared_ptr<Dialer>
PathNodes::OnwardFrom(std::size_t index) const
{
    std::shared_ptr<Dialer> way = Direct(m_places[index].node);
    for (std::size_t i = index + 1; i < m_places.size(); ++i)
    {
        if (IsReverse(m_places[i].kind))
        {
            break;
        }
        way = Through(way, m_places[i]);
        if (m_places[i].kind == ProxyKind::FORWARD)
        {
            break; // which goes on by itself
        }
    }
    return way;
}

std::unique_ptr<Connector>
PathNodes::MakeBrowserConnector() const
{
    ProxiedWays ways;
    ways.direct = Direct(0);
    ways.proxied = ways.direct;
    ways.login = m_login;
    for (const Proxy& proxy : m_places)
    {
        if (IsReverse(proxy.kind))
        {
            break;
        }
        ways.toForwarder = ways.proxied;
        ways.proxied = Through(ways.proxied, proxy);
        if (proxy.kind == ProxyKind::FORWARD)
        {
            break; // what lies behind it is its own business
        }
    }
    if (m_options.ForwardsHttp())
    {
        const Proxy& proxy = *std::find_if(m_places.begin(), m_places.end(), [](const auto& p) {
            return p.kind == ProxyKind::FORWARD;
        });
        ways.forwarder = {{proxy.name, FORWARD_PORT},
                          m_contexts.toForwarder.tls,
                          m_contexts.toForwarder.quic};
    }
    ProxyRules rules(m_options.proxyUse.rules);
    for (const std::string& pattern : m_options.proxyUse.bypass)
    {
        rules.Bypass(pattern);
    }
    return std::make_unique<ProxiedConnector>(rules,
                                              ways,
                                              m_contexts.browser.tls,
                                              m_contexts.browser.quic);
}

/** What every proxy of HTTP needs. */
void
PathNodes::SetUpHttp(HttpProxy& proxy, const Proxy& place)
{
    proxy.SetTcpOptions(m_options.tcp);
    proxy.SetH1Options(m_options.h1);
    proxy.SetH2Options(m_options.h2);
    proxy.SetH3Options(m_options.h3);
    proxy.SetUpstreamH1Options(m_options.h1);
    proxy.SetUpstreamH2Options(m_options.h2);
    proxy.SetUpstreamH3Options(m_options.h3);
    proxy.SetAttribute("Pseudonym", ns3::StringValue(place.name));
    proxy.SetAttribute("KeepAlive", ToTimeValue(m_options.origin.keepAlive));
}

void
PathNodes::AddForward(std::size_t index)
{
    const ForwardProxyOptions& options = m_options.forwardProxy;
    const auto proxy = ns3::CreateObject<ForwardProxy>();
    SetUpHttp(*proxy, m_places[index]);
    proxy->SetAttribute("Port", ns3::UintegerValue(FORWARD_PORT));
    proxy->SetAttribute("RequireTls", ns3::BooleanValue(options.requireTls));
    proxy->SetProtocolName(std::string(ProtocolName(options.upstreamProtocol)));
    proxy->SetDialer(OnwardFrom(index));
    proxy->SetTlsContext(m_contexts.forwarder.tls);
    proxy->SetQuicContext(m_contexts.forwarder.quic);
    proxy->SetTunnelPorts(options.ports);
    for (const std::string& pattern : options.allow)
    {
        proxy->AllowHost(pattern);
    }
    for (const std::string& pattern : options.deny)
    {
        proxy->DenyHost(pattern);
    }
    if (!options.login.user.empty())
    {
        proxy->AddUser(options.login);
    }
    proxy->SetRequestRules(options.requestRules);
    proxy->SetResponseRules(options.responseRules);
    SetUpCache(*proxy, options.cache);
    m_network.GetNode(m_places[index].node)->AddApplication(proxy);
    m_forwards.emplace_back(m_places[index].name, proxy);
}

void
PathNodes::AddSocks(std::size_t index)
{
    const auto proxy = ns3::CreateObject<SocksProxy>();
    proxy->SetAttribute("Port", ns3::UintegerValue(SOCKS_PORT));
    proxy->SetAttribute("UdpAssociate", ns3::BooleanValue(m_options.socksProxy.udp));
    proxy->SetTcpOptions(m_options.tcp);
    proxy->SetDialer(Direct(m_places[index].node));
    const BasicCredentials& login = m_options.socksProxy.login;
    if (!login.user.empty())
    {
        proxy->AddUser(login.user, login.password);
    }
    m_network.GetNode(m_places[index].node)->AddApplication(proxy);
    m_socks.emplace_back(m_places[index].name, proxy);
}

/** \return names and hosts of the servers that a reverse proxy sends requests to */
std::vector<std::pair<std::string, std::string>>
PathNodes::Behind(std::size_t index) const
{
    std::vector<std::pair<std::string, std::string>> servers;
    if (index + 1 < m_places.size())
    {
        servers.emplace_back(m_places[index + 1].name, m_places[index + 1].name);
        return servers;
    }
    for (const std::string& name : m_options.OriginNames())
    {
        servers.emplace_back(name, name);
    }
    return servers;
}

void
PathNodes::SetUpReverse(ReverseProxy& proxy, const ReverseProxyOptions& options)
{
    proxy.SetBalancing(options.balancing);
    proxy.SetAttribute("HashKey", ns3::StringValue(options.hashKey));
    proxy.SetAttribute("ConnectionsPerServer", ns3::UintegerValue(options.connections));
    proxy.SetAttribute("MaxAttempts", ns3::UintegerValue(options.attempts));
    proxy.SetAttribute("BufferRequests", ns3::BooleanValue(options.bufferRequests));
    proxy.SetAttribute("BufferResponses", ns3::BooleanValue(options.bufferResponses));
    proxy.SetAttribute("PassUpgrade", ns3::BooleanValue(options.passUpgrade));
    proxy.SetAttribute("Forwarded", ns3::StringValue(options.forwarded));
    proxy.SetAttribute("ConnectTimeout", ToTimeValue(options.connectTimeout));
    proxy.SetAttribute("ReadTimeout", ToTimeValue(options.readTimeout));
    proxy.SetAttribute("MaxFails", ns3::UintegerValue(options.maxFails));
    proxy.SetAttribute("FailTimeout", ToTimeValue(options.failTimeout));
    proxy.SetRequestRules(options.requestRules);
    proxy.SetResponseRules(options.responseRules);
}

void
PathNodes::AddReverse(std::size_t index)
{
    const ProxyKind kind = m_places[index].kind;
    const ReverseProxyOptions& options = m_options.ReverseOptions(kind);
    const std::size_t number = m_reverses.size();
    const ns3::Ptr<ReverseProxy> proxy = MakeReverse(kind);
    SetUpHttp(*proxy, m_places[index]);
    const ServerContexts& front = number == 0 ? m_contexts.server : m_contexts.behind[number - 1];
    proxy->SetTlsContext(front.tls);
    proxy->SetQuicContext(front.quic);
    H2Options h2 = m_options.h2;
    h2.connectProtocol = options.passUpgrade;
    proxy->SetH2Options(h2);
    H3Options h3 = m_options.h3;
    h3.connectProtocol = options.passUpgrade;
    proxy->SetH3Options(h3);
    proxy->SetProtocolName(std::string(ProtocolName(options.upstreamProtocol)));
    proxy->SetDialer(Direct(m_places[index].node));
    proxy->SetUpstreamTlsContext(m_contexts.upstream[number].tls);
    proxy->SetUpstreamQuicContext(m_contexts.upstream[number].quic);
    const std::string scheme = options.upstreamTls ? "https" : "http";
    for (const auto& [name, host] : Behind(index))
    {
        proxy->AddServer(name, host, DefaultPort(scheme));
    }
    SetUpReverse(*proxy, options);
    SetUpCache(*proxy, options.cache);
    m_network.GetNode(m_places[index].node)->AddApplication(proxy);
    m_reverses.emplace_back(m_places[index].name, proxy);
}

void
PathNodes::AddPurges(ns3::Time start)
{
    for (const auto& [name, proxy] : m_reverses)
    {
        if (const auto cache = ns3::DynamicCast<CdnCache>(proxy))
        {
            SchedulePurges(m_options.cdnCache.cache.purges, start, cache);
        }
    }
}

void
PathNodes::ApplyArguments(const std::vector<std::string>& ns3Arguments)
{
    for (const auto& [name, proxy] : m_forwards)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *proxy);
    }
    for (const auto& [name, proxy] : m_socks)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *proxy);
    }
    for (const auto& [name, proxy] : m_reverses)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *proxy);
    }
}

void
PathNodes::Observe(RunRecorder& recorder)
{
    for (const auto& [name, proxy] : m_forwards)
    {
        recorder.ObserveProxy(name, proxy);
        recorder.ObserveTunnels(name, proxy);
    }
    for (const auto& [name, proxy] : m_socks)
    {
        recorder.ObserveSocks(name, proxy);
    }
    for (const auto& [name, proxy] : m_reverses)
    {
        recorder.ObserveProxy(name, proxy);
    }
}

void
PathNodes::Finish()
{
    for (const auto& [name, proxy] : m_forwards)
    {
        proxy->Finish();
    }
    for (const auto& [name, proxy] : m_socks)
    {
        proxy->Finish();
    }
    for (const auto& [name, proxy] : m_reverses)
    {
        proxy->Finish();
    }
}

} // namespace pagewire
