// SPDX-License-Identifier: GPL-2.0-only
// How the origin serves, and what it says for caches.
#include "lab/option-table.h"

#include "base/error.h"
#include "page/caching.h"

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

/** \return the text, which is to be the value of a field */
std::string
FieldValue(const V& value)
{
    if (!IsFieldText(value.text))
    {
        throw InputError("'" + value.text + "' is no field value: write printable ASCII");
    }
    return value.text;
}

std::vector<Option>
ServingTable()
{
    return {
        {"origin.think-time",
         K::DURATION,
         "",
         "Server time before each response; empty: the page's own",
         [](O& o, const V& v) { o.origin.thinkTime = v.duration; },
         {},
         0,
         3600e9},
        {"origin.think-scale",
         K::NUMBER,
         "1",
         "Factor on the page's own think times; 0: none",
         [](O& o, const V& v) { o.origin.thinkScale = v.real; },
         {},
         0,
         1000},
        {"origin.keep-alive",
         K::DURATION,
         "75s",
         "How long the origin keeps an idle connection; 0s: it closes after each response",
         [](O& o, const V& v) {
             o.origin.keepAlive = v.duration;
             o.h1.keepAlive = v.duration.count() > 0;
         },
         {},
         0,
         86400e9},
        {"origin.alt-svc",
         K::SWITCH,
         "yes",
         "With h3, responses tell of it by Alt-Svc",
         [](O& o, const V& v) { o.origin.altSvc = v.number != 0; }},
        {"origin.max-requests",
         K::COUNT,
         "1000",
         "After so many requests the origin closes a connection; 0: no limit",
         [](O& o, const V& v) { o.h1.maxRequests = v.number; },
         {},
         0,
         1000000000},
        {"origin.servers",
         K::COUNT,
         "1",
         "Origins with the same content side by side, each on a machine of its own behind a link "
         "like the backbone; more than one need a reverse proxy before them",
         [](O& o, const V& v) { o.origin.servers = v.AsUint32(); },
         {},
         1,
         64},
        {"origin.workers",
         K::COUNT,
         "0",
         "Requests that an origin thinks about at a time, others wait in line; 0: no limit",
         [](O& o, const V& v) { o.origin.workers = v.AsUint32(); },
         {},
         0,
         1000000},
        {"origin.slow-server",
         K::NUMBER,
         "1",
         "The first of several origins thinks so many times as long as the others",
         [](O& o, const V& v) { o.origin.slowServer = v.real; },
         {},
         0.001,
         1000},
    };
}

std::vector<Option>
CachingTable()
{
    return {
        {"origin.cache-control",
         K::TEXT,
         "",
         "Cache-Control of every resource, like public, max-age=60; empty: the page's own",
         [](O& o, const V& v) { o.origin.cacheControl = FieldValue(v); }},
        {"origin.default-cache-control",
         K::TEXT,
         "",
         "Cache-Control of resources of which the page says neither Cache-Control nor Expires",
         [](O& o, const V& v) { o.origin.defaultCacheControl = FieldValue(v); }},
        {"origin.etags",
         K::CHOICE,
         "content",
         "What entity tags are made from: the content, which is the same on all servers, or the "
         "server, too; all weak; or none",
         [](O& o, const V& v) { o.origin.entityTags = v.text; },
         {"content", "per-server", "weak", "none"}},
        {"origin.last-modified",
         K::SWITCH,
         "yes",
         "Responses have Last-Modified",
         [](O& o, const V& v) { o.origin.lastModified = v.number != 0; }},
        {"origin.clock-skew",
         K::DURATION,
         "0s",
         "How far the origin's clock is ahead, or behind if negative: Date, Expires and "
         "Last-Modified show it",
         [](O& o, const V& v) { o.origin.clockSkew = v.duration; },
         {},
         -86400e9,
         86400e9},
        {"origin.update-interval",
         K::DURATION,
         "",
         "Time between new versions of every resource that GET has, 0s for none; empty: the page's "
         "own",
         [](O& o, const V& v) { o.origin.updateInterval = v.duration; },
         {},
         0,
         365 * 86400e9},
        {"origin.updates",
         K::CHOICE,
         "regular",
         "With origin.update-interval: the versions come so far apart, or at random with that mean",
         [](O& o, const V& v) { o.origin.randomUpdates = v.text == "exponential"; },
         {"regular", "exponential"}},
        {"origin.unsafe-updates",
         K::SWITCH,
         "no",
         "POST, PUT, DELETE and PATCH are taken wherever GET is, and make a new version",
         [](O& o, const V& v) { o.origin.unsafeUpdates = v.number != 0; }},
    };
}

} // namespace

std::vector<Option>
OriginOptionTable()
{
    std::vector<Option> table = ServingTable();
    const std::vector<Option> caching = CachingTable();
    table.insert(table.end(), caching.begin(), caching.end());
    return table;
}

} // namespace pagewire
