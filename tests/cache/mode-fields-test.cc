// SPDX-License-Identifier: GPL-2.0-only
#include "cache/mode-fields.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(ModeFields, ModesAreSaidInFieldsUnlessTheRequestHasItsOwn)
{
    Request reload;
    AddModeFields(reload, CacheMode::NO_CACHE);
    EXPECT_EQ(reload.fields.Combined("Cache-Control"), "max-age=0");
    EXPECT_FALSE(reload.fields.Has("Pragma"));
    Request hard;
    AddModeFields(hard, CacheMode::RELOAD);
    EXPECT_EQ(hard.fields.Combined("Cache-Control"), "no-cache");
    EXPECT_EQ(hard.fields.Combined("Pragma"), "no-cache");
    Request own;
    own.fields.Add("Cache-Control", "max-age=5");
    AddModeFields(own, CacheMode::RELOAD);
    EXPECT_EQ(own.fields.Combined("Cache-Control"), "max-age=5");
    Request plain;
    AddModeFields(plain, CacheMode::FORCE_CACHE);
    EXPECT_TRUE(plain.fields.begin() == plain.fields.end());
}
