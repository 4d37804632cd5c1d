// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_ORIGIN_H
#define PAGEWIRE_LAB_CACHE_TEST_ORIGIN_H

#include "http/date.h"
#include "lab/cache-test.h"
#include "node/scripted-origin.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A request of a test as it reached the origin, and its answer. */
struct CacheTestArrival
{
    std::size_t number{0}; //!< of the client's request in the test, from 1
    Request request{};
    Response response{};       //!< without what tells the content's length
    bool unconditional{false}; //!< it was to carry the validator that the last response had
};

/**
 * The origin's side of cache tests: answers a request that names a test and a number in it as the
 * test says, and keeps what came. Where a validation is expected, the answer is 304 if the request
 * has the validator of an earlier response, and 500 if it has not. A request of no test gets 404.
 */
class CacheTestOrigin
{
  public:
    /** \param suites outlive this */
    explicit CacheTestOrigin(const std::vector<CacheTestSuite>& suites);

    /** \return the answer at this moment */
    ScriptedAnswer Answer(const Request& request, HttpSeconds now);

    /** \return what came of a test, in that order */
    const std::vector<CacheTestArrival>& Arrivals(const std::string& id) const;

  private:
    struct State
    {
        const CacheTest* test;
        std::vector<CacheTestArrival> arrivals;
    };

    std::map<std::string, State> m_states;
};

/** \return the last arrival of the client's request, null if it did not reach the origin */
const CacheTestArrival* ArrivalOf(const std::vector<CacheTestArrival>& arrivals,
                                  std::size_t number);

} // namespace pagewire

#endif
