// SPDX-License-Identifier: GPL-2.0-only
#include "report/runs-table.h"

#include "report/csv.h"
#include "report/identity-columns.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace pagewire
{

namespace
{

using Count = std::optional<std::uint64_t>;

/** \return the median from said to heard, none without messages; of two in the middle the later */
std::optional<ns3::Time>
MedianLatency(const RunResult& result)
{
    std::vector<ns3::Time> latencies;
    for (const MessageRecord& message : result.messages)
    {
        latencies.push_back(message.received - message.said);
    }
    if (latencies.empty())
    {
        return std::nullopt;
    }
    std::sort(latencies.begin(), latencies.end());
    return latencies[latencies.size() / 2];
}

/** What is added up over requests and connections; empty: nobody wrote them down. */
struct Sums
{
    Count requests;
    Count failed;
    Count errors;
    Count content;
    Count connections;
    Count retransmissionsUp;
    Count retransmissionsDown;
};

Sums
SumsOfPage(const RunResult& result)
{
    Sums sums;
    sums.requests = result.requests.size();
    sums.failed = sums.errors = sums.content = 0;
    for (const RequestRecord& request : result.requests)
    {
        *sums.failed += request.status != RequestStatus::OK ? 1 : 0;
        *sums.errors += request.firstByte && request.NetworkStatus() >= 400 ? 1 : 0;
        *sums.content += request.responseBodyBytes;
    }
    sums.connections = result.connections.size();
    sums.retransmissionsUp = sums.retransmissionsDown = 0;
    for (const ConnectionRecord& connection : result.connections)
    {
        const ConnectionRecord* const far = FarEnd(result, connection);
        *sums.retransmissionsUp += connection.counters.retransmissions;
        *sums.retransmissionsDown += far ? far->counters.retransmissions : 0;
    }
    return sums;
}

/** Of many clients' requests there are but statistics. */
Sums
SumsOf(const RunResult& result)
{
    if (!result.statistics)
    {
        return SumsOfPage(result);
    }
    const AnswerTotals all = result.statistics->AllAnswers();
    Sums sums;
    sums.requests = all.latencies.size();
    sums.failed = result.statistics->Failures();
    sums.content = all.octets;
    return sums;
}

std::optional<ns3::Time>
FirstByte(const RunResult& result)
{
    std::optional<ns3::Time> first;
    for (const RequestRecord& request : result.requests)
    {
        if (request.firstByte && (!first || *request.firstByte < *first))
        {
            first = request.firstByte;
        }
    }
    return first ? std::make_optional(*first - result.start) : std::nullopt;
}

/** Up and down of each, in the order of the columns. */
void
AddLinkColumns(CsvTable& table, const RunResult& result, const Sums& sums)
{
    const auto add = [&](auto LinkCounters::*counter) {
        for (const LinkCounters* const way : {&result.up, &result.down})
        {
            table.Number(result.hasLinks ? Count(way->*counter) : std::nullopt);
        }
    };
    add(&LinkCounters::packets);
    add(&LinkCounters::bytes);
    table.Number(sums.content).Number(sums.retransmissionsUp).Number(sums.retransmissionsDown);
    add(&LinkCounters::queueDrops);
    add(&LinkCounters::lost);
    add(&LinkCounters::blocked);
    add(&LinkCounters::maxQueuePackets);
}

/** Of a workload of requests; empty for others. */
void
AddAnswerColumns(CsvTable& table, const RunResult& result)
{
    if (!result.statistics)
    {
        for (std::size_t column = 0; column < 7; ++column)
        {
            table.Text("");
        }
        return;
    }
    const RequestStatistics& statistics = *result.statistics;
    const AnswerTotals all = statistics.AllAnswers();
    const AnswerTotals cached = statistics.CacheAnswers();
    table.Number(cached.latencies.size())
        .Number(cached.octets)
        .Number(statistics.Revalidated())
        .Number(all.staleness.outdated)
        .Number(statistics.Origins().requests)
        .Milliseconds(Percentile(all.latencies, 50))
        .Milliseconds(Percentile(all.latencies, 99));
}

} // namespace

const std::vector<std::string>&
RunsColumns()
{
    static const std::vector<std::string> columns = WithIdentity({"status",
                                                                  "plt_ms",
                                                                  "first_byte_ms",
                                                                  "requests",
                                                                  "requests_failed",
                                                                  "connections",
                                                                  "packets_up",
                                                                  "packets_down",
                                                                  "bytes_up",
                                                                  "bytes_down",
                                                                  "content_bytes",
                                                                  "retransmissions_up",
                                                                  "retransmissions_down",
                                                                  "queue_drops_up",
                                                                  "queue_drops_down",
                                                                  "lost_up",
                                                                  "lost_down",
                                                                  "blocked_up",
                                                                  "blocked_down",
                                                                  "max_queue_up_packets",
                                                                  "max_queue_down_packets",
                                                                  "error_responses",
                                                                  "messages",
                                                                  "latency_ms",
                                                                  "cache_answers",
                                                                  "cache_answer_bytes",
                                                                  "revalidated",
                                                                  "outdated",
                                                                  "origin_requests",
                                                                  "latency_p50_ms",
                                                                  "latency_p99_ms"});
    return columns;
}

std::string
RunsTable(const RunResult& result, const RunIdentity& identity)
{
    CsvTable table(RunsColumns());
    const Sums sums = SumsOf(result);
    const bool ok = result.Status() == "ok" && !result.requests.empty() && result.loaded;
    BeginRow(table, identity)
        .Text(result.Status())
        .Milliseconds(ok ? std::make_optional(*result.loaded - result.start) : std::nullopt)
        .Milliseconds(FirstByte(result))
        .Number(sums.requests)
        .Number(sums.failed)
        .Number(sums.connections);
    AddLinkColumns(table, result, sums);
    table.Number(sums.errors).Number(result.messages.size()).Milliseconds(MedianLatency(result));
    AddAnswerColumns(table, result);
    return table.Contents();
}

} // namespace pagewire
