// SPDX-License-Identifier: GPL-2.0-only
#include "node/connection-pool.h"

#include "base/error.h"
#include "wire/make-connection.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** \return whether a connection uses up the limit: not once it is over but for its closing */
bool
Occupies(const PooledConnection& connection)
{
    return !connection.IsReady() || !connection.IsDraining() || connection.Active() > 0;
}

} // namespace

ConnectionPool::ConnectionPool(Connector& connector,
                               const PoolOptions& options,
                               PoolObserver& observer)
    : m_connector(connector),
      m_options(options),
      m_observer(observer)
{}

ConnectionPool::~ConnectionPool()
{
    m_dispatch.Cancel();
}

void
ConnectionPool::Wait(const HttpOrigin& origin,
                     const std::string& group,
                     std::uint64_t number,
                     int urgency,
                     PoolCustomer& customer)
{
    const std::uint32_t limit =
        m_options.protocol == Protocol::H2 ? 1 : std::max(1u, m_options.connectionsPerOrigin);
    Group& members = m_groups.try_emplace(group, Group{{}, {}, limit}).first->second;
    members.waiting[{urgency, number}] = {origin, &customer};
    DispatchLater();
}

void
ConnectionPool::Withdraw(PoolCustomer& customer)
{
    for (auto& [name, group] : m_groups)
    {
        for (auto it = group.waiting.begin(); it != group.waiting.end(); ++it)
        {
            if (it->second.customer == &customer)
            {
                group.waiting.erase(it);
                return;
            }
        }
    }
}

void
ConnectionPool::Close()
{
    m_closing = true;
    for (auto& [name, group] : m_groups)
    {
        group.waiting.clear();
        for (const auto& connection : group.connections)
        {
            connection->Close();
        }
    }
}

void
ConnectionPool::Finish(const std::string& reason)
{
    m_dispatch.Cancel();
    m_closing = true;
    for (auto& [name, group] : m_groups)
    {
        group.waiting.clear();
        for (const auto& connection : group.connections)
        {
            ConnectionRecord record = connection->Observe();
            record.closeReason = record.closed ? record.closeReason : reason;
            m_observer.HandleConnectionClosed(record);
        }
        group.connections.clear();
    }
}

std::size_t
ConnectionPool::Size() const
{
    std::size_t size = 0;
    for (const auto& [name, group] : m_groups)
    {
        size += group.connections.size();
    }
    return size;
}

void
ConnectionPool::HandleReady(PooledConnection& connection)
{
    m_observer.HandleConnectionOpened(connection.Record());
    DispatchLater();
}

void
ConnectionPool::HandleChange(PooledConnection&)
{
    DispatchLater();
}

ResponseReceiver*
ConnectionPool::HandlePush(PooledConnection& connection,
                           const Request& request,
                           ClientExchange& exchange)
{
    return m_observer.HandlePush(connection, request, exchange);
}

void
ConnectionPool::HandleGone(PooledConnection& connection)
{
    Group& group = GroupOf(connection);
    const auto place =
        std::find_if(group.connections.begin(), group.connections.end(), [&](const auto& member) {
            return member.get() == &connection;
        });
    std::unique_ptr<PooledConnection> gone = std::move(*place);
    group.connections.erase(place);
    m_observer.HandleConnectionClosed(gone->Observe());
    if (!gone->IsReady() && !m_closing)
    {
        const auto alive = static_cast<std::uint32_t>(
            std::count_if(group.connections.begin(),
                          group.connections.end(),
                          [](const auto& member) { return Occupies(*member); }));
        if (alive > 0)
        {
            group.limit = alive;
        }
        else
        {
            FailWaiting(group, gone->Record().closeReason);
        }
    }
    DisposeLater(std::move(gone));
    DispatchLater();
}

ConnectionPool::Group&
ConnectionPool::GroupOf(const PooledConnection& connection)
{
    const auto owns = [&](const auto& member) { return member.get() == &connection; };
    return std::find_if(m_groups.begin(),
                        m_groups.end(),
                        [&](const auto& entry) {
                            const auto& members = entry.second.connections;
                            return std::any_of(members.begin(), members.end(), owns);
                        })
        ->second;
}

