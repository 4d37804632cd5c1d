// SPDX-License-Identifier: GPL-2.0-only
#include "node/proxied-connector.h"

#include <utility>

namespace pagewire
{

ProxiedConnector::ProxiedConnector(ProxyRules rules,
                                   const ProxiedWays& ways,
                                   std::shared_ptr<TlsClientContext> tls,
                                   std::shared_ptr<QuicClientContext> quic)
    : m_rules(std::move(rules)),
      m_ways(ways),
      m_direct(ways.direct, tls, quic),
      m_tunnels(ways.proxied, tls, quic),
      m_forwarder(ways.toForwarder,
                  ways.forwarder ? ways.forwarder->tls : nullptr,
                  ways.forwarder ? ways.forwarder->quic : nullptr)
{}

std::unique_ptr<ByteStream>
ProxiedConnector::Connect(const HttpOrigin& origin, const std::vector<std::string>& alpn)
{
    return ForwarderOf(origin) ? m_forwarder.Connect(ForwarderOrigin(), alpn)
                               : WayTo(origin).Connect(origin, alpn);
}

std::unique_ptr<QuicConnection>
ProxiedConnector::ConnectQuic(const HttpOrigin& origin, std::uint16_t port)
{
    return ForwarderOf(origin)
             ? m_forwarder.ConnectQuic(ForwarderOrigin(), m_ways.forwarder->at.port)
             : WayTo(origin).ConnectQuic(origin, port);
}

std::optional<std::string>
ProxiedConnector::ForwarderOf(const HttpOrigin& origin) const
{
    const bool forwarded =
        m_ways.forwarder && origin.scheme == "http" && m_rules.UsesProxy(origin.host);
    return forwarded ? std::make_optional(m_ways.forwarder->at.host) : std::nullopt;
}

void
ProxiedConnector::HandleNetworkChange()
{
    m_tunnels.HandleNetworkChange();
}

void
ProxiedConnector::HandleRestart()
{
    m_tunnels.HandleRestart();
    if (m_ways.forwarder)
    {
        m_forwarder.HandleRestart();
    }
    m_ways.login->wanted = false;
}

ProxyLogin*
ProxiedConnector::Login() const
{
    return m_ways.login.get();
}

DialingConnector&
ProxiedConnector::WayTo(const HttpOrigin& origin)
{
    return m_rules.UsesProxy(origin.host) ? m_tunnels : m_direct;
}

HttpOrigin
ProxiedConnector::ForwarderOrigin() const
{
    const ForwarderPlace& place = *m_ways.forwarder;
    return {place.tls ? "https" : "http", place.at.host, place.at.port};
}

} // namespace pagewire
