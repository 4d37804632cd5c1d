// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_RECORDS_H
#define PAGEWIRE_NODE_RECORDS_H

#include "cache/cache-trace.h"
#include "http/message.h"
#include "http/priority.h"
#include "http/protocol.h"
#include "transport/exchange-stalls.h"
#include "transport/transport-info.h"

#include "ns3/inet-socket-address.h"
#include "ns3/nstime.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** How a request ended. */
enum class RequestStatus
{
    OK,
    FAILED,  //!< no response, retries used up
    TIMEOUT, //!< the load's time was over first
};

/** What a browser saw of one request. Times are virtual; an unset one did not happen. */
struct RequestRecord
{
    std::size_t resource{0}; //!< index into Page::resources, or the number of a single request
    std::uint32_t visit{1};  //!< number of the load among the browser's
    Request request;         //!< as sent the last time
    Response response;       //!< as received, or out of the cache
    Priority priority;       //!< that it has in this browser, which says so where it can
    RequestStatus status{RequestStatus::FAILED};
    std::string failure; //!< a few words, where not OK
    Protocol protocol{Protocol::H11};
    std::uint32_t connection{
        0}; //!< number of the connection in this browser, from 1; 0: never had one
    std::uint64_t exchange{
        0};             //!< its number there, as in ConnectionRecord::stalls; the last attempt's
    bool reused{false}; //!< the connection was ready before, for an earlier request
    bool pushed{false};
    bool background{false}; //!< validates what the cache has answered another request with
    unsigned attempts{0};   //!< 1 + retries; 0: answered by the cache, or never asked

    std::optional<StoreTier> fromCache;   //!< where the answer was, which took no connection
    std::optional<CacheTrace> cache;      //!< what the cache did; none without one
    std::optional<Response> confirmation; //!< the 304, or 206, that made `response` out of what the
                                          //!< cache had

    std::optional<ns3::Time> queued; //!< the resource was discovered
    std::optional<ns3::Time>
        dnsStart; //!< only on the request that opened the connection, likewise the next ones
    std::optional<ns3::Time> dnsEnd;
    std::optional<ns3::Time> connectStart; //!< the SYN
    std::optional<ns3::Time> connectEnd;   //!< TCP, and TLS where it is used, is done
    std::optional<ns3::Time> tlsStart;
    std::optional<ns3::Time>
        sendStart;                    //!< the first byte of the request was handed to the transport
    std::optional<ns3::Time> sendEnd; //!< the last one was
    std::optional<ns3::Time> firstByte; //!< of the final response's header section
    std::optional<ns3::Time> end;       //!< the response was whole, or the failure

    /** Octets of header sections are those on the wire, compressed where the version does so. All
     * of these but responseBodyBytes count every attempt. */
    std::uint64_t requestHeaderBytes{0};
    std::uint64_t requestBodyBytes{0};
    std::uint64_t responseHeaderBytes{0};
    std::uint64_t responseBodyBytes{0}; //!< content octets of the whole, however many attempts
    std::uint64_t responseWireBytes{0}; //!< content with framing

    /** \return the status that came over the connection, or else that of the cache's answer */
    int NetworkStatus() const
    {
        return confirmation ? confirmation->status : response.status;
    }
};

/** What a server saw of one request. */
struct ServedRecord
{
    std::string node{};          //!< whose it is, by its name in reports, which fill it in
    std::uint32_t connection{0}; //!< number of the connection in this server, from 1
    std::uint64_t exchange{0};   //!< its number there, the same at both ends
    Request request;
    Response response; //!< as sent
    Protocol protocol{Protocol::H11};
    bool pushed{false};                 //!< promised by the server, asked for by nobody
    ns3::Time received{0};              //!< its header section was in; for a push: it was promised
    std::optional<ns3::Time> complete;  //!< its content was in, too
    std::optional<ns3::Time> responded; //!< the response was handed to the connection
    std::uint64_t requestBodyBytes{0};
    std::uint64_t responseBodyBytes{0}; //!< content octets the response has
};

