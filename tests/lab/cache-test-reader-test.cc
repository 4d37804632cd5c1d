// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-reader.h"

#include "base/error.h"
#include "page/json-document.h"

#include <gtest/gtest.h>

#include <string>

namespace pagewire
{
namespace
{

std::vector<CacheTestSuite>
Read(const std::string& text)
{
    return ReadCacheTests(ParseJson(text, "t.json"), "t.json");
}

/** \return a file of one test with these further members, and one request with those */
std::string
OneTest(const std::string& request, const std::string& test = "")
{
    return R"({"suites": [{"id": "s", "tests": [{"id": "t")" + test + R"(, "requests": [{)" +
           request + "}]}]}]}";
}

std::string
ErrorOf(const std::string& text)
{
    try
    {
        Read(text);
    }
    catch (const InputError& error)
    {
        return error.what();
    }
    return "nothing is wrong";
}

CacheTestRequest
RequestOf(const std::string& members)
{
    return Read(OneTest(members)).at(0).tests.at(0).requests.at(0);
}

TEST(CacheTestReader, WhatIsNotSaidIsUsual)
{
    const auto suites = Read(OneTest(""));
    ASSERT_EQ(suites.size(), 1u);
    EXPECT_EQ(suites[0].name, "s");
    const CacheTest& test = suites[0].tests.at(0);
    EXPECT_EQ(test.name, "t");
    EXPECT_EQ(test.kind, CacheTestKind::REQUIRED);
    EXPECT_FALSE(test.browserOnly || test.browserSkip || test.cdnOnly);
    const CacheTestRequest& request = test.requests.at(0);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.status, 200);
    EXPECT_FALSE(request.type || request.expectedStatus || request.anyStatus || request.anyText);
    EXPECT_EQ(request.cache, CacheMode::DEFAULT);
    EXPECT_EQ(request.redirect, FetchRedirect::FOLLOW);
}

TEST(CacheTestReader, ReadsBothSidesOfARequest)
{
    const CacheTestRequest request = RequestOf(
        R"("request_method": "PUT", "request_headers": [["If-Modified-Since", -7], ["A", " b "]],
           "request_body": "x", "filename": "f", "query_arg": "q=1", "redirect": "manual",
           "mode": "same-origin", "credentials": "omit", "cache": "only-if-cached",
           "magic_ims": true, "magic_locations": true, "rfc850date": ["date"], "pause_after": true,
           "response_status": [404, "Gone Fishing"], "response_headers": [["C", "d", false]],
           "response_body": "body", "response_pause": 1.5, "disconnect": true,
           "interim_responses": [[103, [["L", "m"]]], [102]])");
    EXPECT_EQ(request.method, "PUT");
    ASSERT_EQ(request.requestFields.size(), 2u);
    EXPECT_EQ(request.requestFields[0].value.number, -7);
    EXPECT_EQ(request.requestFields[1].value.text, "b");
    EXPECT_EQ(request.requestContent, "x");
    EXPECT_EQ(request.filename + "?" + request.query, "f?q=1");
    EXPECT_EQ(request.redirect, FetchRedirect::MANUAL);
    EXPECT_EQ(request.mode, FetchMode::SAME_ORIGIN);
    EXPECT_EQ(request.cache, CacheMode::ONLY_IF_CACHED);
    EXPECT_TRUE(request.magicIms && request.magicLocations && request.pauseAfter);
    EXPECT_EQ(request.rfc850Fields, std::vector<std::string>{"date"});
    EXPECT_EQ(request.status, 404);
    ASSERT_EQ(request.responseFields.size(), 1u);
    EXPECT_FALSE(request.responseFields[0].compared);
    EXPECT_EQ(request.responseContent, "body");
    EXPECT_EQ(request.responsePause, Nanoseconds(1500000000));
    EXPECT_TRUE(request.disconnect);
    ASSERT_EQ(request.interim.size(), 2u);
    EXPECT_EQ(request.interim[0].fields.at(0).name, "L");
    EXPECT_EQ(request.interim[1].status, 102);
}

TEST(CacheTestReader, ReadsEveryCacheMode)
{
    const auto mode = [](const std::string& name) {
        return RequestOf("\"cache\": \"" + name + "\"").cache;
    };
    EXPECT_EQ(mode("default"), CacheMode::DEFAULT);
    EXPECT_EQ(mode("no-cache"), CacheMode::NO_CACHE);
    EXPECT_EQ(mode("reload"), CacheMode::RELOAD);
    EXPECT_EQ(mode("no-store"), CacheMode::NO_STORE);
    EXPECT_EQ(mode("force-cache"), CacheMode::FORCE_CACHE);
    EXPECT_EQ(mode("only-if-cached"), CacheMode::ONLY_IF_CACHED);
}

TEST(CacheTestReader, ReadsWhatIsExpected)
{
    using Kind = CacheTestExpectation::Kind;
    const CacheTestRequest request = RequestOf(
        R"("setup": true, "setup_tests": ["expected_type"], "expected_type": "lm_validated",
           "expected_status": null, "expected_response_text": null, "expected_method": "HEAD",
           "expected_request_headers": ["a", ["b"], ["c", "d"]],
           "expected_response_headers": [["Date", 0], ["e", "=", "f"], ["Age", ">", 3]],
           "expected_response_headers_missing": ["g", ["h", "i"]],
           "expected_interim_responses": [])");
    EXPECT_TRUE(request.setup);
    EXPECT_EQ(request.setupTests.count("expected_type"), 1u);
    EXPECT_EQ(request.type, CacheTestType::LM_VALIDATED);
    EXPECT_TRUE(request.anyStatus && request.anyText && !request.expectedStatus);
    EXPECT_EQ(request.expectedMethod, "HEAD");
    EXPECT_EQ(request.expectedRequestFields.at(0).kind, Kind::PRESENT);
    EXPECT_EQ(request.expectedRequestFields.at(1).kind, Kind::PRESENT);
    EXPECT_EQ(request.expectedRequestFields.at(2).value.text, "d");
    EXPECT_EQ(request.expectedResponseFields.at(0).value.number, 0);
    EXPECT_EQ(request.expectedResponseFields.at(1).kind, Kind::SAME_AS);
    EXPECT_EQ(request.expectedResponseFields.at(1).other, "f");
    EXPECT_EQ(request.expectedResponseFields.at(2).kind, Kind::GREATER);
    EXPECT_EQ(request.expectedResponseFields.at(2).bound, 3);
    EXPECT_FALSE(request.absentResponseFields.at(0).text);
    EXPECT_EQ(request.absentResponseFields.at(1).text, "i");
    EXPECT_TRUE(request.expectedInterim && request.expectedInterim->empty());
    EXPECT_TRUE(RequestOf(R"("check_body": false)").anyText);
}

TEST(CacheTestReader, NamesTheFileTheLineAndThePlaceOfAMistake)
{
    EXPECT_EQ(ErrorOf("{}"), R"(t.json:1: "suites" is missing)");
    EXPECT_EQ(ErrorOf("{\"suites\":\n[{\"id\": 1}]}"),
              "t.json:2: suites[0].id: write a text, not the number 1");
    EXPECT_EQ(ErrorOf(OneTest(R"("expected_type": "cachd")")),
              "t.json:1: suites[0].tests[0].requests[0].expected_type: there is no 'cachd' here: "
              "did you mean 'cached'?");
    EXPECT_EQ(ErrorOf(OneTest(R"("response_headers": [["A", "b"], ["C"]])")),
              "t.json:1: suites[0].tests[0].requests[0].response_headers[1]: write [name, value] "
              "or [name, value, false]");
    EXPECT_EQ(ErrorOf(R"({"suites": [{"id": "s", "tests": [{"id": "t", "requests": []}]}]})"),
              "t.json:1: suites[0].tests[0].requests: a test has a request at least");
}

TEST(CacheTestReader, RefusesByNameWhatItDoesNotKnow)
{
    EXPECT_EQ(ErrorOf(OneTest(R"("expected_typ": "cached")")),
              "t.json:1: suites[0].tests[0].requests[0]: a request has no \"expected_typ\": did "
              "you mean 'expected_type'?");
    EXPECT_NE(ErrorOf(OneTest("", R"(, "browser_onl": true)"))
                  .find("a test has no \"browser_onl\": did you mean 'browser_only'?"),
              std::string::npos);
    EXPECT_NE(ErrorOf(OneTest(R"("setup": true, "setup": true)")).find("there twice"),
              std::string::npos);
}

TEST(CacheTestReader, RefusesWhatCannotGoOnTheWire)
{
    for (const char* member : {R"("response_status": [99])",
                               R"("response_status": [])",
                               R"("response_headers": [["a b", "c"]])",
                               R"("response_headers": [["a", "b\r\nc"]])",
                               R"("request_method": "G T")",
                               R"("request_method": "CONNECT")",
                               R"("filename": "a b")",
                               R"("response_pause": -1)",
                               R"("interim_responses": [[200]])",
                               R"("response_headers": [["Date", 0.5]])"})
    {
        EXPECT_NE(ErrorOf(OneTest(member)), "nothing is wrong") << member;
    }
}

TEST(CacheTestReader, HoldsTestsAgainstEachOther)
{
    const std::string request = R"("requests": [{}])";
    EXPECT_EQ(ErrorOf(R"({"suites": [{"id": "s", "tests": [{"id": "t", )" + request +
                      R"(}, {"id": "t", )" + request + "}]}]}"),
              "t.json: two tests have the id 't'");
    EXPECT_EQ(ErrorOf(OneTest("", R"(, "depends_on": ["u"])")),
              "t.json: the test 't' depends on 'u', which is not there: name a test of this file, "
              "or none");
    EXPECT_EQ(ErrorOf(R"({"suites": [{"id": "s", "tests": [{"id": "t", "depends_on": ["u"], )" +
                      request + R"(}, {"id": "u", "depends_on": ["t"], )" + request + "}]}]}"),
              "t.json: the test 't' depends on itself");
}

} // namespace
} // namespace pagewire
