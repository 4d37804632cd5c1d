// SPDX-License-Identifier: GPL-2.0-only
#include "http/conditional.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

const char* const EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
const char* const MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT";
const char* const LATER = "Sun, 06 Nov 1994 08:49:38 GMT";

/** A request, what it is held against, and what RFC 9110 section 13 makes of the two. */
struct Rule
{
    const char* sentence;
    std::string method;
    HeaderFields request;
    HeaderFields representation;
    Preconditions expected;
};

constexpr auto HOLD = Preconditions::HOLD;
constexpr auto SAME = Preconditions::NOT_MODIFIED;
constexpr auto FAIL = Preconditions::FAIL;

const HeaderFields BOTH{{"ETag", "\"a\""}, {"Last-Modified", MODIFIED}, {"Date", LATER}};
const HeaderFields WEAK{{"ETag", "W/\"a\""}};
const HeaderFields NEITHER{{"Date", LATER}};

Preconditions
Evaluate(const std::string& method, const HeaderFields& request, const HeaderFields* representation)
{
    Request asked;
    asked.method = method;
    asked.fields = request;
    return EvaluatePreconditions(asked, representation);
}

void
Check(const std::vector<Rule>& rules)
{
    for (const Rule& rule : rules)
    {
        EXPECT_EQ(Evaluate(rule.method, rule.request, &rule.representation), rule.expected)
            << rule.sentence;
    }
}

bool
CacheAnswers304(const HeaderFields& request, const HeaderFields& stored)
{
    Request asked;
    asked.fields = request;
    return NotModified(asked, stored);
}

} // namespace

TEST(Preconditions, IfNoneMatch)
{
    Check({
        {"none is none", "GET", {}, BOTH, HOLD},
        {"the same tag: 304", "GET", {{"If-None-Match", "\"a\""}}, BOTH, SAME},
        {"HEAD is as GET", "HEAD", {{"If-None-Match", "\"a\""}}, BOTH, SAME},
        {"another method fails", "PUT", {{"If-None-Match", "\"a\""}}, BOTH, FAIL},
        {"another tag goes on", "GET", {{"If-None-Match", "\"b\""}}, BOTH, HOLD},
        {"weak against strong is a match", "GET", {{"If-None-Match", "W/\"a\""}}, BOTH, SAME},
        {"strong against weak is a match", "GET", {{"If-None-Match", "\"a\""}}, WEAK, SAME},
        {"any of a list", "GET", {{"If-None-Match", "\"b\", \"c\",W/\"a\""}}, BOTH, SAME},
        {"none of a list", "GET", {{"If-None-Match", "\"b\", \"c\""}}, BOTH, HOLD},
        {"two lines are one list",
         "GET",
         {{"If-None-Match", "\"b\""}, {"If-None-Match", "\"a\""}},
         BOTH,
         SAME},
        {"* is whatever is there", "GET", {{"If-None-Match", "*"}}, NEITHER, SAME},
        {"* keeps PUT from overwriting", "PUT", {{"If-None-Match", "*"}}, NEITHER, FAIL},
        {"without a tag nothing matches", "GET", {{"If-None-Match", "\"a\""}}, NEITHER, HOLD},
    });
    EXPECT_EQ(Evaluate("PUT", {{"If-None-Match", "*"}}, nullptr), HOLD) << "PUT may create";
}

TEST(Preconditions, IfModifiedSince)
{
    Check({
        {"not since then: 304", "GET", {{"If-Modified-Since", MODIFIED}}, BOTH, SAME},
        {"a later date is no change", "GET", {{"If-Modified-Since", LATER}}, BOTH, SAME},
        {"changed after it", "GET", {{"If-Modified-Since", EARLIER}}, BOTH, HOLD},
        {"HEAD is as GET", "HEAD", {{"If-Modified-Since", MODIFIED}}, BOTH, SAME},
        {"ignored for other methods", "POST", {{"If-Modified-Since", MODIFIED}}, BOTH, HOLD},
        {"ignored when no date", "GET", {{"If-Modified-Since", "yesterday"}}, BOTH, HOLD},
        {"ignored when more than one",
         "GET",
         {{"If-Modified-Since", MODIFIED}, {"If-Modified-Since", MODIFIED}},
         BOTH,
         HOLD},
        {"ignored without Last-Modified", "GET", {{"If-Modified-Since", LATER}}, NEITHER, HOLD},
        {"ignored with If-None-Match, though it would say 304",
         "GET",
         {{"If-None-Match", "\"b\""}, {"If-Modified-Since", LATER}},
         BOTH,
         HOLD},
        {"ignored with If-None-Match, though it would say 200",
         "GET",
         {{"If-None-Match", "\"a\""}, {"If-Modified-Since", EARLIER}},
         BOTH,
         SAME},
        {"the obsolete forms count",
         "GET",
         {{"If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"}},
         BOTH,
         SAME},
    });
}

