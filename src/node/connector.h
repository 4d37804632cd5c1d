// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECTOR_H
#define PAGEWIRE_NODE_CONNECTOR_H

#include "http/origin.h"
#include "transport/dialer.h"
#include "transport/quic-endpoint.h"
#include "transport/tls-stream.h"
#include "wire/connect-negotiation.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** How a client gets a stream of bytes to an origin: straight, or through proxies. */
class Connector
{
  public:
    virtual ~Connector() = default;

    /**
     * \param alpn offered where the stream has TLS, most wanted first
     * \return an unopened stream to the origin, with TLS where its scheme is https
     * \throws InputError if there is no way to it, such as a name that nobody has
     */
    virtual std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                                const std::vector<std::string>& alpn) = 0;

    /**
     * \param port of UDP where the origin offers HTTP/3
     * \return an unopened QUIC connection for HTTP/3, null if there is none by this way
     * \throws InputError as Connect
     */
    virtual std::unique_ptr<QuicConnection> ConnectQuic(const HttpOrigin& origin,
                                                        std::uint16_t port);

    /**
     * \return the forward proxy that connections for this origin lead to, and that is to get its
     * requests in absolute-form (RFC 9112 section 3.2.2); none where they lead to the origin,
     * through whatever tunnels
     */
    virtual std::optional<std::string> ForwarderOf(const HttpOrigin& origin) const;

    /** See Dialer. */
    virtual void HandleNetworkChange()
    {}

    /** See Dialer; sessions of TLS and QUIC with origins are forgotten, too. */
    virtual void HandleRestart()
    {}

    /** \return the login at forward proxies, null without one; shared with their tunnels */
    virtual ProxyLogin* Login() const;
};

/** A dialer's stream to the origin, and TLS over it; or QUIC over a dialer's flow. */
class DialingConnector : public Connector
{
  public:
    /**
     * \param dialer the way to the origin
     * \param tls for https; may be null where only http is used
     * \param quic may be null where only TCP is used
     */
    DialingConnector(std::shared_ptr<Dialer> dialer,
                     std::shared_ptr<TlsClientContext> tls,
                     std::shared_ptr<QuicClientContext> quic = nullptr);

    std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                        const std::vector<std::string>& alpn) override;
    std::unique_ptr<QuicConnection> ConnectQuic(const HttpOrigin& origin,
                                                std::uint16_t port) override;
    void HandleNetworkChange() override;
    void HandleRestart() override;

  private:
    std::shared_ptr<Dialer> m_dialer;
    std::shared_ptr<TlsClientContext> m_tls;
    std::shared_ptr<QuicClientContext> m_quic;
};

} // namespace pagewire

#endif
