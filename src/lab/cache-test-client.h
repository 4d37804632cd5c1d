// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_TEST_CLIENT_H
#define PAGEWIRE_LAB_CACHE_TEST_CLIENT_H

#include "http/origin.h"
#include "lab/cache-test-origin.h"
#include "lab/cache-test-verdict.h"
#include "lab/cache-test.h"
#include "node/fetch-client.h"

#include <functional>
#include <optional>
#include <vector>

namespace pagewire
{

/** The client's side of one cache test: makes its requests one after another, up to the first
 * response that is not as expected. */
class CacheTestClient
{
  public:
    /** Hears how the test ended: nothing if all was as expected. */
    using Done = std::function<void(const std::optional<CacheTestFailure>& failure)>;

    /** \param where the URL of the tests \param test and the next two outlive this */
    CacheTestClient(HttpOrigin where,
                    const CacheTest& test,
                    const CacheTestOrigin& origin,
                    FetchClient& client,
                    Done done);

    /** Makes the first request. Called once. */
    void Start();

  private:
    void Ask();
    FetchRequest MakeRequest() const;
    void HandleResult(const FetchResult& result);
    void Conclude();

    const HttpOrigin m_where;
    const CacheTest& m_test;
    const CacheTestOrigin& m_origin;
    FetchClient& m_client;
    Done m_done;
    std::vector<FetchResult> m_results;
};

} // namespace pagewire

#endif
