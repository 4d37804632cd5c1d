// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-run.h"

#include "lab/cache-test-reader.h"
#include "lab/cache-test-report.h"
#include "page/json-document.h"
#include "support/data-files.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace pagewire
{
namespace
{

/** \return the tests of a file with this list, each of which lacks what is usual */
std::vector<CacheTestSuite>
SuiteOf(const std::string& tests)
{
    const std::string text = R"({"suites": [{"id": "s", "tests": [)" + tests + "]}]}";
    return ReadCacheTests(ParseJson(text, "t.json"), "t.json");
}

/** Makes the tests without a cache. \return "passed", or the verdict and the reason, by test */
std::map<std::string, std::string>
Verdicts(const std::string& tests)
{
    const auto suites = SuiteOf(tests);
    std::map<std::string, std::string> said;
    for (const CacheTestScore& score :
         RunCacheTests(suites, CacheTestSubject::NO_CACHE, [](auto, auto, auto) {}))
    {
        said[score.test->id] =
            CacheTestVerdictName(score.verdict) + (score.reason.empty() ? "" : ": " + score.reason);
    }
    return said;
}

TEST(CacheTestRun, WithoutACacheEverythingComesFromTheOrigin)
{
    const auto said = Verdicts(R"(
        {"id": "fresh", "requests": [
            {"response_headers": [["Cache-Control", "max-age=60"]], "setup": true},
            {"expected_type": "cached"}]},
        {"id": "unstored", "requests": [
            {"response_headers": [["Cache-Control", "no-store"]], "setup": true},
            {"expected_type": "not_cached"}]},
        {"id": "validated", "requests": [
            {"response_headers": [["Cache-Control", "no-cache"], ["ETag", "\"a\""]], "setup": true},
            {"expected_type": "etag_validated"}]},
        {"id": "prepared", "requests": [{"expected_type": "cached", "setup": true}, {}]})");
    EXPECT_EQ(said.at("fresh"),
              "failed: response 2 was to come from the cache, and came from the origin");
    EXPECT_EQ(said.at("unstored"), "passed");
    EXPECT_EQ(said.at("validated"),
              "failed: request 2 was to reach the origin with the validator of the stored "
              "response, and had no If-None-Match");
    EXPECT_EQ(said.at("prepared"),
              "set-up failed: response 1 was to come from the cache, and came from the origin");
}

TEST(CacheTestRun, BothSidesSayWhatTheTestWants)
{
    const auto said = Verdicts(R"(
        {"id": "conditional", "requests": [
            {"response_headers": [["Last-Modified", -100]], "setup": true, "pause_after": true},
            {"request_headers": [["If-Modified-Since", -100]], "magic_ims": true,
             "expected_type": "lm_validated", "expected_status": 304}]},
        {"id": "post", "requests": [
            {"request_method": "POST", "request_body": "x", "query_arg": "a=b", "filename": "f",
             "response_status": [201], "response_body": "made", "expected_method": "POST",
             "response_headers": [["Location", "y"], ["A", "1"], ["A", "2"]],
             "magic_locations": true,
             "expected_response_headers": [["Location", "y"], ["A", "1, 2"]]}]},
        {"id": "head", "requests": [{"request_method": "HEAD", "expected_method": "HEAD"}]},
        {"id": "interim", "requests": [
            {"interim_responses": [[103, [["L", "m"]]]],
             "expected_interim_responses": [[103, [["L", "m"]]]]}]},
        {"id": "redirect", "requests": [
            {"response_status": [302], "response_headers": [["Location", "/"]],
             "redirect": "manual"}]},
        {"id": "hop-by-hop", "requests": [
            {"response_headers": [["Connection", "a", false], ["A", "1", false], ["B", "2"]],
             "expected_response_headers_missing": ["a"]}]},
        {"id": "mode", "requests": [
            {"cache": "no-cache", "expected_request_headers": [["Cache-Control", "max-age=0"]]}]},
        {"id": "date", "requests": [
            {"response_headers": [["Date", -5], ["Expires", 5]],
             "expected_response_headers": [["Date", -5], ["Expires", 5]]}]})");
    for (const auto& [id, verdict] : said)
    {
        EXPECT_EQ(verdict, "passed") << id;
    }
    EXPECT_EQ(said.size(), 8u);
}

TEST(CacheTestRun, ADroppedConnectionIsNoAnswer)
{
    const auto said = Verdicts(R"(
        {"id": "any", "requests": [{"disconnect": true, "expected_status": null,
            "check_body": false, "expected_response_headers_missing": ["server-request-count"]}]},
        {"id": "some", "requests": [{"disconnect": true}]},
        {"id": "after", "requests": [{"disconnect": true, "expected_status": null,
            "check_body": false}, {"expected_type": "not_cached"}]})");
    EXPECT_EQ(said.at("any"), "passed");
    EXPECT_EQ(said.at("some"), "failed: response 1 has the status 502 where 200 was expected");
    EXPECT_EQ(said.at("after"), "passed");
}

TEST(CacheTestRun, IsTheSameEachTime)
{
    const auto suites = SuiteOf(R"(
        {"id": "a", "requests": [{"response_pause": 2}, {"expected_type": "cached"}]},
        {"id": "b", "kind": "check", "depends_on": ["a"], "requests": [{"pause_after": true}, {}]})");
    const auto text = [&] {
        const auto quiet = [](auto, auto, auto) {};
        return FormatCacheTestResults(suites,
                                      RunCacheTests(suites, CacheTestSubject::NO_CACHE, quiet),
                                      CacheTestSubject::NO_CACHE);
    };
    EXPECT_EQ(text(), text());
}

TEST(CacheTestRun, TellsHowFarItIs)
{
    const auto suites = SuiteOf(R"({"id": "a", "requests": [{"expected_type": "cached"}]},
                                   {"id": "b", "browser_only": true, "requests": [{}]},
                                   {"id": "c", "requests": [{}]})");
    std::vector<std::string> told;
    RunCacheTests(suites, CacheTestSubject::NO_CACHE, [&](auto made, auto failed, auto total) {
        told.push_back(std::to_string(made) + " " + std::to_string(failed) + " " +
                       std::to_string(total));
    });
    EXPECT_EQ(told, (std::vector<std::string>{"1 1 2", "2 1 2"}));
}

// Of all the 365 tests of the suite that are for proxies, 22 required ones pass without any cache
// where dependencies are honoured, and 93 of 160 where they are not (PAGEWIRE_DATA/README.md). The
// file has 280 of them: 129 required ones, and all that the 22 depend on.
TEST(CacheTestRun, TheRecordedSuiteSaysThatThereIsNoCache)
{
    const std::string file = test::DataFile("cache/cache-tests.json");
    if (file.empty())
    {
        GTEST_SKIP() << "cache-tests.json is not here: set PAGEWIRE_DATA to its folder";
    }
    const auto suites = ReadCacheTests(LoadJson(file), file);
    const auto scores = RunCacheTests(suites, CacheTestSubject::NO_CACHE, [](auto, auto, auto) {});
    EXPECT_EQ(scores.size(), 285u);
    const auto totals = CountCacheTests(scores);
    const CacheTestTotals& required = totals[static_cast<std::size_t>(CacheTestKind::REQUIRED)];
    EXPECT_EQ(required.tests - required.skipped, 129u);
    EXPECT_EQ(required.passed, 22u);
    EXPECT_GE(required.passedAlone, 93u - (160u - 129u));
    EXPECT_LE(required.passedAlone, 93u);
    const CacheTestTotals& optimal = totals[static_cast<std::size_t>(CacheTestKind::OPTIMAL)];
    EXPECT_EQ(optimal.passed, 0u) << "what makes a cache better needs one";
    for (const CacheTestScore& score : scores)
    {
        const bool good = score.alone == CacheTestVerdict::PASSED;
        for (const CacheTestRequest& request : score.test->requests)
        {
            EXPECT_FALSE(good && request.type == CacheTestType::CACHED) << score.test->id;
        }
    }
}

} // namespace
} // namespace pagewire