TEST(Preconditions, IfMatchAndIfUnmodifiedSince)
{
    Check({
        {"the same tag goes on", "PUT", {{"If-Match", "\"a\""}}, BOTH, HOLD},
        {"another tag fails", "PUT", {{"If-Match", "\"b\""}}, BOTH, FAIL},
        {"for GET, too", "GET", {{"If-Match", "\"b\""}}, BOTH, FAIL},
        {"weak tags never match strongly", "PUT", {{"If-Match", "W/\"a\""}}, WEAK, FAIL},
        {"* is whatever is there", "PUT", {{"If-Match", "*"}}, NEITHER, HOLD},
        {"not changed since then", "PUT", {{"If-Unmodified-Since", MODIFIED}}, BOTH, HOLD},
        {"changed since then", "PUT", {{"If-Unmodified-Since", EARLIER}}, BOTH, FAIL},
        {"ignored when no date", "PUT", {{"If-Unmodified-Since", "0"}}, BOTH, HOLD},
        {"ignored without Last-Modified", "PUT", {{"If-Unmodified-Since", EARLIER}}, WEAK, HOLD},
        {"ignored with If-Match",
         "PUT",
         {{"If-Match", "\"a\""}, {"If-Unmodified-Since", EARLIER}},
         BOTH,
         HOLD},
        {"it comes before If-None-Match",
         "GET",
         {{"If-Match", "\"b\""}, {"If-None-Match", "\"a\""}},
         BOTH,
         FAIL},
        {"where it holds, If-None-Match decides",
         "GET",
         {{"If-Match", "\"a\""}, {"If-None-Match", "\"a\""}},
         BOTH,
         SAME},
        {"OPTIONS selects no representation", "OPTIONS", {{"If-Match", "\"b\""}}, BOTH, HOLD},
    });
    EXPECT_EQ(Evaluate("PUT", {{"If-Match", "*"}}, nullptr), FAIL) << "there is nothing";
    EXPECT_EQ(Evaluate("PUT", {{"If-Match", "\"a\""}}, nullptr), FAIL);
}

TEST(Preconditions, EntityTagsAreTakenAsTheyCome)
{
    const auto same = [](const std::string& asked, const std::string& tag) {
        return CacheAnswers304({{"If-None-Match", asked}}, {{"ETag", tag}});
    };
    EXPECT_TRUE(same("abc", "abc")) << "without quotes";
    EXPECT_FALSE(same("abc", "\"abc\"")) << "quotes are part of it";
    EXPECT_FALSE(same("\"abc\"", "abc"));
    EXPECT_TRUE(same("x, abc, y", "abc"));
    EXPECT_FALSE(same("w/\"abc\"", "\"abc\"")) << "W/ has its case";
    EXPECT_TRUE(same("w/\"abc\"", "w/\"abc\""));
    EXPECT_TRUE(same("\"\xfc\xff\"", "\"\xfc\xff\"")) << "obs-text";
    EXPECT_TRUE(same(", ,\"b\",, \"abc\",", "\"abc\"")) << "empty members";
    EXPECT_TRUE(same("\"a,b\"", "\"a,b\"")) << "a comma inside";
    EXPECT_FALSE(same("\"a,b\"", "b\""));
    EXPECT_TRUE(same("\"a\\\", \"b\"", "\"b\"")) << "a backslash escapes nothing";
    EXPECT_TRUE(same("\"a b\"", "\"a b\"")) << "a space inside";
    EXPECT_TRUE(same("\"\"", "\"\"")) << "the empty tag is one";
    EXPECT_FALSE(same("", ""));
}

TEST(Preconditions, CachesHaveTwoOfThem)
{
    EXPECT_TRUE(CacheAnswers304({{"If-None-Match", "\"a\""}}, BOTH));
    EXPECT_TRUE(CacheAnswers304({{"If-None-Match", "*"}}, NEITHER));
    EXPECT_TRUE(CacheAnswers304({{"If-Modified-Since", MODIFIED}}, BOTH));
    EXPECT_FALSE(CacheAnswers304({{"If-Modified-Since", EARLIER}}, BOTH));
    EXPECT_FALSE(CacheAnswers304({{"If-Match", "\"a\""}}, BOTH)) << "is the origin's";
    EXPECT_FALSE(CacheAnswers304({}, BOTH));
    // RFC 9111 section 4.3.2: without Last-Modified the Date is compared.
    EXPECT_TRUE(CacheAnswers304({{"If-Modified-Since", LATER}}, NEITHER));
    EXPECT_FALSE(CacheAnswers304({{"If-Modified-Since", MODIFIED}}, NEITHER));
    // A two-digit year is one of the representation's century.
    EXPECT_TRUE(CacheAnswers304({{"If-Modified-Since", "Tuesday, 14-Nov-23 22:13:20 GMT"}},
                                {{"Last-Modified", "Tue, 14 Nov 2023 22:13:20 GMT"}}));
}

TEST(NotModifiedFields, AreThoseThatDoNotDescribeContent)
{
    // RFC 9110 section 15.4.5 names the first six; the others are not representation metadata.
    const HeaderFields kept{{"Date", LATER},
                            {"Content-Location", "/a.en"},
                            {"ETag", "\"a\""},
                            {"Vary", "Accept"},
                            {"Cache-Control", "max-age=60"},
                            {"Expires", LATER},
                            {"CDN-Cache-Control", "max-age=600"},
                            {"Age", "3"},
                            {"Content-Security-Policy", "default-src 'self'"}};
    HeaderFields whole = kept;
    for (const char* name : {"Content-Type",
                             "content-length",
                             "Content-Encoding",
                             "Content-Language",
                             "Content-Range",
                             "Accept-Ranges",
                             "Last-Modified"})
    {
        whole.Add(name, "x");
    }
    const HeaderFields fields = NotModifiedFields(whole);
    ASSERT_EQ(fields.Size(), kept.Size());
    for (const HeaderField& field : kept)
    {
        EXPECT_EQ(fields.Combined(field.name), field.value);
    }
    EXPECT_TRUE(NotModifiedFields({{"Last-Modified", MODIFIED}}).Has("Last-Modified"))
        << "the only validator stays";
}
