// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-log-reader.h"

#include "base/error.h"
#include "page/catalogue.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
ErrorOf(const std::string& text)
{
    try
    {
        ReadRequestLog(text, "log.csv");
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "";
}

} // namespace

TEST(RequestLogReader, ReadsRequestsAndTheirObjects)
{
    const RequestsAndObjects read = ReadRequestLog("time,client,url,size,cache-control\n"
                                                   "100.5,ann,http://A.example/x,10,max-age=60\n"
                                                   "101,bob,http://b.example/x,,\n"
                                                   "101.25,ann,http://b.example/x,30,\n",
                                                   "log.csv");
    ASSERT_EQ(read.log.size(), 3u);
    EXPECT_EQ(read.log[0].at, Nanoseconds(0));
    EXPECT_EQ(read.log[2].at, std::chrono::milliseconds(750));
    EXPECT_EQ(read.log[0].client, 0u);
    EXPECT_EQ(read.log[1].client, 1u);
    EXPECT_EQ(read.log[2].client, 0u);
    EXPECT_EQ(read.log[2].object, 1u);
    ASSERT_EQ(read.page.resources.size(), 2u);
    EXPECT_EQ(read.page.hosts[1].name, "b.example");
    EXPECT_EQ(read.page.resources[0].size, 10u);
    EXPECT_EQ(read.page.resources[0].caching.cacheControl, "max-age=60");
    EXPECT_EQ(read.page.resources[1].size, 30u);
}

TEST(RequestLogReader, PutsRowsInTheOrderOfTime)
{
    const auto read = ReadRequestLog("url,time,client\n"
                                     "http://a.example/2,7,1\n"
                                     "http://a.example/1,5,1\n",
                                     "log.csv");
    EXPECT_EQ(read.log[0].object, 1u);
    EXPECT_EQ(read.log[1].at, std::chrono::seconds(2));
    EXPECT_EQ(read.page.resources[0].size, CatalogueOptions().meanSize);
}

TEST(RequestLogReader, NamesTheLineOfAMistake)
{
    EXPECT_EQ(ErrorOf("time,client\n1,a\n"),
              "log.csv:1: a log of requests needs a column 'url': the header is time,client,url or "
              "more");
    EXPECT_EQ(ErrorOf("time,client,url\n1,a,http://x.example/\nsoon,a,http://x.example/\n"),
              "log.csv:3: time 'soon' is no number of seconds: write one like 12.5");
    EXPECT_EQ(ErrorOf("time,client,url\n1,a,/x\n"),
              "log.csv:2: url '/x' is none: write one like http://www.example/a");
    EXPECT_EQ(ErrorOf("time,client,url,size\n1,a,http://x.example/,big\n"),
              "log.csv:2: size 'big' is no number of octets up to 1000000000000: write one like "
              "28000");
    EXPECT_EQ(ErrorOf("time,client,url\n1,a\n"), "log.csv:2: the row has 2 cells and the header 3");
    EXPECT_EQ(ErrorOf("time,client,url\n"), "log.csv: there are no requests: write a row for each");
}

TEST(RequestLogReader, TakesAByteOrderMarkAndTheSameSaidTwice)
{
    const auto read = ReadRequestLog("\xEF\xBB\xBFtime,client,url,size,cache-control\n"
                                     "1,ann,http://a.example/x,10,max-age=6\n"
                                     "2,bob,http://A.example/x#part,10,max-age=6\n",
                                     "log.csv");
    EXPECT_EQ(read.page.resources.size(), 1u) << "two spellings of one URL";
    EXPECT_EQ(read.clients, 2u);
}

TEST(RequestLogReader, RefusesWhatCannotAllBeSo)
{
    EXPECT_EQ(ErrorOf("time,client,url,client\n1,a,http://x.example/,b\n"),
              "log.csv:1: column 'client' is there twice: leave one out");
    EXPECT_EQ(ErrorOf("time,client,url\n1,,http://x.example/\n"),
              "log.csv:2: client is empty: write any name that tells it from the others");
    EXPECT_EQ(ErrorOf("time,client,url,size\n1,a,http://x.example/,5\n2,a,http://x.example/,6\n"),
              "log.csv:3: size '6' is not the '5' of the same URL before: write the same, or leave "
              "it empty");
    EXPECT_EQ(ErrorOf("time,client,url,cache-control\n1,a,http://x.example/,no-store\n"
                      "2,a,http://x.example/,\n3,a,http://x.example/,public\n"),
              "log.csv:4: cache-control 'public' is not the 'no-store' of the same URL before: "
              "write the same, or leave it empty");
    EXPECT_EQ(ErrorOf("time,client,url\n1,a,http://x.example/y\n2,a,https://x.example/y\n"),
              "log.csv:3: url 'https://x.example/y' is of the same host and path as "
              "'http://x.example/y', and requests go to one port in cleartext: write the same "
              "scheme and port");
}

TEST(RequestLogReader, CountsLinesInsideQuotes)
{
    EXPECT_EQ(ErrorOf("time,client,url\n1,\"a\nb\",http://x.example/\nsoon,a,http://x.example/\n"),
              "log.csv:4: time 'soon' is no number of seconds: write one like 12.5");
    EXPECT_EQ(ErrorOf("time,client,url\n1,a,http://x.example/\n2,\"a,http://x.example/\n3,b,/\n"),
              "log.csv:3: a quote (\") begins that has no end: close it");
}
