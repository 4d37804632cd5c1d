// SPDX-License-Identifier: GPL-2.0-only
#include "report/tables.h"

#include "report/runs-table.h"
#include "support/sample-run.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <vector>

using namespace pagewire;

namespace
{

/** Rows by column name; the samples hold no quoted cells. */
std::vector<std::map<std::string, std::string>>
Rows(const std::string& csv)
{
    std::istringstream lines(csv);
    std::string line;
    std::vector<std::string> columns;
    std::vector<std::map<std::string, std::string>> rows;
    while (std::getline(lines, line))
    {
        std::istringstream cells(line + ",");
        std::vector<std::string> row;
        for (std::string cell; std::getline(cells, cell, ',');)
        {
            row.push_back(cell);
        }
        if (columns.empty())
        {
            columns = row;
            continue;
        }
        EXPECT_EQ(row.size(), columns.size()) << line;
        auto& named = rows.emplace_back();
        for (std::size_t i = 0; i < columns.size() && i < row.size(); ++i)
        {
            named[columns[i]] = row[i];
        }
    }
    return rows;
}

const RunIdentity IDENTITY{1, 9};

} // namespace

TEST(RunsTable, OneRowWithTheCountsOfTheRun)
{
    auto row = Rows(RunsTable(test::MakeSampleRun(), IDENTITY)).at(0);
    EXPECT_EQ(row["seed"], "1");
    EXPECT_EQ(row["rng_run"], "9");
    EXPECT_EQ(row["status"], "failed");
    EXPECT_EQ(row["plt_ms"], "") << "a load that failed took no time";
    EXPECT_EQ(row["first_byte_ms"], "65.000000");
    EXPECT_EQ(row["requests"], "3");
    EXPECT_EQ(row["requests_failed"], "1");
    EXPECT_EQ(row["packets_up"], "7");
    EXPECT_EQ(row["content_bytes"], "5000");
    EXPECT_EQ(row["retransmissions_down"], "2");
    EXPECT_EQ(row["blocked_up"], "3");
    EXPECT_EQ(row["blocked_down"], "1");
}

TEST(RunsTable, StatusTellsLateFromFailed)
{
    RunResult run = test::MakeSampleRun();
    run.requests[1].status = RequestStatus::TIMEOUT;
    EXPECT_EQ(run.Status(), "timeout");
    run.requests[1].status = RequestStatus::OK;
    EXPECT_EQ(run.Status(), "ok");
    EXPECT_EQ(Rows(RunsTable(run, IDENTITY)).at(0)["plt_ms"], "105.000000");
    run.loaded.reset();
    EXPECT_EQ(run.Status(), "timeout");
}

TEST(RequestsTable, ARowARequestFromTheStartOfTheNavigation)
{
    auto rows = Rows(RequestsTable(test::MakeSampleRun(), IDENTITY));
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0]["queued_ms"], "0.000000");
    EXPECT_EQ(rows[0]["connect_ms"], "40.000000");
    EXPECT_EQ(rows[2]["connect_ms"], "");
    EXPECT_EQ(rows[2]["reused"], "1");
    EXPECT_EQ(rows[1]["status"], "failed");
    EXPECT_EQ(rows[1]["http_status"], "");
    EXPECT_EQ(rows[1]["error"], "reset");
}

TEST(RequestsTable, WhatWasNeverFoundHasNoTime)
{
    RunResult run = test::MakeSampleRun();
    RequestRecord lost;
    lost.resource = 2;
    lost.status = RequestStatus::FAILED;
    lost.end = run.end;
    run.requests.push_back(lost);
    auto rows = Rows(RequestsTable(run, IDENTITY));
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[3]["queued_ms"], "");
    EXPECT_EQ(rows[3]["blocked_ms"], "0.000000");
    EXPECT_EQ(rows[3]["total_ms"], "0.000000");
}

TEST(ConnectionsTable, TellsUdpPortsFromTcpPorts)
{
    RunResult run = test::MakeSampleRun();
    ConnectionRecord near = run.connections[0];
    ConnectionRecord far = run.serverConnections[0];
    near.id = 2;
    near.protocol = far.protocol = Protocol::H3;
    far.counters.packetsSent = 77;
    run.connections.push_back(near);
    run.serverConnections.insert(run.serverConnections.begin(), far);
    auto rows = Rows(ConnectionsTable(run, IDENTITY));
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0]["packets_down"], "9");
    EXPECT_EQ(rows[1]["packets_down"], "77");
}

