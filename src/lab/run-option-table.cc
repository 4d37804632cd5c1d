// SPDX-License-Identifier: GPL-2.0-only
// What the nodes do besides loading a page, what goes wrong, and what is written of it.
#include "lab/option-table.h"

namespace pagewire
{

namespace
{

using O = ScenarioOptions;
using V = OptionValue;
using K = OptionKind;

std::vector<Option>
WorkloadTable()
{
    return {
        {"workload.kind",
         K::CHOICE,
         "page",
         "What is done: load the page, follow a ticker of messages, chat, or requests of many "
         "clients",
         [](O& o, const V& v) { o.workload.kind = v.text; },
         {"page", "ticker", "chat", "requests"}},
        {"workload.way",
         K::CHOICE,
         "websocket",
         "How messages are followed",
         [](O& o, const V& v) { o.workload.way = v.text; },
         {"websocket", "polling", "long-polling"}},
        {"workload.poll-interval",
         K::DURATION,
         "1s",
         "With polling, how often a client asks",
         [](O& o, const V& v) { o.workload.pollInterval = v.duration; },
         {},
         1e6,
         3600e9},
        {"workload.hold",
         K::DURATION,
         "30s",
         "With long polling, how long the server waits for a message before it answers without",
         [](O& o, const V& v) { o.workload.hold = v.duration; },
         {},
         1e6,
         3600e9},
        {"workload.messages",
         K::COUNT,
         "100",
         "Messages of the ticker, or of each client of a chat",
         [](O& o, const V& v) { o.workload.messages = v.AsUint32(); },
         {},
         1,
         1000000},
        {"workload.gap",
         K::DURATION,
         "1s",
         "Mean time from one of these to the next",
         [](O& o, const V& v) { o.workload.gap = v.duration; },
         {},
         1e6,
         3600e9},
        {"workload.regular",
         K::SWITCH,
         "no",
         "That time is always the same; else it is exponentially distributed",
         [](O& o, const V& v) { o.workload.regular = v.number != 0; }},
        {"workload.size",
         K::BYTES,
         "100B",
         "Octets of a message",
         [](O& o, const V& v) { o.workload.size = v.number; },
         {},
         1,
         1048576},
        {"workload.clients",
         K::COUNT,
         "1",
         "Clients on the browser's node, or with requests in all regions",
         [](O& o, const V& v) { o.workload.clients = v.AsUint32(); },
         {},
         1,
         1000000},
        {"workload.deflate",
         K::SWITCH,
         "no",
         "WebSocket messages are compressed (permessage-deflate, RFC 7692)",
         [](O& o, const V& v) { o.workload.deflate = v.number != 0; }},
    };
}

std::vector<Option>
FaultTable()
{
    return {
        {"fault.kind",
         K::CHOICE,
         "none",
         "What goes wrong: a node crashes, a link is down, or the origin stalls, resets, closes "
         "early, answers slowly, answers late, or refuses",
         [](O& o, const V& v) { o.fault.kind = v.text; },
         {"none", "crash", "link-down", "stall", "reset", "close", "slow", "late", "refuse"}},
        {"fault.node",
         K::TEXT,
         "origin",
         "Whom a crash befalls: origin, origin-2, forward-proxy, socks-proxy, reverse-proxy; or "
         "which link is down: access, middle, backbone",
         [](O& o, const V& v) { o.fault.node = v.text; }},
        {"fault.at",
         K::DURATION,
         "1s",
         "When the crash comes or the link goes down, after the start of the navigation",
         [](O& o, const V& v) { o.fault.at = v.duration; },
         {},
         0,
         86400e9},
        {"fault.time",
         K::DURATION,
         "1s",
         "How long the node or link is down, the stall lasts, or the answer is late; 0s: for good",
         [](O& o, const V& v) { o.fault.time = v.duration; },
         {},
         0,
         86400e9},
        {"fault.request",
         K::COUNT,
         "0",
         "Which request the origin's fault befalls, counted from 1; 0: any",
         [](O& o, const V& v) { o.fault.request = v.number; },
         {},
         0,
         1e9},
        {"fault.bytes",
         K::BYTES,
         "1000B",
         "Octets of content before the origin stalls, resets or closes, or a second with slow",
         [](O& o, const V& v) { o.fault.bytes = v.number; },
         {},
         0,
         1e12},
        {"fault.probability",
         K::FRACTION,
         "100%",
         "Share of those requests that the origin's fault befalls",
         [](O& o, const V& v) { o.fault.probability = v.real; },
         {},
         0,
         1},
    };
}

std::vector<Option>
RecordTable()
{
    return {
        {"record.hops",
         K::SWITCH,
         "no",
         "Write hops.csv, the messages at every hop, and tunnels.csv",
         [](O& o, const V& v) { o.record.hops = v.number != 0; }},
        {"record.states",
         K::SWITCH,
         "no",
         "Write states.csv, the TCP states of both ends of every connection over time",
         [](O& o, const V& v) { o.record.states = v.number != 0; }},
        {"record.cache",
         K::SWITCH,
         "no",
         "Write cache.csv, what caches did with each request, and why",
         [](O& o, const V& v) { o.record.cache = v.number != 0; }},
        {"record.windows",
         K::SWITCH,
         "no",
         "Write windows.csv, the congestion windows of both ends of every connection over time",
         [](O& o, const V& v) { o.record.windows = v.number != 0; }},
        {"record.queues",
         K::SWITCH,
         "no",
         "Write queues.csv, the lengths of the queues of every link over time",
         [](O& o, const V& v) { o.record.queues = v.number != 0; }},
    };
}

} // namespace

std::vector<Option>
RunOptionTable()
{
    std::vector<Option> table = WorkloadTable();
    for (const auto& section :
         {RequestOptionTable(), CdnOptionTable(), FaultTable(), RecordTable()})
    {
        table.insert(table.end(), section.begin(), section.end());
    }
    return table;
}

} // namespace pagewire
