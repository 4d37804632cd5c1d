// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SCENARIO_OPTIONS_H
#define PAGEWIRE_LAB_SCENARIO_OPTIONS_H

#include "base/units.h"
#include "http/protocol.h"
#include "lab/path-options.h"
#include "lab/request-options.h"
#include "net/link-options.h"
#include "node/navigation.h"
#include "transport/quic-options.h"
#include "transport/tcp-options.h"
#include "transport/tls-stream.h"
#include "wire/connection-options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** From where the browser knows that an origin speaks HTTP/3. */
enum class Http3Knowledge
{
    TOLD,          //!< it knows beforehand, as by an HTTPS record of DNS
    EARLIER_VISIT, //!< by Alt-Svc, on an earlier visit over the same kind of network
    FIRST_VISIT,   //!< by Alt-Svc in the responses of this very load
};

/** The browser's cache, and the loads that it makes. */
struct BrowsingOptions
{
    bool cache{false};
    std::uint64_t memory{}; //!< octets of each tier; 0: there is none
    std::uint64_t disk{};
    Nanoseconds memoryLatency{};
    Nanoseconds diskLatency{};
    bool partition{true};    //!< sites do not find what others stored
    Nanoseconds clockSkew{}; //!< of the browser's clock; negative: behind
    bool reloadAll{false};   //!< a reload validates all, and not the document alone
    std::vector<Navigation> visits{Navigation::ADDRESS_BAR};
    Nanoseconds pause{}; //!< from the end of a visit to the next one

    /** \return whether there is more to tell of than one load from the network */
    bool HasHistory() const
    {
        return cache || visits.size() > 1;
    }
};

/** How the browser fetches. */
struct BrowserOptions
{
    Protocol protocol{Protocol::H11};
    std::optional<TlsVersion> tls;    //!< none: cleartext
    unsigned connectionsPerHost{6};   //!< at a time; HTTP/2 uses one whatever this says
    unsigned requestsPerConnection{}; //!< then it is closed; 0: no limit
    std::string waitingRequests;      //!< which gets a connection: the browser's attribute
    Nanoseconds keepAlive{};          //!< how long an idle connection is kept; 0: not at all
    bool coalesce{false};             //!< hosts of one server share an HTTP/2 connection
    unsigned attempts{};              //!< how often a resource is asked for in all
    bool resumeDownloads{true};       //!< a broken download goes on where it broke
    Nanoseconds silence{};            //!< of an answer, after which it has failed; 0: for ever
    Http3Knowledge http3Knowledge{Http3Knowledge::TOLD};
    bool http3Fallback{true};     //!< HTTP/2 over TCP where HTTP/3 does not come through
    Nanoseconds http3HeadStart{}; //!< of QUIC over TCP
    bool resumeTls{false};        //!< the browser has a session of each host from before
    Nanoseconds deadline{};       //!< of virtual time, after which a load is given up
    BrowsingOptions browsing;
};

/** How the origin serves. */
struct OriginOptions
{
    std::optional<Nanoseconds> thinkTime; //!< of every resource, instead of the page's own
    double thinkScale{1};                 //!< the page's own think times are multiplied by it
    Nanoseconds keepAlive{};              //!< how long an idle connection is kept; 0: not at all
    bool altSvc{true};                    //!< responses tell of HTTP/3
    unsigned servers{1};                  //!< side by side, behind a reverse proxy
    unsigned workers{};                   //!< requests thought about at once; 0: no limit
    double slowServer{1};                 //!< the first server thinks so many times as long
    std::string cacheControl;             //!< of every resource; empty: as the page has it
    std::string defaultCacheControl;      //!< where the page says nothing; empty: none
    std::string entityTags{"content"};    //!< value of the attribute ETags
    bool lastModified{true};              //!< responses have the field
    Nanoseconds clockSkew{};              //!< the origins' clocks are so much ahead
    std::optional<Nanoseconds> updateInterval; //!< of every resource, instead of the page's own
    bool randomUpdates{false};                 //!< with updateInterval: exponentially distributed
    bool unsafeUpdates{false};                 //!< unsafe methods make new versions
};

/** When the browser's node moves from the access link to the second one. */
struct HandOverOptions
{
    std::optional<Nanoseconds> at; //!< after the start of the navigation; none: never
    Nanoseconds overlap{};         //!< how long the access link lives on after it
};

/** Everything that one run depends on besides the page's content, typed. */
struct ScenarioOptions
{
    std::string title;
    unsigned repeat{1};
    std::uint32_t seed{1};
    std::uint64_t firstRun{1};
    std::string pageFile;
    BrowserOptions browser;
    OriginOptions origin;
    TcpOptions tcp;
    TlsOptions tls;
    H1Options h1;
    H2Options h2;
    H3Options h3;
    QuicOptions quic;
    bool separateRequests{true}; //!< H2Options::separateMessages of the browser
    bool indexResponses{true};   //!< H2Options::indexFields of the origin
    std::vector<ProxyKind> via;  //!< from the browser outwards
    ProxyUseOptions proxyUse;
    ForwardProxyOptions forwardProxy;
    SocksProxyOptions socksProxy;
    ReverseProxyOptions reverseProxy;
    ReverseProxyOptions cdnCache;
    FaultOptions fault;
    WorkloadOptions workload;
    RequestsOptions requests;
    CdnOptions cdn;
    RecordOptions record;
    LinkOptions access;
    LinkOptions middle; //!< each between two proxies
    bool hasMiddle{false};
    LinkOptions backbone;
    bool hasBackbone{false};
    LinkOptions second; //!< beside the access link
    bool hasSecond{false};
    HandOverOptions handOver;

    /** \return the options of such a proxy, which IsReverse */
    const ReverseProxyOptions& ReverseOptions(ProxyKind kind) const;

    /** \return the links of the path, from the browser outwards; of a workload of requests from the
     * clients to an edge, from there to the parent, and to the origin: where there is no cache,
     * there is a router */
    std::vector<LinkOptions> Links() const;

    /** \return the names of the nodes of the path, from "browser" to "origin"; a router's is empty
     */
    std::vector<std::string> NodeNames() const;

    /** \return the names of the origins: "origin", "origin-2" ... */
    std::vector<std::string> OriginNames() const;

    /** \return the names of the servers behind the first reverse proxy or CDN cache: further ones
     * and the origins; of the origins alone without one */
    std::vector<std::string> ServerNames() const;

    /** \return where on the path the first reverse proxy or CDN cache is, or else the origin: whom
     * the names of the page's hosts mean */
    std::size_t ServerNode() const;

    /** \return whether requests for http go to a forward proxy in absolute-form */
    bool ForwardsHttp() const;

    /** \return the link beside the access link, if there is one */
    std::optional<LinkOptions> SecondLink() const;
};

} // namespace pagewire

#endif
