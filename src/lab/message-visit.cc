// SPDX-License-Identifier: GPL-2.0-only
#include "lab/message-visit.h"

#include "base/seed.h"
#include "lab/ns3-arguments.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cassert>
#include <sstream>

namespace pagewire
{

namespace
{

const char FEED_HOST[] = "feed.example";

/** Connections of a client are numbered from a multiple of this on. */
constexpr std::uint32_t CONNECTIONS_OF_A_CLIENT = 1000;

/** Where the random streams of the messages begin; the network's begin later. */
constexpr std::int64_t SERVER_STREAM = 200;
constexpr std::int64_t CLIENT_STREAM = 10000000;

/** \return a random variable's description, as ns-3 reads it */
std::string
GapVariable(const WorkloadOptions& options)
{
    std::ostringstream text;
    text.precision(9);
    text << std::fixed << static_cast<double>(options.gap.count()) / 1e9;
    return options.regular ? "ns3::ConstantRandomVariable[Constant=" + text.str() + "]"
                           : "ns3::ExponentialRandomVariable[Mean=" + text.str() + "]";
}

std::string
SizeVariable(const WorkloadOptions& options)
{
    return "ns3::ConstantRandomVariable[Constant=" + std::to_string(options.size) + "]";
}

} // namespace

Page
FeedPage()
{
    Page page;
    page.hosts.push_back({});
    page.hosts.back().name = FEED_HOST;
    return page;
}

MessageVisit::MessageVisit(const std::vector<LinkOptions>& links,
                           const ScenarioOptions& options,
                           const VisitContexts& contexts)
    : Visit(links, options, contexts)
{
    Path().AddHosts({FEED_HOST});
    SetUpServers();
    SetUpClients();
}

void
MessageVisit::SetUpServers()
{
    const ScenarioOptions& options = Options();
    for (std::size_t server = 0; server < Path().ServerNodes().size(); ++server)
    {
        const auto made = ns3::CreateObject<MessageServer>();
        WsOptions ws;
        if (options.workload.deflate)
        {
            ws.deflate.emplace();
        }
        made->SetWsOptions(ws);
        made->SetAttribute("Hold", ToTimeValue(options.workload.hold));
        if (options.workload.kind == "ticker")
        {
            made->SetAttribute("Messages", ns3::UintegerValue(options.workload.messages));
            made->SetAttribute("Gap", ns3::StringValue(GapVariable(options.workload)));
            made->SetAttribute("Size", ns3::StringValue(SizeVariable(options.workload)));
        }
        made->AssignStreams(SERVER_STREAM + 10 * static_cast<std::int64_t>(server));
        AddServer(made);
        m_servers.push_back(made);
    }
}

/** \return how many messages a client hears in all */
std::uint64_t
MessageVisit::ToHear() const
{
    const WorkloadOptions& workload = Options().workload;
    return workload.kind == "ticker" ? workload.messages
                                     : std::uint64_t{workload.messages} * workload.clients;
}

void
MessageVisit::SetUpClients()
{
    const ScenarioOptions& options = Options();
    const WorkloadOptions& workload = options.workload;
    for (unsigned i = 1; i <= workload.clients; ++i)
    {
        const std::string name = "client-" + std::to_string(i);
        const auto client = ns3::CreateObject<MessageClient>();
        client->SetAttribute("Name", ns3::StringValue(name));
        client->SetServer(FEED_HOST);
        WsOptions ws;
        if (workload.deflate)
        {
            ws.deflate.emplace();
        }
        client->SetWsOptions(ws);
        client->SetSeed(MixSeed(options.seed, name));
        client->SetAttribute("FromBeginning", ns3::BooleanValue(true));
        client->SetAttribute("Way", ns3::StringValue(workload.way));
        client->SetAttribute("Interval", ToTimeValue(workload.pollInterval));
        client->SetAttribute("Hear", ns3::UintegerValue(ToHear()));
        if (workload.kind == "chat")
        {
            client->SetAttribute("Messages", ns3::UintegerValue(workload.messages));
            client->SetAttribute("Gap", ns3::StringValue(GapVariable(workload)));
            client->SetAttribute("Size", ns3::StringValue(SizeVariable(workload)));
        }
        client->AssignStreams(CLIENT_STREAM + 10 * static_cast<std::int64_t>(i));
        AddClient(client);
        client->SetStopTime(ns3::NanoSeconds(options.browser.deadline.count()));
        m_clients.emplace_back(name, client);
    }
}

void
MessageVisit::ApplyArguments(const std::vector<std::string>& ns3Arguments)
{
    Visit::ApplyArguments(ns3Arguments);
    for (const auto& server : m_servers)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *server);
    }
    for (const auto& [name, client] : m_clients)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *client);
    }
}

void
MessageVisit::Observe(RunRecorder& recorder)
{
    Visit::Observe(recorder);
    const std::vector<std::string> names = Options().OriginNames();
    for (std::size_t i = 0; i < m_servers.size(); ++i)
    {
        recorder.ObserveServer(names[i], m_servers[i]);
    }
    std::uint32_t first = 0;
    for (const auto& [name, client] : m_clients)
    {
        recorder.ObserveMessages(client, first);
        first += CONNECTIONS_OF_A_CLIENT;
    }
}

void
MessageVisit::Report(RunRecorder& recorder)
{
    const std::uint64_t all = ToHear();
    bool whole = true;
    for (const auto& [name, client] : m_clients)
    {
        const MessageTotals totals = client->Totals();
        recorder.NoteClient(name, totals);
        whole = whole && totals.heard >= all;
    }
    if (whole)
    {
        recorder.NoteMessagesHeard();
    }
}

void
MessageVisit::AddServerFault(std::size_t)
{
    assert(false && "rules refuse faults of an origin that is none");
}

void
MessageVisit::Finish()
{
    for (const auto& [name, client] : m_clients)
    {
        client->Finish();
    }
    for (const auto& server : m_servers)
    {
        server->Finish();
    }
}

} // namespace pagewire
