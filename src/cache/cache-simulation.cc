// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-simulation.h"

#include "cache/bounded-store.h"

namespace pagewire
{

double
CacheSimulation::MissRatio() const
{
    return static_cast<double>(misses) / static_cast<double>(requests);
}

double
CacheSimulation::ByteMissRatio() const
{
    return bytes == 0 ? 0 : static_cast<double>(missedBytes) / static_cast<double>(bytes);
}

CacheSimulation
SimulateCache(const ObjectTrace& trace, const std::string& policy, std::uint64_t capacity)
{
    CacheSimulation result;
    BoundedStore store(capacity, policy);
    std::vector<ObjectId> evicted;
    for (const ObjectRequest& request : trace)
    {
        ++result.requests;
        result.bytes += request.size;
        if (!store.Touch(request.id))
        {
            ++result.misses;
            result.missedBytes += request.size;
            evicted.clear();
            store.Insert(request.id, request.size, evicted);
        }
    }
    return result;
}

} // namespace pagewire
