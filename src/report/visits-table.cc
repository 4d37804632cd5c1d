// SPDX-License-Identifier: GPL-2.0-only
#include "report/visits-table.h"

#include "report/csv.h"
#include "report/identity-columns.h"

#include <cstddef>
#include <cstdint>

namespace pagewire
{

namespace
{

/** What the requests of a visit came to. */
struct VisitCounts
{
    std::uint64_t requests{0};
    std::uint64_t failed{0};
    std::uint64_t fromMemory{0};
    std::uint64_t fromDisk{0};
    std::uint64_t status200{0};
    std::uint64_t status304{0};
    std::uint64_t statusOther{0};
    std::uint64_t background{0};
    std::uint64_t contentBytes{0};
    std::uint64_t wireBytes{0};

    void Add(const RequestRecord& request)
    {
        background += request.background ? 1 : 0;
        wireBytes += request.responseHeaderBytes + request.responseWireBytes;
        if (request.background)
        {
            return; // the page does not know of it
        }
        ++requests;
        contentBytes += request.responseBodyBytes;
        if (request.status != RequestStatus::OK)
        {
            ++failed;
        }
        else if (request.fromCache)
        {
            ++(*request.fromCache == StoreTier::MEMORY ? fromMemory : fromDisk);
        }
        else
        {
            const int status = request.NetworkStatus();
            ++(status == 200 ? status200 : status == 304 ? status304 : statusOther);
        }
    }
};

VisitCounts
CountsOf(const RunResult& result, std::uint32_t visit)
{
    VisitCounts counts;
    for (const RequestRecord& request : result.requests)
    {
        if (request.visit == visit)
        {
            counts.Add(request);
        }
    }
    return counts;
}

} // namespace

std::string
VisitsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"visit",
                                 "navigation",
                                 "start_ms",
                                 "plt_ms",
                                 "requests",
                                 "requests_failed",
                                 "from_memory",
                                 "from_disk",
                                 "status_304",
                                 "status_200",
                                 "status_other",
                                 "background",
                                 "content_bytes",
                                 "response_bytes",
                                 "packets_up",
                                 "packets_down",
                                 "bytes_up",
                                 "bytes_down"}));
    for (std::size_t i = 0; i < result.visits.size(); ++i)
    {
        const VisitResult& visit = result.visits[i];
        const bool last = i + 1 == result.visits.size();
        const LinkCounters& up = last ? result.up : result.visits[i + 1].up;
        const LinkCounters& down = last ? result.down : result.visits[i + 1].down;
        const VisitCounts counts = CountsOf(result, visit.record.number);
        BeginRow(table, identity)
            .Number(visit.record.number)
            .Text(NavigationName(visit.record.navigation))
            .Milliseconds(visit.record.start - result.start)
            .Milliseconds(Since(visit.record.start, visit.record.loaded))
            .Number(counts.requests)
            .Number(counts.failed)
            .Number(counts.fromMemory)
            .Number(counts.fromDisk)
            .Number(counts.status304)
            .Number(counts.status200)
            .Number(counts.statusOther)
            .Number(counts.background)
            .Number(counts.contentBytes)
            .Number(counts.wireBytes)
            .Number(up.packets - visit.up.packets)
            .Number(down.packets - visit.down.packets)
            .Number(up.bytes - visit.up.bytes)
            .Number(down.bytes - visit.down.bytes);
    }
    return table.Contents();
}

} // namespace pagewire
