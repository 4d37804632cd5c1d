// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_VERDICT_H
#define PAGEWIRE_LAB_CACHE_TEST_VERDICT_H

#include "lab/cache-test-origin.h"
#include "lab/cache-test.h"
#include "node/fetch-client.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** What was not as a test expects it. */
struct CacheTestFailure
{
    bool setup{false};  //!< only in the preparation, so that nothing is known of the cache
    std::string reason; //!< which request, what was expected, what came
};

/**
 * Holds a response against what the test expects of it: whence it comes, its status, its fields,
 * interim responses and content, in this order.
 * \param index of the request in the test
 * \param arrivals at the origin, up to now
 * \return the first failure
 */
std::optional<CacheTestFailure> CheckResponse(const CacheTest& test,
                                              std::size_t index,
                                              const FetchResult& result,
                                              const std::vector<CacheTestArrival>& arrivals);

/**
 * Holds what reached the origin against what the test expects of it, when all responses are in: the
 * request's method and fields, and that the fields of the answer reached the client. A request that
 * a cache is expected to answer is not looked at.
 */
std::optional<CacheTestFailure> CheckArrival(const CacheTest& test,
                                             std::size_t index,
                                             const FetchResult& result,
                                             const std::vector<CacheTestArrival>& arrivals);

} // namespace pagewire

#endif
