// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-score.h"

namespace pagewire
{

namespace
{

using Verdict = CacheTestVerdict;

bool
IsGood(Verdict verdict)
{
    return verdict == Verdict::PASSED || verdict == Verdict::YES;
}

CacheTestScore
ScoreAlone(const CacheTest& test, CacheTestSubject subject, const CacheTestOutcomes& outcomes)
{
    CacheTestScore score{&test};
    score.reason = WhySkipped(test, subject);
    if (!score.reason.empty())
    {
        return score;
    }
    const std::optional<CacheTestFailure>& failure = outcomes.at(test.id);
    const bool check = test.kind == CacheTestKind::CHECK;
    if (!failure)
    {
        score.alone = check ? Verdict::YES : Verdict::PASSED;
    }
    else
    {
        score.alone = failure->setup ? Verdict::SETUP_FAILED
                    : check          ? Verdict::NO
                                     : Verdict::FAILED;
        score.reason = failure->reason;
    }
    score.verdict = score.alone;
    score.aloneReason = score.reason;
    return score;
}

/** Puts the dependencies of tests into their verdicts. */
class DependencyScorer
{
  public:
    explicit DependencyScorer(std::vector<CacheTestScore>& scores)
    {
        for (CacheTestScore& score : scores)
        {
            m_open.emplace(score.test->id, &score);
        }
        for (CacheTestScore& score : scores)
        {
            Settle(score);
        }
    }

  private:
    /** Tests never depend on themselves: the reader sees to that. */
    void Settle(CacheTestScore& score)
    {
        if (m_settled[score.test->id] || score.verdict == Verdict::SKIPPED)
        {
            return;
        }
        m_settled[score.test->id] = true;
        for (const std::string& id : score.test->dependsOn)
        {
            CacheTestScore& other = *m_open.at(id);
            Settle(other);
            if (!IsGood(other.verdict))
            {
                score.verdict = Verdict::DEPENDENCY_FAILED;
                score.reason = "depends on '" + id + "', which has the verdict '" +
                               CacheTestVerdictName(other.verdict) + "'";
                return;
            }
        }
    }

    std::map<std::string, CacheTestScore*> m_open;
    std::map<std::string, bool> m_settled;
};

} // namespace

std::string
CacheTestVerdictName(CacheTestVerdict verdict)
{
    switch (verdict)
    {
    case Verdict::PASSED:
        return "passed";
    case Verdict::FAILED:
        return "failed";
    case Verdict::YES:
        return "yes";
    case Verdict::NO:
        return "no";
    case Verdict::SETUP_FAILED:
        return "set-up failed";
    case Verdict::DEPENDENCY_FAILED:
        return "dependency failed";
    case Verdict::SKIPPED:
        break;
    }
    return "skipped";
}

std::vector<CacheTestScore>
ScoreCacheTests(const std::vector<CacheTestSuite>& suites,
                CacheTestSubject subject,
                const CacheTestOutcomes& outcomes)
{
    std::vector<CacheTestScore> scores;
    for (const CacheTestSuite& suite : suites)
    {
        for (const CacheTest& test : suite.tests)
        {
            scores.push_back(ScoreAlone(test, subject, outcomes));
        }
    }
    DependencyScorer{scores};
    return scores;
}

std::array<CacheTestTotals, 3>
CountCacheTests(const std::vector<CacheTestScore>& scores)
{
    std::array<CacheTestTotals, 3> totals;
    for (const CacheTestScore& score : scores)
    {
        CacheTestTotals& of = totals[static_cast<std::size_t>(score.test->kind)];
        ++of.tests;
        of.passed += IsGood(score.verdict);
        of.failed += score.verdict == Verdict::FAILED || score.verdict == Verdict::NO;
        of.setupFailed += score.verdict == Verdict::SETUP_FAILED;
        of.dependencyFailed += score.verdict == Verdict::DEPENDENCY_FAILED;
        of.skipped += score.verdict == Verdict::SKIPPED;
        of.passedAlone += IsGood(score.alone);
    }
    return totals;
}

} // namespace pagewire
