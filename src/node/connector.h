// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECTOR_H
#define PAGEWIRE_NODE_CONNECTOR_H

#include "http/origin.h"
#include "transport/quic-endpoint.h"
#include "transport/tcp-stream.h"
#include "transport/tls-stream.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** Finds the address of a host name. Throws InputError if nobody has it. */
using Resolver = std::function<ns3::Ipv4Address(const std::string& host)>;

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
};

/** TCP to the origin's own address, and TLS over it; or QUIC. */
class DirectConnector : public Connector
{
  public:
    /** \param tls for https; may be null where only http is used \param quic may be null where only
     * TCP is used */
    DirectConnector(ns3::Ptr<ns3::Node> node,
                    Resolver resolver,
                    TcpOptions tcp,
                    std::shared_ptr<TlsClientContext> tls,
                    std::shared_ptr<QuicClientContext> quic = nullptr);

    std::unique_ptr<ByteStream> Connect(const HttpOrigin& origin,
                                        const std::vector<std::string>& alpn) override;
    std::unique_ptr<QuicConnection> ConnectQuic(const HttpOrigin& origin,
                                                std::uint16_t port) override;

  private:
    ns3::Ptr<ns3::Node> m_node;
    Resolver m_resolver;
    TcpOptions m_tcp;
    std::shared_ptr<TlsClientContext> m_tls;
    std::shared_ptr<QuicClientContext> m_quic;
};

} // namespace pagewire

#endif
