// SPDX-License-Identifier: GPL-2.0-only
#include "node/connection-pool.h"

#include "base/error.h"
#include "node/connect-client.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** \return whether a request goes on the first rather than the second: QUIC, then what is less busy
 */
bool
IsBetter(const PooledConnection& a, const PooledConnection& b)
{
    const bool quic = a.Record().protocol == Protocol::H3;
    return quic != (b.Record().protocol == Protocol::H3) ? quic : a.Active() < b.Active();
}

} // namespace

ConnectionPool::ConnectionPool(Connector& connector,
                               const PoolOptions& options,
                               PoolObserver& observer)
    : m_connector(connector),
      m_options(options),
      m_observer(observer),
      m_lastId(options.numbersFrom)
{}

ConnectionPool::~ConnectionPool()
{
    m_dispatch.Cancel();
    for (auto& [name, group] : m_groups)
    {
        group.headStart.Cancel();
    }
}

void
ConnectionPool::Wait(const HttpOrigin& origin,
                     const std::string& group,
                     std::uint64_t number,
                     int urgency,
                     PoolCustomer& customer)
{
    const std::uint32_t most = m_connector.ForwarderOf(origin) ? m_options.connectionsPerProxy
                                                               : m_options.connectionsPerOrigin;
    const std::uint32_t limit = Multiplexes(m_options.protocol) ? 1 : std::max(1u, most);
    Group& members = m_groups.try_emplace(group).first->second;
    members.limit = members.limit > 0 ? members.limit : limit;
    const auto place = m_options.line == REQUESTS_AS_LIBCURL ? std::pair(0, ++m_lastNumber)
                                                             : std::pair(urgency, number);
    members.waiting[place] = {origin, &customer};
    DispatchLater();
}

std::optional<std::string>
ConnectionPool::ForwarderOf(const HttpOrigin& origin) const
{
    return m_connector.ForwarderOf(origin);
}

ProxyLogin*
ConnectionPool::Login() const
{
    return m_connector.Login();
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
        const auto bound = std::find_if(group.bound.begin(), group.bound.end(), [&](const auto& b) {
            return b.second.customer == &customer;
        });
        if (bound != group.bound.end())
        {
            group.bound.erase(bound);
            return;
        }
    }
}

