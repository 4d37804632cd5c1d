// SPDX-License-Identifier: GPL-2.0-only
#include "http/proxy-rules.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(ProxyRules, WithoutRulesEverythingGoesThroughTheProxy)
{
    EXPECT_TRUE(ProxyRules().UsesProxy("example.org"));
    EXPECT_TRUE(ProxyRules("").UsesProxy("example.org"));
}

TEST(ProxyRules, TheFirstThatFitsCounts)
{
    const ProxyRules rules("www.example.org=proxy .example.org=direct example.com=direct");
    EXPECT_TRUE(rules.UsesProxy("www.example.org"));
    EXPECT_FALSE(rules.UsesProxy("static.example.org"));
    EXPECT_FALSE(rules.UsesProxy("EXAMPLE.COM"));
    EXPECT_TRUE(rules.UsesProxy("other.net")) << "none fits";
    EXPECT_FALSE(ProxyRules("a=proxy *=direct").UsesProxy("b"));
}

TEST(ProxyRules, ABypassGoesBeforeThem)
{
    ProxyRules rules("*=proxy");
    rules.Bypass("localhost");
    EXPECT_FALSE(rules.UsesProxy("localhost"));
    EXPECT_TRUE(rules.UsesProxy("example.org"));
}

TEST(ProxyRules, AnythingElseIsAMistake)
{
    for (const char* text : {"example.org", "=proxy", "a=socks", "a=direct;b=proxy", "PROXY a:1"})
    {
        EXPECT_THROW(ProxyRules{text}, InputError) << text;
    }
}
