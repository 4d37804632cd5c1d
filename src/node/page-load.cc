// SPDX-License-Identifier: GPL-2.0-only
#include "node/page-load.h"

#include "node/browser-cache.h"

#include "ns3/simulator.h"

namespace pagewire
{

namespace
{

Nanoseconds
NowNanoseconds()
{
    return Nanoseconds(ns3::Simulator::Now().GetNanoSeconds());
}

} // namespace

PageLoad::PageLoad(std::shared_ptr<const Page> page,
                   const PageLoadOptions& options,
                   ConnectionPool& pool,
                   PageLoadObserver& observer)
    : m_page(std::move(page)),
      m_observer(observer),
      m_options(options),
      m_fields(*m_page, options.scheme, options.port),
      m_loader(*m_page),
      m_items(m_page->resources.size())
{
    const FetchContext context{pool,
                               options.fetch,
                               options.pool.protocol,
                               options.coalesce,
                               *this,
                               options.cache};
    for (std::size_t i = 0; i < m_items.size(); ++i)
    {
        m_items[i].fetch = std::make_unique<Fetch>(context, MakeTask(i));
        if (m_page->resources[i].method == "GET")
        {
            m_pushable[{m_fields.OriginOf(i).Authority(), m_page->resources[i].path}] = i;
        }
    }
}

PageLoad::~PageLoad()
{
    for (Item& item : m_items)
    {
        item.discovery.Cancel();
    }
}

FetchTask
PageLoad::MakeTask(std::size_t resource) const
{
    const Resource& what = m_page->resources[resource];
    FetchTask task;
    task.number = resource;
    task.origin = m_fields.OriginOf(resource);
    task.server = m_page->hosts[what.host].server;
    task.visit = m_options.visit;
    task.request = m_fields.Make(resource);
    task.mode = CacheModeOf(m_options.navigation, resource == 0, m_options.reload);
    if (m_options.cache)
    {
        task.partition = m_options.cache->PartitionOf(m_fields.OriginOf(0));
    }
    task.priority = m_options.priorities->PriorityOf(*m_page, resource);
    task.bodySize = what.requestBodySize;
    if (what.requestBodySize > 0)
    {
        task.body = [size = what.requestBodySize] { return std::make_unique<PatternBody>(size); };
    }
    return task;
}

void
PageLoad::Start()
{
    Schedule(m_loader.Start(NowNanoseconds()));
}

void
PageLoad::Schedule(const std::vector<Discovery>& found)
{
    for (const Discovery& discovery : found)
    {
        const std::size_t i = discovery.resource;
        const ns3::Time wait = ns3::NanoSeconds((discovery.at - NowNanoseconds()).count());
        m_items[i].discovery = ns3::Simulator::Schedule(wait, [this, i] { Discover(i); });
    }
}

void
PageLoad::Discover(std::size_t resource)
{
    Item& item = m_items[resource];
    item.discovered = true;
    if (item.fetch->Record().pushed)
    {
        CatchUp(resource);
        return;
    }
    item.fetch->Start();
    m_observer.HandleQueued(item.fetch->Record());
}

/** The page gets to know of a resource that the server pushed before. */
void
PageLoad::CatchUp(std::size_t resource)
{
    const Fetch& fetch = *m_items[resource].fetch;
    if (fetch.Record().firstByte)
    {
        Schedule(m_loader.Headers(resource, NowNanoseconds()));
        Schedule(m_loader.Bytes(resource, fetch.Record().responseBodyBytes, NowNanoseconds()));
    }
    if (fetch.IsOver())
    {
        Conclude(fetch);
        EndIfOver();
    }
}

void
PageLoad::HandleSent(Fetch& fetch)
{
    m_observer.HandleSent(fetch.Record());
}

void
PageLoad::HandleHeaders(Fetch& fetch)
{
    AlternativeServices* const alternatives = m_options.pool.alternatives.get();
    if (alternatives && !fetch.Record().fromCache)
    {
        alternatives->LearnFrom(fetch.Task().origin,
                                fetch.Record().response.fields,
                                ns3::Simulator::Now());
    }
    const std::size_t resource = fetch.Record().resource;
    m_observer.HandleFirstByte(fetch.Record());
    if (m_items[resource].discovered)
    {
        Schedule(m_loader.Headers(resource, NowNanoseconds()));
    }
}

void
PageLoad::HandleProgress(Fetch& fetch, std::string_view)
{
    const RequestRecord& record = fetch.Record();
    if (m_items[record.resource].discovered)
    {
        Schedule(m_loader.Bytes(record.resource, record.responseBodyBytes, NowNanoseconds()));
    }
}

void
PageLoad::HandleDone(Fetch& fetch)
{
    m_observer.HandleComplete(fetch.Record());
    if (m_items[fetch.Record().resource].discovered && !m_stopped)
    {
        Conclude(fetch);
    }
    EndIfOver();
}

void
PageLoad::Conclude(const Fetch& fetch)
{
    const std::size_t resource = fetch.Record().resource;
    if (fetch.Record().status == RequestStatus::OK)
    {
        Schedule(m_loader.Complete(resource, NowNanoseconds()));
        return;
    }
    for (const std::size_t lost : m_loader.Fail(resource))
    {
        m_items[lost].discovery.Cancel();
        m_items[lost].fetch->Stop(RequestStatus::FAILED, "parent failed");
    }
}

void
PageLoad::EndIfOver()
{
    if (m_loader.Open() > 0 || m_over || m_stopped)
    {
        return;
    }
    m_over = true;
    m_observer.HandleLoaded(ns3::Simulator::Now());
}

void
PageLoad::Stop(const std::string& reason)
{
    if (m_over)
    {
        return;
    }
    m_stopped = true;
    m_over = true;
    for (Item& item : m_items)
    {
        item.discovery.Cancel();
        item.fetch->Stop(RequestStatus::TIMEOUT, reason);
    }
}

bool
PageLoad::IsOver() const
{
    return m_over;
}

ResponseReceiver*
PageLoad::HandlePush(PooledConnection& connection, const Request& request, ClientExchange& exchange)
{
    const auto found = m_pushable.find({request.authority, request.target});
    if (request.method != "GET" || found == m_pushable.end() || m_over)
    {
        return nullptr;
    }
    Item& item = m_items[found->second];
    if (!item.fetch->WantsPush())
    {
        return nullptr;
    }
    ResponseReceiver* receiver = item.fetch->Adopt(connection, request, exchange);
    if (!item.discovered)
    {
        m_observer.HandleQueued(item.fetch->Record());
    }
    return receiver;
}

} // namespace pagewire
