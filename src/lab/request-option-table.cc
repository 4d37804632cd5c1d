// SPDX-License-Identifier: GPL-2.0-only
// A workload of requests: who asks for what, and when.
#include "lab/option-table.h"

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

constexpr double LONGEST = 365 * 86400e9;

std::vector<Option>
LogTable()
{
    return {
        {"workload.level",
         K::CHOICE,
         "messages",
         "With requests: every message takes a constant time, or they go over connections",
         [](O& o, const V& v) { o.requests.packets = v.text == "packets"; },
         {"messages", "packets"}},
        {"workload.requests",
         K::COUNT,
         "10000",
         "Requests of all clients together",
         [](O& o, const V& v) { o.requests.log.requests = v.number; },
         {},
         1,
         1e7},
        {"workload.think-time",
         K::DURATION,
         "10s",
         "Mean time from one request of a client to its next one, exponentially distributed",
         [](O& o, const V& v) { o.requests.log.thinkTime = v.duration; },
         {},
         1e3,
         LONGEST},
        {"workload.zipf",
         K::NUMBER,
         "0.8",
         "Exponent of Zipf's law, by which some objects are asked for more often; 0: all alike",
         [](O& o, const V& v) { o.requests.log.zipf = v.real; },
         {},
         0,
         5},
        {"workload.drift",
         K::DURATION,
         "0s",
         "Mean time until a popular object changes places with any other; 0s: never",
         [](O& o, const V& v) { o.requests.log.drift = v.duration; },
         {},
         0,
         LONGEST},
        {"workload.log",
         K::FILE,
         "",
         "Requests from a table of time,client,url,size,cache-control instead of these",
         [](O& o, const V& v) { o.requests.logFile = v.text; }},
        {"workload.user-agents",
         K::COUNT,
         "1",
         "How many different User-Agent fields the clients have",
         [](O& o, const V& v) { o.requests.userAgents = v.AsUint32(); },
         {},
         1,
         10000},
        {"workload.encodings",
         K::COUNT,
         "1",
         "How many different Accept-Encoding fields the clients have",
         [](O& o, const V& v) { o.requests.encodings = v.AsUint32(); },
         {},
         1,
         16},
        {"workload.bin",
         K::DURATION,
         "1s",
         "Length of the stretches of time that load.csv has a row for",
         [](O& o, const V& v) { o.requests.bin = v.duration; },
         {},
         1e6,
         LONGEST},
    };
}

std::vector<Option>
ObjectTable()
{
    return {
        {"catalogue.objects",
         K::COUNT,
         "1000",
         "Objects that there are to ask for",
         [](O& o, const V& v) { o.requests.catalogue.objects = v.number; },
         {},
         1,
         static_cast<double>(MAX_CATALOGUE)},
        {"catalogue.object-size",
         K::BYTES,
         "28KB",
         "Mean octets of an object",
         [](O& o, const V& v) { o.requests.catalogue.meanSize = v.number; },
         {},
         1,
         1e9},
        {"catalogue.size-spread",
         K::NUMBER,
         "1.318",
         "Standard deviation of the logarithm of sizes, which are lognormal; 0: all alike",
         [](O& o, const V& v) { o.requests.catalogue.sizeSpread = v.real; },
         {},
         0,
         4},
        {"catalogue.largest",
         K::BYTES,
         "50MB",
         "Octets of an object at most",
         [](O& o, const V& v) { o.requests.catalogue.largest = v.number; },
         {},
         1,
         1e10},
    };
}

std::vector<Option>
ObjectCachingTable()
{
    return {
        {"catalogue.lifetime",
         K::DURATION,
         "60s",
         "How long objects say that they are fresh; none: they do not say it",
         [](O& o, const V& v) {
             o.requests.catalogue.caching.lifetime =
                 v.text == "none" ? std::nullopt : std::make_optional(v.duration);
         },
         {"none"},
         0,
         LONGEST},
        {"catalogue.lifetime-by",
         K::CHOICE,
         "max-age",
         "The field that says it",
         [](O& o, const V& v) { o.requests.catalogue.caching.byExpires = v.text == "expires"; },
         {"max-age", "expires"}},
        {"catalogue.directives",
         K::TEXT,
         "",
         "Further directives of Cache-Control, like stale-while-revalidate=30",
         [](O& o, const V& v) { o.requests.catalogue.caching.directives = v.text; }},
        {"catalogue.vary",
         K::TEXT,
         "none",
         "Vary field of the objects, or none",
         [](O& o, const V& v) {
             o.requests.catalogue.caching.vary = v.text == "none" ? "" : v.text;
         }},
        {"catalogue.validators",
         K::CHOICE,
         "both",
         "What responses can be validated by",
         [](O& o, const V& v) {
             o.requests.catalogue.caching.entityTag = v.text == "both" || v.text == "etag";
             o.requests.catalogue.caching.lastModified =
                 v.text == "both" || v.text == "last-modified";
         },
         {"both", "etag", "last-modified", "none"}},
        {"catalogue.private",
         K::FRACTION,
         "0%",
         "Share of objects that shared caches may not store",
         [](O& o, const V& v) { o.requests.catalogue.privateShare = v.real; },
         {},
         0,
         1},
        {"catalogue.no-store",
         K::FRACTION,
         "0%",
         "Share of objects that no cache may store",
         [](O& o, const V& v) { o.requests.catalogue.noStoreShare = v.real; },
         {},
         0,
         1},
        {"catalogue.no-validator",
         K::FRACTION,
         "0%",
         "Share of objects with neither ETag nor Last-Modified",
         [](O& o, const V& v) { o.requests.catalogue.noValidatorShare = v.real; },
         {},
         0,
         1},
    };
}

} // namespace

std::vector<Option>
RequestOptionTable()
{
    std::vector<Option> table = LogTable();
    for (auto& section : {ObjectTable(), ObjectCachingTable()})
    {
        table.insert(table.end(), section.begin(), section.end());
    }
    return table;
}

} // namespace pagewire
