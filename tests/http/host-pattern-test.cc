// SPDX-License-Identifier: GPL-2.0-only
#include "http/host-pattern.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(HostPattern, ANameMeansOneHost)
{
    EXPECT_TRUE(MatchesHost("example.org", "Example.ORG"));
    EXPECT_TRUE(MatchesHost("example.org", "example.org."));
    EXPECT_FALSE(MatchesHost("example.org", "www.example.org"));
    EXPECT_FALSE(MatchesHost("example.org", "example.org.evil.example"));
    EXPECT_FALSE(MatchesHost("", "example.org"));
}

TEST(HostPattern, ADotMeansAllBelow)
{
    EXPECT_TRUE(MatchesHost(".example.org", "example.org"));
    EXPECT_TRUE(MatchesHost(".example.org", "a.b.example.org"));
    EXPECT_FALSE(MatchesHost(".example.org", "badexample.org"));
    EXPECT_FALSE(MatchesHost(".example.org", ".example.org"));
}

TEST(HostRules, DenyingGoesBeforeAllowing)
{
    EXPECT_TRUE(HostRules{}.Allows("a.example"));
    const HostRules rules{{".example"}, {"b.example"}};
    EXPECT_TRUE(rules.Allows("a.example"));
    EXPECT_FALSE(rules.Allows("b.example"));
    EXPECT_FALSE(rules.Allows("b.example."));
    EXPECT_FALSE(rules.Allows("a.invalid"));
    EXPECT_FALSE((HostRules{{}, {"*"}}).Allows("a.example"));
}
