// SPDX-License-Identifier: GPL-2.0-only
#include "node/consistent-hash-policy.h"

#include "base/seed.h"

namespace pagewire
{

namespace
{

constexpr unsigned POINTS = 160; //!< on the ring, for each unit of weight

} // namespace

ConsistentHashPolicy::ConsistentHashPolicy(std::uint64_t seed)
    : m_seed(seed)
{}

void
ConsistentHashPolicy::MakeRing(const std::vector<BalancedServer>& servers)
{
    m_servers = servers.size();
    m_ring.clear();
    for (std::size_t i = 0; i < servers.size(); ++i)
    {
        for (unsigned point = 0; point < POINTS * servers[i].weight; ++point)
        {
            const std::string name = servers[i].name + "#" + std::to_string(point);
            m_ring.emplace(MixSeed(m_seed, name), i);
        }
    }
}

std::size_t
ConsistentHashPolicy::Choose(const std::vector<BalancedServer>& servers, std::string_view key)
{
    if (m_servers != servers.size())
    {
        MakeRing(servers);
    }
    auto at = m_ring.lower_bound(MixSeed(m_seed, key));
    for (;;)
    {
        at = at == m_ring.end() ? m_ring.begin() : at;
        if (servers[at->second].eligible)
        {
            return at->second;
        }
        ++at;
    }
}

} // namespace pagewire
