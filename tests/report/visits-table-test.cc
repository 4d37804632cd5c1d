// SPDX-License-Identifier: GPL-2.0-only
#include "report/visits-table.h"

#include "report/cache-table.h"
#include "report/har-export.h"
#include "report/hops.h"
#include "support/sample-run.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sstream>

using namespace pagewire;
using ns3::MilliSeconds;
using Json = nlohmann::json;

namespace
{

/** The sample's visit, and a reload a second later: the document was validated, the image came from
 * memory, the script from the network, and something was validated behind all that. */
RunResult
MakeTwoVisits()
{
    RunResult run = test::MakeSampleRun();
    VisitResult first;
    first.record = {1, Navigation::ADDRESS_BAR, MilliSeconds(100), MilliSeconds(205)};
    VisitResult second;
    second.record = {2, Navigation::RELOAD, MilliSeconds(1200), MilliSeconds(1260)};
    second.up.packets = 5;
    second.up.bytes = 500;
    second.down.packets = 8;
    second.down.bytes = 6000;
    run.visits = {first, second};
    run.up.packets = 7;
    run.up.bytes = 580;
    run.down.packets = 11;
    run.down.bytes = 6900;

    RequestRecord document = run.requests[0];
    document.visit = 2;
    document.queued = document.sendStart = document.sendEnd = MilliSeconds(1200);
    document.dnsStart = document.dnsEnd = document.connectStart = document.tlsStart =
        document.connectEnd = std::nullopt;
    document.firstByte = document.end = MilliSeconds(1250);
    document.response.status = 200;
    document.confirmation = Response{304, {{"ETag", "\"1\""}}};
    document.responseHeaderBytes = 90;
    document.responseWireBytes = 0;
    document.cache.emplace();
    document.cache->outcome = CacheOutcome::REVALIDATED;
    document.cache->forward = ForwardReason::REQUEST;
    document.cache->detail = "a reload wants what is stored validated";
    document.cache->forwardStatus = 304;
    document.cache->source = LifetimeSource::MAX_AGE;
    document.cache->lifetime = std::chrono::seconds(60);
    document.cache->age = std::chrono::milliseconds(1500);
    RequestRecord image = run.requests[2];
    image.visit = 2;
    image.queued = image.sendStart = image.sendEnd = MilliSeconds(1250);
    image.firstByte = image.end = MilliSeconds(1255);
    image.connection = 0;
    image.attempts = 0;
    image.fromCache = StoreTier::MEMORY;
    image.responseHeaderBytes = image.responseWireBytes = 0;
    image.cache.emplace();
    image.cache->outcome = CacheOutcome::HIT;
    image.cache->tier = StoreTier::MEMORY;
    RequestRecord behind = document;
    behind.background = true;
    behind.queued = MilliSeconds(1256);
    run.requests.insert(run.requests.end(), {document, image, behind});
    return run;
}

std::vector<std::string>
Lines(const std::string& table)
{
    std::vector<std::string> lines;
    std::istringstream stream(table);
    for (std::string line; std::getline(stream, line);)
    {
        lines.push_back(line);
    }
    return lines;
}

} // namespace

TEST(VisitsTable, HasARowAVisitWithWhatItCost)
{
    const auto lines = Lines(VisitsTable(MakeTwoVisits(), {}));
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0],
              "seed,rng_run,visit,navigation,start_ms,plt_ms,requests,requests_failed,"
              "from_memory,from_disk,status_304,status_200,status_other,background,content_bytes,"
              "response_bytes,packets_up,packets_down,bytes_up,bytes_down");
    // Of the sample: 4000 and 1000 octets of content, 200 + 4000 + 150 + 1010 on the wire.
    EXPECT_EQ(lines[1],
              "1,1,1,address-bar,0.000000,105.000000,3,1,0,0,0,2,0,0,5000,5360,5,8,500,6000");
    // The header sections of two 304s, one of which was validated in the background.
    EXPECT_EQ(lines[2], "1,1,2,reload,1100.000000,60.000000,2,0,1,0,1,0,0,1,5000,180,2,3,80,900");
}

