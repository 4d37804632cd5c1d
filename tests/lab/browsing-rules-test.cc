// SPDX-License-Identifier: GPL-2.0-only
#include "lab/browsing-rules.h"

#include "base/error.h"
#include "lab/option-rules.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

BrowsingOptions
Resolve(const std::string& text)
{
    return ResolveOptions(Scenario::Parse("[browser]\n" + text, "x.ini")).browser.browsing;
}

void
ExpectRefused(const std::string& text, const std::string& words)
{
    try
    {
        Resolve(text);
        ADD_FAILURE() << text;
    }
    catch (const InputError& e)
    {
        EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
    }
}

} // namespace

TEST(BrowsingRules, ByDefaultThereIsOneVisitAndNoCache)
{
    const BrowsingOptions browsing = Resolve("");
    EXPECT_FALSE(browsing.cache);
    EXPECT_EQ(browsing.visits, std::vector<Navigation>{Navigation::ADDRESS_BAR});
    EXPECT_FALSE(browsing.HasHistory());
}

TEST(BrowsingRules, ACacheAndVisitsAreSetUp)
{
    const BrowsingOptions browsing =
        Resolve("cache = browser\nmemory-cache = 1MiB\ndisk-cache = 0\nmemory-latency = 1ms\n"
                "disk-latency = 9ms\ncache-partition = none\nclock-skew = -90s\nreload = all\n"
                "visits = address-bar reload+hard-reload back\nvisit-pause = 3s\n");
    EXPECT_TRUE(browsing.cache);
    EXPECT_EQ(browsing.memory, 1048576u);
    EXPECT_EQ(browsing.disk, 0u);
    EXPECT_EQ(browsing.memoryLatency, 1ms);
    EXPECT_EQ(browsing.diskLatency, 9ms);
    EXPECT_FALSE(browsing.partition);
    EXPECT_EQ(browsing.clockSkew, -90s);
    EXPECT_TRUE(browsing.reloadAll);
    const std::vector<Navigation> visits{Navigation::ADDRESS_BAR,
                                         Navigation::RELOAD,
                                         Navigation::HARD_RELOAD,
                                         Navigation::BACK};
    EXPECT_EQ(browsing.visits, visits);
    EXPECT_EQ(browsing.pause, 3s);
    EXPECT_TRUE(browsing.HasHistory());
}

TEST(BrowsingRules, WhatBelongsToNothingIsRefused)
{
    ExpectRefused("disk-cache = 1MB\n", "set browser.cache to browser");
    ExpectRefused("clock-skew = 1s\n", "set browser.cache to browser");
    ExpectRefused("visit-pause = 1s\n", "set browser.visits to more than one");
    ExpectRefused("cache = browser\nmemory-cache = 0\ndisk-cache = 0\n", "has no room");
    ExpectRefused("cache = browser\nprotocol = h09\n", "no fields");
    ExpectRefused("visits = back address-bar\n", "begin with address-bar");
    ExpectRefused("visits = address-bar again\n", "'again' is no kind of navigation");
    ExpectRefused("visits = +\n", "there are 0 visits");
    ExpectRefused("visits = address-bar link\n[workload]\nkind = ticker\n", "leave workload.kind");
    ExpectRefused("cache = browser\n[workload]\nkind = ticker\n", "to page or requests");
}

TEST(BrowsingRules, ASweepMayHaveBothWithAndWithout)
{
    const Scenario scenario =
        Scenario::Parse("[browser]\ndisk-cache = 1MB\nvisit-pause = 1s\n[sweep]\n"
                        "browser.cache = none browser\nbrowser.visits = link link+reload\n",
                        "x.ini");
    EXPECT_NO_THROW(ResolveOptions(scenario));
    EXPECT_FALSE(IsMootForBrowsing("browser.disk-latency", scenario));
    const Scenario plain = Scenario::Parse("", "x.ini");
    EXPECT_TRUE(IsMootForBrowsing("browser.disk-latency", plain));
    EXPECT_TRUE(IsMootForBrowsing("browser.reload", plain));
    EXPECT_FALSE(IsMootForBrowsing("browser.cache", plain));
    const Scenario spelt =
        Scenario::Parse("[browser]\ncache = none\nvisits = address-bar\n", "x.ini");
    EXPECT_TRUE(IsMootForBrowsing("browser.disk-latency", spelt)) << "as if nothing had been said";
    EXPECT_TRUE(IsMootForBrowsing("browser.visit-pause", spelt));
}
