// SPDX-License-Identifier: GPL-2.0-only
// A server that crashes and runs again, as the browser sees it.
#include "node/load-bench.h"

#include "transport/node-power.h"

#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace pagewire::test
{

namespace
{

const ns3::Time ROUND = ns3::MilliSeconds(50);

/** Loads over one protocol from an origin that crashes. */
class NodeCrash : public ::testing::TestWithParam<const char*>
{
  protected:
    NodeCrash()
    {
        options.protocol = GetParam();
        options.tls = TlsOptions();
    }

    void Load(Page page, ns3::Time crash, ns3::Time downtime)
    {
        bench = std::make_unique<LoadBench>(std::move(page), options);
        NodePower::Of(bench->network->GetNode(1))->ScheduleCrash(crash, downtime);
        bench->Run();
    }

    bool IsQuic() const
    {
        return options.protocol == "h3";
    }

    BenchOptions options;
    std::unique_ptr<LoadBench> bench;
};

/** A document, and an object that is found three seconds later. */
Page
PageWithAPause()
{
    Page page = PageOfObjects(1, 1000);
    page.resources[1].dependencies.front().delay = std::chrono::seconds(3);
    return page;
}

TEST_P(NodeCrash, ARequestOnAHalfOpenConnectionIsRepeatedOnANewOne)
{
    Load(PageWithAPause(), ns3::Seconds(1), ns3::Seconds(1));
    ASSERT_TRUE(bench->AllArrived());
    const RequestRecord& object = bench->Of(1);
    EXPECT_EQ(object.attempts, 2U);
    EXPECT_EQ(object.connection, 2U);
    // The RST, or the stateless reset, comes a round trip after the request; then handshakes of
    // TCP and TLS, or none, as QUIC has 0-RTT; and the request again.
    const ns3::Time asked = *bench->Of(0).end + ns3::Seconds(3);
    const ns3::Time expected = asked + ROUND + (IsQuic() ? 1 : 3) * ROUND;
    EXPECT_NEAR((*object.end - expected).GetMilliSeconds(), 0, 1);
    ASSERT_EQ(bench->served.size(), 2U);
    EXPECT_EQ(bench->served[0].closeReason, "crashed");
    EXPECT_EQ(bench->served[0].id, 1U);
    EXPECT_EQ(bench->served[1].id, 2U);
    EXPECT_FALSE(bench->served[0].closed) << "it did not come to that";
    EXPECT_EQ(bench->received.size(), 2U) << "the request in vain was never seen";
}

TEST_P(NodeCrash, WhatWasBeingThoughtAboutIsForgotten)
{
    Page page = PageOfObjects(0, 1000);
    page.resources[0].thinkTime = std::chrono::seconds(5);
    options.browser = [](Browser& browser) {
        browser.SetAttribute("Silence", ns3::TimeValue(ns3::Seconds(10)));
    };
    Load(std::move(page), ns3::Seconds(1), ns3::Seconds(1));
    ASSERT_TRUE(bench->AllArrived());
    EXPECT_EQ(bench->received.size(), 2U);
    EXPECT_EQ(bench->responded.size(), 1U);
    // A second attempt on the same connection finds out that nobody knows that.
    EXPECT_EQ(bench->Of(0).attempts, options.protocol == "h11" ? 2U : 3U);
}

TEST_P(NodeCrash, APostThatMayHaveBeenProcessedIsNotRepeated)
{
    Page page = PageOfObjects(0, 1000);
    page.resources[0].method = "POST";
    page.resources[0].requestBodySize = 2000;
    page.resources[0].thinkTime = std::chrono::seconds(5);
    options.browser = [](Browser& browser) {
        browser.SetAttribute("Silence", ns3::TimeValue(ns3::Seconds(10)));
    };
    Load(std::move(page), ns3::Seconds(1), ns3::Seconds(1));
    EXPECT_EQ(bench->received.size(), 1U);
    EXPECT_EQ(bench->Of(0).status, RequestStatus::FAILED);
    EXPECT_EQ(bench->Of(0).attempts, 1U);
}

TEST_P(NodeCrash, AClientThatLivesThroughACrashOfItsHostBeginsAgain)
{
    // A browser keeps what it has on its screen; its connections are gone all the same.
    options.links[0].down.rate = 8000000;
    bench = std::make_unique<LoadBench>(PageOfObjects(0, 1000000), options);
    NodePower::Of(bench->network->GetNode(0))
        ->ScheduleCrash(ns3::MilliSeconds(600), ns3::Seconds(1));
    bench->Run();
    ASSERT_TRUE(bench->AllCame());
    EXPECT_EQ(bench->Of(0).response.status, 206);
    ASSERT_EQ(bench->closed.size(), 2U);
    EXPECT_EQ(bench->closed[0].closeReason, "reset");
    EXPECT_EQ(*bench->closed[0].closed, ns3::MilliSeconds(600));
    EXPECT_GT(*bench->loaded, ns3::Seconds(2)) << "1.6 s, and what was missing";
}

TEST_P(NodeCrash, IsTheSameEveryTime)
{
    std::string first;
    for (int i = 0; i < 2; ++i)
    {
        Load(PageWithAPause(), ns3::Seconds(1), ns3::Seconds(1));
        const std::string outcome = std::to_string(bench->loaded->GetNanoSeconds()) + " " +
                                    std::to_string(bench->Octets()) + " " +
                                    std::to_string(bench->network->Up(0).packets);
        first = i == 0 ? outcome : first;
        EXPECT_EQ(outcome, first);
        bench.reset();
    }
}

INSTANTIATE_TEST_SUITE_P(Protocols,
                         NodeCrash,
                         ::testing::Values("h11", "h2", "h3"),
                         [](const auto& p) { return std::string(p.param); });

/** A download of a second that the crash cuts in two. */
class CutDownload : public NodeCrash
{
  protected:
    CutDownload()
    {
        options.links[0].down.rate = 8000000;
    }
};

TEST_P(CutDownload, ResumesByRangeOnceAKeepAliveProbeHasFoundOut)
{
    options.tcp.keepAliveTime = ns3::Seconds(2);
    Load(PageOfObjects(0, 1000000), ns3::MilliSeconds(600), ns3::Seconds(1));
    ASSERT_TRUE(bench->AllCame());
    const RequestRecord& record = bench->Of(0);
    EXPECT_EQ(record.response.status, 206);
    EXPECT_EQ(record.attempts, 2U);
    ASSERT_EQ(bench->responded.size(), 2U);
    const std::uint64_t rest = bench->responded[1].responseBodyBytes;
    EXPECT_EQ(bench->responded[0].responseBodyBytes, 1000000U);
    EXPECT_LT(rest, 800000U) << "some of it was there already";
    EXPECT_GT(rest, 400000U);
    ASSERT_EQ(bench->closed.size(), 2U);
    EXPECT_EQ(bench->closed[0].closeReason, "reset");
    // The last octet before the crash came a delay and a packet after it, at most; the probe two
    // seconds later, its RST after a round trip. An HTTP/2 client tells its window now and then:
    // what it says in vain is sent again and finds out earlier.
    const ns3::Time probed = ns3::MilliSeconds(625) + ns3::Seconds(2);
    // A difference of seconds: to convert a negative time shifts a negative number inside ns-3.
    const double late = bench->closed[0].closed->GetSeconds() - (probed + ROUND).GetSeconds();
    EXPECT_LT(late, 0.003);
    EXPECT_GT(late, options.protocol == "h11" ? -0.003 : -1.0);
}

INSTANTIATE_TEST_SUITE_P(Protocols, CutDownload, ::testing::Values("h11", "h2"), [](const auto& p) {
    return std::string(p.param);
});

TEST(SilentCutDownload, NeverEndsWhereNobodyAsks)
{
    BenchOptions options;
    options.links[0].down.rate = 8000000;
    options.browser = [](Browser& browser) {
        browser.SetAttribute("Silence", ns3::TimeValue(ns3::Seconds(0)));
    };
    LoadBench bench(PageOfObjects(0, 1000000), options);
    NodePower::Of(bench.network->GetNode(1))
        ->ScheduleCrash(ns3::MilliSeconds(600), ns3::Seconds(1));
    bench.Run();
    EXPECT_FALSE(bench.loaded);
    EXPECT_EQ(bench.received.size(), 1U);
    EXPECT_EQ(bench.closed.front().closeReason, "open at the end");
}

TEST(QuicCutDownload, IsFoundOutByTheIdleTimeoutAndResumed)
{
    BenchOptions options;
    options.protocol = "h3";
    options.links[0].down.rate = 8000000;
    LoadBench bench(PageOfObjects(0, 1000000), options);
    NodePower::Of(bench.network->GetNode(1))
        ->ScheduleCrash(ns3::MilliSeconds(600), ns3::Seconds(1));
    bench.Run();
    ASSERT_TRUE(bench.AllCame());
    EXPECT_EQ(bench.Of(0).response.status, 206);
    EXPECT_GT(*bench.loaded, ns3::Seconds(30)) << "RFC 9000 section 10.1; the option's default";
    EXPECT_LT(*bench.loaded, ns3::Seconds(33));
}

/** When a lost request is sent again (RFC 6298; RFC 8985 section 7): the probe, then timeouts. */
TEST(LinkOutage, IsSurvivedByTheRetransmissionThatFindsTheLinkUp)
{
    LoadBench bench(PageOfObjects(0, 1000), BenchOptions());
    // The request leaves at 50 ms and is on its way when the link goes down.
    const ns3::Time asked = ROUND;
    bench.network->ScheduleOutage(0, ns3::MilliSeconds(60), ns3::MilliSeconds(1440));
    bench.Run();
    ASSERT_TRUE(bench.AllArrived());
    // One sample of 50 ms: RTO = 50 + 200 ms, which is also when the probe goes.
    const ns3::Time rto = ROUND + ns3::MilliSeconds(200);
    ns3::Time found = asked + rto + rto; // the first timeout, after the probe
    for (ns3::Time wait = 2 * rto; found < ns3::MilliSeconds(1500); wait = 2 * wait)
    {
        found += wait;
    }
    EXPECT_EQ(found, ns3::MilliSeconds(2050));
    EXPECT_NEAR((*bench.loaded - found - ROUND).GetMicroSeconds(), 0, 100);
    EXPECT_EQ(bench.Of(0).attempts, 1U);
}

} // namespace

} // namespace pagewire::test
