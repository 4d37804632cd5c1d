// SPDX-License-Identifier: GPL-2.0-only
// What reverse proxies and CDN caches have in common.
#include "lab/option-table.h"
#include "lab/path-option-values.h"

#include <functional>

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;
using Of = std::function<ReverseProxyOptions&(O&)>;

std::vector<Option>
ReverseTable(const std::string& s, const Of& of)
{
    return {
        {s + "upstream-protocol",
         K::CHOICE,
         "h11",
         "The version of HTTP behind the proxy; h3 needs TLS there",
         [of](O& o, const V& v) { of(o).upstreamProtocol = ParseProtocol(v.text); },
         {"h10", "h11", "h2", "h3"}},
        {s + "upstream-tls",
         K::CHOICE,
         "none",
         "TLS behind the proxy",
         [of](O& o, const V& v) { of(o).upstreamTls = ParseTlsChoice(v.text); },
         {"none", "1.2", "1.3"}},
        {s + "balance",
         K::CHOICE,
         "round-robin",
         "Which of several servers gets a request",
         [of](O& o, const V& v) { of(o).balancing = v.text; },
         {"round-robin", "least-connections", "consistent-hash"}},
        {s + "hash-key",
         K::CHOICE,
         "uri",
         "What a consistent hash goes by: the client's address, or what is asked for",
         [of](O& o, const V& v) { of(o).hashKey = v.text; },
         {"client", "uri"}},
        {s + "connections",
         K::COUNT,
         "256",
         "Most connections to one server at a time; h2 and h3 use one whatever this says",
         [of](O& o, const V& v) { of(o).connections = v.AsUint32(); },
         {},
         1,
         65536},
        {s + "attempts",
         K::COUNT,
         "3",
         "How often a request is sent on in all, where that may be done again",
         [of](O& o, const V& v) { of(o).attempts = v.AsUint32(); },
         {},
         1,
         100},
        {s + "buffer-requests",
         K::SWITCH,
         "no",
         "The content of a request is taken in whole before it goes on, up to 1 MiB; longer ones "
         "get a 413",
         [of](O& o, const V& v) { of(o).bufferRequests = v.number != 0; }},
        {s + "buffer-responses",
         K::SWITCH,
         "no",
         "The content of a response is taken in whole before it goes back, up to 1 MiB",
         [of](O& o, const V& v) { of(o).bufferResponses = v.number != 0; }},
        {s + "pass-upgrade",
         K::SWITCH,
         "no",
         "An Upgrade (or extended CONNECT) goes through; without it a WebSocket handshake fails",
         [of](O& o, const V& v) { of(o).passUpgrade = v.number != 0; }},
        {s + "forwarded",
         K::CHOICE,
         "x-forwarded",
         "How servers are told of the client: X-Forwarded-For and its like, Forwarded (RFC 7239)",
         [of](O& o, const V& v) { of(o).forwarded = v.text; },
         {"none", "x-forwarded", "forwarded", "both"}},
        {s + "request-rules",
         K::TEXT,
         "",
         "What it does to the fields of requests, as forward-proxy.request-rules",
         [of](O& o, const V& v) { of(o).requestRules = ParseHeaderRules(v.text); }},
        {s + "response-rules",
         K::TEXT,
         "",
         "The same for responses",
         [of](O& o, const V& v) { of(o).responseRules = ParseHeaderRules(v.text); }},
    };
}

std::vector<Option>
ReverseTimeTable(const std::string& s, const Of& of)
{
    return {
        {s + "connect-timeout",
         K::DURATION,
         "60s",
         "How long opening a connection to a server may take, then 504 or the next attempt; for a "
         "place on busy ones requests wait without limit",
         [of](O& o, const V& v) { of(o).connectTimeout = v.duration; },
         {},
         1e6,
         3600e9},
        {s + "read-timeout",
         K::DURATION,
         "60s",
         "A server that is silent for so long has failed: 504, or the next attempt",
         [of](O& o, const V& v) { of(o).readTimeout = v.duration; },
         {},
         1e6,
         86400e9},
        {s + "max-fails",
         K::COUNT,
         "1",
         "So many failures within fail-timeout mark one of several servers as down; "
         "0: never",
         [of](O& o, const V& v) { of(o).maxFails = v.AsUint32(); },
         {},
         0,
         1000},
        {s + "fail-timeout",
         K::DURATION,
         "10s",
         "How long a server that is down is left alone, then tried again",
         [of](O& o, const V& v) { of(o).failTimeout = v.duration; },
         {},
         0,
         86400e9},
    };
}

} // namespace

std::vector<Option>
ReverseOptionTable(ProxyKind kind)
{
    const std::string section = std::string(ProxyKindName(kind)) + ".";
    const Of of = [kind](O& o) -> ReverseProxyOptions& {
        return kind == ProxyKind::CDN ? o.cdnCache : o.reverseProxy;
    };
    std::vector<Option> table = ReverseTable(section, of);
    const std::vector<Option> times = ReverseTimeTable(section, of);
    table.insert(table.end(), times.begin(), times.end());
    return table;
}

} // namespace pagewire
