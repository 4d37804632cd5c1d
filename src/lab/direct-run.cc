// SPDX-License-Identifier: GPL-2.0-only
#include "lab/direct-run.h"

#include "http/origin.h"
#include "lab/cache-setup.h"
#include "lab/client-fields.h"
#include "lab/origin-setup.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <map>
#include <utility>

namespace pagewire
{

namespace
{

/** \return the times of links one after the other; the slowest gives the rate */
DirectTimes
TimesOf(const std::vector<LinkOptions>& links)
{
    DirectTimes times;
    for (const LinkOptions& link : links)
    {
        times.there += link.up.delay;
        times.back += link.down.delay;
        times.rate = times.rate > 0 ? std::min(times.rate, link.down.rate) : link.down.rate;
    }
    return times;
}

ns3::Time
ToTime(Nanoseconds time)
{
    return ns3::NanoSeconds(time.count());
}

} // namespace

/** Gives requests to each of several handlers in turn. */
class DirectRun::Turns : public RequestHandler
{
  public:
    explicit Turns(std::vector<RequestHandler*> handlers)
        : m_handlers(std::move(handlers))
    {}

    void HandleRequest(ServerExchange& exchange) override
    {
        RequestHandler* const handler = m_handlers[m_next++ % m_handlers.size()];
        m_taken[&exchange] = handler;
        handler->HandleRequest(exchange);
    }

    void HandleGone(ServerExchange& exchange) override
    {
        const auto taken = m_taken.find(&exchange);
        RequestHandler* const handler = taken->second;
        m_taken.erase(taken);
        handler->HandleGone(exchange);
    }

