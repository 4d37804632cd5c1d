// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

BenchOptions
Waiting(const std::string& requests, unsigned connections)
{
    BenchOptions options;
    options.browser = [=](Browser& browser) {
        browser.SetAttribute("WaitingRequests", ns3::StringValue(requests));
        browser.SetAttribute("ConnectionsPerHost", ns3::UintegerValue(connections));
    };
    return options;
}

} // namespace

// The orders in which libcurl 7.88.1 was seen to load such pages.

TEST(WaitingRequests, TurnAsLibcurlsOnOneConnection)
{
    Page page = PageOfObjects(12, 10);
    page.resources[9].priority.urgency = 0; // nothing to libcurl
    LoadBench bench(page, Waiting("libcurl", 1));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.SendOrder(),
              (std::vector<std::size_t>{0, 1, 2, 5, 8, 11, 4, 9, 3, 10, 7, 12, 6}));
}

TEST(WaitingRequests, TurnAsLibcurlsOnTwoConnections)
{
    Page page = PageOfObjects(16, 10);
    page.resources[1].thinkTime = std::chrono::milliseconds(1); // the second connection is first
    LoadBench bench(page, Waiting("libcurl", 2));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.SendOrder(),
              (std::vector<std::size_t>{0, 1, 2, 3, 6, 9, 12, 15, 5, 10, 14, 7, 13, 8, 4, 11, 16}));
}

TEST(WaitingRequests, TurnOnShortConnectionsToo)
{
    BenchOptions options = Waiting("libcurl", 1);
    options.protocol = "h10";
    LoadBench bench(PageOfObjects(7, 10), options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.closed.size(), 8U);
    EXPECT_EQ(bench.SendOrder(), (std::vector<std::size_t>{0, 1, 2, 5, 3, 7, 4, 6}));
}

TEST(WaitingRequests, LibcurlsWaitForTheConnectionTheyOpened)
{
    for (const std::string requests : {"libcurl", "ordered"})
    {
        // The second connection's SYN is lost; the first connection is free a round trip later.
        BenchOptions options = Waiting(requests, 2);
        options.links.front().up.loss.model = LossOptions::Model::LIST;
        options.links.front().up.loss.packets = {6};
        LoadBench bench(PageOfObjects(2, 10), options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        ASSERT_EQ(bench.closed.size(), 2U);
        const bool libcurl = requests == "libcurl";
        EXPECT_EQ(bench.Of(2).connection, libcurl ? 2U : 1U) << requests;
        EXPECT_EQ(*bench.Of(2).end > ns3::Seconds(1), libcurl) << requests;
    }
}

TEST(WaitingRequests, WaitAgainIfTheirConnectionFails)
{
    // The second connection never comes about: its SYN is lost every time.
    BenchOptions options = Waiting("libcurl", 2);
    options.tcp.synRetries = 0;
    options.links.front().up.loss.model = LossOptions::Model::LIST;
    options.links.front().up.loss.packets = {6};
    LoadBench bench(PageOfObjects(4, 10), options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.Of(2).connection, 1U);
    EXPECT_EQ(bench.Of(2).attempts, 1U);
}

TEST(WaitingRequests, ShareAConnectionOverHttp2)
{
    BenchOptions options = Waiting("libcurl", 6);
    options.protocol = "h2";
    LoadBench bench(PageOfObjects(20, 10), options);
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    EXPECT_EQ(bench.closed.size(), 1U);
    const std::vector<std::size_t> order = bench.SendOrder();
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end())) << "nobody was tried in vain";
}
