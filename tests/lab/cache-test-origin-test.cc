// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-origin.h"

#include <gtest/gtest.h>

#include <string>

namespace pagewire
{
namespace
{

constexpr HttpSeconds NOW = 784111777; // 1994-11-06 08:49:37

/** A test of these requests. */
std::vector<CacheTestSuite>
SuiteOf(const std::vector<CacheTestRequest>& requests)
{
    CacheTest test;
    test.id = "t";
    test.requests = requests;
    return {{"s", "s", {test}}};
}

Request
AskFor(int number, const HeaderFields& fields = {})
{
    Request request;
    request.target = "/test/t";
    request.fields = fields;
    request.fields.Add("Test-ID", "t");
    request.fields.Add("Req-Num", std::to_string(number));
    return request;
}

TEST(CacheTestOrigin, AnswersAsTheTestSaysAndCounts)
{
    CacheTestRequest first;
    first.status = 404;
    first.responseFields = {{"Cache-Control", {"max-age=1"}}, {"Date", {"", -2}}};
    first.responseContent = "gone";
    first.interim = {{103, {{"L", {"m"}}}}};
    const auto suites = SuiteOf({first, {}});
    CacheTestOrigin origin(suites);
    const ScriptedAnswer one = origin.Answer(AskFor(1), NOW);
    EXPECT_EQ(one.response.status, 404);
    EXPECT_EQ(one.content, "gone");
    EXPECT_EQ(one.response.fields.Combined("Cache-Control"), "max-age=1");
    EXPECT_EQ(one.response.fields.Combined("Date"), "Sun, 06 Nov 1994 08:49:35 GMT");
    EXPECT_EQ(one.response.fields.Combined("Server-Now"), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(one.response.fields.Combined("Server-Base-Url"), "/test/t");
    EXPECT_EQ(one.response.fields.Combined("Server-Request-Count"), "1");
    EXPECT_EQ(one.interim.at(0).status, 103);
    const ScriptedAnswer again = origin.Answer(AskFor(2), NOW);
    EXPECT_EQ(again.response.status, 200);
    EXPECT_EQ(again.content, "t");
    EXPECT_EQ(again.response.fields.Combined("Content-Type"), "text/plain");
    EXPECT_EQ(again.response.fields.Combined("Server-Request-Count"), "2");
    EXPECT_EQ(again.response.fields.Combined("Client-Request-Count"), "2");
    EXPECT_EQ(origin.Arrivals("t").size(), 2u);
}

TEST(CacheTestOrigin, SendsNoMoreThanItsLengthSays)
{
    CacheTestRequest first;
    first.responseFields = {{"Content-Length", {"3"}}};
    first.responseContent = "12345";
    CacheTestRequest second = first;
    second.responseContent = "1";
    const auto suites = SuiteOf({first, second});
    CacheTestOrigin origin(suites);
    EXPECT_EQ(origin.Answer(AskFor(1), NOW).content, "123");
    EXPECT_EQ(origin.Answer(AskFor(2), NOW).content, "1");
}

TEST(CacheTestOrigin, KnowsNothingBesidesTheTests)
{
    const auto suites = SuiteOf({{}});
    CacheTestOrigin origin(suites);
    EXPECT_EQ(origin.Answer(AskFor(2), NOW).response.status, 404);
    EXPECT_EQ(origin.Answer(AskFor(0), NOW).response.status, 404);
    EXPECT_EQ(origin.Answer(Request(), NOW).response.status, 404);
    EXPECT_TRUE(origin.Arrivals("t").empty());
}

TEST(CacheTestOrigin, ConfirmsTheEntityTagThatItSent)
{
    CacheTestRequest first;
    first.responseFields = {{"ETag", {"\"a\""}}};
    CacheTestRequest second;
    second.type = CacheTestType::ETAG_VALIDATED;
    second.responseFields = {{"X", {"1"}}};
    const auto suites = SuiteOf({first, second});
    const auto answer = [&](const HeaderFields& fields) {
        CacheTestOrigin origin(suites);
        origin.Answer(AskFor(1), NOW);
        const ScriptedAnswer confirmed = origin.Answer(AskFor(2, fields), NOW);
        EXPECT_EQ(confirmed.response.fields.Combined("X"), "1");
        EXPECT_EQ(origin.Arrivals("t").at(1).unconditional, confirmed.response.status != 304);
        return confirmed.response.status;
    };
    EXPECT_EQ(answer({{"If-None-Match", "\"a\""}}), 304);
    EXPECT_EQ(answer({{"If-None-Match", "\"b\", W/\"a\""}}), 304);
    EXPECT_EQ(answer({{"If-None-Match", "\"b\""}}), 500);
    EXPECT_EQ(answer({}), 500);
}

TEST(CacheTestOrigin, ConfirmsTheDateThatItSent)
{
    CacheTestRequest first;
    first.responseFields = {{"Last-Modified", {"", -100}}};
    CacheTestRequest second;
    second.type = CacheTestType::LM_VALIDATED;
    const auto suites = SuiteOf({first, second});
    const auto answer = [&](const std::string& date) {
        CacheTestOrigin origin(suites);
        origin.Answer(AskFor(1), NOW);
        return origin.Answer(AskFor(2, {{"If-Modified-Since", date}}), NOW + 3).response.status;
    };
    EXPECT_EQ(answer("Sun, 06 Nov 1994 08:47:57 GMT"), 304);
    EXPECT_EQ(answer("Sunday, 06-Nov-94 08:47:57 GMT"), 304);
    EXPECT_EQ(answer("Sun, 06 Nov 1994 08:47:58 GMT"), 500);
    EXPECT_EQ(answer("yesterday"), 500);
}

} // namespace
} // namespace pagewire
