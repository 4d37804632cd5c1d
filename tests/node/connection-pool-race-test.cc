// SPDX-License-Identifier: GPL-2.0-only
// QUIC and TCP race for a page: a round trip is 50 ms, TCP with TLS is ready after two of them, and
// QUIC after one.
#include "node/load-bench.h"

#include "ns3/boolean.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using ns3::MilliSeconds;

/** A browser that speaks HTTP/3 and gives QUIC such a head start. */
BenchOptions
Racing(ns3::Time headStart, bool fallback = true)
{
    BenchOptions options;
    options.protocol = "h3";
    options.browser = [=](Browser& browser) {
        browser.SetAttribute("Http3HeadStart", ns3::TimeValue(headStart));
        browser.SetAttribute("Http3Fallback", ns3::BooleanValue(fallback));
    };
    return options;
}

/** \return the same where nothing of QUIC comes through, and the browser gives it up so soon */
BenchOptions
Blocked(BenchOptions options, ns3::Time handshakeTimeout)
{
    options.links.front().blockUdp = true;
    options.quic.handshakeTimeout = handshakeTimeout;
    return options;
}

/** \return how many connections of the protocol there are among these */
std::size_t
Count(const std::vector<ConnectionRecord>& records, Protocol protocol)
{
    return static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(), [&](const ConnectionRecord& record) {
            return record.protocol == protocol;
        }));
}

/** \return the only connection of the protocol among those that are over */
const ConnectionRecord&
TheOne(const LoadBench& bench, Protocol protocol)
{
    static const ConnectionRecord NONE;
    EXPECT_EQ(Count(bench.closed, protocol), 1u);
    const auto found =
        std::find_if(bench.closed.begin(), bench.closed.end(), [&](const auto& record) {
            return record.protocol == protocol;
        });
    return found == bench.closed.end() ? NONE : *found;
}

/** That the moment is that one, but for what packets take on the line and the pacer of QUIC asks
 * for. */
void
ExpectAbout(std::optional<ns3::Time> moment, std::int64_t milliseconds)
{
    ASSERT_TRUE(moment);
    EXPECT_GE(*moment, MilliSeconds(milliseconds));
    EXPECT_LT(*moment, MilliSeconds(milliseconds + 7));
}

} // namespace

TEST(ConnectionPoolRace, QuicAloneWhereItIsReadyWithinItsHeadStart)
{
    LoadBench bench(PageOfObjects(3, 1000), Racing(MilliSeconds(300)));
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
    ExpectAbout(bench.loaded, 150);
    ASSERT_EQ(bench.closed.size(), 1u);
    EXPECT_EQ(bench.closed[0].protocol, Protocol::H3);
}

TEST(ConnectionPoolRace, TcpStartsAfterTheHeadStart)
{
    for (const std::int64_t headStart : {0, 70, 300})
    {
        LoadBench bench(PageOfObjects(3, 1000),
                        Blocked(Racing(MilliSeconds(headStart)), ns3::Seconds(10)));
        bench.Run();
        EXPECT_TRUE(bench.AllArrived());
        const ConnectionRecord& tcp = TheOne(bench, Protocol::H2);
        EXPECT_EQ(tcp.opened, MilliSeconds(headStart));
        EXPECT_EQ(tcp.requests, 4u);
        ExpectAbout(bench.loaded, headStart + 200);
    }
}

TEST(ConnectionPoolRace, TcpStartsAtOnceWhereQuicFailsBeforeItsHeadStartIsOver)
{
    LoadBench bench(PageOfObjects(3, 1000), Blocked(Racing(MilliSeconds(300)), MilliSeconds(120)));
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
    const ConnectionRecord& quic = TheOne(bench, Protocol::H3);
    EXPECT_EQ(quic.closeReason, "handshake timeout");
    EXPECT_EQ(quic.closed, MilliSeconds(120));
    EXPECT_EQ(TheOne(bench, Protocol::H2).opened, MilliSeconds(120));
    ExpectAbout(bench.loaded, 120 + 200);
}

