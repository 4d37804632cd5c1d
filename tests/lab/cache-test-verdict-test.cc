// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-verdict.h"

#include <gtest/gtest.h>

#include <string>

namespace pagewire
{
namespace
{

using Kind = CacheTestExpectation::Kind;

/** The second request of a test, its response, and the origin's side of it. */
struct Second
{
    Second()
    {
        result.response.fields = {{"Server-Request-Count", "2"},
                                  {"Client-Request-Count", "2"},
                                  {"Server-Now", "Sun, 06 Nov 1994 08:49:37 GMT"}};
        result.content = "t";
        arrivals = {{1}, {2}};
        arrivals[1].response = result.response;
    }

    /** \return the first failure's reason, with "set-up: " before it if it is one; or "" */
    std::string Response() const
    {
        return Text(CheckResponse(Test(), 1, result, arrivals));
    }

    std::string Arrival() const
    {
        return Text(CheckArrival(Test(), 1, result, arrivals));
    }

    CacheTest Test() const
    {
        CacheTest test;
        test.id = "t";
        test.requests = {{}, asked};
        return test;
    }

    static std::string Text(const std::optional<CacheTestFailure>& failure)
    {
        return !failure ? "" : (failure->setup ? "set-up: " : "") + failure->reason;
    }

    /** The cache answers with what the first request brought. */
    void FromCache()
    {
        result.response.fields.Set("Server-Request-Count", "1");
        result.response.fields.Set("Client-Request-Count", "1");
        arrivals.pop_back();
    }

