// SPDX-License-Identifier: GPL-2.0-only
#include "report/tier-tables.h"

#include "report/csv.h"
#include "report/identity-columns.h"

#include <algorithm>
#include <optional>

namespace pagewire
{

namespace
{

std::uint64_t
CountOf(const CacheTotals& totals, CacheOutcome outcome)
{
    const auto found = totals.outcomes.find(outcome);
    return found == totals.outcomes.end() ? 0 : found->second;
}

/** Of those that were outdated; empty where none was. */
std::optional<ns3::Time>
MeanOf(const Staleness& staleness)
{
    if (staleness.outdated == 0)
    {
        return std::nullopt;
    }
    return ns3::NanoSeconds(staleness.sum.GetNanoSeconds() /
                            static_cast<std::int64_t>(staleness.outdated));
}

void
AddStaleness(CsvTable& table, const Staleness& staleness)
{
    const auto longest =
        staleness.outdated > 0 ? std::make_optional(staleness.longest) : std::nullopt;
    table.Number(staleness.outdated).Milliseconds(MeanOf(staleness)).Milliseconds(longest);
}

void
AddAnswers(CsvTable& table,
           const RunIdentity& identity,
           const std::string& from,
           AnswerTotals totals)
{
    std::vector<ns3::Time>& latencies = totals.latencies;
    std::sort(latencies.begin(), latencies.end());
    std::int64_t sum = 0;
    for (const ns3::Time& latency : latencies)
    {
        sum += latency.GetNanoSeconds();
    }
    const auto mean = ns3::NanoSeconds(sum / static_cast<std::int64_t>(latencies.size()));
    BeginRow(table, identity)
        .Text(from)
        .Number(latencies.size())
        .Number(totals.octets)
        .Milliseconds(mean)
        .Milliseconds(Percentile(latencies, 50))
        .Milliseconds(Percentile(latencies, 90))
        .Milliseconds(Percentile(latencies, 99))
        .Milliseconds(latencies.back());
    AddStaleness(table, totals.staleness);
}

} // namespace

std::string
CacheTiersTable(const RequestStatistics& statistics, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"cache",
                                 "tier",
                                 "requests",
                                 "hits",
                                 "stale_served",
                                 "revalidated",
                                 "collapsed",
                                 "misses",
                                 "updated",
                                 "failed",
                                 "bypassed",
                                 "background",
                                 "bytes_from_cache",
                                 "bytes_from_behind",
                                 "stored_bytes",
                                 "stored_responses",
                                 "evictions"}));
    for (const auto& [cache, totals] : statistics.Caches())
    {
        BeginRow(table, identity)
            .Text(cache)
            .Text(statistics.TierOf(cache))
            .Number(totals.requests)
            .Number(CountOf(totals, CacheOutcome::HIT))
            .Number(CountOf(totals, CacheOutcome::STALE))
            .Number(CountOf(totals, CacheOutcome::REVALIDATED))
            .Number(CountOf(totals, CacheOutcome::COLLAPSED))
            .Number(CountOf(totals, CacheOutcome::MISS))
            .Number(CountOf(totals, CacheOutcome::UPDATED))
            .Number(totals.failed)
            .Number(CountOf(totals, CacheOutcome::BYPASS))
            .Number(totals.background)
            .Number(totals.bytesFromCache)
            .Number(totals.bytesFromBehind)
            .Number(totals.storedBytes)
            .Number(totals.storedCount)
            .Number(totals.evictions);
    }
    return table.Contents();
}

std::string
AnswersTable(const RequestStatistics& statistics, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"answered_by",
                                 "answers",
                                 "bytes",
                                 "latency_mean_ms",
                                 "latency_p50_ms",
                                 "latency_p90_ms",
                                 "latency_p99_ms",
                                 "latency_max_ms",
                                 "outdated",
                                 "outdated_mean_ms",
                                 "outdated_max_ms"}));
    for (const auto& [from, totals] : statistics.Answers())
    {
        AddAnswers(table, identity, from, totals);
    }
    if (!statistics.Answers().empty())
    {
        AddAnswers(table, identity, "all", statistics.AllAnswers());
    }
    return table.Contents();
}

std::string
LoadTable(const RequestStatistics& statistics, const RunIdentity& identity)
{
    CsvTable table(WithIdentity({"from_ms",
                                 "to_ms",
                                 "answers",
                                 "cache_answers",
                                 "failures",
                                 "origin_requests",
                                 "origin_bytes"}));
    ns3::Time from(0);
    for (const LoadBin& bin : statistics.Bins())
    {
        const ns3::Time to = from + statistics.BinLength();
        BeginRow(table, identity)
            .Milliseconds(from)
            .Milliseconds(to)
            .Number(bin.asked)
            .Number(bin.hits)
            .Number(bin.failures)
            .Number(bin.originRequests)
            .Number(bin.originOctets);
        from = to;
    }
    return table.Contents();
}

} // namespace pagewire
