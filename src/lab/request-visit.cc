// SPDX-License-Identifier: GPL-2.0-only
#include "lab/request-visit.h"

#include "lab/cache-setup.h"
#include "lab/client-fields.h"
#include "lab/ns3-arguments.h"
#include "lab/origin-setup.h"
#include "node/connector.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

/** Nodes of the chain that every network of such a workload begins with. */
constexpr std::size_t FIRST_CLIENTS = 0;
constexpr std::size_t FIRST_EDGE = 1;
constexpr std::size_t PARENT = 2;

/** \return the link as it looks from its other end */
LinkOptions
Turned(LinkOptions link)
{
    std::swap(link.up, link.down);
    return link;
}

/** The run is given up so long after the last request. */
ScenarioOptions
WithDeadline(ScenarioOptions options, const RequestLog& log)
{
    options.browser.deadline += log.back().at;
    return options;
}

} // namespace

RequestVisit::RequestVisit(const Page& page,
                           const RequestLog& log,
                           const ScenarioOptions& options,
                           const VisitContexts& contexts,
                           std::uint64_t seed)
    : Visit(options.Links(), WithDeadline(options, log), contexts),
      m_page(page),
      m_log(log),
      m_statistics(options.cdn.Tiers(),
                   ns3::NanoSeconds(options.requests.bin.count()),
                   ns3::Time(0))
{
    AddRegions();
    AddOrigins(seed);
    AddCaches();
    AddClients();
}

RequestVisit::~RequestVisit()
{
    m_asking.Cancel();
}

void
RequestVisit::AddRegions()
{
    const std::vector<LinkOptions> links = Options().Links();
    m_regions.push_back({FIRST_CLIENTS, FIRST_EDGE});
    for (unsigned i = 2; i <= Options().cdn.edges; ++i)
    {
        const std::string number = "-" + std::to_string(i);
        LinkOptions middle = Turned(links[1]);
        middle.name += number;
        LinkOptions access = Turned(links[0]);
        access.name += number;
        const std::size_t edge = Net().AddBranch(middle, PARENT);
        m_regions.push_back({Net().AddBranch(access, edge), edge});
    }
}

void
RequestVisit::AddOrigins(std::uint64_t seed)
{
    const auto page = std::make_shared<const Page>(m_page);
    const auto versions = std::make_shared<ResourceVersions>(*page, seed);
    const std::vector<std::string> names = Options().OriginNames();
    for (std::size_t server = 0; server < names.size(); ++server)
    {
        const auto origin = ns3::CreateObject<Origin>();
        origin->SetPage(page);
        origin->SetVersions(versions);
        SetUpOrigin(*origin, Options().origin);
        Net().AddHost(names[server], Path().ServerNodes()[server]);
        AddServer(origin);
        m_origins.push_back(origin);
    }
}

void
RequestVisit::AddCaches()
{
    if (Options().cdn.tiers == 0)
    {
        return;
    }
    std::vector<std::string> behind = Options().OriginNames();
    if (Options().cdn.tiers > 1)
    {
        AddCache("parent", PARENT, behind);
        behind = {"parent"};
    }
    for (std::size_t i = 0; i < m_regions.size(); ++i)
    {
        AddCache("edge-" + std::to_string(i + 1), m_regions[i].edge, behind);
    }
}

void
RequestVisit::AddCache(const std::string& name,
                       std::size_t node,
                       const std::vector<std::string>& behind)
{
    const auto cache = ns3::CreateObject<CdnCache>();
    SetUpCache(*cache, Options().cdnCache.cache);
    cache->SetAttribute("CacheStatus", ns3::BooleanValue(true)); // answers are told apart by it
    cache->SetAttribute("Pseudonym", ns3::StringValue(name));
    cache->SetAttribute("ConnectionsPerServer", ns3::UintegerValue(Options().cdnCache.connections));
    cache->SetAttribute("KeepAlive", ToTimeValue(Options().origin.keepAlive));
    cache->SetTcpOptions(Options().tcp);
    cache->SetDialer(
        std::make_shared<DirectDialer>(Net().GetNode(node), Path().Names(), Options().tcp));
    cache->SetBalancing(Options().cdnCache.balancing);
    Net().AddHost(name, node);
    for (const std::string& server : behind)
    {
        cache->AddServer(server, server, DefaultPort("http"));
    }
    cache->TraceConnectWithoutContext(
        "CacheDecided",
        ns3::MakeCallback(&RequestStatistics::NoteDecided, &m_statistics).Bind(name));
    Net().GetNode(node)->AddApplication(cache);
    m_caches.emplace_back(name, cache);
}

/** What the clients of a region call the server is their edge, where there is one. */
void
RequestVisit::AddPurges(ns3::Time start)
{
    for (const auto& [name, cache] : m_caches)
    {
        SchedulePurges(Options().cdnCache.cache.purges, start, cache);
    }
}

