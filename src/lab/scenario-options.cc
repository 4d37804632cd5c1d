// SPDX-License-Identifier: GPL-2.0-only
#include "lab/scenario-options.h"

#include <algorithm>
#include <map>

namespace pagewire
{

namespace
{

/** The rate of a link that proxies have between them without a word of it. */
constexpr std::uint64_t RATE_UNSAID = 1000000000;

LinkOptions
Named(LinkOptions link, bool there, const std::string& name)
{
    if (!there)
    {
        link.up.rate = link.down.rate = RATE_UNSAID;
        link.up.delay = link.down.delay = ns3::Time(0);
    }
    link.name = name;
    return link;
}

} // namespace

std::string_view
ProxyKindName(ProxyKind kind)
{
    switch (kind)
    {
    case ProxyKind::FORWARD:
        return "forward-proxy";
    case ProxyKind::SOCKS:
        return "socks-proxy";
    case ProxyKind::REVERSE:
        return "reverse-proxy";
    case ProxyKind::CDN:
        break;
    }
    return "cdn-cache";
}

bool
IsReverse(ProxyKind kind)
{
    return kind == ProxyKind::REVERSE || kind == ProxyKind::CDN;
}

const ReverseProxyOptions&
ScenarioOptions::ReverseOptions(ProxyKind kind) const
{
    return kind == ProxyKind::CDN ? cdnCache : reverseProxy;
}

std::vector<LinkOptions>
ScenarioOptions::Links() const
{
    if (workload.kind == "requests")
    {
        return {Named(access, true, "access"),
                Named(middle, hasMiddle, "middle"),
                Named(backbone, hasBackbone, "backbone")};
    }
    std::vector<LinkOptions> links{Named(access, true, "access")};
    for (std::size_t i = 1; i < via.size(); ++i)
    {
        const std::string number = i > 1 ? "-" + std::to_string(i) : "";
        links.push_back(Named(middle, hasMiddle, "middle" + number));
    }
    if (hasBackbone || !via.empty())
    {
        links.push_back(Named(backbone, hasBackbone, "backbone"));
    }
    return links;
}

std::vector<std::string>
ScenarioOptions::NodeNames() const
{
    if (workload.kind == "requests")
    {
        return {"clients", cdn.tiers > 0 ? "edge-1" : "", cdn.tiers > 1 ? "parent" : "", "origin"};
    }
    std::vector<std::string> names{"browser"};
    std::map<ProxyKind, int> counts;
    for (const ProxyKind kind : via)
    {
        const int number = ++counts[kind];
        names.push_back(std::string(ProxyKindName(kind)) +
                        (number > 1 ? "-" + std::to_string(number) : ""));
    }
    if (via.empty() && hasBackbone)
    {
        names.emplace_back();
    }
    names.emplace_back("origin");
    return names;
}

std::vector<std::string>
ScenarioOptions::OriginNames() const
{
    std::vector<std::string> names{"origin"};
    for (unsigned i = 2; i <= origin.servers; ++i)
    {
        names.push_back("origin-" + std::to_string(i));
    }
    return names;
}

std::vector<std::string>
ScenarioOptions::ServerNames() const
{
    const std::vector<std::string> nodes = NodeNames();
    std::vector<std::string> names;
    for (std::size_t node = ServerNode() + 1; node + 1 < nodes.size(); ++node)
    {
        names.push_back(nodes[node]);
    }
    const std::vector<std::string> origins = OriginNames();
    names.insert(names.end(), origins.begin(), origins.end());
    return names;
}

std::size_t
ScenarioOptions::ServerNode() const
{
    const auto first = std::find_if(via.begin(), via.end(), IsReverse);
    return first == via.end() ? NodeNames().size() - 1
                              : static_cast<std::size_t>(first - via.begin()) + 1;
}

bool
ScenarioOptions::ForwardsHttp() const
{
    return !browser.tls && workload.kind == "page" &&
           std::find(via.begin(), via.end(), ProxyKind::FORWARD) != via.end();
}

std::optional<LinkOptions>
ScenarioOptions::SecondLink() const
{
    if (!hasSecond)
    {
        return std::nullopt;
    }
    return Named(second, true, "second");
}

} // namespace pagewire
