// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-simulation.h"

#include <utility>

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

CacheSimulator::CacheSimulator(EvictionPolicyKind policy, std::uint64_t capacity)
    : m_store(capacity, std::move(policy))
{}

void
CacheSimulator::Send(const ObjectRequest& request)
{
    ++m_result.requests;
    m_result.bytes += request.size;
    if (!m_store.Touch(request.id))
    {
        ++m_result.misses;
        m_result.missedBytes += request.size;
        m_evicted.clear();
        m_store.Insert(request.id, request.size, m_evicted);
    }
}

const CacheSimulation&
CacheSimulator::Result() const
{
    return m_result;
}

CacheSimulation
SimulateCache(const ObjectTrace& trace, const std::string& policy, std::uint64_t capacity)
{
    CacheSimulator simulator(EvictionPolicyNamed(policy), capacity);
    for (const ObjectRequest& request : trace)
    {
        simulator.Send(request);
    }
    return simulator.Result();
}

} // namespace pagewire
