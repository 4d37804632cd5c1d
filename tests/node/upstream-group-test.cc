// SPDX-License-Identifier: GPL-2.0-only
#include "node/upstream-group.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <map>

using namespace pagewire;

namespace
{

UpstreamGroup
GroupOf(const std::vector<std::pair<std::string, unsigned>>& servers,
        const std::string& policy,
        const HealthOptions& health = {})
{
    UpstreamGroup group(health, MakeBalancingPolicy(policy, 7));
    for (const auto& [name, weight] : servers)
    {
        group.Add({name, {"http", name, 80}, weight});
    }
    return group;
}

/** Begins so many requests, each over at once. \return the servers' names in order */
std::string
Sequence(UpstreamGroup& group, int count, ns3::Time now = ns3::Seconds(0))
{
    std::string names;
    for (int i = 0; i < count; ++i)
    {
        const auto server = group.Begin("", {}, now);
        names += server ? group.At(*server).name : "-";
        if (server)
        {
            group.EndWell(*server);
        }
    }
    return names;
}

} // namespace

TEST(RoundRobin, TakesTurns)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}, {"c", 1}}, "round-robin");
    EXPECT_EQ(Sequence(group, 7), "abcabca");
}

TEST(RoundRobin, WeightsAreSpreadAsNginxSpreadsThem)
{
    // The example of nginx's change of 2012 that made its round robin smooth: 5, 1, 1 give
    // a a b a c a a, not five times a in a row.
    auto group = GroupOf({{"a", 5}, {"b", 1}, {"c", 1}}, "round-robin");
    EXPECT_EQ(Sequence(group, 14), "aabacaaaabacaa");
}

TEST(LeastConnections, TheLeastBusyGetsIt)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}, {"c", 2}}, "least-connections");
    std::map<std::string, int> begun;
    for (int i = 0; i < 8; ++i)
    {
        ++begun[group.At(*group.Begin("", {}, ns3::Seconds(0))).name];
    }
    EXPECT_EQ(begun, (std::map<std::string, int>{{"a", 2}, {"b", 2}, {"c", 4}}));
    group.EndWell(1);
    EXPECT_EQ(group.Begin("", {}, ns3::Seconds(0)), 1u);
}

TEST(LeastConnections, EqualsTakeTurns)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}}, "least-connections");
    EXPECT_EQ(Sequence(group, 4), "abab");
}

TEST(ConsistentHash, AKeyStaysWhereItIs)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}, {"c", 1}}, "consistent-hash");
    for (int i = 0; i < 100; ++i)
    {
        const std::string key = "key" + std::to_string(i);
        EXPECT_EQ(group.Begin(key, {}, ns3::Seconds(0)), group.Begin(key, {}, ns3::Seconds(0)));
    }
}

TEST(ConsistentHash, SharesAreAlikeAndFollowWeights)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}, {"c", 2}}, "consistent-hash");
    std::map<std::size_t, int> counts;
    for (int i = 0; i < 10000; ++i)
    {
        ++counts[*group.Begin("key" + std::to_string(i), {}, ns3::Seconds(0))];
    }
    // With 160 points a share is off by about a part in the square root of 160, 8 %.
    EXPECT_NEAR(counts[0], 2500, 600);
    EXPECT_NEAR(counts[1], 2500, 600);
    EXPECT_NEAR(counts[2], 5000, 800);
}

TEST(ConsistentHash, WithoutAServerOnlyItsKeysMove)
{
    auto before = GroupOf({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}}, "consistent-hash");
    auto after = GroupOf({{"a", 1}, {"b", 1}, {"d", 1}}, "consistent-hash");
    int moved = 0;
    for (int i = 0; i < 10000; ++i)
    {
        const std::string key = "key" + std::to_string(i);
        const std::string one = before.At(*before.Begin(key, {}, ns3::Seconds(0))).name;
        const std::string other = after.At(*after.Begin(key, {}, ns3::Seconds(0))).name;
        EXPECT_TRUE(one == other || one == "c") << key;
        moved += one != other;
    }
    EXPECT_NEAR(moved, 2500, 600) << "its share: a quarter";
}

TEST(ConsistentHash, WhatWasTriedIsPassedOver)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}, {"c", 1}}, "consistent-hash");
    const std::size_t first = *group.Begin("key", {}, ns3::Seconds(0));
    const std::size_t second = *group.Begin("key", {first}, ns3::Seconds(0));
    EXPECT_NE(first, second);
    EXPECT_EQ(group.Begin("key", {first}, ns3::Seconds(0)), second);
}

TEST(UpstreamHealth, AFailureTakesAServerOutForATime)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}}, "round-robin", {1, ns3::Seconds(10)});
    group.EndFailed(*group.Begin("", {}, ns3::Seconds(1)), ns3::Seconds(1));
    EXPECT_EQ(Sequence(group, 3, ns3::Seconds(1)), "bbb");
    EXPECT_EQ(Sequence(group, 3, ns3::Seconds(11)), "bbb");
    EXPECT_NE(Sequence(group, 4, ns3::NanoSeconds(11000000001)).find('a'), std::string::npos);
}

TEST(UpstreamHealth, OneRequestTriesIt)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}}, "round-robin", {1, ns3::Seconds(10)});
    group.EndFailed(*group.Begin("", {1}, ns3::Seconds(0)), ns3::Seconds(0));
    EXPECT_EQ(group.Begin("", {1}, ns3::Seconds(20)), 0u) << "the trial";
    EXPECT_EQ(group.Begin("", {1}, ns3::Seconds(21)), 1u) << "no other until that has succeeded";
    group.EndWell(0);
    EXPECT_EQ(group.Begin("", {1}, ns3::Seconds(22)), 0u);
}

TEST(UpstreamHealth, SeveralFailuresMayBeAllowed)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}}, "round-robin", {3, ns3::Seconds(10)});
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(group.Begin("", {1}, ns3::Seconds(i)), 0u);
        group.EndFailed(0, ns3::Seconds(i));
    }
    EXPECT_EQ(group.Begin("", {1}, ns3::Seconds(3)), 1u) << "tried, but the only one";
}

TEST(UpstreamHealth, WhereAllAreDownThereIsNobody)
{
    auto group = GroupOf({{"a", 1}, {"b", 1}}, "round-robin", {1, ns3::Seconds(10)});
    group.EndFailed(*group.Begin("", {1}, ns3::Seconds(1)), ns3::Seconds(1));
    EXPECT_EQ(group.UntilUp(ns3::Seconds(1)), ns3::Seconds(0));
    group.EndFailed(*group.Begin("", {0}, ns3::Seconds(2)), ns3::Seconds(2));
    EXPECT_FALSE(group.Begin("", {}, ns3::Seconds(4)));
    EXPECT_EQ(group.UntilUp(ns3::Seconds(4)), ns3::Seconds(7));
}

TEST(UpstreamHealth, WhoStandsAloneIsNeverDown)
{
    auto group = GroupOf({{"a", 1}}, "round-robin", {1, ns3::Seconds(10)});
    group.EndFailed(*group.Begin("", {}, ns3::Seconds(1)), ns3::Seconds(1));
    EXPECT_EQ(group.Begin("", {0}, ns3::Seconds(1)), 0u);
}

TEST(BalancingPolicy, UnknownNamesAreNamed)
{
    EXPECT_THROW(MakeBalancingPolicy("random", 1), InputError);
}
