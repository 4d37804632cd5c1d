// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_SIMULATION_H
#define PAGEWIRE_CACHE_CACHE_SIMULATION_H

#include "cache/object-trace.h"

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
 * Sends the requests of a trace through a cache that is empty to begin with. What misses is taken
 * in, unless it is larger than the cache, and keeps the size it came with, whatever size a later
 * hit states.
 * \param policy one of EvictionPolicyNames
 * \param capacity in bytes
 */
CacheSimulation SimulateCache(const ObjectTrace& trace,
                              const std::string& policy,
                              std::uint64_t capacity);

} // namespace pagewire

#endif
