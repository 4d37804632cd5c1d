// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "net/link-trace.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace pagewire
{

namespace
{

LinkTrace
Parsed(const std::string& text)
{
    std::istringstream input(text);
    return LinkTrace::Parse(input, "lte.down");
}

/** \return what the error says, or an empty text where there is none */
std::string
ErrorOf(const std::string& text)
{
    try
    {
        Parsed(text);
        return "";
    }
    catch (const InputError& error)
    {
        return error.what();
    }
}

/** \return where the error is said to be, and whether it speaks of a thing */
::testing::AssertionResult
FailsAt(const std::string& text, const std::string& place, const std::string& thing)
{
    const std::string error = ErrorOf(text);
    if (error.rfind(place, 0) == 0 && error.find(thing) != std::string::npos)
    {
        return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << "the error is: " << error;
}

TEST(LinkTrace, RepeatsAfterItsLastTime)
{
    const auto trace = Parsed("0\n0\n3\n10\n");
    EXPECT_EQ(trace.Count(), 4U);
    EXPECT_EQ(trace.Period(), 10U);
    const std::vector<std::uint64_t> expected{0, 0, 3, 10, 10, 10, 13, 20, 20, 20, 23, 30};
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
        EXPECT_EQ(trace.TimeOf(i), expected[i]) << i;
    }
}

TEST(LinkTrace, FindsTheFirstOpportunityFromAMillisecondOn)
{
    const auto trace = Parsed("0\n0\n3\n10\n");
    // The definition: the smallest number whose time is not earlier.
    for (std::uint64_t ms = 0; ms < 45; ++ms)
    {
        std::uint64_t first = 0;
        while (trace.TimeOf(first) < ms)
        {
            ++first;
        }
        EXPECT_EQ(trace.FirstFrom(ms), first) << ms;
    }
    EXPECT_EQ(Parsed("7\n").FirstFrom(7'000'000'001), 1'000'000'000U);
}

TEST(LinkTrace, KnowsItsMeanRate)
{
    EXPECT_EQ(Parsed("1\n").MeanRate(), 12'000'000U);
    EXPECT_EQ(Parsed("0\n0\n3\n10\n").MeanRate(), 4U * 12000 * 100);
}

TEST(LinkTrace, IsCutOffWithoutTheEndOfItsLastLine)
{
    EXPECT_EQ(Parsed("1\n20\n").Period(), 20U);
    EXPECT_TRUE(FailsAt("1\n20", "lte.down:2: ", "cut off"));
}

TEST(LinkTrace, NamesFileAndLineOfWhatIsNoTime)
{
    EXPECT_TRUE(FailsAt("1\n2\nx\n", "lte.down:3: ", "'x'"));
    EXPECT_TRUE(FailsAt("1 \n", "lte.down:1: ", "'1 '"));
    EXPECT_TRUE(FailsAt("-1\n", "lte.down:1: ", "'-1'"));
    EXPECT_TRUE(FailsAt("1.5\n", "lte.down:1: ", "'1.5'"));
    EXPECT_TRUE(FailsAt("1\r\n", "lte.down:1: ", "'1?'"));
    EXPECT_TRUE(FailsAt("1\n\n2\n", "lte.down:2: ", "''"));
    EXPECT_TRUE(FailsAt("99999999999999999999999\n", "lte.down:1: ", "whole number"));
    EXPECT_TRUE(FailsAt("1000000000001\n", "lte.down:1: ", "whole number"));
    EXPECT_TRUE(FailsAt(std::string("1\n\0\0", 4), "lte.down:2: ", "'??"));
}

TEST(LinkTrace, RefusesTimesThatDecrease)
{
    EXPECT_TRUE(FailsAt("5\n9\n8\n", "lte.down:3: ", "8 comes after 9"));
    EXPECT_TRUE(FailsAt("138\n139\n14", "lte.down:3: ", "cut off"));
}

TEST(LinkTrace, RefusesWhatDeliversNothing)
{
    EXPECT_TRUE(FailsAt("", "lte.down", "empty"));
    EXPECT_TRUE(FailsAt("0\n0\n", "lte.down:2: ", "lasts 0 ms"));
    EXPECT_THROW(LinkTrace::FromFile("no/such/file.down"), InputError);
    EXPECT_THROW(LinkTrace::FromFile("/"), InputError);
}

TEST(LinkTrace, ReadsRecordedLinks)
{
    const char* data = std::getenv("PAGEWIRE_DATA");
    const std::filesystem::path folder =
        std::filesystem::path(data ? data : "../shared/data") / "link-traces";
    if (!std::filesystem::exists(folder))
    {
        GTEST_SKIP() << "the recorded links are not there; set PAGEWIRE_DATA to their folder";
    }
    // Lines and last line as counted by wc and tail.
    const auto trace = LinkTrace::FromFile(folder / "Verizon-LTE-short.up");
    EXPECT_EQ(trace.Count(), 69367U);
    EXPECT_EQ(trace.Period(), 140000U);
    EXPECT_EQ(trace.TimeOf(2), 8U);
    EXPECT_EQ(trace.MeanRate(), 5945742U);
}

} // namespace

} // namespace pagewire
