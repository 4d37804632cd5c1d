// SPDX-License-Identifier: GPL-2.0-only
#include "node/served-connection.h"

#include "node/connection-observer.h"
#include "wire/h3-server.h"
#include "wire/make-connection.h"

#include "ns3/simulator.h"

namespace pagewire
{

ServedConnection::ServedConnection(std::unique_ptr<ByteStream> stream,
                                   std::uint32_t id,
                                   const ServedOptions& options,
                                   ServedConnectionOwner& owner)
    : m_stream(std::move(stream)),
      m_options(options),
      m_owner(owner)
{
    m_record.id = id;
    m_record.opened = ns3::Simulator::Now();
    m_record.established = m_record.opened;
    m_stream->SetListener(this);
}

ServedConnection::ServedConnection(std::unique_ptr<QuicConnection> quic,
                                   std::uint32_t id,
                                   const ServedOptions& options,
                                   ServedConnectionOwner& owner)
    : m_options(options),
      m_owner(owner)
{
    RequestHandler& self = *this;
    m_server = MakeH3Server(std::move(quic), self, options.h3);
    m_record.id = id;
    m_record.protocol = Protocol::H3;
    m_record.opened = ns3::Simulator::Now();
    m_record.established = m_record.opened;
    m_server->SetListener(this);
}

ServedConnection::~ServedConnection()
{
    m_closing = true; // no timer starts any more
    m_idleTimer.Remove();
    m_overEvent.Cancel();
    m_server.reset(); // names the exchanges in progress, which HandleGone passes on
}

void
ServedConnection::Open()
{
    WatchIdle();
    if (m_stream)
    {
        m_stream->Open();
    }
    else
    {
        m_server->Open();
    }
}

void
ServedConnection::Close()
{
    m_idleTimer.Remove();
    if (m_record.closed || m_closing)
    {
        return;
    }
    m_closing = true;
    if (m_server)
    {
        m_server->Close();
        return;
    }
    m_stream->Abort();
    End("aborted");
}

void
ServedConnection::Sever(bool reset)
{
    if (m_server && !m_record.closed)
    {
        m_server->Sever(reset);
    }
}

const ConnectionRecord&
ServedConnection::Record() const
{
    return m_record;
}

const ConnectionRecord&
ServedConnection::Observe()
{
    NoteTransport(Transport(), m_record);
    return m_record;
}

TransportInfo
ServedConnection::Transport()
{
    return m_server ? m_server->Transport() : DescribeStream(*m_stream);
}

void
ServedConnection::HandleOpen()
{
    m_record.ready = ns3::Simulator::Now();
    m_server = MakeServerConnection(std::move(m_stream), *this, m_options.h1, m_options.h2);
    m_server->SetListener(this);
    m_server->Open();
}

void
ServedConnection::HandleReadable()
{}

void
ServedConnection::HandleWritable()
{}

void
ServedConnection::HandleClosed(StreamEnd end)
{
    End(StreamEndName(end));
}

void
ServedConnection::HandleRequest(ServerExchange& exchange)
{
    m_idleTimer.Remove();
    ++m_active;
    if (++m_record.requests == 1)
    {
        m_record.host = exchange.GetRequest().authority;
        m_record.protocol = exchange.GetProtocol();
    }
    m_owner.HandleRequest(*this, exchange);
    // An HTTP/1.x codec keeps to the limit by itself: it has to announce the last response.
    if (Multiplexes(m_record.protocol) && m_record.requests == m_options.h1.maxRequests)
    {
        Close();
    }
}

void
ServedConnection::HandleGone(ServerExchange& exchange)
{
    --m_active;
    if (!m_record.closed)
    {
        m_owner.HandleGone(*this, exchange);
    }
    WatchIdle();
}

void
ServedConnection::HandleClosed(std::string_view reason)
{
    End(reason);
}

void
ServedConnection::WatchIdle()
{
    const bool allowed = m_options.idle.IsZero() && m_record.requests == 0;
    if (m_active == 0 && !allowed && !m_closing && !m_record.closed)
    {
        m_idleTimer.Remove();
        m_idleTimer = ns3::Simulator::Schedule(m_options.idle, [this] { Close(); });
    }
}

void
ServedConnection::End(std::string_view reason)
{
    m_idleTimer.Remove();
    m_record.closed = ns3::Simulator::Now();
    m_record.closeReason = std::string(reason);
    // In an event of its own, so that the counters have what else this moment sends.
    m_overEvent = ns3::Simulator::ScheduleNow([this] { m_owner.HandleOver(*this); });
}

} // namespace pagewire
