// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_REVERSE_PROXY_H
#define PAGEWIRE_NODE_REVERSE_PROXY_H

#include "node/http-proxy.h"
#include "node/upstream-group.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** What a consistent hash goes by. */
enum HashKey
{
    HASH_CLIENT, //!< the client's address
    HASH_URI,    //!< the host and target asked for
};

/**
 * A reverse proxy, or gateway (RFC 9110 section 3.7): to its clients it is the origin; each request
 * goes to one of the servers behind it. It answers 503 where all of them are down, with
 * Retry-After.
 */
class ReverseProxy : public HttpProxy
{
  public:
    static ns3::TypeId GetTypeId();

    ReverseProxy();
    ~ReverseProxy() override;

    /**
     * One more server behind, to be called before the start. It is reached over TLS where there is
     * an upstream TLS context, or where the protocol behind is h3.
     * \param name by which tables and hashes know it; unique
     * \param host for the dialer, and for SNI
     */
    void AddServer(const std::string& name,
                   const std::string& host,
                   std::uint16_t port,
                   unsigned weight = 1);

    /** The policy by the names of MakeBalancingPolicy. \throws InputError */
    void SetBalancing(std::string name);
    std::string GetBalancing() const;

  protected:
    void StartApplication() override;
    void Revive() override;

    static void AddGroupAttributes(ns3::TypeId& type);

  private:
    struct Server
    {
        std::string name;
        std::string host;
        std::uint16_t port;
        unsigned weight;
    };

    void MakeGroup();

    std::optional<RelayTarget> NextTarget(const RelayedRequest& request,
                                          const std::vector<RelayTarget>& tried) override;
    OwnResponse WhyNoTarget() const override;
    void HandleAttemptOver(const RelayTarget& target,
                           const UpstreamRecord& record,
                           AttemptEnd end) override;

    // Attributes; GetTypeId has their defaults.
    std::string m_balancing;
    HashKey m_hashKey;
    std::uint32_t m_hashSeed;
    std::uint32_t m_maxFails;
    ns3::Time m_failTimeout;
    bool m_preserveHost;

    std::vector<Server> m_servers;
    std::unique_ptr<UpstreamGroup> m_group;
};

} // namespace pagewire

#endif
