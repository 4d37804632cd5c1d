// SPDX-License-Identifier: GPL-2.0-only
#include "report/tables.h"

#include "report/csv.h"
#include "report/identity-columns.h"
#include "report/request-stalls.h"
#include "report/request-timings.h"

#include <algorithm>
#include <vector>

namespace pagewire
{

namespace
{

std::string_view
StatusName(RequestStatus status)
{
    switch (status)
    {
    case RequestStatus::OK:
        return "ok";
    case RequestStatus::TIMEOUT:
        return "timeout";
    case RequestStatus::FAILED:
        break;
    }
    return "failed";
}

std::string_view
TlsName(const std::optional<TlsInfo>& tls)
{
    if (!tls)
    {
        return "none";
    }
    return tls->version == TlsVersion::TLS12 ? "1.2" : "1.3";
}

/** \return a round trip, none where none was measured */
std::optional<ns3::Time>
Measured(ns3::Time roundTrip)
{
    return roundTrip.IsStrictlyPositive() ? std::optional<ns3::Time>(roundTrip) : std::nullopt;
}

/** \return the server's view of a connection that it knows by this address of the client's */
const ConnectionRecord*
FarEndOf(const RunResult& result, const ConnectionRecord& near, const std::string& client)
{
    const auto& all = result.serverConnections;
    // Ports of TCP and of UDP are numbered on their own.
    const auto overUdp = [](const ConnectionRecord& end) { return end.protocol == Protocol::H3; };
    const ConnectionRecord* likely = nullptr;
    for (const ConnectionRecord& far : all)
    {
        const bool addresses =
            far.remoteAddress == client && far.localAddress == near.remoteAddress;
        if (addresses && overUdp(far) == overUdp(near))
        {
            return &far;
        }
        // HTTP/2 in a tunnel of HTTP/3 has UDP below; HTTP/3 has never TCP.
        likely = addresses && overUdp(far) ? &far : likely;
    }
    return likely;
}

} // namespace

const ConnectionRecord*
FarEnd(const RunResult& result, const ConnectionRecord& near)
{
    const ConnectionRecord* far = FarEndOf(result, near, near.localAddress);
    // A server that nothing from the newest address reaches knows the client by one before.
    for (auto former = near.formerAddresses.rbegin(); !far && former != near.formerAddresses.rend();
         ++former)
    {
        far = FarEndOf(result, near, *former);
    }
    return far;
}

std::string
RunResult::Status() const
{
    bool late = !loaded || std::any_of(visits.begin(), visits.end(), [](const VisitResult& visit) {
        return !visit.record.loaded;
    });
    for (const RequestRecord& request : requests)
    {
        if (request.background)
        {
            continue; // nobody waits for it
        }
        if (request.status == RequestStatus::FAILED)
        {
            return "failed";
        }
        late = late || request.status == RequestStatus::TIMEOUT;
    }
    return late ? "timeout" : "ok";
}

std::string
RequestsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"request",
                                 "host",
                                 "path",
                                 "method",
                                 "type",
                                 "urgency",
                                 "status",
                                 "http_status",
                                 "protocol",
                                 "connection",
                                 "reused",
                                 "pushed",
                                 "attempts",
                                 "queued_ms",
                                 "blocked_ms",
                                 "dns_ms",
                                 "connect_ms",
                                 "ssl_ms",
                                 "send_ms",
                                 "wait_ms",
                                 "receive_ms",
                                 "total_ms",
                                 "hol_own_ms",
                                 "hol_other_ms",
                                 "queue_ms",
                                 "flow_control_ms",
                                 "cwnd_ms",
                                 "request_header_bytes",
                                 "request_body_bytes",
                                 "response_header_bytes",
                                 "response_body_bytes",
                                 "response_wire_bytes",
                                 "error"}));
    const StallFinder finder(result);
    std::uint64_t number = 0;
    for (const RequestRecord& request : result.requests)
    {
        const RequestStalls stalls = finder.Of(request);
        const Resource& resource = result.page.resources.at(request.resource);
        const RequestTimings parts = TimingsOf(request, result.end);
        BeginRow(table, identity)
            .Number(++number)
            .Text(result.page.hosts.at(resource.host).name)
            .Text(resource.path)
            .Text(resource.method)
            .Text(resource.type)
            .Number(static_cast<std::uint64_t>(request.priority.urgency))
            .Text(StatusName(request.status))
            .Text(request.firstByte ? std::to_string(request.NetworkStatus()) : "")
            .Text(ProtocolName(request.protocol))
            .Number(request.connection)
            .Number(request.reused ? 1 : 0)
            .Number(request.pushed ? 1 : 0)
            .Number(request.attempts)
            .Milliseconds(Since(result.start, request.queued))
            .Milliseconds(parts.blocked)
            .Milliseconds(parts.dns)
            .Milliseconds(parts.connect)
            .Milliseconds(parts.ssl)
            .Milliseconds(parts.send)
            .Milliseconds(parts.wait)
            .Milliseconds(parts.receive)
            .Milliseconds(parts.Total())
            .Milliseconds(stalls[0].Total())
            .Milliseconds(stalls[1].Total())
            .Milliseconds(stalls[2].Total())
            .Milliseconds(stalls[3].Total())
            .Milliseconds(stalls[4].Total())
            .Number(request.requestHeaderBytes)
            .Number(request.requestBodyBytes)
            .Number(request.responseHeaderBytes)
            .Number(request.responseBodyBytes)
            .Number(request.responseWireBytes)
            .Text(request.failure);
    }
    return table.Contents();
}

