// SPDX-License-Identifier: GPL-2.0-only
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;
using namespace std::string_literals;

TEST(Utf8, TakesEverySizeAtItsBounds)
{
    for (const auto& text : {""s,
                             "\0"s,
                             "\x7f"s,
                             "\xc2\x80"s,
                             "\xdf\xbf"s,
                             "\xe0\xa0\x80"s,
                             "\xed\x9f\xbf"s,
                             "\xee\x80\x80"s,
                             "\xef\xbf\xbf"s,
                             "\xf0\x90\x80\x80"s,
                             "\xf4\x8f\xbf\xbf"s,
                             "a\xc3\xa9z"s})
    {
        EXPECT_TRUE(IsUtf8(text)) << ::testing::PrintToString(text);
    }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatIsCutOff)
{
    for (const auto& text : {"\x80"s,
                             "\xc0\xaf"s,
                             "\xc1\xbf"s,
                             "\xe0\x9f\xbf"s,
                             "\xed\xa0\x80"s,
                             "\xf0\x8f\xbf\xbf"s,
                             "\xf4\x90\x80\x80"s,
                             "\xf5\x80\x80\x80"s,
                             "\xff"s,
                             "\xc2"s,
                             "\xe2\x82"s,
                             "\xf0\x9f\x98"s,
                             "\xc2\x41"s,
                             "\xe2\x82\xc0"s})
    {
        EXPECT_FALSE(IsUtf8(text)) << ::testing::PrintToString(text);
        EXPECT_FALSE(IsUtf8("ok" + text));
    }
}

/** Every code point, encoded by the bit layout of RFC 3629 section 3, and no surrogate. */
TEST(Utf8, EveryCodePoint)
{
    for (std::uint32_t point = 0; point <= 0x10ffff; point += 7)
    {
        std::string text;
        const auto tail = [&text, point](int shift) {
            text += static_cast<char>(0x80 | ((point >> shift) & 0x3f));
        };
        if (point < 0x80)
        {
            text += static_cast<char>(point);
        }
        else if (point < 0x800)
        {
            text += static_cast<char>(0xc0 | (point >> 6));
            tail(0);
        }
        else if (point < 0x10000)
        {
            text += static_cast<char>(0xe0 | (point >> 12));
            tail(6);
            tail(0);
        }
        else
        {
            text += static_cast<char>(0xf0 | (point >> 18));
            tail(12);
            tail(6);
            tail(0);
        }
        EXPECT_EQ(IsUtf8(text), point < 0xd800 || point > 0xdfff) << std::hex << point;
    }
}
