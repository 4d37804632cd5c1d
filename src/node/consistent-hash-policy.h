// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONSISTENT_HASH_POLICY_H
#define PAGEWIRE_NODE_CONSISTENT_HASH_POLICY_H

#include "node/balancing-policy.h"

#include <cstdint>
#include <map>

namespace pagewire
{

/**
 * The same key goes to the same server (Karger et al., "Consistent Hashing and Random Trees", STOC
 * 1997): each server stands at many points of a ring, 160 for each unit of weight as in ketama; a
 * key belongs to the first point at or after its own hash. Where a server is not eligible only its
 * keys go elsewhere, to whoever stands next. Points hang on the servers' names, not their order.
 */
class ConsistentHashPolicy : public BalancingPolicy
{
  public:
    explicit ConsistentHashPolicy(std::uint64_t seed);

    std::size_t Choose(const std::vector<BalancedServer>& servers, std::string_view key) override;

  private:
    void MakeRing(const std::vector<BalancedServer>& servers);

    std::uint64_t m_seed;
    std::size_t m_servers{0}; //!< that the ring was made of
    std::map<std::uint64_t, std::size_t> m_ring;
};

} // namespace pagewire

#endif
