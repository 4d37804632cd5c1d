// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_ENDPOINT_H
#define PAGEWIRE_TRANSPORT_QUIC_ENDPOINT_H

#include "transport/datagram-flow.h"
#include "transport/quic-connection.h"
#include "transport/quic-options.h"
#include "transport/tls-stream.h"

#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace pagewire
{

/** Takes a piece of the qlog of a connection, which is named by its original destination
 * connection ID in hexadecimal and "client" or "server". */
using QlogSink = std::function<void(const std::string& name, std::string_view piece)>;

/** A server's options, keys, and secrets that outlive its connections. */
class QuicServerContext;
/** A client's options, trust, and what it remembers of servers: TLS sessions, transport parameters,
 * address validation tokens. */
class QuicClientContext;

/** \param seed fixes connection IDs, keys and randoms \param qlog may be empty */
std::shared_ptr<QuicServerContext> MakeQuicServerContext(const QuicOptions& options,
                                                         std::shared_ptr<TlsServerContext> tls,
                                                         std::uint64_t seed,
                                                         QlogSink qlog);
std::shared_ptr<QuicClientContext> MakeQuicClientContext(const QuicOptions& options,
                                                         std::shared_ptr<TlsClientContext> tls,
                                                         std::uint64_t seed,
                                                         QlogSink qlog);

/** The server's machine has crashed: what it had learnt of its clients' round trips is gone. Keys
 * stay, and so does the record of tickets that were used for 0-RTT. */
void ForgetClients(QuicServerContext& context);

/** The client was closed and started again: of servers it remembers nothing. */
void ForgetServers(QuicClientContext& context);

/** Makes a flow to the server from the present address of the host; null where there is no way. */
using FlowFactory = std::function<std::unique_ptr<DatagramFlow>()>;

/** \param serverName SNI, checked against the certificate \param alpn the protocol on top, "h3"
 * \param node whose WindowMonitor hears of its congestion control; null for none */
std::unique_ptr<QuicConnection> MakeQuicClient(FlowFactory flows,
                                               std::shared_ptr<QuicClientContext> context,
                                               const std::string& serverName,
                                               const std::string& alpn,
                                               ns3::Ptr<ns3::Node> node = nullptr);

/**
 * Accepts QUIC connections on a UDP port of all the node's addresses, as long as it lives: finds
 * the connection of each datagram by its connection ID, validates addresses, negotiates versions,
 * answers what belongs to no connection (RFC 9000 sections 5.2, 6, 8, 10.3). Connections that were
 * accepted fall silent when it is gone.
 */
class QuicAcceptor
{
  public:
    class Impl;

    /** \param accept is given each connection as its first packet comes; it sets the application
     * and opens it before it returns */
    using Accept = std::function<void(std::unique_ptr<QuicConnection>)>;

    /** \throws InputError if the port is taken */
    QuicAcceptor(ns3::Ptr<ns3::Node> node,
                 std::uint16_t port,
                 std::shared_ptr<QuicServerContext> context,
                 const std::string& alpn,
                 Accept accept);
    ~QuicAcceptor();

    QuicAcceptor(const QuicAcceptor&) = delete;
    QuicAcceptor& operator=(const QuicAcceptor&) = delete;

    /** From now on nothing begins a connection; those that were accepted go on. */
    void StopAccepting();

    /** \return datagrams that came for no connection and were not the beginning of one */
    std::uint64_t Strays() const;

    /** \return connection IDs by which a connection is found, and by which the farewell of a closed
     * one still is */
    std::size_t LiveIds() const;
    std::size_t BuriedIds() const;

  private:
    std::shared_ptr<Impl> m_impl;
};

} // namespace pagewire

#endif
