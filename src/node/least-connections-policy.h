// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_LEAST_CONNECTIONS_POLICY_H
#define PAGEWIRE_NODE_LEAST_CONNECTIONS_POLICY_H

#include "node/balancing-policy.h"
#include "node/round-robin-policy.h"

namespace pagewire
{

/** The server with the fewest requests in progress for its weight; several such ones in turn. */
class LeastConnectionsPolicy : public BalancingPolicy
{
  public:
    std::size_t Choose(const std::vector<BalancedServer>& servers, std::string_view key) override;

  private:
    RoundRobinPolicy m_turn; //!< among equals
};

} // namespace pagewire

#endif
