// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_UPSTREAM_GROUP_H
#define PAGEWIRE_NODE_UPSTREAM_GROUP_H

#include "http/origin.h"
#include "node/balancing-policy.h"

#include "ns3/nstime.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** A server behind a proxy. */
struct UpstreamServer
{
    std::string name; //!< unique among the proxy's
    HttpOrigin origin;
    unsigned weight{1};
};

/** When a server is taken to be down. */
struct HealthOptions
{
    unsigned maxFails{1};                    //!< so many failed attempts; 0: never
    ns3::Time failTimeout{ns3::Seconds(10)}; //!< and for how long
};

/**
 * The servers behind a proxy, and which of them gets the next request. Their health shows in what
 * they are asked, as nginx has it: after so many failures a server is down for a time; then one
 * request is sent there, and it is well again if that succeeds, else down as long again. Failures
 * are forgotten likewise. A server that stands alone is never down.
 */
class UpstreamGroup
{
  public:
    UpstreamGroup(const HealthOptions& health, std::unique_ptr<BalancingPolicy> policy);

    void Add(const UpstreamServer& server);

    const UpstreamServer& At(std::size_t server) const;
    std::size_t Size() const;

    /**
     * \param key of the request, for the policy
     * \param tried servers that are not asked again as long as there are others
     * \return the number of the server that gets it, which counts as begun; none if all are down
     */
    std::optional<std::size_t> Begin(std::string_view key,
                                     const std::vector<std::size_t>& tried,
                                     ns3::Time now);

    /** What Begin began is over. */
    void EndWell(std::size_t server);
    void EndFailed(std::size_t server, ns3::Time now);

    /** It is over without saying anything of the server. */
    void EndUnknown(std::size_t server);

    /** \return how long it takes until one of them is tried again; zero if one is up */
    ns3::Time UntilUp(ns3::Time now) const;

  private:
    struct Health
    {
        unsigned fails{0};
        ns3::Time lastFail{-1};
        ns3::Time checked{-1}; //!< the last failure, or the last trial after the time was over
    };

    bool IsDown(std::size_t server, ns3::Time now) const;
    bool MarkEligible(const std::vector<std::size_t>& tried, ns3::Time now);

    HealthOptions m_options;
    std::unique_ptr<BalancingPolicy> m_policy;
    std::vector<UpstreamServer> m_servers;
    std::vector<BalancedServer> m_states; //!< by server, likewise the next one
    std::vector<Health> m_health;
};

} // namespace pagewire

#endif
