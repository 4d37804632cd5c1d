// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "base/seed.h"
#include "base/units.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace std::chrono_literals;

TEST(Units, ReadsEachKindOfQuantity)
{
    EXPECT_EQ(ParseDuration("25ms"), 25ms);
    EXPECT_EQ(ParseDuration("1.5s"), 1500ms);
    EXPECT_EQ(ParseDuration("2 min"), 120s);
    EXPECT_EQ(ParseSignedDuration("-1.5s"), -1500ms);
    EXPECT_EQ(ParseSignedDuration("25ms"), 25ms);
    EXPECT_EQ(FormatDuration(ParseSignedDuration("-10s")), "-10s");
    EXPECT_THROW(ParseSignedDuration("--1s"), InputError);
    EXPECT_THROW(ParseSignedDuration("-"), InputError);
    EXPECT_EQ(ParseBitRate("10Mbps"), 10000000u);
    EXPECT_EQ(ParseBitRate("375kbps"), 375000u);
    EXPECT_DOUBLE_EQ(ParseFraction("0.5%"), 0.005);
    EXPECT_EQ(ParseByteCount("64KiB"), 65536u);
    EXPECT_EQ(ParseByteCount("14KB"), 14000u);
    EXPECT_EQ(ParseByteCount("1.5GiB"), 1610612736u);
}

TEST(Units, RefusesWhatIsNoQuantityAndNamesTheUnits)
{
    for (const char* text : {"", "ms", "-1ms", "1", "1 parsec", "1e999s", "nan s", "1,5s"})
    {
        EXPECT_THROW(ParseDuration(text), InputError) << text;
    }
    EXPECT_THROW(ParseFraction("101%"), InputError);
    EXPECT_THROW(ParseFraction("0.5"), InputError) << "half, or half a percent?";
    try
    {
        ParseBitRate("10mb");
        FAIL();
    }
    catch (const InputError& e)
    {
        EXPECT_STREQ(e.what(),
                     "'10mb' is not a bit rate: write a number and one of bps, kbps, Mbps, Gbps");
    }
}

TEST(Units, WritesTheLargestExactUnit)
{
    EXPECT_EQ(FormatDuration(25ms), "25ms");
    EXPECT_EQ(FormatDuration(1500ms), "1500ms");
    EXPECT_EQ(FormatDuration(0ms), "0ns");
    EXPECT_EQ(FormatBitRate(10000000), "10Mbps");
    EXPECT_EQ(FormatMilliseconds(Nanoseconds(12345678)), "12.345678");
    EXPECT_EQ(FormatMilliseconds(Nanoseconds(-5)), "-0.000005");
    EXPECT_EQ(FormatNumber(0.1), "0.1");
    EXPECT_EQ(FormatNumber(1000000), "1000000");
}

TEST(Seed, SameSeedSameBytes)
{
    SeededBytes one(7);
    SeededBytes two(7);
    unsigned char a[13];
    unsigned char b[13];
    one.Fill(a, sizeof(a));
    two.Fill(b, sizeof(b));
    EXPECT_EQ(std::string(a, a + 13), std::string(b, b + 13));
    EXPECT_NE(MixSeed(7, "client"), MixSeed(7, "server"));
    EXPECT_NE(MixSeed(7, "client"), MixSeed(8, "client"));
}
