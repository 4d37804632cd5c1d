// SPDX-License-Identifier: GPL-2.0-only
#include "node/round-robin-policy.h"

#include <cassert>

namespace pagewire
{

std::size_t
RoundRobinPolicy::Choose(const std::vector<BalancedServer>& servers, std::string_view)
{
    m_credit.resize(servers.size());
    std::size_t best = servers.size();
    std::int64_t given = 0;
    for (std::size_t i = 0; i < servers.size(); ++i)
    {
        if (servers[i].eligible)
        {
            m_credit[i] += servers[i].weight;
            given += servers[i].weight;
            best = best == servers.size() || m_credit[i] > m_credit[best] ? i : best;
        }
    }
    assert(best < servers.size());
    m_credit[best] -= given;
    return best;
}

} // namespace pagewire
