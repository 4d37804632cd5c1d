// SPDX-License-Identifier: GPL-2.0-only
#include "net/delay-model.h"

#include "ns3/double.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Time;
using ns3::TimeValue;

ns3::Ptr<DelayModel>
MakeModel(Time delay, Time jitter, double reorder, Time held, std::int64_t stream = 1)
{
    auto model = ns3::CreateObject<DelayModel>();
    model->SetAttribute("Delay", TimeValue(delay));
    model->SetAttribute("Jitter", TimeValue(jitter));
    model->SetAttribute("ReorderProbability", ns3::DoubleValue(reorder));
    model->SetAttribute("ReorderDelay", TimeValue(held));
    EXPECT_EQ(model->AssignStreams(stream), 2);
    return model;
}

TEST(DelayModel, IsConstantByItself)
{
    const auto model = MakeModel(MilliSeconds(25), Time(0), 0, Time(0));
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_EQ(model->NextArrival(MicroSeconds(i)), MicroSeconds(25000 + i));
    }
}

TEST(DelayModel, JitterIsUniformWherePacketsAreFarApart)
{
    const auto model = MakeModel(MilliSeconds(25), MilliSeconds(8), 0, Time(0));
    constexpr int PACKETS = 20000;
    double sum = 0;
    for (int i = 0; i < PACKETS; ++i)
    {
        const Time departure = MilliSeconds(100 * i);
        const Time extra = model->NextArrival(departure) - departure - MilliSeconds(25);
        ASSERT_GE(extra, Time(0));
        ASSERT_LE(extra, MilliSeconds(8));
        sum += extra.GetSeconds();
    }
    // The mean of a uniform variable on 8 ms is 4 ms, its deviation 8 ms over the root of 12.
    EXPECT_NEAR(sum / PACKETS, 0.004, 4 * 0.008 / std::sqrt(12.0 * PACKETS));
}

TEST(DelayModel, JitterKeepsTheOrder)
{
    const auto model = MakeModel(MilliSeconds(25), MilliSeconds(50), 0, Time(0));
    Time last(0);
    int equal = 0;
    for (int i = 0; i < 10000; ++i)
    {
        const Time arrival = model->NextArrival(MicroSeconds(100 * i));
        ASSERT_GE(arrival, last);
        equal += arrival == last;
        last = arrival;
    }
    EXPECT_GT(equal, 0) << "packets so close together must meet";
}

TEST(DelayModel, AHeldBackPacketIsOvertaken)
{
    const auto model = MakeModel(MilliSeconds(25), Time(0), 0.1, MilliSeconds(10));
    constexpr int PACKETS = 10000;
    int held = 0;
    for (int i = 0; i < PACKETS; ++i)
    {
        const Time departure = MilliSeconds(i);
        const Time took = model->NextArrival(departure) - departure;
        // Those held back hold nobody else back.
        ASSERT_TRUE(took == MilliSeconds(25) || took == MilliSeconds(35)) << took;
        held += took == MilliSeconds(35);
    }
    EXPECT_NEAR(held, 0.1 * PACKETS, 4 * std::sqrt(0.1 * 0.9 * PACKETS));
}

TEST(DelayModel, ReorderingDoesNotMoveTheJitterOfOthers)
{
    const auto plain = MakeModel(MilliSeconds(25), MilliSeconds(5), 0, Time(0));
    const auto reordering = MakeModel(MilliSeconds(25), MilliSeconds(5), 0.3, MilliSeconds(10));
    for (int i = 0; i < 1000; ++i)
    {
        const Time departure = MilliSeconds(100 * i);
        const Time without = plain->NextArrival(departure);
        const Time with = reordering->NextArrival(departure);
        ASSERT_TRUE(with == without || with == without + MilliSeconds(10)) << i;
    }
}

} // namespace

} // namespace pagewire
