// SPDX-License-Identifier: GPL-2.0-only
// Visits of a browser that has a cache, over a path with a round trip of 50 ms and next to no
// serialisation: what is asked costs round trips, and what is stored its tier's latency.
#include "node/load-bench.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;
using ns3::MilliSeconds;
using ns3::Seconds;

namespace
{

constexpr std::size_t SIZE = 1000;
constexpr std::size_t OBJECTS = 2;

/** A document with two images of 1000 octets each, all of which say the same for caches. */
Page
CachedPage(const std::string& cacheControl)
{
    Page page = PageOfObjects(OBJECTS, SIZE);
    for (Resource& resource : page.resources)
    {
        resource.caching.cacheControl = cacheControl;
    }
    return page;
}

BenchOptions
Visits(std::vector<FurtherVisit> visits, std::function<void(Browser&)> further = {})
{
    BenchOptions options;
    options.visits = std::move(visits);
    options.browser = [further](Browser& browser) {
        browser.SetAttribute("Cache", ns3::BooleanValue(true));
        if (further)
        {
            further(browser);
        }
    };
    return options;
}

/** A visit, and then others. */
struct BrowserCacheTest : ::testing::Test
{
    void Load(Page page, BenchOptions options)
    {
        bench = std::make_unique<LoadBench>(std::move(page), std::move(options));
        bench->Run();
    }

    const RequestRecord& Of(std::size_t resource, std::uint32_t visit) const
    {
        return bench->Of(resource, visit);
    }

    /** \return requests that reached the origin in the visits after the first one */
    std::vector<Request> AskedLater() const
    {
        std::vector<Request> asked;
        for (const ServedRecord& record : bench->received)
        {
            if (record.received > *bench->loaded)
            {
                asked.push_back(record.request);
            }
        }
        return asked;
    }

    std::unique_ptr<LoadBench> bench;
};

/** Of a round trip, with what serialisation and the origin's nanoseconds add. */
void
ExpectRoundTrips(ns3::Time time, double trips)
{
    EXPECT_NEAR(time.GetSeconds() / 0.05, trips, 0.01);
}

} // namespace

TEST_F(BrowserCacheTest, WithoutACacheEveryVisitAsksForAll)
{
    BenchOptions options;
    options.visits = {{Navigation::LINK}};
    Load(CachedPage("max-age=3600"), options);
    EXPECT_EQ(AskedLater().size(), 1 + OBJECTS);
    EXPECT_EQ(Of(1, 2).response.status, 200);
    EXPECT_FALSE(Of(1, 2).cache);
    // The connections of the first visit are still there: two round trips, and none to open any.
    EXPECT_EQ(bench->opened.size(), OBJECTS);
    ExpectRoundTrips(bench->LoadTime(2), 2);
}

TEST_F(BrowserCacheTest, WhatIsFreshTakesNoConnectionAndNoTime)
{
    Load(CachedPage("max-age=3600"), Visits({{Navigation::LINK}}));
    EXPECT_TRUE(AskedLater().empty());
    EXPECT_EQ(bench->LoadTime(2), ns3::Time(0));
    for (std::size_t i = 0; i <= OBJECTS; ++i)
    {
        const RequestRecord& record = Of(i, 2);
        EXPECT_EQ(record.status, RequestStatus::OK);
        EXPECT_EQ(record.fromCache, StoreTier::MEMORY);
        EXPECT_EQ(record.response.status, 200);
        EXPECT_EQ(record.responseBodyBytes, SIZE);
        EXPECT_EQ(record.responseWireBytes + record.responseHeaderBytes, 0u);
        EXPECT_EQ(record.connection, 0u);
        ASSERT_TRUE(record.cache);
        EXPECT_EQ(record.cache->outcome, CacheOutcome::HIT);
        EXPECT_GE(record.cache->age, std::chrono::seconds(1));
    }
    // The document's age: the pause, 100 ms in which an image and its connection came, and 50 ms
    // that its own response may have been on the way (RFC 9111 section 4.2.3, response_delay).
    EXPECT_NEAR(std::chrono::duration<double>(Of(0, 2).cache->age).count(), 1.15, 0.001);
}

TEST_F(BrowserCacheTest, ANewSessionFindsTheDiskAlone)
{
    Load(CachedPage("max-age=3600"), Visits({{Navigation::NEW_SESSION}, {Navigation::LINK}}));
    EXPECT_EQ(Of(0, 2).fromCache, StoreTier::DISK);
    // 5 ms for the document, then 5 ms for both images.
    EXPECT_EQ(bench->LoadTime(2), MilliSeconds(10));
    EXPECT_EQ(Of(1, 2).firstByte, *Of(1, 2).queued + MilliSeconds(5));
    EXPECT_EQ(Of(0, 3).fromCache, StoreTier::MEMORY) << "what comes from disk is in memory again";
}

