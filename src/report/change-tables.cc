// SPDX-License-Identifier: GPL-2.0-only
#include "report/change-tables.h"

#include "node/connection-observer.h"
#include "report/csv.h"
#include "report/identity-columns.h"

#include <optional>

namespace pagewire
{

namespace
{

/** \return whether the browser's connection runs over what has this end */
bool
RunsOver(const ConnectionRecord& near, const WindowRecord& end, ns3::Time begin)
{
    const std::string local = AddressText(end.local);
    const std::string remote = AddressText(end.remote);
    const bool addresses = (near.WasAt(local) && near.remoteAddress == remote) ||
                           (near.WasAt(remote) && near.remoteAddress == local);
    // A port may be taken again by a later connection.
    return addresses && near.opened <= begin && (!near.closed || begin <= *near.closed);
}

/** \return the number of the browser's connection that this is an end of, the first of those in
 * the same tunnel; none where it is no connection of the browser's */
std::optional<std::uint64_t>
NumberOf(const RunResult& result, const WindowRecord& end)
{
    const ns3::Time begin = end.changes.Entries().front().time;
    std::optional<std::uint64_t> likely;
    for (const ConnectionRecord& near : result.connections)
    {
        if (!RunsOver(near, end, begin))
        {
            continue;
        }
        // Ports of TCP and of UDP are numbered on their own.
        if ((near.protocol == Protocol::H3) == end.quic)
        {
            return near.id;
        }
        // HTTP/2 in a tunnel of HTTP/3 has UDP below; HTTP/3 has never TCP.
        if (end.quic && !likely)
        {
            likely = near.id;
        }
    }
    return likely;
}

} // namespace

std::string
WindowsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"connection",
                                 "node",
                                 "local",
                                 "remote",
                                 "time_ms",
                                 "cwnd_bytes",
                                 "in_flight_bytes",
                                 "ssthresh_bytes",
                                 "srtt_ms"}));
    for (const WindowRecord& end : result.windows)
    {
        const std::optional<std::uint64_t> number = NumberOf(result, end);
        for (const auto& [time, state] : end.changes.Entries())
        {
            BeginRow(table, identity)
                .Number(number)
                .Text(end.node)
                .Text(AddressText(end.local))
                .Text(AddressText(end.remote))
                .Milliseconds(time - result.start)
                .Number(state.window)
                .Number(state.inFlight)
                .Number(state.threshold)
                .Milliseconds(state.smoothedRtt);
        }
    }
    return table.Contents();
}

std::string
QueuesTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"link", "direction", "time_ms", "packets", "bytes"}));
    for (const QueueRecord& queue : result.queues)
    {
        for (const auto& [time, length] : queue.changes.Entries())
        {
            BeginRow(table, identity)
                .Text(queue.link)
                .Text(queue.up ? "up" : "down")
                .Milliseconds(time - result.start)
                .Number(length.packets)
                .Number(length.bytes);
        }
    }
    return table.Contents();
}

} // namespace pagewire
