// SPDX-License-Identifier: GPL-2.0-only
// An origin that fails by rules, as the browser sees it over every version.
#include "node/server-fault.h"

#include "node/load-bench.h"

#include "ns3/nstime.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pagewire::test
{

namespace
{

using Kind = ServerFault::Kind;

constexpr std::uint64_t SIZE = 10000; //!< octets, which fit into the first flight
constexpr std::uint64_t BROKEN_AT = 3000;

/** One resource from an origin that fails. */
class ServerFaultTest : public ::testing::TestWithParam<const char*>
{
  protected:
    ServerFaultTest()
    {
        options.protocol = GetParam();
        fault.request = 1;
        fault.bytes = BROKEN_AT;
    }

    LoadBench& Load(Kind kind, const std::string& method = "GET")
    {
        fault.kind = kind;
        Page page = PageOfObjects(0, SIZE);
        page.resources[0].method = method;
        page.resources[0].requestBodySize = method == "POST" ? 3000 : 0;
        options.origin = [this](Origin& origin) {
            origin.SetFaults({fault});
            origin.AssignStreams(1000);
        };
        bench.reset();
        bench = std::make_unique<LoadBench>(std::move(page), options);
        bench->Run();
        return *bench;
    }

    /** \return how long the content takes */
    double Seconds() const
    {
        const RequestRecord& record = bench->Of(0);
        return (*record.end - *record.firstByte).GetSeconds();
    }

    /** \return what pacing may add to that: QUIC spreads its first flight over a round trip */
    double Tolerance() const
    {
        return options.protocol == "h3" ? 0.05 : 0.001;
    }

    void SetSilence(ns3::Time silence)
    {
        options.browser = [silence](Browser& browser) {
            browser.SetAttribute("Silence", ns3::TimeValue(silence));
        };
    }

    BenchOptions options;
    ServerFault fault;
    std::unique_ptr<LoadBench> bench;
};

/** Of a broken download only the rest is asked for (RFC 9110 section 14.2). */
void
ExpectResumed(const LoadBench& bench)
{
    ASSERT_TRUE(bench.AllCame());
    const RequestRecord& record = bench.Of(0);
    EXPECT_EQ(record.attempts, 2U);
    EXPECT_EQ(record.response.status, 206);
    EXPECT_EQ(record.responseBodyBytes, SIZE);
    ASSERT_EQ(bench.responded.size(), 2U);
    EXPECT_EQ(bench.responded[1].responseBodyBytes, SIZE - BROKEN_AT);
}

TEST_P(ServerFaultTest, AResetIsRepaired)
{
    ExpectResumed(Load(Kind::RESET));
    EXPECT_EQ(bench->Of(0).connection, Multiplexes(bench->Of(0).protocol) ? 1U : 2U)
        << "only the stream is reset where there are streams";
}

TEST_P(ServerFaultTest, AnEarlyCloseIsRepaired)
{
    ExpectResumed(Load(Kind::CLOSE));
    EXPECT_EQ(bench->Of(0).connection, 2U);
}

TEST_P(ServerFaultTest, TheEndOfAConnectionSaysWhatWasAmiss)
{
    Load(Kind::RESET);
    const bool streams = Multiplexes(bench->Of(0).protocol);
    EXPECT_EQ(bench->closed.size(), streams ? 1U : 2U);
    EXPECT_EQ(bench->closed[0].closeReason, streams ? "graceful" : "reset");
    Load(Kind::CLOSE);
    ASSERT_EQ(bench->closed.size(), 2U);
    const std::string& heard = bench->closed[0].closeReason;
    const std::string& said = bench->served[0].closeReason;
    if (!streams)
    {
        EXPECT_EQ(heard, "graceful") << "as far as TCP can tell";
        EXPECT_EQ(said, "graceful");
        return;
    }
    const bool quic = options.protocol == "h3";
    EXPECT_EQ(heard, quic ? "closed by peer: H3_INTERNAL_ERROR" : "closed by peer");
    EXPECT_EQ(said, "broken off");
}

TEST_P(ServerFaultTest, AStallIsFoundOutByWhoWatches)
{
    SetSilence(ns3::Seconds(2));
    ExpectResumed(Load(Kind::STALL));
    EXPECT_GT(*bench->loaded, ns3::Seconds(2));
    EXPECT_LT(*bench->loaded, ns3::Seconds(3));
}

TEST_P(ServerFaultTest, AStallForATimeTakesThatTime)
{
    fault.time = ns3::Seconds(3);
    Load(Kind::STALL);
    EXPECT_TRUE(bench->AllArrived());
    EXPECT_NEAR(Seconds(), 3, Tolerance());
    EXPECT_EQ(bench->Of(0).attempts, 1U);
}

TEST_P(ServerFaultTest, ASlowAnswerTakesItsSizeOverItsRate)
{
    fault.bytes = 4000;
    Load(Kind::SLOW);
    EXPECT_TRUE(bench->AllArrived());
    EXPECT_NEAR(Seconds(), 2.5, 0.001);
    EXPECT_EQ(bench->Of(0).attempts, 1U);
}

TEST_P(ServerFaultTest, ALateAnswerIsLate)
{
    fault.time = ns3::MilliSeconds(700);
    const ns3::Time late = *Load(Kind::LATE).Of(0).firstByte;
    fault.request = 999;
    const ns3::Time prompt = *Load(Kind::LATE).Of(0).firstByte;
    EXPECT_NEAR((late - prompt).GetSeconds(), 0.7, 1e-6);
}

TEST_P(ServerFaultTest, ARefusalIsAnAnswer)
{
    Load(Kind::REFUSE);
    const RequestRecord& record = bench->Of(0);
    EXPECT_EQ(record.status, RequestStatus::OK);
    EXPECT_EQ(record.response.status, 503);
    EXPECT_EQ(record.attempts, 1U);
}

TEST_P(ServerFaultTest, AnotherRequestOrPathIsNotConcerned)
{
    fault.request = 2;
    Load(Kind::RESET);
    EXPECT_TRUE(bench->AllArrived());
    EXPECT_EQ(bench->Of(0).attempts, 1U);
    fault.request = 0;
    fault.path = "/other";
    Load(Kind::RESET);
    EXPECT_EQ(bench->Of(0).attempts, 1U);
    fault.path = "/";
    Load(Kind::RESET);
    EXPECT_EQ(bench->Of(0).status, RequestStatus::FAILED);
    EXPECT_EQ(bench->Of(0).attempts, 3U) << "each attempt meets it, and gets some further";
}

TEST_P(ServerFaultTest, APostIsProcessedOnceAtMost)
{
    for (const Kind kind :
         {Kind::RESET, Kind::CLOSE, Kind::STALL, Kind::SLOW, Kind::LATE, Kind::REFUSE})
    {
        SetSilence(ns3::Seconds(2));
        fault.bytes = kind == Kind::SLOW ? 100000 : BROKEN_AT;
        fault.time = kind == Kind::LATE ? ns3::Seconds(5) : ns3::Seconds(0);
        Load(kind, "POST");
        EXPECT_EQ(bench->received.size(), 1U) << int(kind);
        EXPECT_EQ(bench->Of(0).attempts, 1U) << int(kind);
        const bool answered = kind == Kind::SLOW || kind == Kind::REFUSE;
        EXPECT_EQ(bench->Of(0).status, answered ? RequestStatus::OK : RequestStatus::FAILED)
            << int(kind);
    }
}

TEST_P(ServerFaultTest, IsTheSameEveryTime)
{
    fault.request = 0;
    fault.probability = 0.5;
    const ns3::Time once = Load(Kind::CLOSE).loaded.value_or(ns3::Seconds(-1));
    const std::uint64_t octets = bench->Octets();
    EXPECT_EQ(Load(Kind::CLOSE).loaded.value_or(ns3::Seconds(-1)), once);
    EXPECT_EQ(bench->Octets(), octets);
}

INSTANTIATE_TEST_SUITE_P(Protocols,
                         ServerFaultTest,
                         ::testing::Values("h10", "h11", "h2", "h3"),
                         [](const auto& p) { return std::string(p.param); });

TEST(ServerFaults, StrikeAsOftenAsTheirProbabilitySays)
{
    ServerFault rare;
    rare.probability = 0.25;
    ServerFaults faults({rare});
    faults.AssignStreams(77);
    int struck = 0;
    constexpr int REQUESTS = 10000;
    for (int i = 0; i < REQUESTS; ++i)
    {
        struck += faults.Next(Request()) != nullptr;
    }
    // Four standard deviations of a binomial distribution: 4 sqrt(n p (1 - p)) = 173.
    EXPECT_NEAR(struck, REQUESTS / 4, 173);
}

TEST(ServerFaults, ARuleDoesNotShiftTheDrawsOfAnother)
{
    ServerFault first;
    first.request = 3;
    ServerFault rare;
    rare.kind = Kind::LATE;
    rare.probability = 0.5;
    std::vector<bool> struck[2];
    for (const int with : {0, 1})
    {
        first.request = with ? 3 : 999;
        ServerFaults faults({first, rare});
        faults.AssignStreams(5);
        for (int i = 1; i <= 50; ++i)
        {
            const ServerFault* found = faults.Next(Request());
            if (i != 3)
            {
                struck[with].push_back(found != nullptr);
            }
        }
    }
    EXPECT_EQ(struck[0], struck[1]);
}

/** One document and nine objects at once, each thought about for 100 ms. */
Page
PageToThinkAbout()
{
    Page page = PageOfObjects(9, 100);
    for (std::size_t i = 1; i < page.resources.size(); ++i)
    {
        page.resources[i].thinkTime = std::chrono::milliseconds(100);
    }
    return page;
}

TEST(Workers, ThinkAboutSoManyRequestsAtOnce)
{
    for (const auto& [workers, rounds] : {std::pair(0U, 1), {1U, 9}, {2U, 5}, {3U, 3}, {9U, 1}})
    {
        BenchOptions options;
        options.protocol = "h2";
        options.origin = [workers = workers](Origin& origin) {
            origin.SetAttribute("Workers", ns3::UintegerValue(workers));
        };
        LoadBench bench(PageToThinkAbout(), options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived());
        // Handshake, document, objects: three round trips of 50 ms, and the thinking.
        EXPECT_NEAR(bench.loaded->GetSeconds(), 0.15 + 0.1 * rounds, 0.001) << workers;
    }
}

} // namespace

} // namespace pagewire::test
