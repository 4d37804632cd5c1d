// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_CACHE_TABLE_H
#define PAGEWIRE_REPORT_CACHE_TABLE_H

#include "cache/cache-trace.h"
#include "report/run-result.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** What a cache, wherever it is, did with one request. */
struct CacheRow
{
    std::string node;         //!< whose cache
    std::uint32_t visit{0};   //!< of the browser; 0: of another node
    std::uint64_t request{0}; //!< its number in requests.csv; 0: of another node
    bool background{false};   //!< the cache's own: it validates what others were answered with
    ns3::Time at{0};          //!< it was asked
    std::string method;
    std::string url;
    CacheTrace trace;
    std::uint64_t bytesFromCache{0};   //!< content octets of the answer that were stored
    std::uint64_t bytesFromNetwork{0}; //!< that came for it
};

/** \return what the cache of a client did with a request that it was asked, but for its node */
CacheRecord DecisionOf(const RequestRecord& request);

/** \return what the caches of clients and of proxies did, in the order in which they were asked
 */
std::vector<CacheRow> CacheRows(const RunResult& result);

/** \return a row for each, in their order, with a sentence that says why; docs/results.md
 * describes every column \param start times count from here */
std::string CacheTable(const std::vector<CacheRow>& rows,
                       ns3::Time start,
                       const RunIdentity& identity);

} // namespace pagewire

#endif
