// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_ORIGIN_H
#define PAGEWIRE_NODE_ORIGIN_H

#include "node/http-server.h"
#include "node/listener.h"
#include "node/response-fields.h"
#include "node/server-fault.h"
#include "node/site.h"
#include "node/worker-line.h"
#include "page/page.h"
#include "transport/node-power.h"
#include "transport/quic-endpoint.h"

#include "ns3/application.h"
#include "ns3/ipv4-address.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

class OriginAnswer;

/**
 * A web server with the resources of a page: virtual hosts by name, think times, header sections
 * of the sizes that the page gives (ResponseFields), ranges, 100 (Continue), HTTP/2 push of what
 * the page marks, and errors as Site has them. The think time runs from the whole request on.
 * Content is PatternBody; request content is read and dropped. With Workers, no more requests than
 * that are thought about at once, and the others wait in the order in which they came; faults make
 * it fail at times (ServerFault).
 *
 * If its node crashes (NodePower), connections are reported with the reason "crashed"; their
 * numbers go on after the restart. Pages, TLS and QUIC contexts are as on a disk.
 *
 * Set the page before the start. At the end of a simulation call Finish(), after Simulator::Run and
 * before anything that trace sinks need is gone: it reports connections that are still open.
 * Simulator::Destroy disposes of an origin with its node, without reporting anything.
 */
class Origin : public ns3::Application, public NodeProgram, private HttpServerHandler
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*RequestTracedCallback)(const ServedRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);

    static ns3::TypeId GetTypeId();

    Origin();
    ~Origin() override;

    /** The page whose resources are served. */
    void SetPage(std::shared_ptr<const Page> page);

    /**
     * Serves this host of the page; without any call, all of them.
     * \param address requests that name no host and came to it mean this host; those that came to
     * an address that nobody gave mean the first host
     */
    void AddHost(const std::string& name, ns3::Ipv4Address address = ns3::Ipv4Address::GetAny());

    /** With a context the port speaks TLS; null means cleartext. */
    void SetTlsContext(std::shared_ptr<TlsServerContext> context);

    /** With a context the UDP port of the same number speaks HTTP/3 beside it; null means it does
     * not. */
    void SetQuicContext(std::shared_ptr<QuicServerContext> context);

    void SetTcpOptions(const TcpOptions& options);
    void SetH1Options(const H1Options& options);
    void SetH2Options(const H2Options& options);
    void SetH3Options(const H3Options& options);

    /** How it fails; to be set before the start. */
    void SetFaults(std::vector<ServerFault> rules);

    /** Fixes the random numbers of the faults. \param stream the first ns-3 stream \return how
     * many are used */
    std::int64_t AssignStreams(std::int64_t stream);

    void HandleCrash() override;
    void HandleRestart() override;

    /** Serves a stream that is accepted and not opened, besides those of the port. To be called
     * after the start. */
    void Accept(std::unique_ptr<ByteStream> stream);

    /** Reports what is still open and drops it; see above. Further calls do nothing. */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    static void AddTraceSources(ns3::TypeId& type);

    void StartApplication() override;
    void StopApplication() override;
    std::uint16_t ListenPort() const;
    void Listen();
    void Drop(const std::string& reason);

    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;

    std::string HostAt(ServedConnection& connection) const;
    std::vector<std::string> HostNames() const;

    // Attributes; GetTypeId has their defaults.
    std::uint16_t m_port;
    bool m_listen;
    ns3::Time m_keepAlive;
    std::uint32_t m_maxRequests;
    bool m_altSvc;
    std::uint32_t m_workers;

    TcpOptions m_tcp;
    H1Options m_h1;
    H2Options m_h2;
    H3Options m_h3;
    std::shared_ptr<QuicServerContext> m_quic;
    std::shared_ptr<TlsServerContext> m_tls;
    std::shared_ptr<const Page> m_page;
    std::vector<std::pair<std::string, ns3::Ipv4Address>> m_hosts;
    std::unique_ptr<Site> m_site;
    std::unique_ptr<ResponseFields> m_fields;
    ServerFaults m_faults;
    std::unique_ptr<WorkerLine> m_line;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<QuicAcceptor> m_quicListener;
    bool m_listened{false};                                             //!< when the node crashed
    std::map<ServerExchange*, std::unique_ptr<OriginAnswer>> m_answers; //!< never walked through

    ns3::TracedCallback<const ServedRecord&> m_requestReceived;
    ns3::TracedCallback<const ServedRecord&> m_responseSent;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
};

} // namespace pagewire

#endif
