// SPDX-License-Identifier: GPL-2.0-only
#include "lab/summary-table.h"

#include "base/error.h"
#include "lab/csv-reader.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

constexpr const char* HEADER = "run,browser.protocol,status,plt_ms,first_byte_ms,connections,"
                               "packets_up,packets_down,bytes_up,bytes_down\n";

} // namespace

TEST(CsvReader, ReadsQuotedCellsAndEitherLineEnd)
{
    const CsvRows table = ReadCsv("a,b\r\n\"x,\"\"y\"\"\",\n\"two\nlines\",3", "t.csv");
    EXPECT_EQ(table.header, (std::vector<std::string>{"a", "b"}));
    ASSERT_EQ(table.rows.size(), 2u);
    EXPECT_EQ(table.rows[0], (std::vector<std::string>{"x,\"y\"", ""}));
    EXPECT_EQ(table.rows[1], (std::vector<std::string>{"two\nlines", "3"}));
    EXPECT_EQ(table.Column("b"), 1u);
    EXPECT_THROW(table.Column("c"), InputError);
}

TEST(CsvReader, RefusesRowsOfAnotherWidth)
{
    EXPECT_THROW(ReadCsv("a,b\n1\n", "t.csv"), InputError);
}

TEST(SummaryTable, GivesMediansOfEachCombinationInOrder)
{
    const std::string text = std::string(HEADER) + "1,h2,ok,100.25,50,1,10,20,1000,2000\n"
                                                   "2,h2,ok,300,70,1,12,22,1000,2001\n"
                                                   "3,h2,ok,110,60,1,11,21,1000,2002\n"
                                                   "4,h10,ok,200,50,7,1,2,3,4\n"
                                                   "5,h10,ok,300,60,8,1,2,3,5\n";
    EXPECT_EQ(SummaryTable(ReadCsv(text, "runs.csv"), {"browser.protocol"}),
              "browser.protocol  page load ms  first byte ms  connections  packets  bytes\n"
              "h2                       110.0           60.0            1       32   3001\n"
              "h10                      250.0           55.0            8        3      8\n");
}

TEST(SummaryTable, LeavesOutRunsThatAreNotOkAndSaysSo)
{
    const std::string text = std::string(HEADER) + "1,h2,ok,100,50,1,10,20,1000,2000\n"
                                                   "2,h2,timeout,,70,1,12,22,1000,2001\n";
    EXPECT_EQ(SummaryTable(ReadCsv(text, "runs.csv"), {}),
              "page load ms  first byte ms  connections  packets  bytes      ok\n"
              "       100.0           50.0            1       30   3000  1 of 2\n");
}

TEST(SummaryTable, SaysHowAWorkloadOfRequestsWasAnswered)
{
    // 30 of 40 answers are hits, 2500 of 5000 octets, 4 of 40 validated, 1 of 40 outdated; there
    // are neither pages nor packets. Nothing can be a share of no octets.
    const std::string text =
        "run,cdn.tiers,status,plt_ms,first_byte_ms,requests,connections,packets_up,packets_down,"
        "bytes_up,bytes_down,content_bytes,error_responses,latency_ms,cache_answers,"
        "cache_answer_bytes,revalidated,outdated,origin_requests,latency_p50_ms,latency_p99_ms\n"
        "1,1,ok,,,40,,,,,,5000,,,30,2500,4,1,14,21.5,122.25\n"
        "2,0,ok,,,40,,,,,,0,,,0,0,0,0,40,121,150\n";
    EXPECT_EQ(SummaryTable(ReadCsv(text, "runs.csv"), {"cdn.tiers"}),
              "cdn.tiers  requests  hit %  byte hit %  revalidated %  outdated %  origin requests  "
              "p50 ms  p99 ms\n"
              "1                40   75.0        50.0           10.0         2.5               14  "
              "  21.5   122.2\n"
              "0                40    0.0           -            0.0         0.0               40  "
              " 121.0   150.0\n");
}
