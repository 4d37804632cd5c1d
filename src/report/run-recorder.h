// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_RUN_RECORDER_H
#define PAGEWIRE_REPORT_RUN_RECORDER_H

#include "report/run-result.h"
#include "transport/quic-endpoint.h"
#include "transport/tls-stream.h"

#include "ns3/application.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <map>
#include <tuple>
#include <utility>

namespace pagewire
{

/**
 * Listens to the trace sources of a browser and an origin and keeps what they tell. Nothing of it
 * changes the run. It must outlive the applications' last events.
 */
class RunRecorder
{
  public:
    /** \param page what the browser loads; records refer to its resources */
    explicit RunRecorder(Page page);

    RunRecorder(const RunRecorder&) = delete;
    RunRecorder& operator=(const RunRecorder&) = delete;

    /** Keeps what caches of proxies and of many clients decide, too, which is much with many
     * requests. To be called before there are any. */
    void KeepDecisions();

    /** Listens to a Browser: ResponseComplete, ConnectionClosed, VisitStarted, VisitOver.
     * \param network whose link next to the browser is looked at with each visit; outlives the
     * browser's last event */
    void ObserveBrowser(const ns3::Ptr<ns3::Application>& browser, const Network& network);

    /** Listens to a server: ResponseSent, ConnectionClosed. \param name of its node in tables */
    void ObserveServer(const std::string& name, const ns3::Ptr<ns3::Application>& server);

    /** Listens to a proxy of HTTP as to a server, and to UpstreamDone, UpstreamConnectionClosed and
     * CacheDecided. */
    void ObserveProxy(const std::string& name, const ns3::Ptr<ns3::Application>& proxy);

    /** Listens to what the cache of one of many clients decides: ResponseComplete. */
    void ObserveClientCache(const std::string& name, const ns3::Ptr<ns3::Application>& client);

    /** Listens to a proxy: TunnelClosed; and of SOCKS ConnectionClosed. */
    void ObserveTunnels(const std::string& name, const ns3::Ptr<ns3::Application>& proxy);
    void ObserveSocks(const std::string& name, const ns3::Ptr<ns3::Application>& proxy);

    /** Listens to the TCP connections of a node. To be called before there are any. */
    void ObserveStates(const std::string& name, ns3::Ptr<ns3::Node> node);

    /** Listens to the congestion control of the connections of a node, as to their states. */
    void ObserveWindows(const std::string& name, ns3::Ptr<ns3::Node> node);

    /** Listens to the queues of all links. To be called when these are there, once. */
    void ObserveQueues(const Network& network);

    /** Listens to a MessageClient: MessageReceived, RequestDone, ConnectionClosed. Connections are
     * numbered as their clients do, from first on. */
    void ObserveMessages(const ns3::Ptr<ns3::Application>& client, std::uint32_t first);

    /** \param name of the node of this number in the address plan (chain::InterfaceAddress) */
    void NoteNode(std::size_t number, const std::string& name);

    /** What a MessageClient took in all, at the end. */
    void NoteClient(const std::string& name, const MessageTotals& totals);

    /** Every client has heard every message: the run is loaded with the last of them. */
    void NoteMessagesHeard();

    /** What became of a workload of requests: the run is loaded with the last answer. */
    void NoteStatistics(RequestStatistics statistics);

    /** \return where TLS clients should write their key log */
    KeyLogSink KeyLog();

    /** \return where QUIC connections should write their qlogs. They end when the connections are
     * destroyed, that is with the browser and the origin. */
    QlogSink Qlog();

    /**
     * Takes the counters of the link next to the browser and gives all that was recorded, in a
     * fixed order. To be called once, when the simulation has ended and the applications have
     * reported their open connections.
     */
    RunResult Take(const Network& network, ns3::Time start);

  private:
    void HandleResponse(const RequestRecord& record);
    void HandleBrowserConnection(const ConnectionRecord& record);
    void HandleServerConnection(std::string node, const ConnectionRecord& record);
    void HandleUpstreamConnection(std::string node, const ConnectionRecord& record);
    void HandleServed(std::string node, const ServedRecord& record);
    void HandleUpstream(std::string node, const UpstreamRecord& record);
    void HandleCached(std::string node, const CacheRecord& record);
    void HandleClientCached(std::string node, const RequestRecord& record);
    void HandleTunnel(std::string node, const TunnelRecord& record);
    void HandleState(std::string node, const TcpStateChange& change);
    void HandleWindow(std::string node, const WindowSample& sample);
    void HandleQueue(std::size_t number, const QueueLength& length);
    void HandleMessage(const MessageRecord& record);
    void HandleClientConnection(std::uint32_t first, const ConnectionRecord& record);
    void HandleClientRequest(std::uint32_t first, const UpstreamRecord& record);
    void HandleVisitStarted(const VisitRecord& record);
    void HandleVisitOver(const VisitRecord& record);

    RunResult m_result;
    bool m_keepsDecisions{false};
    const Network* m_network{nullptr}; //!< of the browser
    std::map<std::tuple<std::string, std::uint32_t, std::uint64_t>, std::size_t>
        m_served; //!< places of what was served, by node, connection and exchange
    std::map<std::pair<std::string, std::uint64_t>, std::size_t>
        m_windows; //!< places of ends of connections, by node and number there
};

} // namespace pagewire

#endif