void
ConnectionPool::HandleNetworkChange()
{
    m_connector.HandleNetworkChange();
    for (auto& [name, group] : m_groups)
    {
        for (const auto& connection : group.connections)
        {
            if (!connection->Record().closed)
            {
                connection->HandleNetworkChange();
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
        group.headStart.Cancel();
        const PooledConnection* quic = Speaking(group, Protocol::H3);
        if (quic && !quic->IsReady() && group.headStartOver)
        {
            // A browser lets the attempt go on until it has failed.
            m_options.alternatives->MarkBroken(quic->Origin(), ns3::Simulator::Now());
        }
        group.bound.clear();
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
        group.headStart.Cancel();
        group.bound.clear();
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
    if (m_options.protocol == Protocol::H3 && !connection.IsEarly())
    {
        EndRace(GroupOf(connection), connection.Record().protocol);
    }
    m_observer.HandleConnectionOpened(connection.Record());
    DispatchLater();
}

void
ConnectionPool::HandleChange(PooledConnection& connection)
{
    // QUIC that began with 0-RTT has won only when its handshake is done.
    if (m_options.protocol == Protocol::H3 && connection.IsReady() && !connection.IsEarly() &&
        !connection.Record().closed)
    {
        EndRace(GroupOf(connection), connection.Record().protocol);
    }
    if (const auto streams = connection.AnnouncedLimit())
    {
        GroupOf(connection).streams = streams;
    }
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
    Unbind(group, *gone);
    m_observer.HandleConnectionClosed(gone->Observe());
    const bool failed = !gone->IsReady() || gone->IsEarly();
    if (failed && !m_closing && !LostRace(group, *gone))
    {
        const auto alive = static_cast<std::uint32_t>(
            std::count_if(group.connections.begin(),
                          group.connections.end(),
                          [](const auto& member) { return member->Occupies(); }));
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

PooledConnection*
ConnectionPool::Speaking(const Group& group, Protocol protocol)
{
    for (const auto& connection : group.connections)
    {
        if (connection->Record().protocol == protocol && connection->Occupies())
        {
            return connection.get();
        }
    }
    return nullptr;
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
        const bool turns = m_options.line == REQUESTS_AS_LIBCURL;
        if (turns)
        {
            HandToBound(group);
            TurnLine(group);
        }
        else
        {
            HandOut(group);
        }
        if (m_options.protocol == Protocol::H3)
        {
            OpenRacing(group);
        }
        else if (!turns)
        {
            OpenMore(group);
        }
        if (!turns)
        {
            TellOpening(group);
        }
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
            customer.Accepts(*connection) && (!best || IsBetter(*connection, *best)))
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
    const auto occupies = [](const PooledConnection& c) { return c.Occupies(); };
    std::size_t occupied = count(occupies);
    if (group.waiting.size() > opening && occupied >= group.limit && opening == 0)
    {
        EvictIdle(group);
        occupied = count(occupies);
    }
    while (group.waiting.size() > opening && occupied < group.limit)
    {
        // The one that opening did not yet begin for; which matters where a group has many origins.
        const HttpOrigin origin = std::next(group.waiting.begin(), opening)->second.origin;
        if (!OpenOne(group, origin, m_options.protocol))
        {
            return;
        }
        ++opening;
        ++occupied;
    }
}

/** Connections that are being opened are for the first in the line; the others wait for those that
 * are busy, and where there is none, for what is being opened, too. */
void
ConnectionPool::TellOpening(Group& group)
{
    const auto isOpening = [](const auto& c) { return !c->IsReady() || c->IsEarly(); };
    const auto opening = static_cast<std::size_t>(
        std::count_if(group.connections.begin(), group.connections.end(), isOpening));
    const bool busy = std::any_of(group.connections.begin(),
                                  group.connections.end(),
                                  [&](const auto& c) { return !isOpening(c) && c->Occupies(); });
    std::size_t place = 0;
    for (auto& [order, waiting] : group.waiting)
    {
        const bool own = opening > 0 && (!busy || place < opening);
        if (std::exchange(waiting.opening, own) != own)
        {
            waiting.customer->HandleOpening(own);
        }
        ++place;
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

std::unique_ptr<ClientConnection>
ConnectionPool::Connect(const HttpOrigin& origin, Protocol protocol)
{
    std::uint16_t udpPort = origin.port;
    if (protocol == Protocol::H3)
    {
        const ns3::Time now = ns3::Simulator::Now();
        udpPort = m_options.alternatives->Http3Port(origin, now).value_or(udpPort);
    }
    const ClientCodecOptions codecs{m_options.h1, m_options.h2, m_options.h3};
    return ConnectClient(m_connector, origin, protocol, udpPort, codecs);
}

bool
ConnectionPool::OpenOne(Group& group, const HttpOrigin& origin, Protocol protocol)
{
    std::unique_ptr<ClientConnection> codec;
    try
    {
        codec = Connect(origin, protocol);
    }
    catch (const InputError& error)
    {
        FailWaiting(group, error.what());
        return false;
    }
    SendHandedOut(group);
    ConnectionRecord record;
    record.id = ++m_lastId;
    record.host = m_connector.ForwarderOf(origin).value_or(origin.host);
    record.protocol = protocol;
    PooledConnectionOwner& self = *this;
    group.connections.push_back(std::make_unique<PooledConnection>(std::move(codec),
                                                                   record,
                                                                   origin,
                                                                   m_options.limits,
                                                                   self));
    if (group.streams)
    {
        group.connections.back()->Expect(*group.streams);
    }
    group.connections.back()->Open();
    return true;
}

/** What was handed out before a connection is opened is on the wire before its SYN, as where the
 * calls of sockets come one after the other. */
void
ConnectionPool::SendHandedOut(const Group& group)
{
    for (const auto& connection : group.connections)
    {
        if (connection->Active() > 0)
        {
            connection->SendNow();
        }
    }
}

} // namespace pagewire
