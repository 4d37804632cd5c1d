// SPDX-License-Identifier: GPL-2.0-only
#include "report/hop-tables.h"

#include "node/connection-observer.h"
#include "report/csv.h"
#include "report/hops.h"
#include "report/identity-columns.h"

#include <algorithm>

namespace pagewire
{

std::string
HopsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"from",
                                 "to",
                                 "kind",
                                 "message",
                                 "connection",
                                 "exchange",
                                 "sent_ms",
                                 "received_ms",
                                 "whole_ms"}));
    for (const Hop& hop : FindHops(result))
    {
        BeginRow(table, identity)
            .Text(hop.from)
            .Text(hop.to)
            .Text(hop.kind)
            .Text(hop.message)
            .Number(hop.connection)
            .Number(hop.exchange)
            .Milliseconds(Since(result.start, hop.sent))
            .Milliseconds(Since(result.start, hop.received))
            .Milliseconds(Since(result.start, hop.whole));
    }
    return table.Contents();
}

std::string
TunnelsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"node",
                                 "kind",
                                 "target",
                                 "connection",
                                 "asked_ms",
                                 "established_ms",
                                 "closed_ms",
                                 "bytes_up",
                                 "bytes_down",
                                 "outcome"}));
    std::vector<TunnelRecord> tunnels = result.tunnels;
    std::stable_sort(tunnels.begin(), tunnels.end(), [](const auto& a, const auto& b) {
        return a.asked < b.asked;
    });
    for (const TunnelRecord& tunnel : tunnels)
    {
        BeginRow(table, identity)
            .Text(tunnel.node)
            .Text(tunnel.kind)
            .Text(tunnel.target)
            .Number(tunnel.connection)
            .Milliseconds(tunnel.asked - result.start)
            .Milliseconds(Since(result.start, tunnel.established))
            .Milliseconds(Since(result.start, tunnel.closed))
            .Number(tunnel.bytesUp)
            .Number(tunnel.bytesDown)
            .Text(tunnel.outcome);
    }
    return table.Contents();
}

std::string
StatesTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"node", "local", "remote", "time_ms", "from", "to", "why"}));
    for (const NodeStateChange& at : result.states)
    {
        BeginRow(table, identity)
            .Text(at.node)
            .Text(AddressText(at.change.local))
            .Text(AddressText(at.change.remote))
            .Milliseconds(at.change.time - result.start)
            .Text(TcpStateName(at.change.from))
            .Text(TcpStateName(at.change.to))
            .Text(at.change.why);
    }
    return table.Contents();
}

} // namespace pagewire