/** For a server that nothing comes through to since the browser moved, it is at an old address
 * still. An end that knows the newest address goes first. */
TEST(ConnectionsTable, FindsTheEndThatNeverHeardOfAMove)
{
    RunResult run = test::MakeSampleRun();
    run.connections[0].formerAddresses = {"10.0.0.9:49153", run.connections[0].localAddress};
    run.connections[0].localAddress = "10.0.0.2:49154";
    auto row = Rows(ConnectionsTable(run, IDENTITY)).at(0);
    EXPECT_EQ(row["local"], "10.0.0.2:49154");
    EXPECT_EQ(row["packets_down"], "9");
    EXPECT_EQ(row["bytes_down"], "9000");
    EXPECT_EQ(row["retransmissions_down"], "2");
    EXPECT_EQ(Rows(RunsTable(run, IDENTITY)).at(0)["retransmissions_down"], "2");
    ConnectionRecord followed = run.serverConnections[0];
    followed.remoteAddress = "10.0.0.2:49154";
    followed.counters.packetsSent = 77;
    run.serverConnections.push_back(followed);
    EXPECT_EQ(Rows(ConnectionsTable(run, IDENTITY)).at(0)["packets_down"], "77");
}

TEST(ConnectionsTable, JoinsTheTwoEnds)
{
    auto row = Rows(ConnectionsTable(test::MakeSampleRun(), IDENTITY)).at(0);
    EXPECT_EQ(row["packets_up"], "5");
    EXPECT_EQ(row["packets_down"], "9");
    EXPECT_EQ(row["retransmissions_down"], "2");
    EXPECT_EQ(row["tls"], "1.3");
    EXPECT_EQ(row["tls_resumed"], "1");
    EXPECT_EQ(row["closed_ms"], "");
}

TEST(RunsTable, OfAWorkloadOfRequestsHasWhatItsStatisticsKnow)
{
    RequestStatistics statistics({{"edge-1", "edge"}, {"parent", "parent"}},
                                 ns3::Seconds(1),
                                 ns3::Time(0));
    const auto note = [&](const std::string& cacheStatus, int milliseconds, bool failed) {
        ClientAnswer answer;
        answer.answered = ns3::MilliSeconds(milliseconds);
        answer.octets = failed ? 0 : 100;
        answer.failed = failed;
        answer.response.fields.Add("Cache-Status", cacheStatus);
        statistics.NoteAnswer(answer);
    };
    note("edge-1; hit; ttl=3", 1, false);
    note("parent; hit; ttl=3, edge-1; fwd=uri-miss", 2, false);
    note("edge-1; fwd=stale; fwd-status=304", 3, false);
    note("edge-1; fwd=uri-miss", 4, true);
    CacheRecord validated;
    validated.trace.outcome = CacheOutcome::REVALIDATED;
    statistics.NoteDecided("edge-1", validated);
    statistics.NoteDecided("parent", validated);
    statistics.NoteSent({});
    RunResult result;
    result.statistics = statistics;
    result.hasLinks = false;
    result.loaded = ns3::MilliSeconds(4);
    auto row = Rows(RunsTable(result, IDENTITY)).at(0);
    EXPECT_EQ(row["status"], "ok");
    EXPECT_EQ(row["requests"], "4");
    EXPECT_EQ(row["requests_failed"], "1");
    EXPECT_EQ(row["content_bytes"], "300");
    EXPECT_EQ(row["cache_answers"], "2");
    EXPECT_EQ(row["cache_answer_bytes"], "200");
    EXPECT_EQ(row["revalidated"], "1") << "what the parent asked for is no answer to a client";
    EXPECT_EQ(row["origin_requests"], "1");
    EXPECT_EQ(row["latency_p50_ms"], "2.000000");
    EXPECT_EQ(row["latency_p99_ms"], "4.000000");
    for (const char* unknown : {"plt_ms",
                                "connections",
                                "packets_up",
                                "bytes_down",
                                "lost_up",
                                "retransmissions_down",
                                "error_responses"})
    {
        EXPECT_EQ(row[unknown], "") << unknown;
    }
}
