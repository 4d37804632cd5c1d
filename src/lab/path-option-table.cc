// SPDX-License-Identifier: GPL-2.0-only
// What stands between the browser and the origin.
#include "lab/option-table.h"

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
        for (const ProxyKind kind : {ProxyKind::FORWARD, ProxyKind::SOCKS, ProxyKind::REVERSE})
        {
            if (word == ProxyKindName(kind))
            {
                options.via.push_back(kind);
                known = true;
            }
        }
        if (!known)
        {
            throw InputError("'" + word +
                             "' cannot be put on the path: write forward-proxy, socks-proxy or "
                             "reverse-proxy, with blanks between, from the browser outwards");
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

/** \return the rules, which have semicolons between them */
std::vector<HeaderRule>
HeaderRules(const std::string& text)
{
    std::vector<HeaderRule> rules;
    for (std::size_t at = 0; at < text.size();)
    {
        const std::size_t end = std::min(text.find(';', at), text.size());
        rules.push_back(ParseHeaderRule(TrimOws(std::string_view(text).substr(at, end - at))));
        at = end + 1;
    }
    return rules;
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

std::optional<TlsVersion>
Tls(const std::string& text)
{
    return text == "none" ? std::nullopt
         : text == "1.2"  ? std::make_optional(TlsVersion::TLS12)
                          : std::make_optional(TlsVersion::TLS13);
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
         "reverse-proxy, with blanks or + between; empty or none: straight to the origin",
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
         [](O& o, const V& v) { o.forwardProxy.tls = Tls(v.text); },
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
         [](O& o, const V& v) { o.forwardProxy.requestRules = HeaderRules(v.text); }},
        {"forward-proxy.response-rules",
         K::TEXT,
         "",
         "The same for responses",
         [](O& o, const V& v) { o.forwardProxy.responseRules = HeaderRules(v.text); }},
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

std::vector<Option>
ReverseTable()
{
    return {
        {"reverse-proxy.upstream-protocol",
         K::CHOICE,
         "h11",
         "The version of HTTP behind the proxy; h3 needs TLS there",
         [](O& o, const V& v) { o.reverseProxy.upstreamProtocol = ParseProtocol(v.text); },
         {"h10", "h11", "h2", "h3"}},
        {"reverse-proxy.upstream-tls",
         K::CHOICE,
         "none",
         "TLS behind the proxy",
         [](O& o, const V& v) { o.reverseProxy.upstreamTls = Tls(v.text); },
         {"none", "1.2", "1.3"}},
        {"reverse-proxy.balance",
         K::CHOICE,
         "round-robin",
         "Which of several servers gets a request",
         [](O& o, const V& v) { o.reverseProxy.balancing = v.text; },
         {"round-robin", "least-connections", "consistent-hash"}},
        {"reverse-proxy.hash-key",
         K::CHOICE,
         "uri",
         "What a consistent hash goes by: the client's address, or what is asked for",
         [](O& o, const V& v) { o.reverseProxy.hashKey = v.text; },
         {"client", "uri"}},
        {"reverse-proxy.connections",
         K::COUNT,
         "256",
         "Most connections to one server at a time; h2 and h3 use one whatever this says",
         [](O& o, const V& v) { o.reverseProxy.connections = v.AsUint32(); },
         {},
         1,
         65536},
        {"reverse-proxy.attempts",
         K::COUNT,
         "3",
         "How often a request is sent on in all, where that may be done again",
         [](O& o, const V& v) { o.reverseProxy.attempts = v.AsUint32(); },
         {},
         1,
         100},
        {"reverse-proxy.buffer-requests",
         K::SWITCH,
         "no",
         "The content of a request is taken in whole before it goes on, up to 1 MiB; longer ones "
         "get a 413",
         [](O& o, const V& v) { o.reverseProxy.bufferRequests = v.number != 0; }},
        {"reverse-proxy.buffer-responses",
         K::SWITCH,
         "no",
         "The content of a response is taken in whole before it goes back, up to 1 MiB",
         [](O& o, const V& v) { o.reverseProxy.bufferResponses = v.number != 0; }},
        {"reverse-proxy.pass-upgrade",
         K::SWITCH,
         "no",
         "An Upgrade (or extended CONNECT) goes through; without it a WebSocket handshake fails",
         [](O& o, const V& v) { o.reverseProxy.passUpgrade = v.number != 0; }},
        {"reverse-proxy.forwarded",
         K::CHOICE,
         "x-forwarded",
         "How servers are told of the client: X-Forwarded-For and its like, Forwarded (RFC 7239)",
         [](O& o, const V& v) { o.reverseProxy.forwarded = v.text; },
         {"none", "x-forwarded", "forwarded", "both"}},
        {"reverse-proxy.request-rules",
         K::TEXT,
         "",
         "What it does to the fields of requests, as forward-proxy.request-rules",
         [](O& o, const V& v) { o.reverseProxy.requestRules = HeaderRules(v.text); }},
        {"reverse-proxy.response-rules",
         K::TEXT,
         "",
         "The same for responses",
         [](O& o, const V& v) { o.reverseProxy.responseRules = HeaderRules(v.text); }},
    };
}

std::vector<Option>
ReverseTimeTable()
{
    return {
        {"reverse-proxy.connect-timeout",
         K::DURATION,
         "60s",
         "How long opening a connection to a server may take, then 504 or the next attempt; for a "
         "place on busy ones requests wait without limit",
         [](O& o, const V& v) { o.reverseProxy.connectTimeout = v.duration; },
         {},
         1e6,
         3600e9},
        {"reverse-proxy.read-timeout",
         K::DURATION,
         "60s",
         "A server that is silent for so long has failed: 504, or the next attempt",
         [](O& o, const V& v) { o.reverseProxy.readTimeout = v.duration; },
         {},
         1e6,
         86400e9},
        {"reverse-proxy.max-fails",
         K::COUNT,
         "1",
         "So many failures within reverse-proxy.fail-timeout mark one of several servers as down; "
         "0: never",
         [](O& o, const V& v) { o.reverseProxy.maxFails = v.AsUint32(); },
         {},
         0,
         1000},
        {"reverse-proxy.fail-timeout",
         K::DURATION,
         "10s",
         "How long a server that is down is left alone, then tried again",
         [](O& o, const V& v) { o.reverseProxy.failTimeout = v.duration; },
         {},
         0,
         86400e9},
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
    for (auto& section : {ForwardTable(), SocksTable(), ReverseTable(), ReverseTimeTable()})
    {
        table.insert(table.end(), section.begin(), section.end());
    }
    return table;
}

} // namespace pagewire
