// SPDX-License-Identifier: GPL-2.0-only
#include "node/upstream-attempt.h"

#include "transport/byte-stream.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

UpstreamAttempt::UpstreamAttempt(ConnectionPool& pool,
                                 const RelayTimeouts& timeouts,
                                 const RelayTarget& target,
                                 UpstreamRecord record,
                                 ns3::Time notBefore,
                                 AttemptOwner& owner)
    : m_pool(pool),
      m_timeouts(timeouts),
      m_target(target),
      m_record(std::move(record)),
      m_notBefore(notBefore),
      m_owner(owner)
{
    m_record.upstream = target.name;
}

UpstreamAttempt::~UpstreamAttempt()
{
    Cancel("dropped");
}

void
UpstreamAttempt::Start(std::uint64_t number)
{
    Enter(Phase::WAITING);
    const Request& request = m_record.request;
    const int urgency = request.priority ? request.priority->urgency : Priority().urgency;
    m_pool.Wait(m_target.origin, m_target.name, number, urgency, *this);
}

void
UpstreamAttempt::Cancel(const std::string& reason)
{
    if (m_phase == Phase::OVER)
    {
        return;
    }
    m_pool.Withdraw(*this);
    ClientExchange* const exchange = m_exchange;
    End(reason);
    if (exchange)
    {
        exchange->Cancel();
    }
}

void
UpstreamAttempt::Consumed(std::size_t bytes)
{
    if (m_exchange)
    {
        m_exchange->Consumed(bytes);
    }
}

void
UpstreamAttempt::NoteSign()
{
    m_lastSign = ns3::Simulator::Now();
    if (m_dormant)
    {
        Arm(Limit());
    }
}

const RelayTarget&
UpstreamAttempt::Target() const
{
    return m_target;
}

const UpstreamRecord&
UpstreamAttempt::Record() const
{
    return m_record;
}

const Request&
UpstreamAttempt::WaitingRequest() const
{
    return m_record.request;
}

bool
UpstreamAttempt::IsRetry() const
{
    return m_record.attempt > 1;
}

bool
UpstreamAttempt::Accepts(const PooledConnection& connection) const
{
    const ConnectionRecord& record = connection.Record();
    return Multiplexes(record.protocol) || record.requests == 0 || record.opened >= m_notBefore;
}

void
UpstreamAttempt::HandleOpening(bool opening)
{
    Enter(opening ? Phase::OPENING : Phase::WAITING);
}

void
UpstreamAttempt::HandleConnection(PooledConnection& connection)
{
    const bool retry = IsRetry();
    NoteConnection(connection);
    if (connection.IsLast() && m_record.protocol == Protocol::H11)
    {
        m_record.request.fields.Add("Connection", "close"); // RFC 9112 section 9.6
    }
    Enter(Phase::SENDING);
    ClientExchange& exchange =
        connection.Send(m_record.request, retry, m_owner.MakeContent(), *this);
    if (m_phase != Phase::OVER)
    {
        m_exchange = &exchange;
    }
}

void
UpstreamAttempt::NoteConnection(PooledConnection& connection)
{
    const ConnectionRecord& record = connection.Record();
    m_connection = &connection;
    m_record.connection = record.id;
    m_record.protocol = record.protocol;
    m_record.reused = record.requests > 0;
}

void
UpstreamAttempt::HandleNoConnection(const std::string& reason)
{
    Fail({reason, reason == StreamEndName(StreamEnd::TIMEOUT), true});
}

void
UpstreamAttempt::HandleRequestStarted()
{
    m_record.sendStart = ns3::Simulator::Now();
}

void
UpstreamAttempt::HandleRequestSent()
{
    m_record.sendEnd = ns3::Simulator::Now();
    if (m_phase == Phase::SENDING)
    {
        Enter(Phase::SENT);
    }
}

void
UpstreamAttempt::HandleInformational(const Response& response)
{
    NoteSign();
    m_owner.HandleInterim(response);
}

void
UpstreamAttempt::HandleHeaders(const Response& response)
{
    m_connection->NoteResponse();
    m_record.firstByte = ns3::Simulator::Now();
    m_record.response = response;
    if (OpensTunnel(m_record.request, response.status))
    {
        Enter(Phase::TUNNEL);
    }
    NoteSign();
    m_owner.HandleResponse(response);
}

void
UpstreamAttempt::HandleBody(std::string_view bytes)
{
    NoteSign();
    m_owner.HandleContent(bytes);
}

void
UpstreamAttempt::HandlePeerEnd()
{
    NoteSign();
    m_owner.HandleServersEnd();
}

void
UpstreamAttempt::HandleComplete(const HeaderFields& trailers)
{
    End("");
    m_owner.HandleWhole(trailers);
}

void
UpstreamAttempt::HandleFailure(const ExchangeFailure& failure)
{
    Fail({failure.reason,
          failure.reason == StreamEndName(StreamEnd::TIMEOUT),
          failure.surelyUnprocessed});
}

void
UpstreamAttempt::Enter(Phase phase)
{
    m_phase = phase;
    m_lastSign = ns3::Simulator::Now();
    Arm(Limit());
}

void
UpstreamAttempt::Arm(ns3::Time wait)
{
    m_dormant = false;
    m_timer.Remove();
    if (Limit().IsStrictlyPositive())
    {
        m_timer = ns3::Simulator::Schedule(wait, [this] { CheckSilence(); });
    }
}

ns3::Time
UpstreamAttempt::Limit() const
{
    switch (m_phase)
    {
    case Phase::OPENING:
        return m_timeouts.connect;
    case Phase::SENDING:
        return m_timeouts.send;
    case Phase::SENT:
        return m_timeouts.read;
    case Phase::TUNNEL:
        return m_timeouts.tunnel;
    case Phase::WAITING: // other requests keep the server busy, and that has limits of its own
    case Phase::OVER:
        break;
    }
    return ns3::Time(0);
}

std::string_view
UpstreamAttempt::PhaseName() const
{
    switch (m_phase)
    {
    case Phase::OPENING:
        return "connect";
    case Phase::SENDING:
        return "send";
    case Phase::SENT:
        return "read";
    case Phase::TUNNEL:
        return "tunnel";
    case Phase::WAITING:
    case Phase::OVER:
        break;
    }
    return "";
}

bool
UpstreamAttempt::IsClientsTurn() const
{
    return (m_phase == Phase::SENDING && m_owner.LacksContent()) ||
           (m_phase == Phase::SENT && m_owner.HoldsContent());
}

void
UpstreamAttempt::CheckSilence()
{
    const ns3::Time left = m_lastSign + Limit() - ns3::Simulator::Now();
    if (left.IsStrictlyPositive())
    {
        Arm(left);
        return;
    }
    if (IsClientsTurn())
    {
        m_dormant = true;
        return;
    }
    const AttemptFailure failure{std::string(PhaseName()) + " timeout",
                                 true,
                                 m_phase == Phase::OPENING};
    Cancel(failure.reason);
    m_owner.HandleAttemptFailed(failure);
}

void
UpstreamAttempt::End(const std::string& failure)
{
    m_timer.Remove();
    m_dormant = false;
    m_phase = Phase::OVER;
    m_record.end = ns3::Simulator::Now();
    m_record.failure = failure;
    if (m_exchange)
    {
        m_record.exchange = m_exchange->Number();
        m_exchange = nullptr;
    }
}

void
UpstreamAttempt::Fail(const AttemptFailure& failure)
{
    End(failure.reason);
    m_owner.HandleAttemptFailed(failure);
}

} // namespace pagewire