/** One attempt of a proxy to have a request answered by a server behind it. */
struct UpstreamRecord
{
    std::string node{};               //!< whose it is, by its name in reports, which fill it in
    std::uint32_t frontConnection{0}; //!< whose request it is, as in ServedRecord
    std::uint64_t frontExchange{0};
    std::string upstream;        //!< the server's name among the proxy's
    unsigned attempt{1};         //!< of this request, from 1
    std::uint32_t connection{0}; //!< number of the proxy's own connection; 0: none came about
    std::uint64_t exchange{0};   //!< its number there
    bool reused{false};
    Request request; //!< as sent on
    Response response;
    Protocol protocol{Protocol::H11};
    std::optional<ns3::Time> sendStart; //!< as in RequestRecord, likewise the next ones
    std::optional<ns3::Time> sendEnd;
    std::optional<ns3::Time> firstByte;
    std::optional<ns3::Time> end;
    std::string failure; //!< a few words; empty: the response was whole
};

/** What a cache did with a request, reported when both its answer and what it had of the next
 * server are over. */
struct CacheRecord
{
    std::string node{};          //!< whose it is, by its name in reports, which fill it in
    std::uint32_t connection{0}; //!< whose request it is, as in ServedRecord
    std::uint64_t exchange{0};
    bool background{false}; //!< the cache's own, for nobody in front: the numbers are 0
    std::string method;
    std::string url;
    CacheTrace trace; //!< Explain says it in a sentence
    ns3::Time received{0};
    std::optional<ns3::Time> answered; //!< the response was handed to the connection
    std::uint64_t bytesFromCache{0};   //!< content octets that went to the client out of the store
    std::uint64_t bytesFromBehind{0};  //!< that came from the next server for this request
};

/** The outcome, or the reason of closing, of what the end of a simulation finds open. */
inline constexpr std::string_view OPEN_AT_THE_END = "open at the end";

/** A tunnel through a proxy, reported when it is over, was refused, or the simulation ends. */
struct TunnelRecord
{
    std::string node{};          //!< whose it is, by its name in reports, which fill it in
    std::uint32_t connection{0}; //!< number of the client's connection to the proxy, from 1
    std::uint64_t exchange{0};   //!< of HTTP: the CONNECT's number there; 0: SOCKS
    std::string kind;            //!< "connect", "socks4", "socks4a", "socks5", "socks5-udp"
    std::string target;          //!< "host:port" as the client named it
    ns3::Time asked{0};          //!< the client's request was in
    std::optional<ns3::Time> established; //!< the way to the target is open
    std::optional<ns3::Time> closed;      //!< unset: OPEN_AT_THE_END
    std::uint64_t bytesUp{0};             //!< payload octets from the client
    std::uint64_t bytesDown{0};
    std::string outcome; //!< "closed", or why it was refused or broke, in a few words

    void End(std::string_view how, ns3::Time now)
    {
        outcome = how;
        if (how != OPEN_AT_THE_END)
        {
            closed = now;
        }
    }
};

/** One connection as one of its ends saw it, reported when it is over or the load ends. */
struct ConnectionRecord
{
    std::string node{};  //!< whose it is, by its name in reports, which fill it in
    std::uint32_t id{0}; //!< in the client: its number from 1; in a server: in the order accepted
    std::string host;    //!< the client's name for the server
    Protocol protocol{Protocol::H11};
    std::string localAddress; //!< "10.0.0.1:49153"
    std::string remoteAddress;
    std::vector<std::string> formerAddresses; //!< local ones that it has moved away from
    ns3::Time opened{0};                      //!< the SYN sent, or the connection accepted
    std::optional<ns3::Time> established;
    std::optional<ns3::Time> ready; //!< TLS too
    std::optional<ns3::Time> closed;
    std::optional<TlsInfo> tls;
    std::uint32_t requests{0}; //!< started on it
    TcpCounters counters;      //!< as of the end
    StallsByExchange stalls;   //!< what held up the exchanges, as this end saw it
    std::string closeReason;

    /** \return whether this end is, or was before it moved, at the address */
    bool WasAt(const std::string& address) const
    {
        return localAddress == address ||
               std::find(formerAddresses.begin(), formerAddresses.end(), address) !=
                   formerAddresses.end();
    }
};

} // namespace pagewire

#endif