void
ConnectionPool::FailWaiting(Group& group, const std::string& reason)
{
    const auto waiting = std::move(group.waiting);
    group.waiting.clear();
    for (const auto& [order, entry] : waiting)
    {
        entry.customer->HandleNoConnection(reason);
    }
}

void
ConnectionPool::DispatchLater()
{
    if (!m_dispatching && !m_closing)
    {
        m_dispatching = true;
        m_dispatch = ns3::Simulator::ScheduleNow([this] { Dispatch(); });
    }
}

void
ConnectionPool::Dispatch()
{
    m_dispatching = false;
    for (auto& [name, group] : m_groups)
    {
        HandOut(group);
        OpenMore(group);
    }
}

void
ConnectionPool::HandOut(Group& group)
{
    // Customers may come and go while one is served, so the place is kept by its key.
    const auto hasRoom = [](const auto& connection) { return connection->HasRoom(); };
    auto next = group.waiting.begin();
    while (next != group.waiting.end() &&
           std::any_of(group.connections.begin(), group.connections.end(), hasRoom))
    {
        const auto order = next->first;
        PoolCustomer& customer = *next->second.customer;
        if (PooledConnection* connection = FindFree(group, customer))
        {
            group.waiting.erase(next);
            customer.HandleConnection(*connection);
        }
        else if (!IsIdempotent(customer.WaitingRequest().method))
        {
            return; // it waits for an idle connection, which others must not keep busy for ever
        }
        next = group.waiting.upper_bound(order);
    }
}

PooledConnection*
ConnectionPool::FindFree(Group& group, const PoolCustomer& customer)
{
    PooledConnection* best = nullptr;
    for (const auto& connection : group.connections)
    {
        if (connection->Takes(customer.WaitingRequest(), customer.IsRetry()) &&
            customer.Accepts(*connection) && (!best || connection->Active() < best->Active()))
        {
            best = connection.get();
        }
    }
    return best;
}

void
ConnectionPool::OpenMore(Group& group)
{
    const auto count = [&](auto predicate) {
        return static_cast<std::size_t>(
            std::count_if(group.connections.begin(), group.connections.end(), [&](const auto& c) {
                return predicate(*c);
            }));
    };
    std::size_t opening = count([](const PooledConnection& c) { return !c.IsReady(); });
    std::size_t occupied = count(Occupies);
    if (group.waiting.size() > opening && occupied >= group.limit && opening == 0)
    {
        EvictIdle(group);
        occupied = count(Occupies);
    }
    while (group.waiting.size() > opening && occupied < group.limit)
    {
        // The one that opening did not yet begin for; which matters where a group has many origins.
        const HttpOrigin origin = std::next(group.waiting.begin(), opening)->second.origin;
        if (!OpenOne(group, origin))
        {
            return;
        }
        ++opening;
        ++occupied;
    }
}

void
ConnectionPool::EvictIdle(Group& group)
{
    // Whoever still waits does not want this one: a retry asks for a connection of its own.
    for (const auto& connection : group.connections)
    {
        if (connection->IsReady() && !connection->IsDraining() && connection->Active() == 0)
        {
            connection->Close();
            return;
        }
    }
}

bool
ConnectionPool::OpenOne(Group& group, const HttpOrigin& origin)
{
    std::vector<std::string> alpn;
    if (!AlpnOf(m_options.protocol).empty())
    {
        alpn.emplace_back(AlpnOf(m_options.protocol));
    }
    std::unique_ptr<ByteStream> stream;
    try
    {
        stream = m_connector.Connect(origin, alpn);
    }
    catch (const InputError& error)
    {
        FailWaiting(group, error.what());
        return false;
    }
    ConnectionRecord record;
    record.id = ++m_lastId;
    record.host = origin.host;
    record.protocol = m_options.protocol;
    auto codec =
        MakeClientConnection(m_options.protocol, std::move(stream), m_options.h1, m_options.h2);
    PooledConnectionOwner& self = *this;
    group.connections.push_back(
        std::make_unique<PooledConnection>(std::move(codec), record, m_options.limits, self));
    group.connections.back()->Open();
    return true;
}

} // namespace pagewire
