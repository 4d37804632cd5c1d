// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-score.h"

#include "base/error.h"
#include "lab/cache-test-report.h"
#include "page/json-document.h"

#include <gtest/gtest.h>

#include <string>

namespace pagewire
{
namespace
{

using Verdict = CacheTestVerdict;

CacheTest
TestCalled(const std::string& id,
           const std::vector<std::string>& dependsOn = {},
           CacheTestKind kind = CacheTestKind::REQUIRED)
{
    CacheTest test;
    test.id = test.name = id;
    test.dependsOn = dependsOn;
    test.kind = kind;
    test.requests = {{}};
    return test;
}

const std::optional<CacheTestFailure> GOOD;
const std::optional<CacheTestFailure> BAD = CacheTestFailure{false, "because"};
const std::optional<CacheTestFailure> UNPREPARED = CacheTestFailure{true, "because"};

TEST(CacheTestScore, VerdictsAreOfTheKind)
{
    const std::vector<CacheTestSuite> suites{{"s",
                                              "s",
                                              {TestCalled("a"),
                                               TestCalled("b"),
                                               TestCalled("c"),
                                               TestCalled("d", {}, CacheTestKind::CHECK),
                                               TestCalled("e", {}, CacheTestKind::CHECK),
                                               TestCalled("f", {}, CacheTestKind::CHECK)}}};
    const auto scores = ScoreCacheTests(
        suites,
        CacheTestSubject::NO_CACHE,
        {{"a", GOOD}, {"b", BAD}, {"c", UNPREPARED}, {"d", GOOD}, {"e", BAD}, {"f", UNPREPARED}});
    EXPECT_EQ(scores.at(0).verdict, Verdict::PASSED);
    EXPECT_EQ(scores.at(1).verdict, Verdict::FAILED);
    EXPECT_EQ(scores.at(1).reason, "because");
    EXPECT_EQ(scores.at(2).verdict, Verdict::SETUP_FAILED);
    EXPECT_EQ(scores.at(3).verdict, Verdict::YES);
    EXPECT_EQ(scores.at(4).verdict, Verdict::NO);
    EXPECT_EQ(scores.at(5).verdict, Verdict::SETUP_FAILED);
}

// c hangs on a through b, which itself is well; d on a check that says yes, e on one that says no.
TEST(CacheTestScore, DependenciesAreHonouredTransitively)
{
    const std::vector<CacheTestSuite> suites{
        {"s", "s", {TestCalled("c", {"b"}), TestCalled("b", {"a"})}},
        {"t",
         "t",
         {TestCalled("a"),
          TestCalled("yes", {}, CacheTestKind::CHECK),
          TestCalled("no", {}, CacheTestKind::CHECK),
          TestCalled("d", {"yes"}),
          TestCalled("e", {"yes", "no"})}}};
    CacheTestOutcomes outcomes{{"c", GOOD},
                               {"b", GOOD},
                               {"a", BAD},
                               {"yes", GOOD},
                               {"no", BAD},
                               {"d", GOOD},
                               {"e", BAD}};
    const auto scores = ScoreCacheTests(suites, CacheTestSubject::NO_CACHE, outcomes);
    EXPECT_EQ(scores.at(0).verdict, Verdict::DEPENDENCY_FAILED);
    EXPECT_EQ(scores.at(0).reason, "depends on 'b', which has the verdict 'dependency failed'");
    EXPECT_EQ(scores.at(0).alone, Verdict::PASSED);
    EXPECT_EQ(scores.at(1).verdict, Verdict::DEPENDENCY_FAILED);
    EXPECT_EQ(scores.at(1).reason, "depends on 'a', which has the verdict 'failed'");
    EXPECT_EQ(scores.at(5).verdict, Verdict::PASSED);
    EXPECT_EQ(scores.at(6).verdict, Verdict::DEPENDENCY_FAILED);
    const auto totals = CountCacheTests(scores);
    EXPECT_EQ(totals[0].tests, 5u);
    EXPECT_EQ(totals[0].passed, 1u);
    EXPECT_EQ(totals[0].passedAlone, 3u);
    EXPECT_EQ(totals[0].failed, 1u);
    EXPECT_EQ(totals[0].dependencyFailed, 3u);
    EXPECT_EQ(totals[2].passed, 1u);
    EXPECT_EQ(totals[2].failed, 1u);
}

TEST(CacheTestScore, WhoIsNotMeantSkips)
{
    CacheTest browser = TestCalled("browser");
    browser.browserOnly = true;
    CacheTest shared = TestCalled("shared");
    shared.browserSkip = true;
    CacheTest cdn = TestCalled("cdn");
    cdn.cdnOnly = true;
    const CacheTest dependent = TestCalled("dependent", {"shared"});
    const std::vector<CacheTestSuite> suites{{"s", "s", {browser, shared, cdn, dependent}}};
    const auto proxy = ScoreCacheTests(suites,
                                       CacheTestSubject::REVERSE_PROXY,
                                       {{"shared", GOOD}, {"cdn", GOOD}, {"dependent", GOOD}});
    EXPECT_EQ(proxy.at(0).verdict, Verdict::SKIPPED);
    EXPECT_EQ(proxy.at(0).reason, "only for browsers");
    EXPECT_EQ(proxy.at(1).verdict, Verdict::PASSED);
    EXPECT_EQ(proxy.at(2).verdict, Verdict::PASSED);
    const auto own = ScoreCacheTests(suites,
                                     CacheTestSubject::BROWSER,
                                     {{"browser", GOOD}, {"dependent", GOOD}});
    EXPECT_EQ(own.at(0).verdict, Verdict::PASSED);
    EXPECT_EQ(own.at(1).reason, "not for browsers");
    EXPECT_EQ(own.at(2).reason, "only for CDNs");
    EXPECT_EQ(own.at(3).verdict, Verdict::DEPENDENCY_FAILED);
}

TEST(CacheTestScore, SubjectsHaveNames)
{
    for (const char* name : {"reverse-proxy", "browser", "no-cache"})
    {
        EXPECT_EQ(CacheTestSubjectName(ParseCacheTestSubject(name)), name);
    }
    EXPECT_THROW(ParseCacheTestSubject("proxy"), InputError);
}

TEST(CacheTestReport, SaysWhatCameOfEachTest)
{
    const std::vector<CacheTestSuite> suites{
        {"s", "A \"suite\"", {TestCalled("a"), TestCalled("b", {"a"})}},
        {"t", "t", {TestCalled("c", {}, CacheTestKind::OPTIMAL)}}};
    const auto scores =
        ScoreCacheTests(suites, CacheTestSubject::NO_CACHE, {{"a", BAD}, {"b", GOOD}, {"c", GOOD}});
    const JsonValue json =
        ParseJson(FormatCacheTestResults(suites, scores, CacheTestSubject::NO_CACHE), "r.json");
    EXPECT_EQ(json.Find("as")->text, "no-cache");
    EXPECT_EQ(json.Find("totals")->Find("required")->Find("failed")->whole, 1u);
    EXPECT_EQ(json.Find("totals")->Find("required")->Find("passed without dependencies")->whole,
              1u);
    const JsonValue& suite = json.Find("suites")->items.at(0);
    EXPECT_EQ(suite.Find("name")->text, "A \"suite\"");
    const JsonValue& failed = suite.Find("tests")->items.at(0);
    EXPECT_EQ(failed.Find("verdict")->text, "failed");
    EXPECT_EQ(failed.Find("reason")->text, "because");
    const JsonValue& dependent = suite.Find("tests")->items.at(1);
    EXPECT_EQ(dependent.Find("verdict")->text, "dependency failed");
    EXPECT_EQ(dependent.Find("without dependencies")->text, "passed");
    EXPECT_EQ(json.Find("suites")->items.at(1).Find("tests")->items.at(0).Find("kind")->text,
              "optimal");
    const std::string summary = CacheTestSummary(scores);
    EXPECT_EQ(summary.rfind("required a failed: because\n\nkind ", 0), 0u) << summary;
}

} // namespace
} // namespace pagewire
