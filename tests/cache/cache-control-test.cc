// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-control.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;
using std::chrono::seconds;

namespace
{

ResponseDirectives
Of(const std::string& value)
{
    return ParseResponseDirectives(HeaderFields{{"Cache-Control", value}});
}

std::optional<ResponseDirectives>
Targeted(const std::string& value)
{
    return ParseTargetedDirectives(HeaderFields{{"CDN-Cache-Control", value}}, "cdn-cache-control");
}

} // namespace

TEST(CacheControl, DeltaSecondsAreDigits)
{
    EXPECT_EQ(ParseDeltaSeconds("0"), seconds(0));
    EXPECT_EQ(ParseDeltaSeconds("0060"), seconds(60));
    // RFC 9111 section 1.2.2: 2^31 stands for what is larger.
    EXPECT_EQ(ParseDeltaSeconds("2147483647"), seconds(2147483647));
    EXPECT_EQ(ParseDeltaSeconds("2147483649"), seconds(2147483648));
    for (std::size_t digits = 11; digits < 40; ++digits)
    {
        EXPECT_EQ(ParseDeltaSeconds(std::string(digits, '4')), seconds(2147483648)) << digits;
    }
    for (const char* text : {"", " ", "-1", "+1", "1.0", "1 ", " 1", "0x1", "1a"})
    {
        EXPECT_FALSE(ParseDeltaSeconds(text)) << text;
    }
}

TEST(CacheControl, ArgumentsBesideFlagsAndFlagsBesideArguments)
{
    EXPECT_TRUE(Of("no-store=1").noStore);
    EXPECT_TRUE(Of("public, must-revalidate, proxy-revalidate").proxyRevalidate);
    EXPECT_EQ(Of("max-age").maxAge, seconds(0));
    EXPECT_EQ(Of("stale-if-error=5,stale-while-revalidate=\"6\"").staleIfError, seconds(5));
    EXPECT_EQ(Of("stale-if-error=5,stale-while-revalidate=\"6\"").staleWhileRevalidate, seconds(6));
    EXPECT_FALSE(Of("max-age =60").maxAge); // the name is no token
    EXPECT_FALSE(Of("xmax-age=60").maxAge);
    EXPECT_FALSE(Of("").maxAge);
}

TEST(CacheControl, FieldsOfPrivateAndNoCache)
{
    EXPECT_EQ(Of("private=\"a, b\"").isPrivate.fields, (std::vector<std::string>{"a", "b"}));
    EXPECT_FALSE(Of("private=\"a, b\"").isPrivate.whole);
    EXPECT_TRUE(Of("private=\"a\", private").isPrivate.whole);
    EXPECT_TRUE(Of("private=\"\"").isPrivate.whole);
    EXPECT_TRUE(Of("no-cache=").noCache.whole);
    EXPECT_EQ(Of("no-cache=set-cookie").noCache.fields, std::vector<std::string>{"set-cookie"});
    EXPECT_TRUE(Of("no-cache=\"a, max-age=60").noCache.whole); // a string without an end
}

TEST(CacheControl, AFieldForSomeCachesIsADictionary)
{
    EXPECT_EQ(Targeted("max-age=60")->maxAge, seconds(60));
    EXPECT_EQ(Targeted("max-age=-1")->maxAge, seconds(0));
    EXPECT_TRUE(Targeted("no-store")->noStore);
    EXPECT_FALSE(Targeted("no-store=?0, max-age=1")->noStore);
    EXPECT_EQ(Targeted("private=\"a\"")->isPrivate.fields, std::vector<std::string>{"a"});
    EXPECT_TRUE(Targeted("foo=(1 2), max-age=1")); // unknown ones may have any value
    for (const char* text : {"", "max-age=60, &", "max-age=\"60\"", "max-age=1.5", "Max-Age=60"})
    {
        EXPECT_FALSE(Targeted(text)) << text;
    }
}

TEST(CacheControl, OfRequests)
{
    const auto of = [](std::string_view lines) { return ParseRequestDirectives(FieldsOf(lines)); };
    EXPECT_TRUE(of("Pragma: foo, No-Cache").noCache);
    EXPECT_FALSE(of("Pragma: no-cache\nCache-Control: max-age=1").noCache);
    EXPECT_TRUE(of("Cache-Control: NO-STORE, only-if-cached").onlyIfCached);
    EXPECT_EQ(of("Cache-Control: max-stale").maxStale, seconds(2147483648));
    EXPECT_EQ(of("Cache-Control: max-stale=x").maxStale, seconds(0));
    EXPECT_EQ(of("Cache-Control: min-fresh=5\nCache-Control: stale-if-error=6").staleIfError,
              seconds(6));
    EXPECT_FALSE(of("").maxStale);
}
