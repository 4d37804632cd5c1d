// SPDX-License-Identifier: GPL-2.0-only
// A pool of HTTP/3: QUIC and TCP race.
#include "node/connection-pool.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire
{

void
ConnectionPool::OpenRacing(Group& group)
{
    const bool ending = std::any_of(group.connections.begin(),
                                    group.connections.end(),
                                    [](const auto& c) { return c->Record().closed.has_value(); });
    if (group.waiting.empty() || ending)
    {
        return; // what an end says of QUIC is known when it is reported, at this very moment
    }
    const HttpOrigin origin = group.waiting.begin()->second.origin;
    const PooledConnection* quic = Speaking(group, Protocol::H3);
    const bool known = m_options.alternatives->Http3Port(origin, ns3::Simulator::Now()).has_value();
    if (known && !quic)
    {
        group.headStartOver = false;
        if (!OpenOne(group, origin, Protocol::H3))
        {
            return;
        }
        quic = Speaking(group, Protocol::H3);
        if (quic && quic->IsReady() && !quic->IsEarly())
        {
            return;
        }
        group.headStart.Cancel();
        group.headStart = ns3::Simulator::Schedule(m_options.headStart, [this, &group] {
            group.headStartOver = true;
            DispatchLater();
        });
    }
    const bool wanted =
        quic ? (!quic->IsReady() || quic->IsEarly()) && group.headStartOver : !known;
    if (m_options.fallback && wanted && !Speaking(group, Protocol::H2))
    {
        OpenOne(group, origin, Protocol::H2);
    }
    else if (!m_options.fallback && !quic)
    {
        FailWaiting(group, "no HTTP/3");
    }
}

/** A connection is ready: an attempt over TCP beside QUIC is no longer needed, and ends as soon as
 * it is up. */
void
ConnectionPool::EndRace(Group& group, Protocol winner)
{
    if (winner != Protocol::H3)
    {
        return;
    }
    group.headStart.Cancel();
    for (const auto& connection : group.connections)
    {
        if (connection->Record().protocol == Protocol::H3)
        {
            m_options.alternatives->Confirm(connection->Origin());
        }
        else if (!connection->IsReady() && !connection->IsDraining())
        {
            connection->Close();
        }
    }
}

/** \return whether this attempt failed in a race that others go on with */
bool
ConnectionPool::LostRace(Group& group, const PooledConnection& loser)
{
    if (m_options.protocol != Protocol::H3)
    {
        return false;
    }
    if (loser.Record().protocol == Protocol::H3)
    {
        group.headStart.Cancel();
        if (loser.Record().closeReason == NETWORK_CHANGED)
        {
            return true; // which says nothing of the new network
        }
        if (m_options.fallback)
        {
            m_options.alternatives->MarkBroken(loser.Origin(), ns3::Simulator::Now());
        }
        return m_options.fallback;
    }
    return Speaking(group, Protocol::H3) != nullptr;
}

} // namespace pagewire
