// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FORWARD_PROXY_H
#define PAGEWIRE_NODE_FORWARD_PROXY_H

#include "http/basic-credentials.h"
#include "http/host-pattern.h"
#include "node/forward-tunnel.h"
#include "node/http-proxy.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * A forward proxy (RFC 9110 section 3.7): sends requests for http on to whatever origin they name,
 * and opens tunnels by CONNECT (section 9.3.6), both where its rules allow it. Requests for https
 * that are not tunnelled are sent on where there is an upstream TLS context, else refused with 501.
 *
 * Tunnels to other ports than those allowed, and hosts that are not, get a 403; clients that do not
 * say who they are, where users are known, a 407.
 */
class ForwardProxy : public HttpProxy, private ForwardTunnelOwner
{
  public:
    /** Signature of a trace source. */
    typedef void (*TunnelTracedCallback)(const TunnelRecord& record);

    static ns3::TypeId GetTypeId();

    ForwardProxy();
    ~ForwardProxy() override;

    /** By patterns of MatchesHost; without any, all are allowed. */
    void AllowHost(const std::string& pattern);

    /** Goes before what is allowed. */
    void DenyHost(const std::string& pattern);

    /** From the first one on clients must say who they are, by Basic (RFC 7617). */
    void AddUser(const BasicCredentials& credentials);

    /** Ports that tunnels may lead to; without a call, 443. An empty set: all. */
    void SetTunnelPorts(std::set<std::uint16_t> ports);

  private:
    static void AddForwardAttributes(ns3::TypeId& type);

    void HandleGone(ServerExchange& exchange) override;
    void Drop(const std::string& reason) override;
    void DropExchanges() override;

    std::optional<OwnResponse> Refuse(const Request& request) override;
    bool TakeTunnel(ServerExchange& exchange, const ServedRecord& record) override;
    void HandleOwnAnswer(const ServedRecord& record, const OwnResponse& own) override;
    std::optional<RelayTarget> NextTarget(const RelayedRequest& request,
                                          const std::vector<RelayTarget>& tried) override;
    OwnResponse WhyNoTarget() const override;

    void HandleTunnelAnswered(ForwardTunnel& tunnel, const Response& response) override;
    void HandleTunnelOver(ForwardTunnel& tunnel) override;

    bool IsKnown(const Request& request) const;
    std::optional<OwnResponse> RefuseTunnel(const Request& request) const;

    /** A tunnel, and its request as it is reported. */
    struct Tunnel
    {
        ServerExchange* front; //!< null when it is gone
        ServedRecord record;
        std::unique_ptr<ForwardTunnel> tunnel;
    };

    // Attributes; GetTypeId has their defaults.
    bool m_requireTls;
    std::string m_realm;

    HostRules m_hosts;
    std::vector<BasicCredentials> m_users;
    std::set<std::uint16_t> m_ports{443};
    std::vector<Tunnel> m_tunnels; //!< in the order asked for

    ns3::TracedCallback<const TunnelRecord&> m_tunnelClosed;
};

} // namespace pagewire

#endif