TEST(CacheTable, SaysWhatWasDoneAndWhy)
{
    const RunResult run = MakeTwoVisits();
    const auto rows = CacheRows(run);
    ASSERT_EQ(rows.size(), 3u) << "nothing of the visit without a cache";
    EXPECT_EQ(rows[0].request, 4u);
    EXPECT_EQ(rows[0].bytesFromCache, 4000u);
    EXPECT_EQ(rows[0].bytesFromNetwork, 0u);
    EXPECT_TRUE(rows[2].background);
    const auto lines = Lines(CacheTable(rows, run.start, {}));
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_EQ(lines[0],
              "seed,rng_run,node,visit,request,background,at_ms,method,url,outcome,"
              "forward,forward_status,tier,lifetime_s,age_s,store,version,bytes_from_cache,"
              "bytes_from_network,why");
    EXPECT_EQ(lines[1],
              "1,1,browser,2,4,0,1100.000000,GET,https://www.example/,revalidated,request,304,"
              ",60,1.5,,,4000,0,Answered from the cache after the next server said 304 (Not "
              "Modified); it was asked because a reload wants what is stored validated.");
    EXPECT_EQ(lines[2].substr(0, 62),
              "1,1,browser,2,5,0,1150.000000,GET,https://www.example/a.png?x=");
}

TEST(CacheTable, HasTheProxiesAmongThemByTime)
{
    RunResult run = MakeTwoVisits();
    CacheRecord record;
    record.node = "cdn-cache";
    record.method = "GET";
    record.url = "https://www.example/a.png";
    record.received = run.start + ns3::MilliSeconds(1120); // between the browser's two
    record.bytesFromBehind = 77;
    record.trace.outcome = CacheOutcome::MISS;
    record.trace.forward = ForwardReason::URI_MISS;
    run.cached.push_back(record);
    const auto rows = CacheRows(run);
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0].node, "browser");
    EXPECT_EQ(rows[1].node, "cdn-cache");
    EXPECT_EQ(rows[1].bytesFromNetwork, 77u);
    const auto lines = Lines(CacheTable(rows, run.start, {}));
    EXPECT_EQ(lines[2],
              "1,1,cdn-cache,,,0,1120.000000,GET,https://www.example/a.png,miss,uri-miss,,,,,,,"
              "0,77,Answered by the next server: nothing is stored of this URL.");
}

TEST(HarOfVisits, HasAPageAVisitAndChromesFieldsOfTheCache)
{
    const Json log = Json::parse(ExportHar(MakeTwoVisits())).at("log");
    ASSERT_EQ(log.at("pages").size(), 2u);
    EXPECT_EQ(log.at("pages").at(1).at("id"), "page_2");
    EXPECT_EQ(log.at("pages").at(1).at("startedDateTime"), "2023-11-14T22:13:21.100Z");
    EXPECT_EQ(log.at("pages").at(1).at("pageTimings").at("onLoad"), 60.0);
    const Json& validated = log.at("entries").at(3);
    EXPECT_EQ(validated.at("pageref"), "page_2");
    EXPECT_EQ(validated.at("response").at("status"), 304);
    EXPECT_EQ(validated.at("response").at("bodySize"), 0);
    EXPECT_EQ(validated.at("response").at("content").at("size"), 4000);
    EXPECT_EQ(validated.at("response").at("_transferSize"), 90);
    EXPECT_FALSE(validated.contains("_fromCache"));
    const Json& cached = log.at("entries").at(4);
    EXPECT_EQ(cached.at("_fromCache"), "memory");
    EXPECT_EQ(cached.at("response").at("status"), 200);
    EXPECT_EQ(cached.at("response").at("bodySize"), 0);
    EXPECT_EQ(cached.at("response").at("_transferSize"), 0);
    EXPECT_EQ(cached.at("timings").at("wait"), 5.0) << "the latency of the tier";
    EXPECT_FALSE(cached.contains("connection"));
    EXPECT_EQ(log.at("entries").at(0).at("pageref"), "page_1");
}

TEST(HarOfVisits, DatesGoOnThroughTheMonths)
{
    EXPECT_EQ(HarDate(ns3::Hours(24 * 30)), "2023-12-14T22:13:20.000Z");
}

TEST(HopsOfVisits, WhatTheCacheAnsweredNeverLeftTheBrowser)
{
    std::size_t images = 0;
    for (const Hop& hop : FindHops(MakeTwoVisits()))
    {
        images += hop.message.find("a.png") != std::string::npos ? 1 : 0;
    }
    EXPECT_EQ(images, 1u) << "of the first visit";
}

TEST(RunOfVisits, IsLateIfAnyVisitIs)
{
    RunResult run = MakeTwoVisits();
    run.requests.erase(run.requests.begin() + 1); // the one that failed
    EXPECT_EQ(run.Status(), "ok");
    run.requests.back().status = RequestStatus::TIMEOUT;
    EXPECT_EQ(run.Status(), "ok") << "nobody waits for what goes on behind";
    run.visits[1].record.loaded.reset();
    EXPECT_EQ(run.Status(), "timeout");
}
