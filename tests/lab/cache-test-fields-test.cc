// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-fields.h"

#include <gtest/gtest.h>

namespace pagewire
{
namespace
{

/** 1994-11-06 08:49:37, the moment of RFC 9110 section 5.6.7's examples. */
constexpr HttpSeconds NOW = 784111777;

std::string
TextOf(const std::string& name, const CacheTestValue& value, const CacheTestRequest& request = {})
{
    return CacheTestText(name, value, request, {NOW, "/test/x"});
}

TEST(CacheTestFields, NumbersInDatesAreSecondsFromNow)
{
    EXPECT_EQ(TextOf("Date", {"", 0}), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(TextOf("expires", {"", 60}), "Sun, 06 Nov 1994 08:50:37 GMT");
    EXPECT_EQ(TextOf("Last-Modified", {"", -86400}), "Sat, 05 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(TextOf("If-Modified-Since", {"", -37}), "Sun, 06 Nov 1994 08:49:00 GMT");
    EXPECT_EQ(TextOf("Age", {"", 60}), "60");
    EXPECT_EQ(TextOf("Date", {"0"}), "0");
}

TEST(CacheTestFields, DatesAreByRfc850WhereSaid)
{
    CacheTestRequest request;
    request.rfc850Fields = {"if-modified-since"};
    EXPECT_EQ(TextOf("If-Modified-Since", {"", 0}, request), "Sunday, 06-Nov-94 08:49:37 GMT");
    EXPECT_EQ(TextOf("Date", {"", 0}, request), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(CacheTestFields, LocationsBeginWithThePathWhereSaid)
{
    CacheTestRequest request;
    EXPECT_EQ(TextOf("Location", {"y"}, request), "y");
    request.magicLocations = true;
    EXPECT_EQ(TextOf("Location", {"y"}, request), "/test/x/y");
    EXPECT_EQ(TextOf("content-location", {""}, request), "/test/x");
    EXPECT_EQ(TextOf("Link", {"y"}, request), "y");
}

TEST(CacheTestFields, NumbersAreReadUpToTheirEnd)
{
    EXPECT_EQ(LeadingNumber("33, x"), 33);
    EXPECT_EQ(LeadingNumber("-1"), -1);
    EXPECT_EQ(LeadingNumber(""), std::nullopt);
    EXPECT_EQ(LeadingNumber("x1"), std::nullopt);
}

} // namespace
} // namespace pagewire
