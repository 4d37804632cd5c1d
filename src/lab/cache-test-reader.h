// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_READER_H
#define PAGEWIRE_LAB_CACHE_TEST_READER_H

#include "lab/cache-test.h"
#include "page/json-document.h"

#include <string>
#include <vector>

namespace pagewire
{

/**
 * Reads the suites of a file of cache tests (docs/cache-tests.md). What a test or a request has and
 * this does not know is refused, lest a test pass that was not made; what is beside the suites is
 * not looked at.
 * \param file named in errors
 * \throws InputError with file, line and place of the first mistake; also for two tests with one
 * id, and where tests depend on one that is not there or on each other
 */
std::vector<CacheTestSuite> ReadCacheTests(const JsonValue& document, const std::string& file);

} // namespace pagewire

#endif
