// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_SCENARIO_OPTIONS_H
#define PAGEWIRE_LAB_SCENARIO_OPTIONS_H

#include "base/units.h"
#include "http/protocol.h"
#include "net/link-options.h"
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
    Nanoseconds deadline{};       //!< of virtual time, after which the load is given up
};

/** How the origin serves. */
struct OriginOptions
{
    std::optional<Nanoseconds> thinkTime; //!< of every resource, instead of the page's own
    double thinkScale{1};                 //!< the page's own think times are multiplied by it
    Nanoseconds keepAlive{};              //!< how long an idle connection is kept; 0: not at all
    bool altSvc{true};                    //!< responses tell of HTTP/3
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
    LinkOptions access;
    LinkOptions backbone;
    bool hasBackbone{false};
    LinkOptions second; //!< beside the access link
    bool hasSecond{false};
    HandOverOptions handOver;

    /** \return the links of the path, from the browser outwards */
    std::vector<LinkOptions> Links() const;

    /** \return the link beside the access link, if there is one */
    std::optional<LinkOptions> SecondLink() const;
};

} // namespace pagewire

#endif
