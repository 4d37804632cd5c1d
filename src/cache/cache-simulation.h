// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_SIMULATION_H
#define PAGEWIRE_CACHE_CACHE_SIMULATION_H

#include "cache/bounded-store.h"
#include "cache/object-trace.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** What became of the requests of a trace in one cache. */
struct CacheSimulation
{
    std::uint64_t requests{0};
    std::uint64_t misses{0};
    std::uint64_t bytes{0};       //!< asked for
    std::uint64_t missedBytes{0}; //!< asked for in the requests that missed

    double MissRatio() const;     //!< 0 to 1
    double ByteMissRatio() const; //!< 0 to 1; 0 where no byte was asked for
};

/**
 * A cache that requests are sent through, empty to begin with. What misses is taken in, unless it
 * is larger than the cache, and keeps the size it came with, whatever size a later hit states.
 */
class CacheSimulator
{
  public:
    /** \param capacity in bytes */
    CacheSimulator(EvictionPolicyKind policy, std::uint64_t capacity);

    void Send(const ObjectRequest& request);

    /** \return what became of the requests so far */
    const CacheSimulation& Result() const;

  private:
    BoundedStore m_store;
    CacheSimulation m_result;
    std::vector<ObjectId> m_evicted; //!< by the last request
};

/**
 * Sends the requests of a trace through a CacheSimulator.
 * \param policy one of EvictionPolicyNames
 * \param capacity in bytes
 */
CacheSimulation SimulateCache(const ObjectTrace& trace,
                              const std::string& policy,
                              std::uint64_t capacity);

} // namespace pagewire

#endif