  private:
    std::vector<RequestHandler*> m_handlers;
    std::size_t m_next{0};
    std::map<ServerExchange*, RequestHandler*> m_taken; //!< never walked through
};

DirectRun::DirectRun(const ScenarioOptions& options,
                     const Page& page,
                     const RequestLog& log,
                     std::uint64_t seed)
    : m_options(options),
      m_page(page),
      m_log(log),
      m_versions(std::make_shared<ResourceVersions>(page, seed)),
      m_statistics(options.cdn.Tiers(), ToTime(options.requests.bin), ns3::Time(0))
{
    AddOrigins();
    AddCaches();
}

DirectRun::~DirectRun() = default;

void
DirectRun::AddOrigins()
{
    const FaultOptions& fault = m_options.fault;
    std::vector<RequestHandler*> handlers;
    for (const std::string& name : m_options.OriginNames())
    {
        m_origins.push_back(std::make_unique<DirectOrigin>(
            m_page,
            m_versions,
            CachingRulesOf(m_options.origin, name),
            [this](const ServedRecord& record) { m_statistics.NoteSent(record); }));
        handlers.push_back(m_origins.back().get());
        if (fault.kind == "crash" && fault.node == name)
        {
            const bool forGood = fault.time == Nanoseconds(0);
            m_origins.back()->SetOutage(ToTime(fault.at),
                                        forGood ? ns3::Time::Max() : ToTime(fault.at + fault.time));
        }
    }
    m_turns = std::make_unique<Turns>(std::move(handlers));
}

void
DirectRun::AddCaches()
{
    const std::vector<LinkOptions> links = m_options.Links();
    // Who stores nothing passes on what comes, which takes no time beside that of the links.
    const unsigned tiers = m_options.cdnCache.cache.cache ? m_options.cdn.tiers : 0;
    RequestHandler* behindEdges = m_turns.get();
    std::vector<LinkOptions> edgeToNext(links.begin() + 1, links.end());
    if (tiers > 1)
    {
        behindEdges = &AddCache("parent", *m_turns, TimesOf({links.back()}));
        edgeToNext.pop_back();
    }
    for (unsigned i = 1; i <= m_options.cdn.edges; ++i)
    {
        RequestHandler* inFront = behindEdges;
        DirectTimes times = TimesOf(links);
        if (tiers > 0)
        {
            inFront = &AddCache("edge-" + std::to_string(i), *behindEdges, TimesOf(edgeToNext));
            times = TimesOf({links.front()});
        }
        m_lines.push_back(std::make_unique<DirectLine>(*inFront, times));
        m_regions.push_back(m_lines.back().get());
    }
}

RequestHandler&
DirectRun::AddCache(const std::string& name, RequestHandler& behind, DirectTimes times)
{
    const ProxyCacheOptions& options = m_options.cdnCache.cache;
    m_lines.push_back(std::make_unique<DirectLine>(behind, times));
    m_caches.push_back(std::make_unique<DirectCache>(CacheOptionsOf(options, name),
                                                     CacheFrontOptionsOf(options),
                                                     *m_lines.back(),
                                                     [this, name](const CacheRecord& record) {
                                                         m_statistics.NoteDecided(name, record);
                                                         Keep(name, record);
                                                     }));
    m_cacheNames.push_back(name);
    DirectCache& cache = *m_caches.back();
    SchedulePurges(options.purges, ns3::Time(0), [&cache](const PlannedPurge& purge) {
        purge.url.empty() ? cache.PurgeTag(purge.tag) : cache.Purge(purge.url);
    });
    return cache;
}

void
DirectRun::Keep(const std::string& cache, const CacheRecord& record)
{
    if (m_options.record.cache)
    {
        m_result.cached.push_back(record);
        m_result.cached.back().node = cache;
    }
}

/** \return where a client asks: its own cache, or else its region */
DirectLine&
DirectRun::LineOf(std::uint32_t client)
{
    const BrowsingOptions& options = m_options.browser.browsing;
    DirectLine& region = *m_regions[client % m_regions.size()];
    if (!options.cache)
    {
        return region;
    }
    OwnCache& own = m_clients[client];
    if (!own.cache)
    {
        own.cache = std::make_unique<DirectCache>(
            CacheOptionsOf(options),
            CacheFrontOptionsOf(options),
            region,
            [this, client](const CacheRecord& record) { Keep(ClientCacheName(client), record); });
        own.line = std::make_unique<DirectLine>(*own.cache, DirectTimes());
    }
    return *own.line;
}

RunResult
DirectRun::Run()
{
    ns3::Simulator::Schedule(ToTime(m_log.front().at), &DirectRun::AskNext, this);
    ns3::Simulator::Run();
    for (std::size_t i = 0; i < m_caches.size(); ++i)
    {
        m_statistics.NoteStored(m_cacheNames[i], m_caches[i]->Store());
    }
    m_result.page = m_page;
    m_result.hasLinks = false;
    m_result.end = ns3::Simulator::Now();
    m_result.loaded = m_statistics.LastAnswer();
    m_result.statistics = std::move(m_statistics);
    return std::move(m_result);
}

void
DirectRun::AskNext()
{
    const LoggedRequest& logged = m_log[m_next++];
    Ask(logged);
    if (m_next < m_log.size())
    {
        ns3::Simulator::Schedule(ToTime(m_log[m_next].at - logged.at), &DirectRun::AskNext, this);
    }
}

void
DirectRun::Ask(const LoggedRequest& logged)
{
    const Resource& object = m_page.resources[logged.object];
    Request request;
    request.authority = m_page.hosts[object.host].name;
    request.target = object.path;
    AddClientFields(request.fields, m_options.requests, logged.client);
    const ns3::Time now = ns3::Simulator::Now();
    DirectLine& line = LineOf(logged.client);
    line.Ask(request, m_next, [this, &logged, now](const DirectAnswer& answer) {
        ClientAnswer noted;
        noted.asked = now;
        noted.answered = ns3::Simulator::Now();
        noted.response = answer.response;
        noted.octets = answer.octets;
        noted.failed = answer.failed || answer.response.status >= 500;
        if (const auto version = answer.response.fields.Find(VERSION_FIELD))
        {
            noted.outdatedFor = ToTime(m_versions->Outdated(logged.object,
                                                            std::stoull(std::string(*version)),
                                                            Nanoseconds(now.GetNanoSeconds())));
        }
        m_statistics.NoteAnswer(noted);
    });
}

} // namespace pagewire
