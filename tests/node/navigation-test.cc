// SPDX-License-Identifier: GPL-2.0-only
#include "node/navigation.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(Navigation, EachKindHasAName)
{
    for (int i = 0; i <= static_cast<int>(Navigation::NEW_SESSION); ++i)
    {
        const auto navigation = static_cast<Navigation>(i);
        EXPECT_EQ(ParseNavigation(NavigationName(navigation)), navigation);
    }
    EXPECT_EQ(NavigationName(Navigation::HARD_RELOAD), "hard-reload");
    EXPECT_FALSE(ParseNavigation("reloaded"));
}

TEST(Navigation, KindsLookAtTheCacheInTheirOwnWay)
{
    const auto mode = [](Navigation navigation, bool document, ReloadScope scope) {
        return CacheModeOf(navigation, document, scope);
    };
    EXPECT_EQ(mode(Navigation::LINK, true, RELOAD_ALL), CacheMode::DEFAULT);
    EXPECT_EQ(mode(Navigation::NEW_SESSION, true, RELOAD_ALL), CacheMode::DEFAULT);
    EXPECT_EQ(mode(Navigation::FORWARD, false, RELOAD_ALL), CacheMode::FORCE_CACHE);
    EXPECT_EQ(mode(Navigation::RELOAD, true, RELOAD_DOCUMENT), CacheMode::NO_CACHE);
    EXPECT_EQ(mode(Navigation::RELOAD, false, RELOAD_DOCUMENT), CacheMode::DEFAULT);
    EXPECT_EQ(mode(Navigation::RELOAD, false, RELOAD_ALL), CacheMode::NO_CACHE);
    EXPECT_EQ(mode(Navigation::HARD_RELOAD, false, RELOAD_DOCUMENT), CacheMode::RELOAD);
}
