// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_SCORE_H
#define PAGEWIRE_LAB_CACHE_TEST_SCORE_H

#include "lab/cache-test-subject.h"
#include "lab/cache-test-verdict.h"
#include "lab/cache-test.h"

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** What a test says of its subject. */
enum class CacheTestVerdict
{
    PASSED,
    FAILED,
    YES, //!< of a check, likewise the next one
    NO,
    SETUP_FAILED,      //!< its preparation failed, so that it says nothing
    DEPENDENCY_FAILED, //!< one of those that it depends on is neither PASSED nor YES
    SKIPPED,           //!< it is not for this subject
};

/** \return "passed", "set-up failed" and so on */
std::string CacheTestVerdictName(CacheTestVerdict verdict);

/** A test and what came of it. */
struct CacheTestScore
{
    const CacheTest* test{nullptr};
    CacheTestVerdict verdict{CacheTestVerdict::SKIPPED};
    CacheTestVerdict alone{CacheTestVerdict::SKIPPED}; //!< as if it depended on no other
    std::string reason{};                              //!< of `verdict`; empty where all is well
    std::string aloneReason{};                         //!< of `alone`
};

/** How the tests that were made ended: nothing for one in which all was as expected. */
using CacheTestOutcomes = std::map<std::string, std::optional<CacheTestFailure>>;

/** \return the verdicts, in the order of the suites */
std::vector<CacheTestScore> ScoreCacheTests(const std::vector<CacheTestSuite>& suites,
                                            CacheTestSubject subject,
                                            const CacheTestOutcomes& outcomes);

/** How many tests of a kind have which verdict. */
struct CacheTestTotals
{
    std::size_t tests{0};
    std::size_t passed{0}; //!< checks: yes
    std::size_t failed{0}; //!< checks: no
    std::size_t setupFailed{0};
    std::size_t dependencyFailed{0};
    std::size_t skipped{0};
    std::size_t passedAlone{0}; //!< as if no test depended on another
};

/** \return the totals by kind, in their order */
std::array<CacheTestTotals, 3> CountCacheTests(const std::vector<CacheTestScore>& scores);

} // namespace pagewire

#endif
