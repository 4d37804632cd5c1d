// SPDX-License-Identifier: GPL-2.0-only
// What lives on from one visit of a browser to the next one, and what is gone with its session.
#include "node/load-bench.h"

#include "ns3/boolean.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using ns3::Seconds;

namespace
{

BenchOptions
Then(Navigation navigation, ns3::Time pause, const std::string& protocol, bool tls)
{
    BenchOptions options;
    options.protocol = protocol;
    if (tls)
    {
        options.tls.emplace();
    }
    options.visits = {{navigation, pause}};
    return options;
}

struct Way
{
    std::string protocol;
    bool tls;
};

void
PrintTo(const Way& way, std::ostream* stream)
{
    *stream << way.protocol << (way.tls ? " with TLS" : "");
}

struct BrowserSession : ::testing::TestWithParam<Way>
{};

} // namespace

TEST_P(BrowserSession, ConnectionsLiveOnFromVisitToVisit)
{
    const auto [protocol, tls] = GetParam();
    LoadBench bench(PageOfObjects(0, 1000), Then(Navigation::LINK, Seconds(5), protocol, tls));
    bench.Run();
    EXPECT_EQ(bench.opened.size(), 1u);
    EXPECT_TRUE(bench.Of(0, 2).reused);
    // A request and its answer, where the first visit had handshakes, too.
    EXPECT_NEAR(bench.LoadTime(2).GetSeconds(), 0.05, 0.002);
    ASSERT_EQ(bench.closed.size(), 1u);
    EXPECT_EQ(bench.closed[0].requests, 2u);
}

TEST_P(BrowserSession, KeepAliveEndsThem)
{
    const auto [protocol, tls] = GetParam();
    BenchOptions options = Then(Navigation::LINK, Seconds(5), protocol, tls);
    options.browser = [](Browser& browser) {
        browser.SetAttribute("KeepAlive", ns3::TimeValue(Seconds(2)));
    };
    LoadBench bench(PageOfObjects(0, 1000), options);
    bench.Run();
    EXPECT_EQ(bench.opened.size(), 2u);
    ASSERT_EQ(bench.closed.size(), 2u);
    EXPECT_EQ(bench.closed[1].id, 2u);
    if (tls)
    {
        EXPECT_TRUE(bench.closed[1].tls->resumed) << "the session of the first is remembered";
    }
}

TEST_P(BrowserSession, ANewSessionHasNeitherConnectionsNorTlsSessions)
{
    const auto [protocol, tls] = GetParam();
    LoadBench bench(PageOfObjects(0, 1000),
                    Then(Navigation::NEW_SESSION, Seconds(5), protocol, tls));
    bench.Run();
    EXPECT_EQ(bench.opened.size(), 2u);
    EXPECT_FALSE(bench.Of(0, 2).reused);
    EXPECT_EQ(bench.Of(0, 2).connection, 2u) << "numbers go on";
    EXPECT_NEAR(bench.LoadTime(2).GetSeconds(), bench.LoadTime(1).GetSeconds(), 0.002);
    if (tls)
    {
        EXPECT_FALSE(bench.closed[1].tls->resumed);
    }
    EXPECT_LT(*bench.closed[0].closed, bench.visits[1].start) << "closed with the browser";
}

TEST_P(BrowserSession, AVisitThatRunsOutOfTimeIsFollowedByTheNextOne)
{
    const auto [protocol, tls] = GetParam();
    BenchOptions options = Then(Navigation::LINK, Seconds(1), protocol, tls);
    options.browser = [](Browser& browser) {
        browser.SetAttribute("Deadline", ns3::TimeValue(ns3::MilliSeconds(90)));
    };
    LoadBench bench(PageOfObjects(0, 1000), options);
    bench.Run();
    EXPECT_FALSE(bench.visits[0].loaded) << "a handshake and a request take longer";
    EXPECT_EQ(bench.Of(0, 1).status, RequestStatus::TIMEOUT);
    EXPECT_EQ(bench.visits[1].start, Seconds(1) + ns3::MilliSeconds(90));
    // With TLS the connection comes about in the meantime. Without, the request was out already,
    // and giving it up took the connection along.
    EXPECT_EQ(bench.visits[1].loaded.has_value(), tls);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    BrowserSession,
    ::testing::Values(Way{"h11", false}, Way{"h11", true}, Way{"h2", true}, Way{"h3", true}));