TEST(ConnectionPoolRace, QuicThatFailsInMidRaceLeavesTcpToGoOn)
{
    // TCP, begun at 60 ms, is ready at 160 ms; QUIC is given up in between.
    LoadBench bench(PageOfObjects(3, 1000), Blocked(Racing(MilliSeconds(60)), MilliSeconds(120)));
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
    EXPECT_EQ(TheOne(bench, Protocol::H3).closed, MilliSeconds(120));
    const ConnectionRecord& tcp = TheOne(bench, Protocol::H2);
    EXPECT_EQ(tcp.opened, MilliSeconds(60));
    EXPECT_EQ(tcp.requests, 4u);
    ExpectAbout(bench.loaded, 60 + 200);
}

TEST(ConnectionPoolRace, WhatFailedIsLeftAloneOnTheNextVisit)
{
    const auto alternatives = std::make_shared<AlternativeServices>();
    alternatives->TellAll();
    const HttpOrigin site{"https", "site.example", 443};
    BenchOptions options = Blocked(Racing(MilliSeconds(60)), MilliSeconds(120));
    options.browser = [&](Browser& browser) { browser.SetAlternatives(alternatives); };
    LoadBench bench(PageOfObjects(0, 1000), options);
    EXPECT_TRUE(alternatives->Http3Port(site, ns3::Time(0)));
    bench.Run();
    EXPECT_FALSE(alternatives->Http3Port(site, MilliSeconds(120)));
}

TEST(ConnectionPoolRace, TcpGetsNothingWhereQuicIsReadyAfterItBegan)
{
    for (const std::int64_t headStart : {0, 20, 49})
    {
        LoadBench bench(PageOfObjects(3, 1000), Racing(MilliSeconds(headStart)));
        bench.Run();
        EXPECT_TRUE(bench.AllArrived());
        ExpectAbout(bench.loaded, 150);
        EXPECT_EQ(TheOne(bench, Protocol::H3).requests, 4u);
        const ConnectionRecord& tcp = TheOne(bench, Protocol::H2);
        EXPECT_EQ(tcp.opened, MilliSeconds(headStart));
        EXPECT_EQ(tcp.requests, 0u);
        EXPECT_EQ(tcp.closeReason, "graceful") << "its handshake is done, and then it ends";
    }
}

TEST(ConnectionPoolRace, QuicThatIsReadyAfterTcpTakesWhatComesThen)
{
    // Version negotiation and Retry make QUIC ready after three round trips, TCP is after two.
    BenchOptions options = Racing(MilliSeconds(0));
    options.quic.version = QuicVersion::DRAFT_29;
    options.quic.retry = true;
    LoadBench bench(PageOfObjects(3, 1000), options);
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
    ExpectAbout(TheOne(bench, Protocol::H2).ready, 100);
    ExpectAbout(TheOne(bench, Protocol::H3).ready, 150);
    EXPECT_EQ(TheOne(bench, Protocol::H2).requests, 1u) << "the document";
    EXPECT_EQ(TheOne(bench, Protocol::H3).requests, 3u) << "all that it refers to";
    ExpectAbout(bench.loaded, 200);
}

TEST(ConnectionPoolRace, WithoutFallbackWhatDoesNotComeThroughFails)
{
    LoadBench bench(PageOfObjects(3, 1000),
                    Blocked(Racing(MilliSeconds(60), false), MilliSeconds(120)));
    bench.Run();
    EXPECT_EQ(Count(bench.closed, Protocol::H2), 0u);
    EXPECT_EQ(Count(bench.closed, Protocol::H3), 3u) << "an attempt after the other";
    EXPECT_EQ(bench.Of(0).status, RequestStatus::FAILED);
    EXPECT_EQ(bench.Of(0).failure, "handshake timeout");
    EXPECT_EQ(bench.Of(0).end, MilliSeconds(360));
}

TEST(ConnectionPoolRace, WithoutFallbackWhatIsNotKnownToBeThereFails)
{
    BenchOptions options = Racing(MilliSeconds(60), false);
    const auto set = options.browser;
    options.browser = [set](Browser& browser) {
        set(browser);
        browser.SetAlternatives(std::make_shared<AlternativeServices>());
    };
    LoadBench bench(PageOfObjects(3, 1000), options);
    bench.Run();
    EXPECT_TRUE(bench.closed.empty()) << "there was no attempt";
    EXPECT_EQ(bench.Of(0).status, RequestStatus::FAILED);
    EXPECT_EQ(bench.Of(0).failure, "no HTTP/3");
}