    CacheTestRequest asked;
    FetchResult result;
    std::vector<CacheTestArrival> arrivals;
};

TEST(CacheTestVerdict, WhatIsAsItShouldBePasses)
{
    const Second second;
    EXPECT_EQ(second.Response(), "");
    EXPECT_EQ(second.Arrival(), "");
}

TEST(CacheTestVerdict, TellsTheCacheFromTheOrigin)
{
    Second origin;
    origin.asked.type = CacheTestType::CACHED;
    EXPECT_EQ(origin.Response(), "response 2 was to come from the cache, and came from the origin");
    origin.asked.type = CacheTestType::NOT_CACHED;
    EXPECT_EQ(origin.Response(), "");
    Second cache;
    cache.FromCache();
    cache.asked.type = CacheTestType::CACHED;
    EXPECT_EQ(cache.Response(), "");
    EXPECT_EQ(cache.Arrival(), "");
    cache.asked.type = CacheTestType::NOT_CACHED;
    EXPECT_EQ(cache.Response(), "response 2 was to come from the origin, and came from the cache");
}

TEST(CacheTestVerdict, A304WithoutTheOriginsFieldsIsTheCaches)
{
    Second second;
    second.asked.type = CacheTestType::CACHED;
    second.asked.expectedStatus = 304;
    second.result = {};
    second.result.response.status = 304;
    EXPECT_EQ(second.Response(), "");
    second.result.response.status = 200;
    EXPECT_EQ(second.Response(),
              "response 2 was to come from the cache, and the origin never sent it");
}

TEST(CacheTestVerdict, WantsValidations)
{
    Second second;
    second.asked.type = CacheTestType::ETAG_VALIDATED;
    EXPECT_EQ(second.Response(), "");
    second.arrivals[1].unconditional = true;
    EXPECT_EQ(second.Response(),
              "request 2 was to reach the origin with the validator of the stored response, and "
              "had no If-None-Match");
    second.FromCache();
    EXPECT_EQ(second.Response(), "");
    EXPECT_EQ(second.Arrival(), "request 2 did not reach the origin");
}

TEST(CacheTestVerdict, ComparesTheStatus)
{
    Second second;
    second.result.response.status = 504;
    EXPECT_EQ(second.Response(), "response 2 has the status 504 where 200 was expected");
    second.asked.status = 404;
    EXPECT_EQ(second.Response(), "response 2 has the status 504 where 404 was expected");
    second.asked.expectedStatus = 504;
    EXPECT_EQ(second.Response(), "");
    second.asked.expectedStatus.reset();
    second.asked.anyStatus = true;
    EXPECT_EQ(second.Response(), "");
}

TEST(CacheTestVerdict, AFailedRequestPassesOnlyWhereAnyStatusDoes)
{
    Second second;
    second.result = {};
    second.result.failure = "reset";
    second.asked.anyText = true;
    EXPECT_EQ(second.Response(), "request 2 failed: reset");
    second.asked.anyStatus = true;
    EXPECT_EQ(second.Response(), "");
}

TEST(CacheTestVerdict, ComparesTheContent)
{
    Second second;
    second.result.content = "u";
    EXPECT_EQ(second.Response(), "response 2 has the content 'u' where 't' was expected");
    second.asked.responseContent = "v";
    EXPECT_EQ(second.Response(), "response 2 has the content 'u' where 'v' was expected");
    second.asked.expectedText = "u";
    EXPECT_EQ(second.Response(), "");
    second.asked.expectedText.reset();
    second.asked.method = "HEAD";
    EXPECT_EQ(second.Response(), "");
    second.asked.method = "GET";
    second.asked.anyText = true;
    EXPECT_EQ(second.Response(), "");
}

TEST(CacheTestVerdict, ComparesFieldsOfTheResponse)
{
    Second second;
    second.result.response.fields.Add("A", "1");
    second.result.response.fields.Add("A", "2");
    second.result.response.fields.Add("Age", "30");
    const auto expect = [&](const CacheTestExpectation& expected) {
        second.asked.expectedResponseFields = {expected};
        return second.Response();
    };
    EXPECT_EQ(expect({"a"}), "");
    EXPECT_EQ(expect({"B"}), "response 2 has no B where one was expected");
    EXPECT_EQ(expect({"A", Kind::VALUE, {"1, 2"}}), "");
    EXPECT_EQ(expect({"A", Kind::VALUE, {"1"}}), "response 2 has A: '1, 2' where '1' was expected");
    EXPECT_EQ(expect({"B", Kind::VALUE, {"1"}}), "response 2 has no B where one was expected");
    EXPECT_EQ(expect({"Age", Kind::GREATER, {}, "", 29}), "");
    EXPECT_EQ(expect({"Age", Kind::GREATER, {}, "", 30}),
              "response 2 has Age: '30' where more than 30 was expected");
    EXPECT_EQ(expect({"Server-Request-Count", Kind::SAME_AS, {}, "Client-Request-Count"}), "");
    EXPECT_EQ(expect({"Age", Kind::SAME_AS, {}, "A"}),
              "response 2 has Age: '30' where '1, 2' was expected, as in A");
}

TEST(CacheTestVerdict, ExpectedDatesCountFromTheOriginsNow)
{
    Second second;
    second.result.response.fields.Add("Date", "Sun, 06 Nov 1994 08:49:38 GMT");
    second.asked.expectedResponseFields = {{"Date", Kind::VALUE, {"", 1}}};
    EXPECT_EQ(second.Response(), "");
    second.asked.expectedResponseFields = {{"Date", Kind::VALUE, {"", 0}}};
    EXPECT_EQ(second.Response(),
              "response 2 has Date: 'Sun, 06 Nov 1994 08:49:38 GMT' where 'Sun, 06 Nov 1994 "
              "08:49:37 GMT' was expected");
}

TEST(CacheTestVerdict, WantsFieldsToBeAbsent)
{
    Second second;
    second.result.response.fields.Add("A", "one two");
    second.asked.absentResponseFields = {{"B"}, {"A", "three"}, {"C", "x"}};
    EXPECT_EQ(second.Response(), "");
    second.asked.absentResponseFields = {{"A"}};
    EXPECT_EQ(second.Response(), "response 2 has A: 'one two' where none was expected");
    second.asked.absentResponseFields = {{"A", "two"}};
    EXPECT_EQ(second.Response(), "response 2 has A: 'one two' where 'two' was not to be");
}

TEST(CacheTestVerdict, ComparesInterimResponses)
{
    Second second;
    second.asked.expectedInterim = {{{103, {{"L", {"m"}}}}}};
    EXPECT_EQ(second.Response(), "response 2 came after 0 interim responses where 1 were expected");
    second.result.interim = {{103, {{"L", "n"}}}};
    EXPECT_EQ(second.Response(), "interim response 1 of 2 has L: 'n' where 'm' was expected");
    second.result.interim = {{102, {{"L", "m"}}}};
    EXPECT_EQ(second.Response(),
              "interim response 1 of 2 has the status 102 where 103 was expected");
    second.result.interim = {{103, {{"L", "m"}}}};
    EXPECT_EQ(second.Response(), "");
}

TEST(CacheTestVerdict, LooksAtWhatReachedTheOrigin)
{
    Second second;
    second.arrivals[1].request.method = "GET";
    second.arrivals[1].request.fields = {{"A", "1"}};
    second.asked.expectedRequestFields = {{"A", Kind::VALUE, {"1"}}};
    second.asked.absentRequestFields = {{"B"}};
    second.asked.expectedMethod = "GET";
    EXPECT_EQ(second.Arrival(), "");
    second.asked.expectedMethod = "HEAD";
    EXPECT_EQ(second.Arrival(), "request 2 reached the origin as GET where HEAD was expected");
    second.asked.absentRequestFields = {{"A"}};
    EXPECT_EQ(second.Arrival(), "request 2 at the origin has A: '1' where none was expected");
    second.asked.expectedRequestFields = {{"B"}};
    EXPECT_EQ(second.Arrival(), "request 2 at the origin has no B where one was expected");
    second.arrivals.pop_back();
    EXPECT_EQ(second.Arrival(), "request 2 did not reach the origin");
}

TEST(CacheTestVerdict, WhatTheOriginSentHasToArrive)
{
    Second second;
    second.asked.responseFields = {{"A", {"1"}}, {"Date", {"", 0}}, {"B", {"2"}, false}};
    second.arrivals[1].response.fields.Add("A", "1");
    second.arrivals[1].response.fields.Add("Date", "x");
    second.arrivals[1].response.fields.Add("B", "2");
    EXPECT_EQ(second.Arrival(), "response 2 has no A where the origin sent '1'");
    second.result.response.fields.Add("A", "1");
    EXPECT_EQ(second.Arrival(), "");
    second.asked.disconnect = true; // then it sent nothing
    second.result = {};
    EXPECT_EQ(second.Arrival(), "");
}

TEST(CacheTestVerdict, PreparationFailsBySetUp)
{
    Second second;
    second.asked.type = CacheTestType::CACHED;
    second.asked.setupTests = {"expected_status"};
    EXPECT_EQ(second.Response().rfind("response 2 was", 0), 0u);
    second.asked.setupTests = {"expected_type"};
    EXPECT_EQ(second.Response().rfind("set-up: response 2 was", 0), 0u);
    second.asked.setupTests = {};
    second.asked.setup = true;
    EXPECT_EQ(second.Response().rfind("set-up: response 2 was", 0), 0u);
}

} // namespace
} // namespace pagewire
