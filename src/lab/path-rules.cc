// SPDX-License-Identifier: GPL-2.0-only
#include "lab/path-rules.h"

#include "http/proxy-rules.h"
#include "lab/proxy-cache-rules.h"
#include "lab/refuse-option.h"
#include "lab/request-rules.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace pagewire
{

namespace
{

constexpr std::array REVERSE_KINDS{ProxyKind::REVERSE, ProxyKind::CDN};
constexpr unsigned MOST_FEED_CLIENTS = 10000;

bool
Has(const ScenarioOptions& options, ProxyKind kind)
{
    return std::find(options.via.begin(), options.via.end(), kind) != options.via.end();
}

/** \return whether what the browser sends to the origin runs in tunnels of a forward proxy */
bool
TunnelsByConnect(const ScenarioOptions& options)
{
    return Has(options, ProxyKind::FORWARD) && !options.ForwardsHttp();
}

void
CheckOrder(const Scenario& s, const ScenarioOptions& options)
{
    const auto reverse = std::find_if(options.via.begin(), options.via.end(), IsReverse);
    if (!std::all_of(reverse, options.via.end(), IsReverse))
    {
        RefuseOption(s,
                     "path.via",
                     "has a proxy behind a reverse proxy that the browser cannot know of: put "
                     "forward-proxy and socks-proxy before reverse-proxy");
    }
    if (options.origin.servers > 1 && options.workload.kind != "requests" &&
        (options.via.empty() || !IsReverse(options.via.back())))
    {
        RefuseOption(s,
                     "origin.servers",
                     "needs somebody who chooses among them: put reverse-proxy last into path.via");
    }
}

void
CheckHttp3OfBrowser(const Scenario& s, const ScenarioOptions& options)
{
    if (options.browser.protocol != Protocol::H3)
    {
        return;
    }
    if (TunnelsByConnect(options))
    {
        RefuseOption(s,
                     "browser.protocol",
                     "cannot pass a forward proxy: CONNECT carries the octets of TCP, and QUIC "
                     "sends datagrams; use h2, or socks-proxy with version 5");
    }
    if (options.ForwardsHttp() && options.forwardProxy.tls != TlsVersion::TLS13)
    {
        RefuseOption(s,
                     "browser.protocol",
                     "is encrypted always, here on the way to the proxy: set forward-proxy.tls to "
                     "1.3 too");
    }
    const bool datagrams = options.socksProxy.version == "5" && options.socksProxy.udp;
    if (Has(options, ProxyKind::SOCKS) && !datagrams)
    {
        RefuseOption(s,
                     "browser.protocol",
                     "cannot pass this SOCKS proxy, which carries no datagrams: set "
                     "socks-proxy.version to 5 and leave socks-proxy.udp at yes, or use h2");
    }
}

void
CheckHttp3OfProxies(const Scenario& s, const ScenarioOptions& options)
{
    for (const ProxyKind kind : REVERSE_KINDS)
    {
        const ReverseProxyOptions& reverse = options.ReverseOptions(kind);
        const std::string name(ProxyKindName(kind));
        if (Has(options, kind) && reverse.upstreamProtocol == Protocol::H3 &&
            reverse.upstreamTls != TlsVersion::TLS13)
        {
            RefuseOption(s,
                         name + ".upstream-protocol",
                         "is encrypted always, by TLS 1.3: set " + name +
                             ".upstream-tls to 1.3 too");
        }
    }
    const ForwardProxyOptions& forward = options.forwardProxy;
    if (Has(options, ProxyKind::FORWARD) && forward.tunnelProtocol == Protocol::H3)
    {
        if (forward.tls != TlsVersion::TLS13)
        {
            RefuseOption(s,
                         "forward-proxy.tunnel-protocol",
                         "is encrypted always, by TLS 1.3: set forward-proxy.tls to 1.3 too");
        }
        const bool datagrams = options.socksProxy.version == "5" && options.socksProxy.udp;
        if (Has(options, ProxyKind::SOCKS) && !datagrams)
        {
            RefuseOption(s,
                         "forward-proxy.tunnel-protocol",
                         "needs datagrams to the proxy, which this SOCKS proxy does not carry: set "
                         "socks-proxy.version to 5 and leave socks-proxy.udp at yes");
        }
    }
}

/** Behind a forward proxy is either http, or what it cannot read. */
void
CheckBehindForward(const Scenario& s, const ScenarioOptions& options)
{
    const Protocol upstream = options.forwardProxy.upstreamProtocol;
    if (!Has(options, ProxyKind::FORWARD) || upstream == Protocol::H11)
    {
        return;
    }
    if (options.ForwardsHttp() && upstream == Protocol::H3)
    {
        RefuseOption(s,
                     "forward-proxy.upstream-protocol",
                     "is always encrypted, and the proxy sends on requests for http, which is not: "
                     "use h10, h11 or h2");
    }
    if (!options.ForwardsHttp() && upstream != options.browser.protocol)
    {
        RefuseOption(s,
                     "forward-proxy.upstream-protocol",
                     "cannot be chosen for what runs in a tunnel, which the proxy does not read: "
                     "the origin hears browser.protocol");
    }
}

void
CheckProxies(const Scenario& s, const ScenarioOptions& options)
{
    CheckBehindForward(s, options);
    if (options.browser.protocol == Protocol::H09 && options.ForwardsHttp())
    {
        RefuseOption(s,
                     "browser.protocol",
                     "has no way to say whom a request is for, which a forward proxy must know: "
                     "use h10");
    }
    if (!options.socksProxy.login.user.empty() && options.socksProxy.version != "5")
    {
        RefuseOption(s,
                     "socks-proxy.login",
                     "needs SOCKS 5, the only version with passwords: set socks-proxy.version to "
                     "5, or leave it out");
    }
    if (s.Given("browser.proxy"))
    {
        try
        {
            const ProxyRules rules(options.proxyUse.rules);
        }
        catch (const InputError& error)
        {
            RefuseOption(s, "browser.proxy", std::string("is wrong: ") + error.what());
        }
    }
}

/** Proxies in a row, and what they have to let each other do. */
void
CheckChains(const Scenario& s, const ScenarioOptions& options)
{
    const auto& ports = options.forwardProxy.ports;
    const auto forwards = std::count(options.via.begin(), options.via.end(), ProxyKind::FORWARD);
    if (forwards > 1 && options.ForwardsHttp() && !ports.empty() && ports.count(80) == 0)
    {
        RefuseOption(s,
                     "path.via",
                     "has a forward proxy that reaches port 80 in tunnels of the next one: allow "
                     "that in forward-proxy.ports");
    }
    const bool upgrade = options.workload.kind != "page" && options.workload.way == "websocket";
    for (const ProxyKind kind : REVERSE_KINDS)
    {
        const ReverseProxyOptions& reverse = options.ReverseOptions(kind);
        if (upgrade && Has(options, kind) && reverse.passUpgrade &&
            reverse.upstreamProtocol == Protocol::H10)
        {
            RefuseOption(s,
                         std::string(ProxyKindName(kind)) + ".upstream-protocol",
                         "has no Upgrade, which a WebSocket needs: use h11, h2 or h3");
        }
    }
}

void
CheckWorkload(const Scenario& s, const ScenarioOptions& options)
{
    if (options.workload.kind == "page")
    {
        if (s.Given("workload.kind") && options.pageFile.empty())
        {
            RefuseOption(s, "workload.kind", "needs a page to load: set page.file");
        }
        return;
    }
    if (options.workload.kind == "requests")
    {
        CheckRequests(s, options);
        return;
    }
    if (options.workload.clients > MOST_FEED_CLIENTS)
    {
        RefuseOption(s,
                     "workload.clients",
                     "is more than one machine has: write at most " +
                         std::to_string(MOST_FEED_CLIENTS) + " with a feed of messages");
    }
    const std::string& fault = options.fault.kind;
    if (fault != "none" && fault != "crash" && fault != "link-down")
    {
        RefuseOption(s,
                     "fault.kind",
                     "is of an origin of pages, and the workload has none: use crash or "
                     "link-down");
    }
    const Protocol protocol = options.browser.protocol;
    if (protocol != Protocol::H11 && !Multiplexes(protocol))
    {
        RefuseOption(s, "browser.protocol", "carries no feed of messages: use h11, h2 or h3");
    }
    if (options.origin.servers > 1)
    {
        RefuseOption(s,
                     "origin.servers",
                     "would each have a feed of their own: leave it at 1 with a workload of "
                     "messages");
    }
    const std::set<std::uint16_t>& ports = options.forwardProxy.ports;
    if (Has(options, ProxyKind::FORWARD) && !options.browser.tls && !ports.empty() &&
        ports.count(80) == 0)
    {
        RefuseOption(s,
                     "workload.kind",
                     "goes through the forward proxy in a tunnel, here to port 80: allow that in "
                     "forward-proxy.ports, or set browser.tls");
    }
}

void
CheckFault(const Scenario& s, const ScenarioOptions& options)
{
    std::vector<std::string> names;
    if (options.workload.kind == "requests" && options.fault.kind != "none")
    {
        names = options.OriginNames();
    }
    else if (options.fault.kind == "crash")
    {
        const std::vector<std::string> nodes = options.NodeNames();
        std::copy_if(nodes.begin() + 1, nodes.end(), std::back_inserter(names), [](const auto& n) {
            return !n.empty();
        });
        for (unsigned i = 2; i <= options.origin.servers; ++i)
        {
            names.push_back("origin-" + std::to_string(i));
        }
    }
    else if (options.fault.kind == "link-down")
    {
        for (const LinkOptions& link : options.Links())
        {
            names.push_back(link.name);
        }
    }
    else if (options.fault.kind != "none")
    {
        names = options.OriginNames();
    }
    else
    {
        return;
    }
    if (std::find(names.begin(), names.end(), options.fault.node) == names.end())
    {
        std::string known;
        for (const std::string& name : names)
        {
            known += (known.empty() ? "" : ", ") + name;
        }
        RefuseOption(s,
                     s.Given("fault.node") ? "fault.node" : "fault.kind",
                     "needs somebody there for it to befall: set fault.node to one of " + known);
    }
}

bool
PathMentions(const Scenario& scenario, const std::string& kind)
{
    const Setting* const given = scenario.Given("path.via");
    bool found = given && given->text.find(kind) != std::string::npos;
    for (const SweepAxis& axis : scenario.Sweep())
    {
        for (std::size_t i = 0; i < axis.options.size(); ++i)
        {
            for (const auto& row : axis.values)
            {
                found = found ||
                        (axis.options[i] == "path.via" && row[i].find(kind) != std::string::npos);
            }
        }
    }
    return found;
}

} // namespace

void
CheckPath(const Scenario& scenario, const ScenarioOptions& options)
{
    CheckOrder(scenario, options);
    CheckHttp3OfBrowser(scenario, options);
    CheckProxies(scenario, options);
    CheckHttp3OfProxies(scenario, options);
    CheckChains(scenario, options);
    CheckProxyCaches(scenario, options);
    CheckWorkload(scenario, options);
    CheckFault(scenario, options);
}

bool
IsOfAbsentProxy(const std::string& option, const Scenario& scenario)
{
    const std::string section = option.substr(0, option.find('.'));
    if (section == "cdn-cache" && scenario.Mentions("workload.kind"))
    {
        return false; // a workload of requests has them without a path
    }
    if (section == "forward-proxy" || section == "socks-proxy" || section == "reverse-proxy" ||
        section == "cdn-cache")
    {
        return !PathMentions(scenario, section);
    }
    if (option == "browser.proxy" || option == "browser.proxy-bypass" ||
        option == "browser.connections-per-proxy")
    {
        return !PathMentions(scenario, "forward-proxy") && !PathMentions(scenario, "socks-proxy");
    }
    return false;
}

bool
IsMootOnPath(const std::string& option, const Scenario& scenario)
{
    const std::string section = option.substr(0, option.find('.'));
    return IsOfAbsentProxy(option, scenario) || IsMootForProxyCache(option, scenario) ||
           ((section == "workload" || section == "fault") &&
            !scenario.Mentions(section + ".kind")) ||
           ((section == "catalogue" || section == "cdn") && !scenario.Mentions("workload.kind"));
}

} // namespace pagewire
