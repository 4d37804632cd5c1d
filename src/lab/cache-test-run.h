// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_RUN_H
#define PAGEWIRE_LAB_CACHE_TEST_RUN_H

#include "lab/cache-test-score.h"
#include "lab/cache-test-subject.h"
#include "lab/cache-test.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace pagewire
{

/** Hears after each test how many of how many are made and how many of them failed. */
using CacheTestProgress =
    std::function<void(std::size_t made, std::size_t failed, std::size_t total)>;

/**
 * Makes the tests that are for the subject, all at once in one simulation: a client, the subject
 * and the origin, with two links of 10 ms between them and HTTP/1.1 in cleartext, each test with
 * URLs and connections of its own. Nothing in it is random.
 * \return the verdicts, in the order of the suites
 * \throws InputError if there is no such subject
 */
std::vector<CacheTestScore> RunCacheTests(const std::vector<CacheTestSuite>& suites,
                                          CacheTestSubject subject,
                                          const CacheTestProgress& progress);

} // namespace pagewire

#endif
