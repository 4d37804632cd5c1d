// SPDX-License-Identifier: GPL-2.0-only
#include "http/conditional.h"
#include "http/range.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

RangeDecision
Decide(HeaderFields fields, std::uint64_t size, const HeaderFields& representation = {})
{
    Request request;
    request.fields = std::move(fields);
    return DecideRange(request, representation, size);
}

std::string
PartOf10000(const std::string& range)
{
    const RangeDecision decision = Decide({{"Range", range}}, 10000);
    return std::to_string(decision.status) + " " +
           (decision.header ? FormatContentRange(*decision.header) : "");
}

} // namespace

TEST(Range, ExamplesOfTheStandard)
{
    // RFC 9110 section 14.1.2, a representation of 10000 bytes.
    EXPECT_EQ(PartOf10000("bytes=0-499"), "206 bytes 0-499/10000");
    EXPECT_EQ(PartOf10000("bytes=500-999"), "206 bytes 500-999/10000");
    EXPECT_EQ(PartOf10000("bytes=-500"), "206 bytes 9500-9999/10000");
    EXPECT_EQ(PartOf10000("bytes=9500-"), "206 bytes 9500-9999/10000");
    EXPECT_EQ(PartOf10000("bytes=0-0,-1"), "200 ");
    EXPECT_EQ(PartOf10000("bytes= 0-999, 4500-5499, -1000"), "200 ");
    EXPECT_EQ(PartOf10000("bytes=500-600,601-999"), "206 bytes 500-999/10000");
    EXPECT_EQ(PartOf10000("bytes=500-700,601-999"), "206 bytes 500-999/10000");
}

TEST(Range, EndsAreClipped)
{
    EXPECT_EQ(PartOf10000("bytes=9999-20000"), "206 bytes 9999-9999/10000");
    EXPECT_EQ(PartOf10000("bytes=-20000"), "206 bytes 0-9999/10000");
    EXPECT_EQ(PartOf10000("bytes=0-18446744073709551615"), "206 bytes 0-9999/10000");
    EXPECT_EQ(PartOf10000("BYTES=1-1"), "206 bytes 1-1/10000");
}

TEST(Range, NothingSelectedIs416)
{
    EXPECT_EQ(PartOf10000("bytes=10000-"), "416 bytes */10000");
    EXPECT_EQ(PartOf10000("bytes=-0"), "416 bytes */10000");
    EXPECT_EQ(PartOf10000("bytes=10000-10001, 20000-"), "416 bytes */10000");
    EXPECT_EQ(PartOf10000("bytes=10000-, 1-2"), "206 bytes 1-2/10000");
    EXPECT_EQ(Decide({{"Range", "bytes=0-0"}}, 0).status, 416);
    EXPECT_EQ(Decide({{"Range", "bytes=-1"}}, 0).status, 416);
}

TEST(Range, MalformedOnesAreIgnored)
{
    for (const char* range : {"bytes=",
                              "bytes",
                              "bytes=1",
                              "bytes=-",
                              "bytes=2-1",
                              "bytes=a-b",
                              "bytes=0-1;",
                              "bytes=0 -1",
                              "bytes=+1-2",
                              "bytes=18446744073709551616-",
                              "lines=0-1",
                              "0-1"})
    {
        EXPECT_EQ(PartOf10000(range), "200 ") << range;
    }
    EXPECT_EQ(Decide({{"Range", "bytes=0-0"}, {"Range", "bytes=1-1"}}, 10).status, 200);
    Request head;
    head.method = "HEAD";
    head.fields.Add("Range", "bytes=0-0");
    EXPECT_EQ(DecideRange(head, {}, 10).status, 200);
}

