// SPDX-License-Identifier: GPL-2.0-only
// What stands between the browser and the origin.
#include "lab/option-table.h"
#include "lab/path-option-values.h"

#include "base/error.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

std::vector<std::string>
Words(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
    {
        words.push_back(word);
    }
    return words;
}

void
ApplyVia(O& options, const V& value)
{
    options.via.clear();
    std::string text = value.text == "none" ? "" : value.text;
    std::replace(text.begin(), text.end(), '+', ' '); // a sweep has blanks between its values
    for (const std::string& word : Words(text))
    {
        bool known = false;
        for (const ProxyKind kind :
             {ProxyKind::FORWARD, ProxyKind::SOCKS, ProxyKind::REVERSE, ProxyKind::CDN})
        {
            if (word == ProxyKindName(kind))
            {
                options.via.push_back(kind);
                known = true;
            }
        }
        if (!known)
        {
            throw InputError(
                "'" + word +
                "' cannot be put on the path: write forward-proxy, socks-proxy, "
                "reverse-proxy or cdn-cache, with blanks between, from the browser outwards");
        }
    }
}

void
ApplyPorts(O& options, const V& value)
{
    std::set<std::uint16_t>& ports = options.forwardProxy.ports;
    ports.clear();
    if (value.text == "all")
    {
        return;
    }
    for (const std::uint64_t port : value.numbers)
    {
        if (port > 65535)
        {
            throw InputError("there is no port " + std::to_string(port) + ": the last is 65535");
        }
        ports.insert(static_cast<std::uint16_t>(port));
    }
}

BasicCredentials
Login(const std::string& text)
{
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0)
    {
        throw InputError("'" + text + "' is not a login: write USER:PASSWORD");
    }
    return {text.substr(0, colon), text.substr(colon + 1)};
}

/** \return patterns of hosts, as MatchesHost has them */
std::vector<std::string>
Patterns(const std::string& text)
{
    const std::vector<std::string> patterns = Words(text);
    for (const std::string& pattern : patterns)
    {
        const auto isPart = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
        };
        if (pattern != "*" && !std::all_of(pattern.begin(), pattern.end(), isPart))
        {
            throw InputError("'" + pattern +
                             "' is no pattern of hosts: write example.org, .example.org for it and "
                             "all below it, or *");
        }
    }
    return patterns;
}

std::vector<Option>
PathTable()
{
    return {
        {"path.via",
         K::TEXT,
         "",
         "Proxies on the way, in order from the browser: forward-proxy, socks-proxy, "
         "reverse-proxy, cdn-cache, with blanks or + between; empty or none: straight to the "
         "origin",
         ApplyVia},
    };
}

std::vector<Option>
ForwardTable()
{
    return {
        {"forward-proxy.tunnel-protocol",
         K::CHOICE,
         "h11",
         "The version of HTTP in which the browser asks for tunnels by CONNECT",
         [](O& o, const V& v) { o.forwardProxy.tunnelProtocol = ParseProtocol(v.text); },
         {"h10", "h11", "h2", "h3"}},
        {"forward-proxy.upstream-protocol",
         K::CHOICE,
         "h11",
         "The version in which the proxy sends requests for http on; not h3, which is always "
         "encrypted",
         [](O& o, const V& v) { o.forwardProxy.upstreamProtocol = ParseProtocol(v.text); },
         {"h10", "h11", "h2", "h3"}},
        {"forward-proxy.tls",
         K::CHOICE,
         "none",
         "TLS between the browser and the proxy itself",
         [](O& o, const V& v) { o.forwardProxy.tls = ParseTlsChoice(v.text); },
         {"none", "1.2", "1.3"}},
        {"forward-proxy.ports",
         K::NUMBERS,
         "443",
         "Ports that tunnels may lead to",
         ApplyPorts,
         {"all"}},
        {"forward-proxy.require-tls",
         K::SWITCH,
         "no",
         "A tunnel is broken off that does not begin as TLS does",
         [](O& o, const V& v) { o.forwardProxy.requireTls = v.number != 0; }},
        {"forward-proxy.allow",
         K::TEXT,
         "*",
         "Hosts that may be reached: example.org, .example.org for all below it, too, or *",
         [](O& o, const V& v) { o.forwardProxy.allow = Patterns(v.text); }},
        {"forward-proxy.deny",
         K::TEXT,
         "",
         "Hosts that may not, whatever forward-proxy.allow says",
         [](O& o, const V& v) { o.forwardProxy.deny = Patterns(v.text); }},
        {"forward-proxy.login",
         K::TEXT,
         "",
         "USER:PASSWORD that the proxy wants to know, and the browser tells it when asked (407)",
         [](O& o, const V& v) { o.forwardProxy.login = Login(v.text); }},
        {"forward-proxy.request-rules",
         K::TEXT,
         "",
         "What it does to the fields of requests, with semicolons between: set NAME: VALUE, add "
         "NAME: VALUE, remove NAME",
         [](O& o, const V& v) { o.forwardProxy.requestRules = ParseHeaderRules(v.text); }},
        {"forward-proxy.response-rules",
         K::TEXT,
         "",
         "The same for responses",
         [](O& o, const V& v) { o.forwardProxy.responseRules = ParseHeaderRules(v.text); }},
    };
}

std::vector<Option>
SocksTable()
{
    return {
        {"socks-proxy.version",
         K::CHOICE,
         "5",
         "The version of SOCKS that the browser speaks; with 4 it looks names up itself",
         [](O& o, const V& v) { o.socksProxy.version = v.text; },
         {"4", "4a", "5"}},
        {"socks-proxy.udp",
         K::SWITCH,
         "yes",
         "With version 5, datagrams are relayed (UDP ASSOCIATE), so that QUIC passes",
         [](O& o, const V& v) { o.socksProxy.udp = v.number != 0; }},
        {"socks-proxy.login",
         K::TEXT,
         "",
         "With version 5, USER:PASSWORD that the proxy wants to know and the browser tells it",
         [](O& o, const V& v) { o.socksProxy.login = Login(v.text); }},
    };
}

} // namespace

std::vector<Option>
ProxyUseOptionTable()
{
    return {
        {"browser.proxy",
         K::TEXT,
         "*=proxy",
         "Which hosts the browser reaches through the forward or SOCKS proxy: PATTERN=proxy or "
         "PATTERN=direct, the first that fits counts",
         [](O& o, const V& v) { o.proxyUse.rules = v.text; }},
        {"browser.proxy-bypass",
         K::TEXT,
         "",
         "Hosts that the browser reaches directly whatever browser.proxy says, such as "
         "localhost .example.org",
         [](O& o, const V& v) { o.proxyUse.bypass = Patterns(v.text); }},
        {"browser.connections-per-proxy",
         K::COUNT,
         "32",
         "Most connections at a time to a forward proxy that gets requests itself",
         [](O& o, const V& v) { o.proxyUse.connections = v.AsUint32(); },
         {},
         1,
         1024},
    };
}

std::vector<Option>
PathOptionTable()
{
    std::vector<Option> table = PathTable();
    for (const auto& section : {ForwardTable(),
                                ProxyCacheOptionTable(ProxyKind::FORWARD),
                                SocksTable(),
                                ReverseOptionTable(ProxyKind::REVERSE),
                                ProxyCacheOptionTable(ProxyKind::REVERSE),
                                ReverseOptionTable(ProxyKind::CDN),
                                ProxyCacheOptionTable(ProxyKind::CDN)})
    {
        table.insert(table.end(), section.begin(), section.end());
    }
    return table;
}

} // namespace pagewire
