// SPDX-License-Identifier: GPL-2.0-only
#include "node/pooled-connection.h"

#include "node/connection-observer.h"

#include "ns3/simulator.h"

#include <cassert>

namespace pagewire
{

PooledConnection::PooledConnection(std::unique_ptr<ClientConnection> connection,
                                   const ConnectionRecord& record,
                                   const HttpOrigin& origin,
                                   const ReuseLimits& limits,
                                   PooledConnectionOwner& owner)
    : m_connection(std::move(connection)),
      m_record(record),
      m_origin(origin),
      m_limits(limits),
      m_owner(owner)
{
    m_connection->SetListener(this);
}

PooledConnection::~PooledConnection()
{
    m_idleTimer.Remove();
    m_goneEvent.Cancel();
}

void
PooledConnection::Open()
{
    m_record.opened = ns3::Simulator::Now();
    m_connection->Open();
}

void
PooledConnection::Expect(std::size_t limit)
{
    m_expected = limit;
}

std::optional<std::size_t>
PooledConnection::AnnouncedLimit() const
{
    return m_connection->AnnouncedLimit();
}

bool
PooledConnection::HasRoom() const
{
    const bool more = !m_expected || AnnouncedLimit() || Active() < *m_expected;
    return m_ready && !m_draining && more && m_connection->Room() > 0;
}

bool
PooledConnection::Takes(const Request& request, bool retry) const
{
    if (!HasRoom() || (IsEarly() && !IsSafe(request.method)))
    {
        return false;
    }
    if (Multiplexes(m_record.protocol) || m_connection->Active() == 0)
    {
        return true;
    }
    return !m_exclusive && IsIdempotent(request.method) && (m_proven || !retry);
}

ClientExchange&
PooledConnection::Send(const Request& request,
                       bool retry,
                       std::unique_ptr<BodySource> body,
                       ResponseReceiver& receiver)
{
    assert(Takes(request, retry));
    m_idleTimer.Remove();
    m_exclusive =
        !Multiplexes(m_record.protocol) && (!IsIdempotent(request.method) || (retry && !m_proven));
    const bool last = IsLast();
    ++m_record.requests;
    ClientExchange& exchange = m_connection->Send(request, std::move(body), receiver);
    if (last)
    {
        Close();
    }
    return exchange;
}

ClientConnection&
PooledConnection::Lend()
{
    assert(HasRoom());
    m_idleTimer.Remove();
    ++m_record.requests;
    return *m_connection;
}

void
PooledConnection::SendNow()
{
    m_connection->SendNow();
}

void
PooledConnection::NoteResponse()
{
    m_proven = true;
}

bool
PooledConnection::IsLast() const
{
    return m_limits.requests > 0 && m_record.requests + 1 >= m_limits.requests;
}

bool
PooledConnection::IsReady() const
{
    return m_ready;
}

bool
PooledConnection::IsEarly() const
{
    return m_ready && m_connection->IsEarly();
}

bool
PooledConnection::IsDraining() const
{
    return m_draining;
}

std::size_t
PooledConnection::Active() const
{
    return m_connection->Active();
}

void
PooledConnection::Close()
{
    m_idleTimer.Remove();
    m_draining = true;
    if (!m_closing)
    {
        m_closing = true;
        m_connection->Close();
    }
}

void
PooledConnection::Abort(const std::string& reason)
{
    m_connection->Abort(reason);
}

void
PooledConnection::HandleNetworkChange()
{
    m_connection->HandleNetworkChange();
}

const ConnectionRecord&
PooledConnection::Record() const
{
    return m_record;
}

const ConnectionRecord&
PooledConnection::Observe()
{
    NoteTransport(m_connection->Transport(), m_record);
    return m_record;
}

void
PooledConnection::HandleReady()
{
    m_ready = true;
    m_record.ready = ns3::Simulator::Now();
    Observe();
    m_record.established = m_record.tls ? m_record.tls->handshakeStart : m_record.ready;
    WatchIdle();
    m_owner.HandleReady(*this);
}

void
PooledConnection::HandleRoom()
{
    WatchIdle();
    m_owner.HandleChange(*this);
}

ResponseReceiver*
PooledConnection::HandlePush(const Request& request, ClientExchange& exchange)
{
    return m_owner.HandlePush(*this, request, exchange);
}

void
PooledConnection::HandleDraining()
{
    m_idleTimer.Remove();
    m_draining = true;
    m_owner.HandleChange(*this);
}

void
PooledConnection::HandleClosed(std::string_view reason)
{
    m_idleTimer.Remove();
    m_draining = true;
    m_record.closed = ns3::Simulator::Now();
    m_record.closeReason = std::string(reason);
    // In an event of its own, so that the counters have what else this moment sends.
    m_goneEvent = ns3::Simulator::ScheduleNow([this] { ReportGone(); });
    m_owner.HandleChange(*this);
}

void
PooledConnection::ReportGone()
{
    m_owner.HandleGone(*this);
}

void
PooledConnection::WatchIdle()
{
    // One that never carried a request waits for its first one even where idling is not allowed.
    const bool allowed = m_limits.idle.IsZero() && m_record.requests == 0;
    if (!allowed && !m_draining && m_connection->Active() == 0)
    {
        m_idleTimer.Remove();
        m_idleTimer = ns3::Simulator::Schedule(m_limits.idle, [this] { Close(); });
    }
}

} // namespace pagewire
