// SPDX-License-Identifier: GPL-2.0-only
#include "http/content-length.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(ContentLength, IsADecimalNumber)
{
    EXPECT_EQ(ContentLengthOf({{"content-length", "0"}}), 0u);
    EXPECT_EQ(ContentLengthOf({{"Content-Length", "18446744073709551615"}}), 18446744073709551615u);
}

TEST(ContentLength, AllElseIsNone)
{
    EXPECT_FALSE(ContentLengthOf({}));
    for (const char* value : {"", "-1", "+1", "1 ", "0x1", "1, 1", "18446744073709551616"})
    {
        EXPECT_FALSE(ContentLengthOf({{"Content-Length", value}})) << value;
    }
    EXPECT_FALSE(ContentLengthOf({{"Content-Length", "1"}, {"Content-Length", "1"}}));
}
