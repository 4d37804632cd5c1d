// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_PROXIED_CONNECTOR_H
#define PAGEWIRE_NODE_PROXIED_CONNECTOR_H

#include "http/proxy-rules.h"
#include "node/connector.h"
#include "transport/dialer.h"

#include <memory>
#include <optional>
#include <string>

namespace pagewire
{

/** A forward proxy that gets requests for http itself. */
struct ForwarderPlace
{
    HostPort at;
    std::shared_ptr<TlsClientContext> tls{};   //!< of the connection to it; null: cleartext
    std::shared_ptr<QuicClientContext> quic{}; //!< likewise with HTTP/3
};

/** The ways of a client that has a proxy. */
struct ProxiedWays
{
    std::shared_ptr<Dialer> direct;          //!< straight to an origin
    std::shared_ptr<Dialer> proxied;         //!< to an origin in tunnels of the proxy
    std::shared_ptr<Dialer> toForwarder;     //!< to the forwarder, if there is one
    std::optional<ForwarderPlace> forwarder; //!< for http; without one, that is tunnelled, too
    std::shared_ptr<ProxyLogin> login{std::make_shared<ProxyLogin>()};
};

/** Goes through a proxy where the rules say so: requests for http to a forward proxy if that is
 * what it is, all else in tunnels. */
class ProxiedConnector : public Connector
{
  public:
    /** \param tls,quic of origins, as for DialingConnector */
    ProxiedConnector(ProxyRules rules,
                     const ProxiedWays& ways,
                     std::shared_ptr<TlsClientContext> tls,
                     std::shared_ptr<QuicClientContext> quic);

    std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                        const std::vector<std::string>& alpn) override;
    std::unique_ptr<QuicConnection> ConnectQuic(const HttpOrigin& origin,
                                                std::uint16_t port) override;
    std::optional<std::string> ForwarderOf(const HttpOrigin& origin) const override;
    void HandleNetworkChange() override;
    void HandleRestart() override;
    ProxyLogin* Login() const override;

  private:
    DialingConnector& WayTo(const HttpOrigin& origin);
    HttpOrigin ForwarderOrigin() const;

    ProxyRules m_rules;
    ProxiedWays m_ways;
    DialingConnector m_direct;
    DialingConnector m_tunnels;
    DialingConnector m_forwarder;
};

} // namespace pagewire

#endif
