// SPDX-License-Identifier: GPL-2.0-only
#include "lab/visit.h"

#include "transport/node-power.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** After the deadline connections close; the longest that takes is a few retransmission timers. */
constexpr std::int64_t AFTERMATH_SECONDS = 600;

} // namespace

Visit::Visit(const std::vector<LinkOptions>& links,
             const ScenarioOptions& options,
             const VisitContexts& contexts)
    : m_options(options),
      m_browserContexts(contexts.browser),
      m_path(links, options, contexts)
{}

void
Visit::ApplyArguments(const std::vector<std::string>& ns3Arguments)
{
    m_path.ApplyArguments(ns3Arguments);
}

void
Visit::Observe(RunRecorder& recorder)
{
    m_path.Observe(recorder);
    const std::vector<std::string> nodes = m_options.NodeNames();
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        recorder.NoteNode(i, nodes[i]);
        if (!nodes[i].empty())
        {
            ObserveNode(nodes[i], i, recorder);
        }
    }
    const std::vector<std::string> origins = m_options.OriginNames();
    for (std::size_t i = 1; i < origins.size(); ++i)
    {
        ObserveNode(origins[i], m_path.ServerNodes()[i], recorder);
    }
    if (m_options.record.queues)
    {
        recorder.ObserveQueues(Net());
    }
}

/** Listens to what the scenario asks for of a node's connections. */
void
Visit::ObserveNode(const std::string& name, std::size_t node, RunRecorder& recorder)
{
    if (m_options.record.states)
    {
        recorder.ObserveStates(name, Net().GetNode(node));
    }
    if (m_options.record.windows)
    {
        recorder.ObserveWindows(name, Net().GetNode(node));
    }
}

std::size_t
Visit::NodeNamed(const std::string& name)
{
    const std::vector<std::string> origins = m_options.OriginNames();
    const auto origin = std::find(origins.begin(), origins.end(), name);
    if (origin != origins.end())
    {
        return m_path.ServerNodes()[static_cast<std::size_t>(origin - origins.begin())];
    }
    const std::vector<std::string> nodes = m_options.NodeNames();
    return static_cast<std::size_t>(std::find(nodes.begin(), nodes.end(), name) - nodes.begin());
}

void
Visit::AddFault(ns3::Time start)
{
    const FaultOptions& fault = m_options.fault;
    const ns3::Time at = start + ns3::NanoSeconds(fault.at.count());
    const ns3::Time time = ns3::NanoSeconds(fault.time.count());
    if (fault.kind == "crash")
    {
        NodePower::Of(Net().GetNode(NodeNamed(fault.node)))->ScheduleCrash(at, time);
    }
    else if (fault.kind == "link-down")
    {
        const std::vector<LinkOptions> links = m_options.Links();
        const auto link = std::find_if(links.begin(), links.end(), [&](const LinkOptions& l) {
            return l.name == fault.node;
        });
        const auto number = static_cast<std::size_t>(link - links.begin());
        Net().ScheduleOutage(number, at, time);
    }
    else if (fault.kind != "none")
    {
        const std::vector<std::string> origins = m_options.OriginNames();
        const auto place = std::find(origins.begin(), origins.end(), fault.node);
        AddServerFault(static_cast<std::size_t>(place - origins.begin()));
    }
}

void
Visit::AddPurges(ns3::Time start)
{
    m_path.AddPurges(start);
}

void
Visit::AddServer(ns3::Ptr<HttpFront> server)
{
    const ServerContexts& contexts = m_path.ContextsOf(m_servers.size());
    server->SetTlsContext(contexts.tls);
    server->SetQuicContext(contexts.quic);
    server->SetTcpOptions(m_options.tcp);
    server->SetH1Options(m_options.h1);
    H2Options h2 = m_options.h2;
    h2.indexFields = m_options.indexResponses;
    server->SetH2Options(h2);
    server->SetH3Options(m_options.h3);
    Net().GetNode(m_path.ServerNodes()[m_servers.size()])->AddApplication(server);
    m_servers.push_back(server);
}

void
Visit::AddClient(ns3::Ptr<ClientApplication> client, std::size_t node)
{
    client->SetConnector(m_path.MakeBrowserConnector());
    client->SetTlsContext(m_browserContexts.tls);
    client->SetQuicContext(m_browserContexts.quic);
    client->SetTcpOptions(m_options.tcp);
    client->SetH1Options(m_options.h1);
    H2Options h2 = m_options.h2;
    h2.separateMessages = m_options.separateRequests;
    client->SetH2Options(h2);
    client->SetH3Options(m_options.h3);
    client->SetProtocolName(std::string(ProtocolName(m_options.browser.protocol)));
    Net().GetNode(node)->AddApplication(client);
    m_clients.push_back(client);
}

void
Visit::Run(ns3::Time start)
{
    for (const auto& server : m_servers)
    {
        server->SetStartTime(ns3::Time(0));
    }
    for (const auto& client : m_clients)
    {
        client->SetStartTime(start);
    }
    const BrowserOptions& browser = m_options.browser;
    const auto visits = static_cast<std::int64_t>(browser.browsing.visits.size());
    const Nanoseconds most = browser.deadline * visits + browser.browsing.pause * (visits - 1);
    ns3::Simulator::Stop(start + ns3::NanoSeconds(most.count()) + ns3::Seconds(AFTERMATH_SECONDS));
    ns3::Simulator::Run();
    Finish();
    m_path.Finish();
}

} // namespace pagewire