TEST(Range, IfRangeByEntityTagIsStrong)
{
    const HeaderFields current{{"ETag", "\"xyzzy\""}};
    EXPECT_EQ(Decide({{"Range", "bytes=5-"}, {"If-Range", "\"xyzzy\""}}, 10, current).status, 206);
    EXPECT_EQ(Decide({{"Range", "bytes=5-"}, {"If-Range", "\"other\""}}, 10, current).status, 200);
    EXPECT_EQ(Decide({{"Range", "bytes=5-"}, {"If-Range", "W/\"xyzzy\""}}, 10, current).status,
              200);
    EXPECT_EQ(Decide({{"Range", "bytes=99-"}, {"If-Range", "\"other\""}}, 10, current).status, 200);
    EXPECT_FALSE(IfRangeHolds("W/\"a\"", {{"ETag", "W/\"a\""}}));
}

TEST(Range, IfRangeByDateIsExactAndStrong)
{
    const char* const date = "Sun, 06 Nov 1994 08:49:37 GMT";
    EXPECT_TRUE(IfRangeHolds(date, {{"Last-Modified", date}}));
    EXPECT_TRUE(IfRangeHolds("Sun Nov  6 08:49:37 1994", {{"Last-Modified", date}}));
    EXPECT_FALSE(IfRangeHolds("Sun, 06 Nov 1994 08:49:38 GMT", {{"Last-Modified", date}}));
    EXPECT_FALSE(IfRangeHolds(date, {}));
    EXPECT_FALSE(IfRangeHolds(date, {{"Last-Modified", date}, {"Date", date}}));
    EXPECT_TRUE(
        IfRangeHolds(date, {{"Last-Modified", date}, {"Date", "Sun, 06 Nov 1994 08:49:38 GMT"}}));
    EXPECT_FALSE(IfRangeHolds("yesterday", {{"Last-Modified", "yesterday"}}));
}

TEST(Range, EntityTagsCompareAsTheStandardsTableSays)
{
    // RFC 9110 section 8.8.3.2: two tags, strong and weak comparison.
    EXPECT_FALSE(EntityTagsMatchStrongly("W/\"1\"", "W/\"1\""));
    EXPECT_TRUE(EntityTagsMatchWeakly("W/\"1\"", "W/\"1\""));
    EXPECT_FALSE(EntityTagsMatchWeakly("W/\"1\"", "W/\"2\""));
    EXPECT_FALSE(EntityTagsMatchStrongly("W/\"1\"", "\"1\""));
    EXPECT_TRUE(EntityTagsMatchWeakly("W/\"1\"", "\"1\""));
    EXPECT_TRUE(EntityTagsMatchStrongly("\"1\"", "\"1\""));
    for (const char* none : {"", "\"", "1", "\"a\"b\"", "w/\"1\"", "\"a b\""})
    {
        EXPECT_FALSE(IsEntityTag(none)) << none;
    }
}

TEST(Range, ContentRangeReadsAndWrites)
{
    // RFC 9110 section 14.4.
    EXPECT_EQ(ParseContentRange("bytes 42-1233/1234"), (ContentRange{ByteRange{42, 1192}, 1234}));
    EXPECT_EQ(ParseContentRange("bytes 42-1233/*"), (ContentRange{ByteRange{42, 1192}, {}}));
    EXPECT_EQ(ParseContentRange("bytes */1234"), (ContentRange{{}, 1234}));
    for (const char* text : {"bytes 42-1233/1234", "bytes 42-1233/*", "bytes */1234"})
    {
        EXPECT_EQ(FormatContentRange(ParseContentRange(text).value()), text);
    }
    for (const char* text : {"",
                             "bytes */*",
                             "bytes 2-1/10",
                             "bytes 0-10/10",
                             "bytes 0-/10",
                             "bytes 0-1",
                             "bytes 0-1/",
                             "bytes=0-1/2",
                             "items 0-1/2",
                             "bytes 0-1/2 "})
    {
        EXPECT_FALSE(ParseContentRange(text)) << text;
    }
}

TEST(Range, SpecsReadAndWrite)
{
    const std::vector<RangeSpec> specs{{0, 499}, {9500, {}}, {{}, 5}};
    EXPECT_EQ(FormatRange(specs), "bytes=0-499, 9500-, -5");
    EXPECT_EQ(ParseRange(FormatRange(specs)), specs);
}
