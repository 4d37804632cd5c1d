// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Trigger = Dependency::Trigger;

/** A document, a script that is pushed with it, and an image that the script asks for. */
Page
PageWithPush()
{
    Page page = PageOfObjects(2, 1000);
    page.resources[1].push = true;
    page.resources[2].dependencies = {{1, Trigger::COMPLETE, 0, Nanoseconds(0)}};
    return page;
}

BenchOptions
Http2(bool push)
{
    BenchOptions options;
    options.protocol = "h2";
    options.h2.enablePush = push;
    return options;
}

} // namespace

TEST(Push, SparesTheRoundTripOfTheRequest)
{
    LoadBench bench(PageWithPush(), Http2(true));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_TRUE(bench.Of(1).pushed);
    EXPECT_EQ(bench.sent.size(), 2u) << "document and image";
    EXPECT_NEAR(bench.RoundTrips(), 3, 0.001);
    EXPECT_EQ(bench.responded.size(), 3u);
    EXPECT_EQ(std::count_if(bench.responded.begin(),
                            bench.responded.end(),
                            [](const ServedRecord& record) { return record.pushed; }),
              1);
}

TEST(Push, IsLeftOutWhereTheBrowserForbidsIt)
{
    LoadBench bench(PageWithPush(), Http2(false));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_FALSE(bench.Of(1).pushed);
    EXPECT_NEAR(bench.RoundTrips(), 4, 0.001);
}

TEST(Push, CountsFromWhenThePageKnowsOfIt)
{
    for (const Trigger trigger : {Trigger::HEADERS, Trigger::BYTES, Trigger::COMPLETE})
    {
        Page page = PageWithPush();
        page.resources[1].dependencies.front().delay = std::chrono::milliseconds(30);
        page.resources[2].dependencies = {{1, trigger, 100, Nanoseconds(0)}};
        LoadBench bench(page, Http2(true));
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        EXPECT_LT(*bench.Of(1).end, *bench.Of(0).end + ns3::MilliSeconds(1));
        EXPECT_EQ(bench.Of(2).queued, *bench.Of(0).end + ns3::MilliSeconds(30));
        EXPECT_NEAR(bench.RoundTrips(), 3 + 30.0 / 50, 0.001);
    }
}

TEST(Push, OfAHalfArrivedResourceGoesOnWhenItIsDiscovered)
{
    Page page = PageWithPush();
    page.resources[1].size = 300000; // some round trips more than the document
    page.resources[1].dependencies.front().delay = std::chrono::milliseconds(30);
    page.resources[2].dependencies = {{1, Trigger::BYTES, 1, Nanoseconds(0)}};
    LoadBench bench(page, Http2(true));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.Of(2).queued, *bench.Of(0).end + ns3::MilliSeconds(30))
        << "its first byte had come before";
    EXPECT_GT(*bench.Of(1).end, *bench.Of(0).end + ns3::MilliSeconds(50));
}

TEST(Push, OfWhatWasAskedForAlreadyIsRefused)
{
    Page page = PageOfObjects(2, 1000);
    // Known at the start, and answered slowly: it is asked for before the document can push it.
    page.resources[2].push = true;
    page.resources[1].dependencies.clear();
    page.resources[2].dependencies = {{1, Trigger::HEADERS, 0, Nanoseconds(0)}};
    page.resources[1].thinkTime = std::chrono::milliseconds(100);
    Page twice = page;
    twice.resources[2].dependencies.clear(); // the browser's page: it knows from the start
    auto options = Http2(true);
    options.browser = [&](Browser& browser) {
        browser.SetPage(std::make_shared<const Page>(twice));
    };
    LoadBench bench(page, options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_FALSE(bench.Of(2).pushed);
    EXPECT_EQ(bench.sent.size(), 3u);
    EXPECT_EQ(bench.Of(2).responseBodyBytes, 1000u) << "not counted twice";
}

TEST(Push, OfWhatThePageDoesNotHaveIsRefused)
{
    Page page = PageWithPush();
    Page without = page;
    without.resources.resize(1);
    auto options = Http2(true);
    options.browser = [&](Browser& browser) {
        browser.SetPage(std::make_shared<const Page>(without));
    };
    LoadBench bench(page, options);
    bench.Run();
    ASSERT_EQ(bench.complete.size(), 1u);
    EXPECT_EQ(bench.complete[0].status, RequestStatus::OK);
    EXPECT_TRUE(bench.loaded);
}

TEST(Push, IsLeftOutWithoutHttp2)
{
    for (const char* protocol : {"h10", "h11"})
    {
        BenchOptions options;
        options.protocol = protocol;
        LoadBench bench(PageWithPush(), options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        EXPECT_EQ(bench.responded.size(), 3u);
    }
}
