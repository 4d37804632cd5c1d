// SPDX-License-Identifier: GPL-2.0-only
#include "node/balancing-policy.h"

#include "base/error.h"
#include "node/consistent-hash-policy.h"
#include "node/least-connections-policy.h"
#include "node/round-robin-policy.h"

namespace pagewire
{

std::unique_ptr<BalancingPolicy>
MakeBalancingPolicy(std::string_view name, std::uint64_t seed)
{
    if (name == "round-robin")
    {
        return std::make_unique<RoundRobinPolicy>();
    }
    if (name == "least-connections")
    {
        return std::make_unique<LeastConnectionsPolicy>();
    }
    if (name == "consistent-hash")
    {
        return std::make_unique<ConsistentHashPolicy>(seed);
    }
    throw InputError("\"" + std::string(name) +
                     "\" is no policy of balancing: round-robin, least-connections and "
                     "consistent-hash are");
}

} // namespace pagewire
