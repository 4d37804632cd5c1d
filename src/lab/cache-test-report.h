// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_REPORT_H
#define PAGEWIRE_LAB_CACHE_TEST_REPORT_H

#include "lab/cache-test-score.h"
#include "lab/cache-test-subject.h"
#include "lab/cache-test.h"

#include <string>
#include <vector>

namespace pagewire
{

/** \return the results as JSON: subject, totals by kind, and each test of each suite with its
 * verdict and reason \param scores in the order of the suites */
std::string FormatCacheTestResults(const std::vector<CacheTestSuite>& suites,
                                   const std::vector<CacheTestScore>& scores,
                                   CacheTestSubject subject);

/** \return for a terminal, the totals by kind, and before them the tests that failed, or whose
 * set-up did, with the reason */
std::string CacheTestSummary(const std::vector<CacheTestScore>& scores);

} // namespace pagewire

#endif
