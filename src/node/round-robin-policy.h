// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_ROUND_ROBIN_POLICY_H
#define PAGEWIRE_NODE_ROUND_ROBIN_POLICY_H

#include "node/balancing-policy.h"

#include <cstdint>
#include <vector>

namespace pagewire
{

/**
 * One after the other, each as often as its weight says, and evenly so, as nginx does: each choice
 * gives every eligible server as much credit as it has weight; the one with the most gets the
 * request and pays what all were given.
 */
class RoundRobinPolicy : public BalancingPolicy
{
  public:
    std::size_t Choose(const std::vector<BalancedServer>& servers, std::string_view key) override;

  private:
    std::vector<std::int64_t> m_credit; //!< by server
};

} // namespace pagewire

#endif
