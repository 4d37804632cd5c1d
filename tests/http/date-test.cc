// SPDX-License-Identifier: GPL-2.0-only
#include "http/date.h"

#include "base/seed.h"

#include <gtest/gtest.h>

#include <ctime>

using namespace pagewire;

namespace
{

/** The moment of RFC 9110 section 5.6.7's examples. */
constexpr HttpSeconds EXAMPLE = 784111777;
constexpr HttpSeconds YEAR_1997 = 852076800;

} // namespace

TEST(HttpDate, ReadsTheThreeFormsOfTheStandard)
{
    EXPECT_EQ(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", YEAR_1997), EXAMPLE);
    EXPECT_EQ(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", YEAR_1997), EXAMPLE);
    EXPECT_EQ(ParseHttpDate("Sun Nov  6 08:49:37 1994", YEAR_1997), EXAMPLE);
    EXPECT_EQ(ParseHttpDate("Wed Nov 16 08:49:37 1994", YEAR_1997), EXAMPLE + 10 * 86400);
}

TEST(HttpDate, WritesFixdate)
{
    EXPECT_EQ(FormatHttpDate(EXAMPLE), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(FormatHttpDate(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(FormatHttpDate(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
    EXPECT_EQ(FormatHttpDate(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
    EXPECT_EQ(FormatHttpDate(253402300799), "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST(HttpDate, TwoDigitYearIsAtMostFiftyYearsAhead)
{
    const HttpSeconds year2026 = 1767225600;
    const auto read = [year2026](const char* text) {
        return FormatHttpDate(ParseHttpDate(text, year2026).value()).substr(12, 4);
    };
    EXPECT_EQ(read("Sunday, 06-Nov-94 08:49:37 GMT"), "1994");
    EXPECT_EQ(read("Friday, 06-Nov-76 08:49:37 GMT"), "2076");
    EXPECT_EQ(read("Sunday, 06-Nov-77 08:49:37 GMT"), "1977");
    EXPECT_EQ(read("Friday, 06-Nov-26 08:49:37 GMT"), "2026");
    EXPECT_EQ(read("Monday, 06-Nov-00 08:49:37 GMT"), "2000");
}

TEST(HttpDate, RefusesWhatIsNoDate)
{
    for (const char* text : {"",
                             "0",
                             "-1",
                             "Sun",
                             "Sun, 06 Nov 1994 08:49:37",
                             "Sun, 06 Nov 1994 08:49:37 GMT ",
                             "Sun, 6 Nov 1994 08:49:37 GMT",
                             "Sun, 31 Nov 1994 08:49:37 GMT",
                             "Sun, 29 Feb 1900 08:49:37 GMT",
                             "Sun, 00 Nov 1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 24:00:00 GMT",
                             "Sun, 06 Nov 1994 08:60:00 GMT",
                             "Sunday, 06-Nov-1994 08:49:37 GMT",
                             "Sun, 06-Nov-94 08:49:37 GMT",
                             "Sun Nov 06 08:49:37 94",
                             "Sun, 06 anF 1994 08:49:37 GMT",
                             "Sun, 06 Nov 94 08:49:37 GMT",
                             "Sun, 06 Nov 1994 8:49:37 GMT",
                             "Sun, 06 Nov 1994  08:49:37 GMT",
                             "Sun,  06 Nov 1994 08:49:37 GMT",
                             "Sun 06 Nov 1994 08:49:37 GMT",
                             "Sun,06 Nov 1994 08:49:37 GMT",
                             "Sun, 06-Nov-1994 08:49:37 GMT",
                             "Sun, 06 Nov 1994 08:49:37 EST",
                             "Sun, 06 Nov 1994 08:49:37 +0000",
                             "Sun, 06 Nov 1994 08:49:37 UT",
                             "Sun, 06 Nov 1994 08:49:37 UTC",
                             "Sun Nov  6 08:49:37 1994 UTC"})
    {
        EXPECT_FALSE(ParseHttpDate(text, YEAR_1997)) << text;
    }
    EXPECT_EQ(ParseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", 0), 1483228800);
}

TEST(HttpDate, NamesAreReadInAnyCase)
{
    // RFC 9111 section 4.2: caches are to match dates without regard to case.
    for (const char* text : {"sun, 06 nov 1994 08:49:37 gmt",
                             "SUN, 06 NOV 1994 08:49:37 GMT",
                             "sUN, 06 nOV 1994 08:49:37 gMT",
                             "sunday, 06-nov-94 08:49:37 gmt",
                             "sun nov  6 08:49:37 1994"})
    {
        EXPECT_EQ(ParseHttpDate(text, YEAR_1997), EXAMPLE) << text;
    }
}

TEST(HttpDate, AgreesWithTheCLibraryOnRandomMoments)
{
    SeededBytes random(11);
    for (int i = 0; i < 20000; ++i)
    {
        // Years 1 to 9999; the C library's own conversion is the reference.
        const auto time = static_cast<std::time_t>(random.Next() % 315537897600ULL) -
                          static_cast<std::time_t>(62135596800);
        std::tm civil{};
        gmtime_r(&time, &civil);
        char expected[64];
        std::strftime(expected, sizeof(expected), "%a, %d %b %Y %H:%M:%S GMT", &civil);
        const std::string year = std::to_string(civil.tm_year + 1900);
        std::string text = expected;
        text.replace(12, text.find(' ', 12) - 12, std::string(4 - year.size(), '0') + year);
        ASSERT_EQ(FormatHttpDate(time), text);
        ASSERT_EQ(ParseHttpDate(text, 0), time) << text;
    }
}
