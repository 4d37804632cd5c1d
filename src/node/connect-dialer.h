// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECT_DIALER_H
#define PAGEWIRE_NODE_CONNECT_DIALER_H

#include "http/protocol.h"
#include "transport/dialer.h"
#include "transport/quic-endpoint.h"
#include "transport/tls-stream.h"
#include "wire/connect-negotiation.h"
#include "wire/connection-options.h"
#include "wire/shared-tunnels.h"

#include <memory>

namespace pagewire
{

/** How a forward proxy is asked for tunnels. */
struct ConnectProxy
{
    HostPort at;
    Protocol protocol{Protocol::H11};          //!< of the connection to it; H3 needs quic
    std::shared_ptr<TlsClientContext> tls{};   //!< of that connection; null: cleartext
    std::shared_ptr<QuicClientContext> quic{}; //!< of that connection, with H3
    std::shared_ptr<ProxyLogin> login{std::make_shared<ProxyLogin>()};
    H2Options h2{};
    H3Options h3{};
};

/** Reaches everything by CONNECT through a forward proxy, and the proxy by another dialer: over
 * HTTP/1.x with a connection to the proxy for each stream, over HTTP/2 and HTTP/3 with one for all.
 */
class ConnectDialer : public Dialer
{
  public:
    ConnectDialer(std::shared_ptr<Dialer> way, const ConnectProxy& proxy);

    std::unique_ptr<ByteStream> Dial(const HostPort& to) override;
    void HandleNetworkChange() override;
    void HandleRestart() override;

    ns3::Ptr<ns3::Node> GetNode() const override
    {
        return m_way->GetNode();
    }

  private:
    void ShareTunnels();
    std::unique_ptr<ByteStream> DialProxy() const;
    std::unique_ptr<ClientConnection> Connect() const;

    std::shared_ptr<Dialer> m_way;
    ConnectProxy m_proxy;
    std::shared_ptr<SharedTunnels> m_shared; //!< with a protocol that multiplexes
};

} // namespace pagewire

#endif
