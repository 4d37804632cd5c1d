// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_PATH_OPTIONS_H
#define PAGEWIRE_LAB_PATH_OPTIONS_H

#include "base/units.h"
#include "http/basic-credentials.h"
#include "http/header-rule.h"
#include "http/protocol.h"
#include "lab/purge-plan.h"
#include "transport/tls-stream.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What can stand between the browser and the origin. */
enum class ProxyKind
{
    FORWARD,
    SOCKS,
    REVERSE,
    CDN,
};

/** \return the name in scenario files, which is also that of the first of its kind on a path */
std::string_view ProxyKindName(ProxyKind kind);

/** \return whether clients take it for the origin: a reverse proxy or a CDN's cache */
bool IsReverse(ProxyKind kind);

/** The cache of a proxy; by the attributes of CacheSettings. */
struct ProxyCacheOptions
{
    bool cache{false};
    std::uint64_t memoryCapacity{}; //!< octets
    std::uint64_t diskCapacity{};
    Nanoseconds memoryLatency{};
    Nanoseconds diskLatency{};
    std::string memoryPolicy;
    std::string diskPolicy;
    std::uint64_t objectLimit{};
    double heuristicFraction{};
    std::optional<Nanoseconds> lifetimeOverride;
    Nanoseconds negativeLifetime{};
    Nanoseconds staleWhileRevalidate{};
    Nanoseconds staleIfError{};
    bool heedRequests{};
    bool collapse{};
    Nanoseconds collapseTimeout{};
    std::string rangeFill;
    bool cacheStatus{};
    Nanoseconds clockSkew{};
    std::vector<PlannedPurge> purges; //!< of a CDN's
};

/** How the browser uses the forward and SOCKS proxies on the path. */
struct ProxyUseOptions
{
    std::string rules;               //!< of ProxyRules
    std::vector<std::string> bypass; //!< patterns of hosts that are reached directly
    unsigned connections{32};        //!< to a forward proxy at a time
};

/** A forward proxy, and how the browser speaks to it. */
struct ForwardProxyOptions
{
    Protocol tunnelProtocol{Protocol::H11};   //!< in which CONNECT is asked for
    Protocol upstreamProtocol{Protocol::H11}; //!< of http requests, towards the origin
    std::optional<TlsVersion> tls;            //!< between browser and proxy; none: cleartext
    std::set<std::uint16_t> ports{443};       //!< that tunnels may lead to; none: all
    bool requireTls{false};                   //!< tunnels must begin as TLS does
    std::vector<std::string> allow;           //!< patterns of hosts; none: all
    std::vector<std::string> deny;
    BasicCredentials login; //!< that it wants to know, and that the browser has; no user: none
    std::vector<HeaderRule> requestRules;
    std::vector<HeaderRule> responseRules;
    ProxyCacheOptions cache;
};

/** A SOCKS proxy, and how the browser speaks to it. */
struct SocksProxyOptions
{
    std::string version{"5"}; //!< "4", "4a" or "5"
    bool udp{true};           //!< version 5: UDP ASSOCIATE is offered
    BasicCredentials login;   //!< as for a forward proxy
};

/** A reverse proxy, or a CDN's cache. */
struct ReverseProxyOptions
{
    Protocol upstreamProtocol{Protocol::H11};
    std::optional<TlsVersion> upstreamTls;
    std::string balancing;  //!< a name of MakeBalancingPolicy
    std::string hashKey;    //!< of the attribute
    unsigned connections{}; //!< to each server
    unsigned attempts{};    //!< of a request in all
    bool bufferRequests{};
    bool bufferResponses{};
    bool passUpgrade{};
    std::string forwarded; //!< of the attribute
    Nanoseconds connectTimeout{};
    Nanoseconds readTimeout{};
    unsigned maxFails{};
    Nanoseconds failTimeout{};
    std::vector<HeaderRule> requestRules;
    std::vector<HeaderRule> responseRules;
    ProxyCacheOptions cache;
};

/** What goes wrong in a run, once. */
struct FaultOptions
{
    std::string kind;   //!< "none", "crash", "link-down", "stall", "reset", "close", "slow", ...
    std::string node;   //!< that it befalls: its name on the path; of a link, its name
    Nanoseconds at{};   //!< crash, link-down: after the start of the navigation
    Nanoseconds time{}; //!< how long it lasts; 0: for good
    std::uint64_t request{}; //!< of the origin: which request it befalls; 0: any
    std::uint64_t bytes{};   //!< of the origin's content before it befalls
    double probability{1};
};

/** What the browser's node does. */
struct WorkloadOptions
{
    std::string kind{"page"};     //!< "page", "ticker", "chat"
    std::string way{"websocket"}; //!< of messages
    Nanoseconds pollInterval{};
    Nanoseconds hold{};   //!< of a long poll
    unsigned messages{};  //!< of the ticker, or of each client in a chat
    Nanoseconds gap{};    //!< mean time between two
    bool regular{false};  //!< the gap is constant; else exponential
    std::uint64_t size{}; //!< octets of each
    unsigned clients{};
    bool deflate{false}; //!< permessage-deflate is offered and taken
};

/** What is written of a run besides the tables that always are. */
struct RecordOptions
{
    bool hops{false};    //!< hops.csv, tunnels.csv
    bool states{false};  //!< states.csv
    bool cache{false};   //!< cache.csv
    bool windows{false}; //!< windows.csv
    bool queues{false};  //!< queues.csv
};

} // namespace pagewire

#endif
