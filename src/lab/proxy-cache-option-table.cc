// SPDX-License-Identifier: GPL-2.0-only
// The caches of proxies: the same options in each one's section, and the defaults of its kind.
#include "cache/eviction-policy.h"
#include "lab/option-table.h"

#include <functional>

namespace pagewire
{

namespace
{

using C = ProxyCacheOptions;
using V = OptionValue;
using K = OptionKind;

constexpr double YEAR = 31536000e9;

ProxyCacheOptions&
CacheOf(ScenarioOptions& options, ProxyKind kind)
{
    return kind == ProxyKind::FORWARD ? options.forwardProxy.cache
         : kind == ProxyKind::CDN     ? options.cdnCache.cache
                                      : options.reverseProxy.cache;
}

/** Makes options of one proxy's section. */
struct Maker
{
    Option operator()(const std::string& key,
                      K type,
                      const std::string& byDefault,
                      const std::string& help,
                      std::function<void(C&, const V&)> apply,
                      double most = 0) const
    {
        Option option;
        option.name = std::string(ProxyKindName(kind)) + "." + key;
        option.kind = type;
        option.defaultText = byDefault;
        option.help = help;
        option.apply = [apply = std::move(apply), of = kind](ScenarioOptions& o, const V& v) {
            apply(CacheOf(o, of), v);
        };
        option.most = most;
        return option;
    }

    ProxyKind kind;
};

Option
Policy(Option option)
{
    option.kind = K::CHOICE;
    option.words = EvictionPolicyNames();
    return option;
}

std::vector<Option>
StoreTable(const Maker& make, bool cdn)
{
    return {
        make("cache",
             K::SWITCH,
             cdn ? "yes" : "no",
             "Whether responses are stored and used again (RFC 9111), as by a shared cache",
             [](C& c, const V& v) { c.cache = v.number != 0; }),
        make(
            "memory-capacity",
            K::BYTES,
            cdn ? "1GiB" : "256MiB",
            "The cache's memory, which a crash empties; 0: none",
            [](C& c, const V& v) { c.memoryCapacity = v.number; },
            1e15),
        make(
            "disk-capacity",
            K::BYTES,
            cdn ? "100GiB" : "0",
            "The cache's disk; 0: none",
            [](C& c, const V& v) { c.diskCapacity = v.number; },
            1e15),
        make(
            "memory-latency",
            K::DURATION,
            "0s",
            "From asking memory for a response until it is there",
            [](C& c, const V& v) { c.memoryLatency = v.duration; },
            60e9),
        make(
            "disk-latency",
            K::DURATION,
            "1ms",
            "From asking the disk for a response until it is there (assumed)",
            [](C& c, const V& v) { c.diskLatency = v.duration; },
            60e9),
        Policy(make("memory-policy",
                    K::CHOICE,
                    "lru",
                    "What leaves memory when it is full",
                    [](C& c, const V& v) { c.memoryPolicy = v.text; })),
        Policy(make("disk-policy",
                    K::CHOICE,
                    "lru",
                    "What leaves the disk when it is full",
                    [](C& c, const V& v) { c.diskPolicy = v.text; })),
        make(
            "object-limit",
            K::BYTES,
            "64MiB",
            "The longest content that is stored",
            [](C& c, const V& v) { c.objectLimit = v.number; },
            1e15),
    };
}

std::vector<Option>
LifetimeTable(const Maker& make, bool cdn)
{
    return {
        make("heuristic-fraction",
             K::FRACTION,
             "10%",
             "The part of the time since Last-Modified for which a response is fresh that does not "
             "say how long it is",
             [](C& c, const V& v) { c.heuristicFraction = v.real; }),
        make(
            "lifetime-override",
            K::DURATION,
            "",
            "How long every response is fresh, whatever it says; empty: it decides",
            [](C& c, const V& v) { c.lifetimeOverride = v.duration; },
            YEAR),
        make(
            "negative-lifetime",
            K::DURATION,
            cdn ? "10s" : "0s",
            "How long responses of status 400 and above are fresh that do not say how long",
            [](C& c, const V& v) { c.negativeLifetime = v.duration; },
            YEAR),
        make(
            "stale-while-revalidate",
            K::DURATION,
            "0s",
            "How long past its lifetime a response that does not say so itself is served while it "
            "is validated (RFC 5861)",
            [](C& c, const V& v) { c.staleWhileRevalidate = v.duration; },
            YEAR),
        make(
            "stale-if-error",
            K::DURATION,
            cdn ? "60s" : "0s",
            "Likewise when the next server fails",
            [](C& c, const V& v) { c.staleIfError = v.duration; },
            YEAR),
        make("heed-requests",
             K::SWITCH,
             cdn ? "no" : "yes",
             "Whether Cache-Control and Pragma of requests are heeded",
             [](C& c, const V& v) { c.heedRequests = v.number != 0; }),
    };
}

std::vector<Option>
HandlingTable(const Maker& make, bool cdn)
{
    Option fill = make("range-fill",
                       K::CHOICE,
                       "pass",
                       "What is asked for when a part is that is not stored: the part (pass), or "
                       "the whole",
                       [](C& c, const V& v) { c.rangeFill = v.text; });
    fill.words = {"pass", "whole"};
    Option skew = make(
        "clock-skew",
        K::DURATION,
        "0s",
        "How far the cache's clock is ahead, or behind if negative",
        [](C& c, const V& v) { c.clockSkew = v.duration; },
        86400e9);
    skew.least = -86400e9;
    return {
        make("collapse",
             K::SWITCH,
             cdn ? "yes" : "no",
             "Whether requests for what is on its way into the cache wait for it",
             [](C& c, const V& v) { c.collapse = v.number != 0; }),
        make(
            "collapse-timeout",
            K::DURATION,
            "5s",
            "How long they wait for its header section, then go on by themselves",
            [](C& c, const V& v) { c.collapseTimeout = v.duration; },
            3600e9),
        fill,
        make("cache-status",
             K::SWITCH,
             "yes",
             "Whether responses say in Cache-Status what the cache did (RFC 9211)",
             [](C& c, const V& v) { c.cacheStatus = v.number != 0; }),
        skew,
    };
}

} // namespace

std::vector<Option>
ProxyCacheOptionTable(ProxyKind kind)
{
    const Maker make{kind};
    const bool cdn = kind == ProxyKind::CDN;
    std::vector<Option> table = StoreTable(make, cdn);
    for (const auto& section : {LifetimeTable(make, cdn), HandlingTable(make, cdn)})
    {
        table.insert(table.end(), section.begin(), section.end());
    }
    if (cdn)
    {
        table.push_back(make("purge",
                             K::TEXT,
                             "",
                             "What every cache of the CDN forgets, and when, with commas between: "
                             "TIME URL or TIME tag:NAME, by the field Cache-Tag",
                             [](C& c, const V& v) { c.purges = ParsePurges(v.text); }));
    }
    return table;
}

} // namespace pagewire
