// SPDX-License-Identifier: GPL-2.0-only
#include "report/run-recorder.h"

#include "report/cache-table.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>
#include <tuple>
#include <utility>

namespace pagewire
{

namespace
{

void
Connect(const ns3::Ptr<ns3::Object>& model,
        const std::string& source,
        const ns3::CallbackBase& callback)
{
    const bool found = model->TraceConnectWithoutContext(source, callback);
    assert(found && "the model has no such trace source");
    (void)found;
}

/** \return what entered the link next to the browser, up and down, and the one beside it */
std::pair<LinkCounters, LinkCounters>
TrafficOf(const Network& network)
{
    LinkCounters up = network.Up(0);
    LinkCounters down = network.Down(0);
    if (network.HasSecondLink())
    {
        up += network.SecondUp();
        down += network.SecondDown();
    }
    return {up, down};
}

} // namespace

RunRecorder::RunRecorder(Page page)
{
    m_result.page = std::move(page);
}

void
RunRecorder::KeepDecisions()
{
    m_keepsDecisions = true;
}

void
RunRecorder::ObserveBrowser(const ns3::Ptr<ns3::Application>& browser, const Network& network)
{
    m_network = &network;
    Connect(browser, "ResponseComplete", ns3::MakeCallback(&RunRecorder::HandleResponse, this));
    Connect(browser,
            "ConnectionClosed",
            ns3::MakeCallback(&RunRecorder::HandleBrowserConnection, this));
    Connect(browser, "VisitStarted", ns3::MakeCallback(&RunRecorder::HandleVisitStarted, this));
    Connect(browser, "VisitOver", ns3::MakeCallback(&RunRecorder::HandleVisitOver, this));
}

void
RunRecorder::ObserveServer(const std::string& name, const ns3::Ptr<ns3::Application>& server)
{
    Connect(server,
            "ConnectionClosed",
            ns3::MakeCallback(&RunRecorder::HandleServerConnection, this).Bind(name));
    for (const char* source : {"RequestReceived", "ResponseSent"})
    {
        Connect(server, source, ns3::MakeCallback(&RunRecorder::HandleServed, this).Bind(name));
    }
}

void
RunRecorder::ObserveProxy(const std::string& name, const ns3::Ptr<ns3::Application>& proxy)
{
    ObserveServer(name, proxy);
    Connect(proxy,
            "UpstreamDone",
            ns3::MakeCallback(&RunRecorder::HandleUpstream, this).Bind(name));
    Connect(proxy,
            "UpstreamConnectionClosed",
            ns3::MakeCallback(&RunRecorder::HandleUpstreamConnection, this).Bind(name));
    Connect(proxy, "CacheDecided", ns3::MakeCallback(&RunRecorder::HandleCached, this).Bind(name));
}

void
RunRecorder::ObserveClientCache(const std::string& name, const ns3::Ptr<ns3::Application>& client)
{
    Connect(client,
            "ResponseComplete",
            ns3::MakeCallback(&RunRecorder::HandleClientCached, this).Bind(name));
}

void
RunRecorder::ObserveTunnels(const std::string& name, const ns3::Ptr<ns3::Application>& proxy)
{
    Connect(proxy, "TunnelClosed", ns3::MakeCallback(&RunRecorder::HandleTunnel, this).Bind(name));
}

void
RunRecorder::ObserveSocks(const std::string& name, const ns3::Ptr<ns3::Application>& proxy)
{
    ObserveTunnels(name, proxy);
    Connect(proxy,
            "ConnectionClosed",
            ns3::MakeCallback(&RunRecorder::HandleServerConnection, this).Bind(name));
}

void
RunRecorder::ObserveStates(const std::string& name, ns3::Ptr<ns3::Node> node)
{
    Connect(TcpMonitor::Of(node),
            "StateChanged",
            ns3::MakeCallback(&RunRecorder::HandleState, this).Bind(name));
}

void
RunRecorder::ObserveWindows(const std::string& name, ns3::Ptr<ns3::Node> node)
{
    Connect(WindowMonitor::Of(node),
            "Window",
            ns3::MakeCallback(&RunRecorder::HandleWindow, this).Bind(name));
}

void
RunRecorder::ObserveQueues(const Network& network)
{
    for (const LinkDirection& direction : network.Directions())
    {
        const std::size_t number = m_result.queues.size();
        m_result.queues.push_back(
            {direction.link, direction.up, ChangeLog<QueueLength>(QueueLength{})});
        Connect(direction.sender,
                "QueueLength",
                ns3::MakeCallback(&RunRecorder::HandleQueue, this).Bind(number));
    }
}

void
RunRecorder::ObserveMessages(const ns3::Ptr<ns3::Application>& client, std::uint32_t first)
{
    Connect(client, "MessageReceived", ns3::MakeCallback(&RunRecorder::HandleMessage, this));
    Connect(client,
            "RequestDone",
            ns3::MakeCallback(&RunRecorder::HandleClientRequest, this).Bind(first));
    Connect(client,
            "ConnectionClosed",
            ns3::MakeCallback(&RunRecorder::HandleClientConnection, this).Bind(first));
}

void
RunRecorder::NoteNode(std::size_t number, const std::string& name)
{
    m_result.nodes["10." + std::to_string(number) + "."] = name;
}

void
RunRecorder::NoteClient(const std::string& name, const MessageTotals& totals)
{
    m_result.clients.push_back({name, totals});
}

void
RunRecorder::NoteMessagesHeard()
{
    m_result.loaded = m_result.start;
    for (const MessageRecord& message : m_result.messages)
    {
        m_result.loaded = std::max(*m_result.loaded, message.received);
    }
}

void
RunRecorder::NoteStatistics(RequestStatistics statistics)
{
    m_result.loaded = statistics.LastAnswer();
    m_result.statistics = std::move(statistics);
}

KeyLogSink
RunRecorder::KeyLog()
{
    return [this](const std::string& line) { m_result.keyLog.push_back(line); };
}

QlogSink
RunRecorder::Qlog()
{
    return
        [this](const std::string& name, std::string_view piece) { m_result.qlogs[name] += piece; };
}

RunResult
RunRecorder::Take(const Network& network, ns3::Time start)
{
    m_result.start = start;
    m_result.end = ns3::Simulator::Now();
    std::tie(m_result.up, m_result.down) = TrafficOf(network);
    // Records come in the order of endings; tables are read in the order of beginnings.
    std::stable_sort(m_result.requests.begin(),
                     m_result.requests.end(),
                     [](const auto& a, const auto& b) {
                         const auto place = [](const RequestRecord& record) {
                             return std::make_tuple(record.visit,
                                                    record.queued.value_or(ns3::Time::Max()),
                                                    record.resource);
                         };
                         return place(a) < place(b);
                     });
    const auto byNumber = [](const ConnectionRecord& a, const ConnectionRecord& b) {
        return a.id < b.id;
    };
    std::stable_sort(m_result.connections.begin(), m_result.connections.end(), byNumber);
    std::stable_sort(m_result.serverConnections.begin(),
                     m_result.serverConnections.end(),
                     byNumber);
    return std::move(m_result);
}

void
RunRecorder::HandleResponse(const RequestRecord& record)
{
    m_result.requests.push_back(record);
}

void
RunRecorder::HandleBrowserConnection(const ConnectionRecord& record)
{
    m_result.connections.push_back(record);
}

void
RunRecorder::HandleServerConnection(std::string node, const ConnectionRecord& record)
{
    m_result.serverConnections.push_back(record);
    m_result.serverConnections.back().node = std::move(node);
}

void
RunRecorder::HandleUpstreamConnection(std::string node, const ConnectionRecord& record)
{
    m_result.upstreamConnections.push_back(record);
    m_result.upstreamConnections.back().node = std::move(node);
}

void
RunRecorder::HandleServed(std::string node, const ServedRecord& record)
{
    const auto [place, isNew] =
        m_served.try_emplace({node, record.connection, record.exchange}, m_result.served.size());
    // One that was received and is now answered; what is pushed has the number of nobody's request.
    ServedRecord& served =
        isNew || record.pushed ? m_result.served.emplace_back() : m_result.served[place->second];
    served = record;
    served.node = std::move(node);
}

void
RunRecorder::HandleUpstream(std::string node, const UpstreamRecord& record)
{
    m_result.upstreams.push_back(record);
    m_result.upstreams.back().node = std::move(node);
}

void
RunRecorder::HandleCached(std::string node, const CacheRecord& record)
{
    if (m_keepsDecisions)
    {
        m_result.cached.push_back(record);
        m_result.cached.back().node = std::move(node);
    }
}

void
RunRecorder::HandleClientCached(std::string node, const RequestRecord& record)
{
    if (record.cache)
    {
        HandleCached(std::move(node), DecisionOf(record));
    }
}

void
RunRecorder::HandleTunnel(std::string node, const TunnelRecord& record)
{
    m_result.tunnels.push_back(record);
    m_result.tunnels.back().node = std::move(node);
}

void
RunRecorder::HandleState(std::string node, const TcpStateChange& change)
{
    m_result.states.push_back({std::move(node), change});
}

void
RunRecorder::HandleWindow(std::string node, const WindowSample& sample)
{
    const auto [place, isNew] =
        m_windows.try_emplace({node, sample.connection}, m_result.windows.size());
    if (isNew)
    {
        m_result.windows.push_back(
            {std::move(node), sample.quic, sample.local, sample.remote, ChangeLog<WindowState>()});
    }
    WindowRecord& record = m_result.windows[place->second];
    record.local = sample.local;
    record.remote = sample.remote;
    record.changes.Note(sample.time, sample.state);
}

void
RunRecorder::HandleQueue(std::size_t number, const QueueLength& length)
{
    m_result.queues[number].changes.Note(ns3::Simulator::Now(), length);
}

void
RunRecorder::HandleClientConnection(std::uint32_t first, const ConnectionRecord& record)
{
    m_result.connections.push_back(record);
    m_result.connections.back().id += first;
}

void
RunRecorder::HandleClientRequest(std::uint32_t first, const UpstreamRecord& record)
{
    m_result.upstreams.push_back(record);
    m_result.upstreams.back().node = "browser";
    m_result.upstreams.back().connection += record.connection > 0 ? first : 0;
}

void
RunRecorder::HandleMessage(const MessageRecord& record)
{
    m_result.messages.push_back(record);
}

void
RunRecorder::HandleVisitStarted(const VisitRecord& record)
{
    const auto [up, down] = TrafficOf(*m_network);
    m_result.visits.push_back({record, up, down});
}

void
RunRecorder::HandleVisitOver(const VisitRecord& record)
{
    m_result.visits.back().record = record;
    m_result.loaded = m_result.visits.front().record.loaded;
}

} // namespace pagewire
