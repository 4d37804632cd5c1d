// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_LISTENER_H
#define PAGEWIRE_NODE_LISTENER_H

#include "transport/tcp-stream.h"
#include "transport/tls-stream.h"

#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace pagewire
{

/** The server side of a port: accepts TCP and puts TLS over it where there is a context. */
class Listener
{
  public:
    /** Given each accepted stream, not yet opened: Open() it to serve, or to shake hands. */
    using Accept = std::function<void(std::unique_ptr<ByteStream>)>;

    /** \param tls null for cleartext; with it, h2, http/1.1 and http/1.0 are agreed to by ALPN */
    Listener(ns3::Ptr<ns3::Node> node,
             std::uint16_t port,
             const TcpOptions& options,
             std::shared_ptr<TlsServerContext> tls,
             Accept accept);

  private:
    std::shared_ptr<TlsServerContext> m_tls;
    Accept m_accept;
    TcpAcceptor m_acceptor;
};

} // namespace pagewire

#endif
