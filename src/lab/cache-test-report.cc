// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-report.h"

#include "lab/aligned-columns.h"
#include "page/json-document.h"

#include <cstddef>

namespace pagewire
{

namespace
{

std::string
TotalsAsJson(const std::vector<CacheTestScore>& scores)
{
    std::string text;
    const auto totals = CountCacheTests(scores);
    for (std::size_t kind = 0; kind < totals.size(); ++kind)
    {
        const CacheTestTotals& of = totals[kind];
        const bool check = static_cast<CacheTestKind>(kind) == CacheTestKind::CHECK;
        const auto member = [](const std::string& name, std::size_t count) {
            return ", \"" + name + "\": " + std::to_string(count);
        };
        text += std::string(text.empty() ? "" : ",\n") + "    \"" + CacheTestKindNames()[kind] +
                "\": {\"tests\": " + std::to_string(of.tests) +
                member(check ? "yes" : "passed", of.passed) +
                member(check ? "no" : "failed", of.failed) +
                member("set-up failed", of.setupFailed) +
                member("dependency failed", of.dependencyFailed) + member("skipped", of.skipped) +
                member(check ? "yes without dependencies" : "passed without dependencies",
                       of.passedAlone) +
                "}";
    }
    return text;
}

std::string
ScoreAsJson(const CacheTestScore& score)
{
    std::string text = "        {\"id\": " + QuoteJson(score.test->id) +
                       ", \"name\": " + QuoteJson(score.test->name) + ", \"kind\": \"" +
                       CacheTestKindName(score.test->kind) + "\", \"verdict\": \"" +
                       CacheTestVerdictName(score.verdict) + "\"";
    if (!score.reason.empty())
    {
        text += ", \"reason\": " + QuoteJson(score.reason);
    }
    if (score.alone != score.verdict)
    {
        text += ", \"without dependencies\": \"" + CacheTestVerdictName(score.alone) + "\"";
        text += score.aloneReason.empty()
                  ? ""
                  : ", \"reason without dependencies\": " + QuoteJson(score.aloneReason);
    }
    return text + "}";
}

std::string
TotalsTable(const std::vector<CacheTestScore>& scores)
{
    std::vector<std::vector<std::string>> lines{{"kind",
                                                 "tests",
                                                 "passed",
                                                 "failed",
                                                 "set-up failed",
                                                 "dependency failed",
                                                 "skipped",
                                                 "passed without dependencies"}};
    const auto totals = CountCacheTests(scores);
    for (std::size_t kind = 0; kind < totals.size(); ++kind)
    {
        const CacheTestTotals& of = totals[kind];
        const bool check = static_cast<CacheTestKind>(kind) == CacheTestKind::CHECK;
        lines.push_back({CacheTestKindNames()[kind] + (check ? " (yes, no)" : "")});
        for (const std::size_t count : {of.tests,
                                        of.passed,
                                        of.failed,
                                        of.setupFailed,
                                        of.dependencyFailed,
                                        of.skipped,
                                        of.passedAlone})
        {
            lines.back().push_back(std::to_string(count));
        }
    }
    return AlignColumns(lines, 1);
}

} // namespace

std::string
FormatCacheTestResults(const std::vector<CacheTestSuite>& suites,
                       const std::vector<CacheTestScore>& scores,
                       CacheTestSubject subject)
{
    std::string text = "{\n  \"pagewire-cache-tests\": 1,\n  \"as\": \"" +
                       CacheTestSubjectName(subject) + "\",\n  \"totals\": {\n" +
                       TotalsAsJson(scores) + "\n  },\n  \"suites\": [";
    std::size_t next = 0;
    for (const CacheTestSuite& suite : suites)
    {
        text += std::string(&suite == &suites.front() ? "\n" : ",\n") +
                "    {\"id\": " + QuoteJson(suite.id) + ", \"name\": " + QuoteJson(suite.name) +
                ", \"tests\": [";
        for (std::size_t i = 0; i < suite.tests.size(); ++i)
        {
            text += (i == 0 ? "\n" : ",\n") + ScoreAsJson(scores[next++]);
        }
        text += "\n    ]}";
    }
    return text + "\n  ]\n}\n";
}

std::string
CacheTestSummary(const std::vector<CacheTestScore>& scores)
{
    std::string text;
    for (const CacheTestScore& score : scores)
    {
        if (score.verdict == CacheTestVerdict::FAILED ||
            score.verdict == CacheTestVerdict::SETUP_FAILED)
        {
            text += CacheTestKindName(score.test->kind) + " " + score.test->id + " " +
                    CacheTestVerdictName(score.verdict) + ": " + score.reason + "\n";
        }
    }
    return text + (text.empty() ? "" : "\n") + TotalsTable(scores);
}

} // namespace pagewire
