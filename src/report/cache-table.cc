// SPDX-License-Identifier: GPL-2.0-only
#include "report/cache-table.h"

#include "base/units.h"
#include "node/browser-cache.h"
#include "report/csv.h"
#include "report/identity-columns.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pagewire
{

namespace
{

std::string
Seconds(Nanoseconds time)
{
    return FormatNumber(static_cast<double>(time.count()) / 1e9);
}

std::string_view
TierName(const std::optional<StoreTier>& tier)
{
    return !tier ? "" : *tier == StoreTier::MEMORY ? "memory" : "disk";
}

/** \return whether it was weighed how old something stored is */
bool
KnowsAge(const CacheTrace& trace)
{
    return trace.source != LifetimeSource::NONE || trace.age > Nanoseconds(0);
}

/** \return content octets of the answer that came over a connection for it */
std::uint64_t
BytesFromNetwork(const RequestRecord& request)
{
    if (request.attempts == 0)
    {
        return 0;
    }
    if (request.confirmation && request.confirmation->status != 206)
    {
        return 0;
    }
    return std::min(request.responseWireBytes, request.responseBodyBytes);
}

CacheRow
RowOf(const CacheRecord& record)
{
    CacheRow row;
    row.node = record.node;
    row.background = record.background;
    row.at = record.received;
    row.method = record.method;
    row.url = record.url;
    row.trace = record.trace;
    row.bytesFromCache = record.bytesFromCache;
    row.bytesFromNetwork = record.bytesFromBehind;
    return row;
}

void
AddBrowser(const RunResult& result, std::vector<CacheRow>& rows)
{
    std::uint64_t number = 0;
    for (const RequestRecord& request : result.requests)
    {
        ++number;
        if (!request.cache)
        {
            continue;
        }
        CacheRow row = RowOf(DecisionOf(request));
        row.node = BROWSER_CACHE;
        row.visit = request.visit;
        row.request = number;
        rows.push_back(std::move(row));
    }
}

} // namespace

CacheRecord
DecisionOf(const RequestRecord& request)
{
    CacheRecord record;
    record.background = request.background;
    record.method = request.request.method;
    record.url =
        request.request.scheme + "://" + request.request.authority + request.request.target;
    record.trace = *request.cache;
    record.received = *request.queued; // which is when the cache was asked
    record.answered = request.end;
    record.bytesFromBehind = BytesFromNetwork(request);
    record.bytesFromCache = request.responseBodyBytes - record.bytesFromBehind;
    return record;
}

std::vector<CacheRow>
CacheRows(const RunResult& result)
{
    std::vector<CacheRow> rows;
    AddBrowser(result, rows);
    std::transform(result.cached.begin(), result.cached.end(), std::back_inserter(rows), RowOf);
    std::stable_sort(rows.begin(), rows.end(), [](const CacheRow& a, const CacheRow& b) {
        return a.at < b.at;
    });
    return rows;
}

std::string
CacheTable(const std::vector<CacheRow>& rows, ns3::Time start, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"node",
                                 "visit",
                                 "request",
                                 "background",
                                 "at_ms",
                                 "method",
                                 "url",
                                 "outcome",
                                 "forward",
                                 "forward_status",
                                 "tier",
                                 "lifetime_s",
                                 "age_s",
                                 "store",
                                 "version",
                                 "bytes_from_cache",
                                 "bytes_from_network",
                                 "why"}));
    for (const CacheRow& row : rows)
    {
        const CacheTrace& trace = row.trace;
        const bool known = KnowsAge(trace);
        BeginRow(table, identity)
            .Text(row.node)
            .Text(row.visit > 0 ? std::to_string(row.visit) : "")
            .Text(row.request > 0 ? std::to_string(row.request) : "")
            .Number(row.background ? 1 : 0)
            .Milliseconds(row.at - start)
            .Text(row.method)
            .Text(row.url)
            .Text(CacheOutcomeName(trace.outcome))
            .Text(ForwardReasonName(trace.forward))
            .Text(trace.forwardStatus ? std::to_string(*trace.forwardStatus) : "")
            .Text(TierName(trace.tier))
            .Text(known ? Seconds(trace.lifetime) : "")
            .Text(known ? Seconds(trace.age) : "")
            .Text(StoreRuleName(trace.store))
            .Text(trace.servedVersion)
            .Number(row.bytesFromCache)
            .Number(row.bytesFromNetwork)
            .Text(Explain(trace));
    }
    return table.Contents();
}

} // namespace pagewire
