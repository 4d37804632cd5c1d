// SPDX-License-Identifier: GPL-2.0-only
// How many requests a connection takes, and how it ends.
#include "support/h2-rig.h"
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const ns3::Time RTT = ns3::MilliSeconds(20);
const std::vector<std::string> GRACEFUL{"graceful"};

template <class Rig>
struct MultiplexedLimits : testing::Test
{};

template <class Rig>
struct MultiplexedGoodbye : testing::Test
{};

using Rigs = testing::Types<H2Rig, H3Rig>;
TYPED_TEST_SUITE(MultiplexedLimits, Rigs);
TYPED_TEST_SUITE(MultiplexedGoodbye, Rigs);

} // namespace

TYPED_TEST(MultiplexedLimits, RoomFollowsTheServersLimit)
{
    TypeParam rig = TypeParam::WithStreamLimit(3);
    rig.AnswerLate(ns3::MilliSeconds(100));
    EXPECT_EQ(rig.client->Room(), 100u);
    rig.Get("/0");
    EXPECT_EQ(rig.client->Room(), 99u);
    rig.Run(ns3::MilliSeconds(21));
    EXPECT_EQ(rig.client->Room(), 2u);
    int next = 1;
    std::size_t mostActive = 0;
    const auto fill = [&] {
        while (next < 10 && rig.client->Room() > 0)
        {
            rig.Get("/" + std::to_string(next++));
            mostActive = std::max(mostActive, rig.client->Active());
        }
    };
    rig.clientEars.onRoom = fill;
    fill();
    rig.Run();
    EXPECT_EQ(next, 10);
    EXPECT_EQ(mostActive, 3u);
    for (const Answer& answer : rig.answers)
    {
        EXPECT_TRUE(answer.completed);
    }
    const ns3::Time round = TypeParam::ROUND_TRIPS_OF_A_STREAM * RTT + ns3::MilliSeconds(101);
    EXPECT_LE(*rig.answers.back().completed, RTT + 4 * round);
}

TYPED_TEST(MultiplexedGoodbye, ClientClosesInOrderAfterItsExchanges)
{
    TypeParam rig;
    const Answer& answer = rig.Get("/");
    rig.client->Close();
    EXPECT_EQ(rig.client->Room(), 0u);
    rig.Run();
    EXPECT_EQ(answer.completed, 2 * RTT);
    EXPECT_TRUE(rig.ClientSaidGoodbye());
    EXPECT_EQ(rig.clientEars.closed, GRACEFUL);
    EXPECT_EQ(rig.serverEars.closed, GRACEFUL);
    EXPECT_EQ(rig.site.gone, 1);
}

TYPED_TEST(MultiplexedGoodbye, ServerSaysGoodbyeTwiceAndAnswersWhatIsOnItsWay)
{
    TypeParam rig;
    rig.AnswerLate(ns3::MilliSeconds(100));
    rig.Get("/early");
    ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&rig] { rig.server->Close(); });
    // Leaves before the notice arrives at 60 ms.
    ns3::Simulator::Schedule(ns3::MilliSeconds(55), [&rig] { rig.Get("/crossing"); });
    rig.Run();
    EXPECT_TRUE(rig.answers[0].completed);
    EXPECT_TRUE(rig.answers[1].completed);
    const std::vector<std::uint64_t> lasts{TypeParam::LAST_OF_ANY, TypeParam::LAST_OF_TWO};
    EXPECT_EQ(rig.GoodbyesFromServer(), lasts);
    EXPECT_EQ(rig.clientEars.draining, 1);
    EXPECT_EQ(rig.client->Room(), 0u);
    EXPECT_EQ(rig.clientEars.closed, GRACEFUL);
    EXPECT_EQ(rig.serverEars.closed, GRACEFUL);
}

TYPED_TEST(MultiplexedGoodbye, EndOfWhatLiesBelowFailsEveryExchangeOnce)
{
    TypeParam rig;
    rig.AnswerLate(ns3::Seconds(10));
    rig.Get("/a");
    rig.Get("/b");
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.Cut(); });
    rig.Run(ns3::Seconds(1));
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        ASSERT_TRUE(answer.failure);
        EXPECT_EQ(answer.failure->reason, TypeParam::CUT);
        EXPECT_FALSE(answer.failure->surelyUnprocessed);
    }
    EXPECT_EQ(rig.clientEars.draining, 1);
    EXPECT_EQ(rig.clientEars.closed, std::vector<std::string>{TypeParam::CUT});
    EXPECT_EQ(rig.client->Room(), 0u);
}

TYPED_TEST(MultiplexedGoodbye, WhatWasNeverSentIsSurelyUnprocessed)
{
    TypeParam rig;
    rig.Get("/");
    ns3::Simulator::Schedule(ns3::MilliSeconds(5), [&rig] { rig.Cut(); });
    rig.Run();
    ASSERT_TRUE(rig.answers[0].failure);
    EXPECT_TRUE(rig.answers[0].failure->surelyUnprocessed);
    EXPECT_EQ(rig.clientEars.closed, std::vector<std::string>{TypeParam::CUT});
    EXPECT_FALSE(rig.clientEars.ready);
}

TYPED_TEST(MultiplexedGoodbye, EndOfTheLastExchangeIsTold)
{
    TypeParam rig;
    rig.AnswerLate(ns3::Seconds(1));
    rig.Get("/");
    ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&rig] { rig.server->Close(); });
    std::optional<ns3::Time> told;
    rig.clientEars.onRoom = [&] {
        if (rig.client->Active() == 0)
        {
            told = ns3::Simulator::Now();
            EXPECT_TRUE(rig.clientEars.closed.empty());
        }
    };
    rig.Run();
    EXPECT_EQ(rig.clientEars.draining, 1);
    EXPECT_TRUE(rig.answers[0].completed);
    EXPECT_EQ(told, rig.answers[0].completed);
    EXPECT_EQ(rig.clientEars.closed.size(), 1u);
}
