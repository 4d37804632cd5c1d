// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_BALANCING_POLICY_H
#define PAGEWIRE_NODE_BALANCING_POLICY_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What a policy sees of a server. */
struct BalancedServer
{
    std::string name;
    unsigned weight{1};  //!< share of the requests, at least 1
    unsigned active{0};  //!< requests that it has not yet answered
    bool eligible{true}; //!< may be chosen this time
};

/** Chooses which of several servers gets a request. */
class BalancingPolicy
{
  public:
    virtual ~BalancingPolicy() = default;

    /**
     * \param servers the same in the same order each time; one at least is eligible
     * \param key what the request is known by, for policies that send the same to the same server
     * \return the number of an eligible one
     */
    virtual std::size_t Choose(const std::vector<BalancedServer>& servers,
                               std::string_view key) = 0;
};

/** \return the policy of this name: "round-robin", "least-connections" or "consistent-hash"
 * \param seed of hashes
 * \throws InputError, naming the known names, if this is none of them */
std::unique_ptr<BalancingPolicy> MakeBalancingPolicy(std::string_view name, std::uint64_t seed);

} // namespace pagewire

#endif
