// SPDX-License-Identifier: GPL-2.0-only
// Extensible priorities (RFC 9218): whose content goes first on a line that is too narrow for all.
#include "support/h2-rig.h"
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

template <class Rig>
struct MultiplexedPriority : testing::Test
{};

using Rigs = testing::Types<H2Rig, H3Rig>;
TYPED_TEST_SUITE(MultiplexedPriority, Rigs);

using Numbers = std::vector<std::size_t>;
using Words = std::vector<std::string>;

} // namespace

TYPED_TEST(MultiplexedPriority, UrgentFirstThenInTheOrderOfRequests)
{
    TypeParam rig = TypeParam::Narrow();
    rig.AnswerWith(100000);
    rig.Get("/0-low", Priority{7, false});
    rig.Get("/1-default");
    rig.Get("/2-high", Priority{0, false});
    rig.Get("/3-default", Priority{3, false});
    rig.Get("/4-high", Priority{0, false});
    rig.Run();
    EXPECT_EQ(rig.ContentOrder(), (Numbers{2, 4, 1, 3, 0}));
}

TYPED_TEST(MultiplexedPriority, PriorityUpdateChangesTheOrderInMidTransfer)
{
    TypeParam rig = TypeParam::Narrow();
    rig.AnswerWith(500000);
    rig.Get("/0");
    Answer& second = rig.Get("/1");
    ns3::Simulator::Schedule(ns3::MilliSeconds(200), [&second] {
        second.exchange->Reprioritize({1, false});
    });
    rig.Run();
    EXPECT_EQ(rig.ContentOrder(), (Numbers{0, 1, 0}));
    EXPECT_EQ(rig.PriorityUpdates(), (Words{"1 u=1"}));
}

TYPED_TEST(MultiplexedPriority, PriorityUpdateBeforeTheRequestLeavesWins)
{
    TypeParam rig = TypeParam::Narrow();
    rig.AnswerWith(100000);
    rig.Get("/0", Priority{3, false});
    rig.Get("/1", Priority{3, false}).exchange->Reprioritize({0, false});
    ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&rig] {
        rig.Get("/2", Priority{5, false});
        rig.Get("/3", Priority{7, false}).exchange->Reprioritize({0, true});
    });
    rig.Run();
    EXPECT_EQ(rig.ContentOrder(), (Numbers{1, 0, 3, 2}));
    for (const Answer& answer : rig.answers)
    {
        EXPECT_TRUE(answer.completed);
    }
}

TYPED_TEST(MultiplexedPriority, WithoutExtensionsThereAreNoSignals)
{
    typename TypeParam::Options options;
    options.extensiblePriorities = false;
    TypeParam rig = TypeParam::Narrow(options, options);
    rig.AnswerWith(100000);
    rig.Get("/0", Priority{7, false});
    rig.Get("/1", Priority{0, false}).exchange->Reprioritize({1, false});
    rig.Run();
    EXPECT_FALSE(rig.site.requests.at(0).fields.Has("priority"));
    EXPECT_EQ(rig.PriorityUpdates(), Words{});
    EXPECT_GT(rig.ContentOrder().size(), 8u) << "equal shares";
}

TYPED_TEST(MultiplexedPriority, TheRequestCarriesThePriorityField)
{
    TypeParam rig;
    rig.Get("/", Priority{1, true});
    rig.Run();
    EXPECT_EQ(rig.site.requests.at(0).fields.Find("priority"), "u=1, i");
    EXPECT_EQ(rig.site.requests.at(0).priority, (Priority{1, true}));
}