void
RequestVisit::AddClients()
{
    for (unsigned client = 0; client < Options().workload.clients; ++client)
    {
        const Region& region = m_regions[client % m_regions.size()];
        const std::string server = Options().cdn.tiers > 0
                                     ? "edge-" + std::to_string(client % m_regions.size() + 1)
                                     : Options().OriginNames().front();
        const ns3::Ipv4Address address = Net().Resolve(server);
        const auto made = ns3::CreateObject<FetchClient>();
        SetUpClientCache(*made, Options().browser.browsing);
        AddClient(made, region.clients);
        made->SetConnector(std::make_unique<DialingConnector>(
            std::make_shared<DirectDialer>(
                Net().GetNode(region.clients),
                [address](const std::string&) { return address; },
                Options().tcp),
            nullptr));
        m_clients.push_back(made);
    }
    m_asking = ns3::Simulator::Schedule(ns3::Time(0), &RequestVisit::Begin, this);
}

/** Nodes have been set up, which has put the starts of clients at time 0 before what comes now. */
void
RequestVisit::Begin()
{
    m_asking = ns3::Simulator::Schedule(ns3::NanoSeconds(m_log.front().at.count()),
                                        &RequestVisit::AskNext,
                                        this);
}

void
RequestVisit::AskNext()
{
    const LoggedRequest& logged = m_log[m_next++];
    Ask(logged);
    if (m_next < m_log.size())
    {
        m_asking =
            ns3::Simulator::Schedule(ns3::NanoSeconds((m_log[m_next].at - logged.at).count()),
                                     &RequestVisit::AskNext,
                                     this);
    }
}

void
RequestVisit::Ask(const LoggedRequest& logged)
{
    const Resource& object = m_page.resources[logged.object];
    FetchRequest wanted;
    wanted.url = {{"http", m_page.hosts[object.host].name, DefaultPort("http")}, object.path};
    AddClientFields(wanted.fields, Options().requests, logged.client);
    Request request;
    request.authority = wanted.url.origin.Authority();
    request.target = object.path;
    const ns3::Time now = ns3::Simulator::Now();
    m_clients[logged.client]->Send(std::move(wanted), [this, request, now](const FetchResult& r) {
        ClientAnswer answer;
        answer.asked = now;
        answer.answered = ns3::Simulator::Now();
        answer.response = r.response;
        if (r.cache)
        {
            answer.response.fields.Add("Cache-Status", FormatCacheStatus(BROWSER_CACHE, *r.cache));
        }
        answer.octets = r.content.size();
        answer.failed = !r.failure.empty() || r.response.status >= 500;
        answer.outdatedFor =
            m_origins.front()->Staleness(request, r.response.fields, now).value_or(ns3::Time(0));
        m_statistics.NoteAnswer(answer);
    });
}

void
RequestVisit::ApplyArguments(const std::vector<std::string>& ns3Arguments)
{
    Visit::ApplyArguments(ns3Arguments);
    for (const auto& origin : m_origins)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *origin);
    }
    for (const auto& [name, cache] : m_caches)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *cache);
    }
    for (const auto& client : m_clients)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *client);
    }
}

void
RequestVisit::Observe(RunRecorder& recorder)
{
    Visit::Observe(recorder);
    const std::vector<std::string> names = Options().OriginNames();
    for (std::size_t i = 0; i < m_origins.size(); ++i)
    {
        recorder.ObserveServer(names[i], m_origins[i]);
        m_origins[i]->TraceConnectWithoutContext(
            "ResponseSent",
            ns3::MakeCallback(&RequestStatistics::NoteSent, &m_statistics));
    }
    for (const auto& [name, cache] : m_caches)
    {
        recorder.ObserveProxy(name, cache);
    }
    for (std::size_t i = 0; i < m_clients.size(); ++i)
    {
        recorder.ObserveClientCache(ClientCacheName(i), m_clients[i]);
    }
}

void
RequestVisit::Report(RunRecorder& recorder)
{
    for (const auto& [name, cache] : m_caches)
    {
        if (const HttpCache* const store = cache->Store())
        {
            m_statistics.NoteStored(name, *store);
        }
    }
    recorder.NoteStatistics(std::move(m_statistics));
}

void
RequestVisit::AddServerFault(std::size_t)
{
    assert(false && "rules refuse faults of an origin");
}

void
RequestVisit::Finish()
{
    for (const auto& client : m_clients)
    {
        client->Finish();
    }
    for (const auto& [name, cache] : m_caches)
    {
        cache->Finish();
    }
    for (const auto& origin : m_origins)
    {
        origin->Finish();
    }
}

} // namespace pagewire
