// SPDX-License-Identifier: GPL-2.0-only
#include "node/least-connections-policy.h"

#include <cstdint>

namespace pagewire
{

namespace
{

/** \return whether the first has less to do for its weight, without division */
bool
IsLessBusy(const BalancedServer& a, const BalancedServer& b)
{
    return std::uint64_t{a.active} * b.weight < std::uint64_t{b.active} * a.weight;
}

} // namespace

std::size_t
LeastConnectionsPolicy::Choose(const std::vector<BalancedServer>& servers, std::string_view key)
{
    const BalancedServer* least = nullptr;
    for (const BalancedServer& server : servers)
    {
        if (server.eligible && (!least || IsLessBusy(server, *least)))
        {
            least = &server;
        }
    }
    std::vector<BalancedServer> equals = servers;
    for (BalancedServer& server : equals)
    {
        server.eligible = server.eligible && !IsLessBusy(*least, server);
    }
    return m_turn.Choose(equals, key);
}

} // namespace pagewire
