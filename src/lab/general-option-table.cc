// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

#include <string>

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

std::vector<std::string>
ProtocolNames()
{
    std::vector<std::string> names;
    for (const Protocol protocol : AllProtocols())
    {
        names.emplace_back(ProtocolName(protocol));
    }
    return names;
}

void
ApplyTls(O& options, const V& value)
{
    if (value.text == "none")
    {
        options.browser.tls.reset();
        return;
    }
    options.browser.tls = value.text == "1.2" ? TlsVersion::TLS12 : TlsVersion::TLS13;
    options.tls.version = *options.browser.tls;
}

void
ApplyHttp3Knowledge(O& options, const V& value)
{
    options.browser.http3Knowledge = value.text == "told"          ? Http3Knowledge::TOLD
                                   : value.text == "earlier-visit" ? Http3Knowledge::EARLIER_VISIT
                                                                   : Http3Knowledge::FIRST_VISIT;
}

std::vector<Option>
HeadTable()
{
    return {
        {"title",
         K::TEXT,
         "",
         "What the scenario shows, in one line",
         [](O& o, const V& v) { o.title = v.text; }},
        {"repeat",
         K::COUNT,
         "1",
         "How many runs each point of the sweep gets, each with a run number of its own",
         [](O& o, const V& v) { o.repeat = static_cast<unsigned>(v.number); },
         {},
         1,
         1000000},
        {"seed",
         K::COUNT,
         "1",
         "The seed of all randomness (ns-3's RngSeed)",
         [](O& o, const V& v) { o.seed = static_cast<std::uint32_t>(v.number); },
         {},
         1,
         4294944442.0,
         "RngSeed"},
        {"first-run",
         K::COUNT,
         "1",
         "The run number of the first repetition (ns-3's RngRun); further ones count on from it",
         [](O& o, const V& v) { o.firstRun = v.number; },
         {},
         1,
         1e12,
         "RngRun"},
        {"page.file",
         K::FILE,
         "",
         "The page to load: a page description or a HAR 1.2 file",
         [](O& o, const V& v) { o.pageFile = v.text; }},
    };
}

std::vector<Option>
BrowserTable()
{
    return {
        {"browser.protocol",
         K::CHOICE,
         "h11",
         "The version of HTTP, and how connections are used",
         [](O& o, const V& v) { o.browser.protocol = ParseProtocol(v.text); },
         ProtocolNames()},
        {"browser.tls",
         K::CHOICE,
         "none",
         "TLS under HTTP; h2 without it starts by prior knowledge (RFC 9113 section 3.3), h3 needs "
         "1.3",
         ApplyTls,
         {"none", "1.2", "1.3"}},
        {"browser.connections-per-host",
         K::COUNT,
         "6",
         "Most connections to one host at a time; h2 and h3 use one whatever this says",
         [](O& o, const V& v) { o.browser.connectionsPerHost = static_cast<unsigned>(v.number); },
         {},
         1,
         256},
        {"browser.pipeline-depth",
         K::COUNT,
         "8",
         "With h11-pipelined, most requests in flight on one connection",
         [](O& o, const V& v) { o.h1.pipelineDepth = v.number; },
         {},
         1,
         1024},
        {"browser.requests-per-connection",
         K::COUNT,
         "0",
         "After so many requests a connection is closed; 0: no limit",
         [](O& o, const V& v) {
             o.browser.requestsPerConnection = static_cast<unsigned>(v.number);
         },
         {},
         0,
         1000000},
        {"browser.waiting-requests",
         K::CHOICE,
         "ordered",
         "Who gets a connection: the most urgent on whichever is free first, or as libcurl 7 does",
         [](O& o, const V& v) { o.browser.waitingRequests = v.text; },
         {"ordered", "libcurl"}},
        {"browser.keep-alive",
         K::DURATION,
         "5min",
         "How long the browser keeps an idle connection; 0s: not at all",
         [](O& o, const V& v) { o.browser.keepAlive = v.duration; },
         {},
         0,
         86400e9},
        {"browser.coalesce",
         K::SWITCH,
         "no",
         "Hosts of one server share an h2 connection over TLS, or one of h3 (RFC 9113 section "
         "9.1.1)",
         [](O& o, const V& v) { o.browser.coalesce = v.number != 0; }},
        {"browser.attempts",
         K::COUNT,
         "3",
         "How often a resource is asked for in all, where asking again is allowed; what the server "
         "sent back unprocessed counts",
         [](O& o, const V& v) { o.browser.attempts = static_cast<unsigned>(v.number); },
         {},
         1,
         1000},
        {"browser.resume-downloads",
         K::SWITCH,
         "yes",
         "A broken download goes on where it broke (Range and If-Range)",
         [](O& o, const V& v) { o.browser.resumeDownloads = v.number != 0; }},
        {"browser.silence",
         K::DURATION,
         "5min",
         "A request that hears nothing for so long has failed; 0s: it waits",
         [](O& o, const V& v) { o.browser.silence = v.duration; },
         {},
         0,
         86400e9},
        {"browser.h3-known",
         K::CHOICE,
         "told",
         "With h3, whence the browser knows that an origin speaks it: told beforehand, or by "
         "Alt-Svc (RFC 7838) on an earlier visit or on this first one",
         ApplyHttp3Knowledge,
         {"told", "earlier-visit", "first-visit"}},
        {"browser.h3-fallback",
         K::SWITCH,
         "yes",
         "With h3, HTTP/2 over TCP takes its place where it is not known or does not come through",
         [](O& o, const V& v) { o.browser.http3Fallback = v.number != 0; }},
        {"browser.h3-head-start",
         K::DURATION,
         "300ms",
         "How long QUIC may take before TCP is tried beside it",
         [](O& o, const V& v) { o.browser.http3HeadStart = v.duration; },
         {},
         0,
         60e9},
        {"browser.resume-tls",
         K::SWITCH,
         "no",
         "The browser holds a TLS session of each host from an earlier visit",
         [](O& o, const V& v) { o.browser.resumeTls = v.number != 0; }},
        {"browser.deadline",
         K::DURATION,
         "5min",
         "Virtual time after which an unfinished load is given up (status timeout)",
         [](O& o, const V& v) { o.browser.deadline = v.duration; },
         {},
         1e6,
         86400e9},
    };
}

} // namespace

std::vector<Option>
GeneralOptionTable()
{
    std::vector<Option> table = HeadTable();
    for (auto& section :
         {BrowserTable(), BrowsingOptionTable(), ProxyUseOptionTable(), OriginOptionTable()})
    {
        table.insert(table.end(), section.begin(), section.end());
    }
    return table;
}

} // namespace pagewire