std::string
ConnectionsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"connection",
                                 "host",
                                 "protocol",
                                 "tls",
                                 "tls_resumed",
                                 "local",
                                 "remote",
                                 "opened_ms",
                                 "established_ms",
                                 "ready_ms",
                                 "closed_ms",
                                 "requests",
                                 "packets_up",
                                 "packets_down",
                                 "bytes_up",
                                 "bytes_down",
                                 "retransmissions_up",
                                 "retransmissions_down",
                                 "timeouts_up",
                                 "timeouts_down",
                                 "srtt_ms",
                                 "close_reason"}));
    for (const ConnectionRecord& near : result.connections)
    {
        const ConnectionRecord* const far = FarEnd(result, near);
        const TcpCounters down = far ? far->counters : TcpCounters{};
        BeginRow(table, identity)
            .Number(near.id)
            .Text(near.host)
            .Text(ProtocolName(near.protocol))
            .Text(TlsName(near.tls))
            .Number(near.tls && near.tls->resumed ? 1 : 0)
            .Text(near.localAddress)
            .Text(near.remoteAddress)
            .Milliseconds(near.opened - result.start)
            .Milliseconds(Since(result.start, near.established))
            .Milliseconds(Since(result.start, near.ready))
            .Milliseconds(Since(result.start, near.closed))
            .Number(near.requests)
            .Number(near.counters.packetsSent)
            .Number(down.packetsSent)
            .Number(near.counters.bytesSent)
            .Number(down.bytesSent)
            .Number(near.counters.retransmissions)
            .Number(down.retransmissions)
            .Number(near.counters.timeouts)
            .Number(down.timeouts)
            .Milliseconds(Measured(near.counters.smoothedRtt))
            .Text(near.closeReason);
    }
    return table.Contents();
}

std::string
StallsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"request", "kind", "start_ms", "end_ms"}));
    const StallFinder finder(result);
    std::uint64_t number = 0;
    for (const RequestRecord& request : result.requests)
    {
        ++number;
        const RequestStalls stalls = finder.Of(request);
        for (std::size_t kind = 0; kind < stalls.size(); ++kind)
        {
            for (const TimeSpan& span : stalls[kind].All())
            {
                BeginRow(table, identity)
                    .Number(number)
                    .Text(StallName(STALL_KINDS[kind]))
                    .Milliseconds(span.begin - result.start)
                    .Milliseconds(span.end - result.start);
            }
        }
    }
    return table.Contents();
}

} // namespace pagewire
