// SPDX-License-Identifier: GPL-2.0-only
#include "node/browser.h"

#include "http/site-name.h"

#include "ns3/simulator.h"

#include <cassert>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(Browser);

ns3::TypeId
Browser::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::Browser");
        type.SetParent<ClientApplication>().SetGroupName("Pagewire").AddConstructor<Browser>();
        AddAttributes(type);
        AddLoadAttributes(type);
        AddVisitAttributes(type);
        AddTraceSources(type, "pagewire::Browser");
        AddVisitTraceSources(type);
        return type;
    }();
    return tid;
}

Browser::Browser() = default;

Browser::~Browser() = default;

void
Browser::SetPage(std::shared_ptr<const Page> page)
{
    m_visits = {{std::move(page)}};
}

void
Browser::AddVisit(std::shared_ptr<const Page> page, Navigation navigation, ns3::Time pause)
{
    m_visits.push_back({std::move(page), navigation, pause});
}

void
Browser::SetPriorities(std::shared_ptr<PriorityPolicy> priorities)
{
    m_priorities = std::move(priorities);
}

void
Browser::HandleNetworkChange()
{
    if (!m_pools.empty())
    {
        Pool().HandleNetworkChange();
    }
}

bool
Browser::IsOver() const
{
    return m_load && m_load->IsOver() && !HasMore();
}

bool
Browser::HasMore() const
{
    return !m_stopped && m_visit.number < m_visits.size();
}

ConnectionPool&
Browser::Pool()
{
    return *m_pools.back();
}

void
Browser::Finish()
{
    m_nextEvent.Remove();
    if (m_load && !m_finished)
    {
        m_finished = true;
        m_stopped = true;
        GiveUp("the simulation ended");
        CloseSession();
        for (const auto& pool : m_pools)
        {
            pool->Finish(std::string(OPEN_AT_THE_END));
        }
    }
}

void
Browser::DoDispose()
{
    m_nextEvent.Remove();
    m_load.reset();
    DropCache();
    m_pools.clear();
    m_connector.reset();
    WebClient::DoDispose();
}

PageLoadOptions
Browser::MakeLoadOptions(const Visit& visit)
{
    PageLoadOptions options;
    options.pool = MakePoolOptions();
    options.fetch = MakeFetchOptions();
    options.fetch.resume = m_resume;
    options.coalesce = m_coalesce;
    options.scheme = Scheme();
    options.port = Port();
    options.visit = m_visit.number;
    options.navigation = visit.navigation;
    options.reload = m_reload;
    options.cache = Cache();
    options.priorities = m_priorities;
    return options;
}

void
Browser::StartApplication()
{
    assert(!m_visits.empty());
    m_connector = TakeConnector();
    if (Cache())
    {
        Cache()->Background().SetObserver(
            [this](const RequestRecord& record) { HandleValidated(record); });
    }
    BeginSession();
    m_visit.number = 1;
    BeginVisit();
}

/** What the cache validated in the background is over. */
void
Browser::HandleValidated(const RequestRecord& record)
{
    TellComplete(record);
    if (IsOver() && Cache()->Background().IsIdle())
    {
        Pool().Close();
    }
}

void
Browser::BeginSession()
{
    PoolOptions options = MakePoolOptions();
    options.numbersFrom = m_pools.empty() ? 0 : Pool().LastNumber();
    PoolObserver& self = *this;
    m_pools.push_back(std::make_unique<ConnectionPool>(*m_connector, options, self));
}

void
Browser::BeginVisit()
{
    const Visit& visit = m_visits[m_visit.number - 1];
    assert(visit.page && !visit.page->resources.empty());
    if (visit.navigation == Navigation::NEW_SESSION && m_load)
    {
        m_connector->HandleRestart();
        BeginSession();
    }
    if (Cache() && m_load && ChangesSite(visit))
    {
        Cache()->HandlePageClosed();
    }
    m_visit = {m_visit.number, visit.navigation, ns3::Simulator::Now(), std::nullopt};
    PageLoadObserver& self = *this;
    m_load = std::make_unique<PageLoad>(visit.page, MakeLoadOptions(visit), Pool(), self);
    m_visitStarted(m_visit);
    if (m_deadline.IsStrictlyPositive())
    {
        m_nextEvent = ns3::Simulator::Schedule(m_deadline, [this] { GiveUp("deadline"); });
    }
    m_load->Start();
}

/** Ends the present visit where it is not over. */
void
Browser::GiveUp(const std::string& reason)
{
    if (!m_load->IsOver())
    {
        m_load->Stop(reason);
        EndVisit();
    }
}

void
Browser::EndVisit()
{
    m_nextEvent.Remove();
    m_visitOver(m_visit);
    if (!HasMore())
    {
        if (!Cache() || Cache()->Background().IsIdle())
        {
            Pool().Close();
        }
        return;
    }
    const Visit& next = m_visits[m_visit.number];
    if (next.navigation == Navigation::NEW_SESSION)
    {
        CloseSession();
    }
    m_nextEvent = ns3::Simulator::Schedule(next.pause, [this] {
        ++m_visit.number;
        BeginVisit();
    });
}

/** The browser is closed. */
void
Browser::CloseSession()
{
    if (Cache())
    {
        Cache()->Background().Stop("the browser was closed");
    }
    Pool().Close();
}

/** \return whether nothing of the present page's site is open once the next visit begins */
bool
Browser::ChangesSite(const Visit& next) const
{
    const auto siteOf = [this](const Page& page) {
        return SiteOf({Scheme(), page.hosts[page.resources[0].host].name, Port()});
    };
    return next.navigation == Navigation::NEW_SESSION ||
           siteOf(*next.page) != siteOf(*m_visits[m_visit.number - 2].page);
}

void
Browser::StopApplication()
{
    m_nextEvent.Remove();
    m_stopped = true;
    if (m_load)
    {
        GiveUp("stopped");
        CloseSession();
    }
}

void
Browser::HandleQueued(const RequestRecord& record)
{
    TellQueued(record);
}

void
Browser::HandleSent(const RequestRecord& record)
{
    TellSent(record);
}

void
Browser::HandleFirstByte(const RequestRecord& record)
{
    TellFirstByte(record);
}

void
Browser::HandleComplete(const RequestRecord& record)
{
    TellComplete(record);
}

void
Browser::HandleConnectionOpened(const ConnectionRecord& record)
{
    TellOpened(record);
}

void
Browser::HandleConnectionClosed(const ConnectionRecord& record)
{
    TellClosed(record);
}

void
Browser::HandleLoaded(ns3::Time moment)
{
    m_visit.loaded = moment;
    m_pageLoaded(moment);
    EndVisit();
}

ResponseReceiver*
Browser::HandlePush(PooledConnection& connection, const Request& request, ClientExchange& exchange)
{
    return m_load->HandlePush(connection, request, exchange);
}

} // namespace pagewire