TEST_F(BrowserCacheTest, WithoutADiskANewSessionFindsNothing)
{
    const auto noDisk = [](Browser& browser) {
        browser.SetAttribute("DiskCache", ns3::UintegerValue(0));
    };
    Load(CachedPage("max-age=3600"), Visits({{Navigation::NEW_SESSION}}, noDisk));
    EXPECT_EQ(AskedLater().size(), 1 + OBJECTS);
    EXPECT_EQ(Of(0, 2).cache->forward, ForwardReason::URI_MISS);
}

TEST_F(BrowserCacheTest, AReloadValidatesTheDocumentAlone)
{
    Load(CachedPage("max-age=3600"), Visits({{Navigation::RELOAD}}));
    const std::vector<Request> asked = AskedLater();
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].target, "/");
    EXPECT_EQ(asked[0].fields.Combined("Cache-Control"), "max-age=0");
    EXPECT_TRUE(asked[0].fields.Has("If-None-Match"));
    const RequestRecord& document = Of(0, 2);
    EXPECT_EQ(document.response.status, 200) << "as the page sees it";
    EXPECT_EQ(document.NetworkStatus(), 304);
    EXPECT_FALSE(document.fromCache);
    EXPECT_EQ(document.responseBodyBytes, SIZE);
    EXPECT_EQ(document.responseWireBytes, 0u);
    EXPECT_GT(document.responseHeaderBytes, 0u);
    EXPECT_EQ(document.cache->outcome, CacheOutcome::REVALIDATED);
    EXPECT_EQ(Of(1, 2).fromCache, StoreTier::MEMORY);
    ExpectRoundTrips(bench->LoadTime(2), 1);
}

TEST_F(BrowserCacheTest, AnOlderBrowsersReloadValidatesAllButWhatIsImmutable)
{
    Page page = CachedPage("max-age=3600");
    page.resources[2].caching.cacheControl = "max-age=3600, immutable";
    const auto all = [](Browser& browser) {
        browser.SetAttribute("Reload", ns3::StringValue("all"));
    };
    Load(page, Visits({{Navigation::RELOAD}}, all));
    EXPECT_EQ(AskedLater().size(), 2u);
    EXPECT_EQ(Of(1, 2).NetworkStatus(), 304);
    EXPECT_EQ(Of(2, 2).fromCache, StoreTier::MEMORY);
    ExpectRoundTrips(bench->LoadTime(2), 2);
}

TEST_F(BrowserCacheTest, AHardReloadAsksForAllAnewAndStoresIt)
{
    Load(CachedPage("max-age=3600"), Visits({{Navigation::HARD_RELOAD}, {Navigation::LINK}}));
    const std::vector<Request> asked = AskedLater();
    ASSERT_EQ(asked.size(), 1 + OBJECTS);
    for (const Request& request : asked)
    {
        EXPECT_EQ(request.fields.Combined("Cache-Control"), "no-cache");
        EXPECT_EQ(request.fields.Combined("Pragma"), "no-cache");
        EXPECT_FALSE(request.fields.Has("If-None-Match"));
        EXPECT_FALSE(request.fields.Has("If-Modified-Since"));
    }
    EXPECT_EQ(Of(0, 2).NetworkStatus(), 200);
    EXPECT_EQ(Of(0, 2).cache->store, StoreRule::STORED);
    EXPECT_EQ(Of(0, 3).fromCache, StoreTier::MEMORY);
    EXPECT_LT(Of(0, 3).cache->age, std::chrono::seconds(2)) << "of the second visit, not the first";
}

TEST_F(BrowserCacheTest, WithoutACacheReloadsStillSpeakToThoseOnTheWay)
{
    BenchOptions options;
    options.visits = {{Navigation::RELOAD}, {Navigation::HARD_RELOAD}};
    Load(CachedPage(""), options);
    const std::vector<Request> asked = AskedLater();
    ASSERT_EQ(asked.size(), 2 * (1 + OBJECTS));
    EXPECT_EQ(asked[0].fields.Combined("Cache-Control"), "max-age=0");
    EXPECT_FALSE(asked[1].fields.Has("Cache-Control")) << "an image, left to its lifetime";
    for (std::size_t i = 1 + OBJECTS; i < asked.size(); ++i)
    {
        EXPECT_EQ(asked[i].fields.Combined("Cache-Control"), "no-cache");
        EXPECT_EQ(asked[i].fields.Combined("Pragma"), "no-cache");
    }
}

