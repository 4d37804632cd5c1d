// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_RUN_RESULT_H
#define PAGEWIRE_REPORT_RUN_RESULT_H

#include "net/network.h"
#include "node/message-records.h"
#include "node/navigation.h"
#include "node/records.h"
#include "page/page.h"
#include "report/change-records.h"
#include "report/request-statistics.h"
#include "transport/tcp-monitor.h"

#include "ns3/nstime.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/** A change of the state of a TCP connection, and on which node. */
struct NodeStateChange
{
    std::string node;
    TcpStateChange change;
};

/** A visit of the browser, and what had entered the link next to it before. */
struct VisitResult
{
    VisitRecord record;
    LinkCounters up;
    LinkCounters down;
};

/** What one client of a workload of messages took. */
struct ClientTotals
{
    std::string client;
    MessageTotals totals;
};

/** All that was observed of one run. */
struct RunResult
{
    Page page;
    std::vector<RequestRecord> requests;       //!< by visit, in the order of queueing
    std::vector<VisitResult> visits;           //!< in their order; none where nobody told of them
    std::vector<ConnectionRecord> connections; //!< of the browser, by number
    std::vector<ConnectionRecord> serverConnections;   //!< of the origins and proxies, as servers
    std::vector<ConnectionRecord> upstreamConnections; //!< of the proxies, as clients
    std::vector<ServedRecord> served;                  //!< by the origins and proxies
    std::vector<UpstreamRecord> upstreams;             //!< attempts of the proxies
    std::vector<TunnelRecord> tunnels;
    std::vector<CacheRecord> cached; //!< what the caches of proxies did, in the order of its ends
    std::map<std::string, std::string> nodes; //!< names by what their addresses begin with: "10.1."
    std::vector<NodeStateChange> states;      //!< where they are recorded
    std::vector<WindowRecord> windows;        //!< likewise, in the order of beginnings
    std::vector<QueueRecord> queues;          //!< likewise, from the browser outwards
    std::vector<MessageRecord> messages;      //!< of a workload of messages
    std::vector<ClientTotals> clients;        //!< of that
    std::optional<RequestStatistics> statistics; //!< of a workload of requests
    ns3::Time start{0};              //!< the navigation: times in tables count from here
    std::optional<ns3::Time> loaded; //!< the first onload moment; unset if it did not come
    ns3::Time end{0};                //!< the last event
    bool hasLinks{true};             //!< false: a run without packets, in which none counted any
    LinkCounters up;                 //!< of the link next to the browser, or of both
    LinkCounters down;
    std::vector<std::string> keyLog;          //!< lines of RFC 9850
    std::map<std::string, std::string> qlogs; //!< as ngtcp2 writes them, by name; where asked for

    /** \return "ok"; "timeout" if the load's time ran out; "failed" if a resource could not be had
     */
    std::string Status() const;
};

/** \return the server's view of a connection of the browser, null if there is none; servers know
 * clients by address alone */
const ConnectionRecord* FarEnd(const RunResult& result, const ConnectionRecord& near);

/** What a run's own tables say of which run it is. Its place in a sweep is the sweep's affair. */
struct RunIdentity
{
    std::uint32_t seed{1}; //!< ns-3's RngSeed
    std::uint64_t run{1};  //!< ns-3's RngRun
};

} // namespace pagewire

#endif
