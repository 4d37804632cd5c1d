// SPDX-License-Identifier: GPL-2.0-only
// A pool whose line of requests turns as libcurl's does.
#include "node/connection-pool.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pagewire
{

void
ConnectionPool::TurnLine(Group& group)
{
    std::uint32_t woken = 0;
    while (!group.waiting.empty())
    {
        const auto first = group.waiting.begin();
        const bool waited = first->first.second <= group.tried;
        if (Place(group, first))
        {
            woken += waited ? 2 : 0;
        }
        else if (woken > 0)
        {
            PutLast(group, first);
            --woken;
        }
        else
        {
            break;
        }
    }
    group.tried = m_lastNumber;
}

/** Those whose connections have become ready use them. */
void
ConnectionPool::HandToBound(Group& group)
{
    const auto isReady = [](const auto& bound) { return bound.first->IsReady(); };
    for (auto it = group.bound.begin();
         (it = std::find_if(group.bound.begin(), group.bound.end(), isReady)) != group.bound.end();)
    {
        const PooledConnection* connection = it->first;
        const auto own = std::find_if(group.connections.begin(),
                                      group.connections.end(),
                                      [&](const auto& c) { return c.get() == connection; });
        PoolCustomer& customer = *it->second.customer;
        if (!connection->Takes(customer.WaitingRequest(), customer.IsRetry()))
        {
            Unbind(group, *connection);
            continue;
        }
        group.bound.erase(it);
        customer.HandleConnection(**own);
    }
}

/** \return whether its waiting is over: it has a connection, free or to be opened, or failed */
bool
ConnectionPool::Place(Group& group, Line::iterator place)
{
    const Waiting waiting = place->second;
    if (PooledConnection* connection = FindFree(group, *waiting.customer))
    {
        group.waiting.erase(place);
        waiting.customer->HandleConnection(*connection);
        return true;
    }
    const auto occupied = [&] {
        return std::count_if(group.connections.begin(),
                             group.connections.end(),
                             [](const auto& connection) { return connection->Occupies(); });
    };
    if (occupied() >= group.limit)
    {
        EvictIdle(group);
    }
    if (occupied() >= group.limit)
    {
        return false;
    }
    const auto order = place->first;
    if (OpenOne(group, waiting.origin, m_options.protocol))
    {
        group.waiting.erase(order);
        group.bound.emplace_back(group.connections.back().get(), waiting);
    }
    return true;
}

void
ConnectionPool::PutLast(Group& group, Line::iterator place)
{
    auto node = group.waiting.extract(place);
    node.key() = {0, ++m_lastNumber};
    group.waiting.insert(std::move(node));
}

/** Whoever was to use the connection waits again, before all others. */
void
ConnectionPool::Unbind(Group& group, const PooledConnection& connection)
{
    const auto bound = std::find_if(group.bound.begin(), group.bound.end(), [&](const auto& b) {
        return b.first == &connection;
    });
    if (bound != group.bound.end())
    {
        group.waiting[{-1, ++m_lastNumber}] = bound->second;
        group.bound.erase(bound);
    }
}

} // namespace pagewire
