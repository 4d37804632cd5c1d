// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_HTTP_FRONT_H
#define PAGEWIRE_NODE_HTTP_FRONT_H

#include "node/http-server.h"
#include "node/listener.h"
#include "transport/node-power.h"
#include "transport/quic-endpoint.h"

#include "ns3/application.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * The side that every HTTP server node turns to its clients: a port of TCP, with TLS where there is
 * a context, the UDP port of the same number for HTTP/3, and the connections from there. What is
 * done with requests is for the node that derives from it.
 *
 * At the end of a simulation call Finish(), after Simulator::Run and before anything that trace
 * sinks need is gone: it reports connections that are still open. Simulator::Destroy disposes of a
 * server with its node, without reporting anything.
 *
 * If its node crashes (NodePower), connections are reported with the reason "crashed"; their
 * numbers go on after the restart. TLS and QUIC contexts are as on a disk.
 */
class HttpFront : public ns3::Application, public NodeProgram, private HttpServerHandler
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*RequestTracedCallback)(const ServedRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);

    ~HttpFront() override;

    /** With a context the port speaks TLS; null means cleartext. */
    void SetTlsContext(std::shared_ptr<TlsServerContext> context);

    /** With a context the UDP port of the same number speaks HTTP/3 beside it; null means it does
     * not. */
    void SetQuicContext(std::shared_ptr<QuicServerContext> context);

    void SetTcpOptions(const TcpOptions& options);
    void SetH1Options(const H1Options& options);
    void SetH2Options(const H2Options& options);
    void SetH3Options(const H3Options& options);

    /** Serves a stream that is accepted and not opened, besides those of the port. To be called
     * after the start. */
    void Accept(std::unique_ptr<ByteStream> stream);

    /** Reports what is still open and drops it; see above. Further calls do nothing. */
    void Finish();

    void HandleCrash() override;
    void HandleRestart() override;

  protected:
    HttpFront();

    /** Gives a type that derives from this one the attributes and trace sources of all of them;
     * a prefix, such as "pagewire::Origin", begins the signatures' names. */
    static void AddAttributes(ns3::TypeId& type, std::uint16_t port);
    static void AddTraceSources(ns3::TypeId& type, const std::string& prefix);

    void DoDispose() override;
    void StopApplication() override;

    /** HTTP/2 and 3 take extended CONNECT from now on (RFC 8441, RFC 9220). Before StartServing. */
    void OfferConnectProtocol();

    /** Begins to listen; to be called by StartApplication when all else is there. */
    void StartServing();

    /** \return "https" with a TLS context, else "http" */
    std::string Scheme() const;

    /** \return the port that is listened on, which is the scheme's own where none was given */
    std::uint16_t Port() const;

    bool SpeaksHttp3() const;

    const TcpOptions& Tcp() const;

    void TellReceived(const ServedRecord& record);
    void TellSent(const ServedRecord& record);

    /** See HttpServerHandler. */
    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override = 0;
    void HandleGone(ServerExchange& exchange) override = 0;

    /** Reports all connections that are open, with the reason, and drops them. */
    virtual void Drop(const std::string& reason);

    /** The node runs again after a crash, and serving goes on. */
    virtual void Revive()
    {}

    /** Forgets all exchanges: their connections end next, and nothing is to be reported. */
    virtual void DropExchanges() = 0;

  private:
    void HandleConnectionClosed(const ConnectionRecord& record) final;

    ServedOptions Options() const;
    void Listen();

    // Attributes; AddAttributes has their defaults.
    std::uint16_t m_port;
    bool m_listen;
    ns3::Time m_keepAlive;
    std::uint32_t m_maxRequests;

    TcpOptions m_tcp;
    H1Options m_h1;
    H2Options m_h2;
    H3Options m_h3;
    std::shared_ptr<QuicServerContext> m_quic;
    std::shared_ptr<TlsServerContext> m_tls;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<QuicAcceptor> m_quicListener;
    bool m_serving{false}; //!< started and not stopped
    bool m_crashed{false}; //!< likewise, and its node is down

    ns3::TracedCallback<const ServedRecord&> m_requestReceived;
    ns3::TracedCallback<const ServedRecord&> m_responseSent;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
};

} // namespace pagewire

#endif