TEST_F(BrowserCacheTest, GoingBackTakesWhatIsStale)
{
    Load(CachedPage("max-age=1"),
         Visits({{Navigation::BACK, Seconds(10)}, {Navigation::LINK, Seconds(10)}}));
    EXPECT_EQ(Of(0, 2).cache->outcome, CacheOutcome::STALE);
    EXPECT_EQ(Of(0, 2).fromCache, StoreTier::MEMORY);
    EXPECT_EQ(bench->LoadTime(2), ns3::Time(0));
    EXPECT_EQ(AskedLater().size(), 1 + OBJECTS) << "of the third visit";
    EXPECT_EQ(Of(0, 3).NetworkStatus(), 304);
    ExpectRoundTrips(bench->LoadTime(3), 2);
}

TEST_F(BrowserCacheTest, WhatMustNotBeStoredIsAskedForWhenGoingBack)
{
    Load(CachedPage("no-store"), Visits({{Navigation::BACK}}));
    EXPECT_EQ(AskedLater().size(), 1 + OBJECTS);
    EXPECT_EQ(Of(0, 1).cache->store, StoreRule::NO_STORE);
    EXPECT_EQ(Of(0, 2).NetworkStatus(), 200);
}

TEST_F(BrowserCacheTest, StaleWhileRevalidateAnswersAtOnceAndValidatesBehind)
{
    Load(CachedPage("max-age=2, stale-while-revalidate=60"),
         Visits({{Navigation::LINK, Seconds(10)}, {Navigation::LINK, Seconds(1)}}));
    EXPECT_EQ(bench->LoadTime(2), ns3::Time(0));
    EXPECT_EQ(Of(0, 2).cache->outcome, CacheOutcome::STALE);
    EXPECT_EQ(bench->LoadTime(3), ns3::Time(0));
    EXPECT_EQ(Of(0, 3).cache->outcome, CacheOutcome::HIT) << "validated a second ago";
    std::size_t behind = 0;
    for (const RequestRecord& record : bench->complete)
    {
        if (record.background)
        {
            ++behind;
            EXPECT_EQ(record.visit, 2u);
            EXPECT_EQ(record.NetworkStatus(), 304);
            EXPECT_EQ(record.cache->outcome, CacheOutcome::REVALIDATED);
            EXPECT_GT(*record.end, bench->visits[1].loaded) << "it outlives the load";
        }
    }
    EXPECT_EQ(behind, 1 + OBJECTS);
}

TEST_F(BrowserCacheTest, WhatGoesOnBehindTheLastVisitIsWaitedFor)
{
    Load(CachedPage("max-age=2, stale-while-revalidate=60"),
         Visits({{Navigation::LINK, Seconds(10)}}));
    const auto whole = std::count_if(bench->complete.begin(), bench->complete.end(), [](auto& r) {
        return r.background && r.status == RequestStatus::OK;
    });
    EXPECT_EQ(whole, 1 + static_cast<std::ptrdiff_t>(OBJECTS));
    for (const ConnectionRecord& connection : bench->closed)
    {
        EXPECT_EQ(connection.closeReason, "graceful");
    }
}

TEST_F(BrowserCacheTest, AClockThatIsAheadMakesEverythingOld)
{
    // The browser thinks that it is two hours later than Date says (RFC 9111 section 4.2.3).
    const auto ahead = [](Browser& browser) {
        browser.SetAttribute("ClockSkew", ns3::TimeValue(ns3::Hours(2)));
    };
    Load(CachedPage("max-age=3600"), Visits({{Navigation::LINK}}, ahead));
    EXPECT_EQ(AskedLater().size(), 1 + OBJECTS);
    EXPECT_EQ(Of(0, 2).cache->forward, ForwardReason::STALE);
    EXPECT_GE(Of(0, 2).cache->age, std::chrono::hours(2));
}

TEST_F(BrowserCacheTest, MemoryThatIsFullLeavesTheRestToDisk)
{
    // Room for two responses of 1000 octets and their fields, not for three.
    const auto small = [](Browser& browser) {
        browser.SetAttribute("MemoryCache", ns3::UintegerValue(2900));
    };
    Load(CachedPage("max-age=3600"), Visits({{Navigation::LINK}}, small));
    EXPECT_TRUE(AskedLater().empty());
    EXPECT_EQ(Of(0, 2).fromCache, StoreTier::DISK) << "the first that came was the first to go";
    EXPECT_GE(bench->LoadTime(2), MilliSeconds(5));
}
