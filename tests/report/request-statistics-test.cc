// SPDX-License-Identifier: GPL-2.0-only
#include "report/request-statistics.h"

#include "report/tier-tables.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

RequestStatistics
Statistics()
{
    return {{{"edge-1", "edge"}, {"parent", "parent"}}, ns3::Seconds(1), ns3::Seconds(10)};
}

ClientAnswer
Answer(const std::string& cacheStatus, int milliseconds)
{
    ClientAnswer answer;
    answer.asked = ns3::Seconds(10);
    answer.answered = ns3::Seconds(10) + ns3::MilliSeconds(milliseconds);
    answer.octets = 100;
    if (!cacheStatus.empty())
    {
        answer.response.fields.Add("Cache-Status", cacheStatus);
    }
    return answer;
}

std::string
LastLine(const std::string& table)
{
    const std::size_t begin = table.rfind('\n', table.size() - 2) + 1;
    return table.substr(begin);
}

} // namespace

TEST(RequestStatistics, TellWhoAnsweredByCacheStatus)
{
    RequestStatistics statistics = Statistics();
    statistics.NoteAnswer(Answer("parent; fwd=uri-miss; stored, edge-1; hit; ttl=3", 1));
    statistics.NoteAnswer(Answer("parent; hit; ttl=9, edge-1; fwd=uri-miss; stored", 2));
    statistics.NoteAnswer(Answer("parent; fwd=uri-miss, edge-1; fwd=uri-miss", 3));
    statistics.NoteAnswer(Answer("", 4));
    // Stored with what the edge said then.
    statistics.NoteAnswer(Answer("edge-1; hit; ttl=3, browser; hit; ttl=2", 0));
    EXPECT_EQ(statistics.Answers().at("browser").latencies.size(), 1u);
    EXPECT_EQ(statistics.CacheAnswers().latencies.size(), 3u) << "browsers' own count";
    EXPECT_EQ(statistics.Caches().count("browser"), 0u) << "they are no tier";
    EXPECT_EQ(statistics.Answers().at("edge").latencies.size(), 1u);
    EXPECT_EQ(statistics.Answers().at("parent").latencies.size(), 1u);
    EXPECT_EQ(statistics.Answers().at("origin").latencies.size(), 2u);
}

TEST(RequestStatistics, CountByStretchesOfTime)
{
    RequestStatistics statistics = Statistics();
    statistics.NoteAnswer(Answer("edge-1; hit", 999));
    statistics.NoteAnswer(Answer("", 1000));
    ServedRecord served;
    served.received = ns3::Seconds(12);
    served.responseBodyBytes = 7;
    statistics.NoteSent(served);
    ASSERT_EQ(statistics.Bins().size(), 3u);
    EXPECT_EQ(statistics.Bins()[0].asked, 1u);
    EXPECT_EQ(statistics.Bins()[0].hits, 1u);
    EXPECT_EQ(statistics.Bins()[1].asked, 1u);
    EXPECT_EQ(statistics.Bins()[1].hits, 0u);
    EXPECT_EQ(statistics.Bins()[2].originRequests, 1u);
    EXPECT_EQ(statistics.Bins()[2].originOctets, 7u);
}

TEST(RequestStatistics, DoNotCountBackgroundValidationsAsRequests)
{
    RequestStatistics statistics = Statistics();
    CacheRecord record;
    record.trace.outcome = CacheOutcome::STALE;
    statistics.NoteDecided("edge-1", record);
    record.background = true;
    record.trace.outcome = CacheOutcome::REVALIDATED;
    statistics.NoteDecided("edge-1", record);
    const CacheTotals& totals = statistics.Caches().at("edge-1");
    EXPECT_EQ(totals.requests, 1u);
    EXPECT_EQ(totals.background, 1u);
    EXPECT_EQ(totals.outcomes.count(CacheOutcome::REVALIDATED), 0u);
}

TEST(RequestStatistics, TellFailedValidationsFromThoseThatBroughtSomethingNew)
{
    RequestStatistics statistics = Statistics();
    CacheRecord record;
    record.trace.outcome = CacheOutcome::UPDATED;
    statistics.NoteDecided("edge-1", record); // no response came
    for (const int status : {503, 200, 404})
    {
        record.trace.forwardStatus = status;
        statistics.NoteDecided("edge-1", record);
    }
    record.trace.outcome = CacheOutcome::MISS;
    record.trace.forwardStatus = 503;
    statistics.NoteDecided("edge-1", record);
    const CacheTotals& totals = statistics.Caches().at("edge-1");
    EXPECT_EQ(totals.requests, 5u);
    EXPECT_EQ(totals.failed, 2u);
    EXPECT_EQ(totals.outcomes.at(CacheOutcome::UPDATED), 2u);
    EXPECT_EQ(totals.outcomes.at(CacheOutcome::MISS), 1u);
}

TEST(TierTables, HavePercentilesByNearestRank)
{
    RequestStatistics statistics = Statistics();
    for (int i = 1; i <= 10; ++i)
    {
        ClientAnswer answer = Answer("edge-1; hit", i);
        answer.outdatedFor = i > 8 ? ns3::Seconds(i) : ns3::Time(0);
        statistics.NoteAnswer(answer);
    }
    // Of 10 the 5th, 9th and 10th; 9 and 10 s outdated.
    EXPECT_EQ(LastLine(AnswersTable(statistics, {})),
              "1,1,all,10,1000,5.500000,5.000000,9.000000,10.000000,10.000000,2,9500.000000,"
              "10000.000000\n");
}

TEST(TierTables, HaveEveryCacheEvenIfNobodyAsked)
{
    EXPECT_EQ(LastLine(CacheTiersTable(Statistics(), {})),
              "1,1,parent,parent,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n");
}
