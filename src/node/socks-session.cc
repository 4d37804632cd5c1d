// SPDX-License-Identifier: GPL-2.0-only
#include "node/socks-session.h"

#include "node/connection-observer.h"
#include "transport/transport-info.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

namespace
{

/** How long a refused client may keep its connection (RFC 1928 section 6). */
const ns3::Time LINGER = ns3::Seconds(10);

/** Octets that are read to be dropped in one go. */
constexpr std::size_t DROPPED_BYTES = 4096;

} // namespace

SocksSession::SocksSession(std::unique_ptr<ByteStream> client,
                           std::uint32_t id,
                           const SocksSettings& settings,
                           SocksSessionOwner& owner)
    : m_settings(settings),
      m_owner(owner),
      m_client(std::move(client)),
      m_negotiation(std::make_unique<SocksServerNegotiation>(settings.admission))
{
    m_record.id = id;
    m_record.opened = ns3::Simulator::Now();
    m_record.established = m_record.opened;
    m_client->SetListener(this);
}

SocksSession::~SocksSession()
{
    m_timer.Remove();
    m_overEvent.Cancel();
    if (m_client)
    {
        m_client->SetListener(nullptr);
    }
}

void
SocksSession::Open()
{
    SetTimer(m_settings.negotiationTimeout);
    m_client->Open();
}

void
SocksSession::Break(const std::string& why)
{
    m_timer.Remove();
    if (m_state == State::OVER)
    {
        return;
    }
    m_state = State::OVER;
    ReportTunnel(why);
    Observe();
    m_record.closeReason = why;
    m_dial.reset();
    if (m_relay)
    {
        m_relay->Abort();
    }
    else
    {
        m_client->Abort();
    }
}

const ConnectionRecord&
SocksSession::Observe()
{
    NoteTransport(DescribeStream(m_relay ? m_relay->Client() : *m_client), m_record);
    return m_record;
}

void
SocksSession::HandleOpen()
{
    m_record.ready = ns3::Simulator::Now();
}

void
SocksSession::HandleReadable()
{
    if (m_state == State::NEGOTIATING)
    {
        Negotiate();
    }
    else if (m_state == State::REFUSED || m_state == State::ASSOCIATED)
    {
        Drain();
    }
}

void
SocksSession::HandleWritable()
{}

void
SocksSession::HandleClosed(StreamEnd end)
{
    m_dial.reset();
    ReportTunnel(m_state == State::ASSOCIATED && end == StreamEnd::GRACEFUL ? "closed"
                                                                            : "client gone");
    End(std::string(StreamEndName(end)));
}

void
SocksSession::Negotiate()
{
    using Negotiation = SocksServerNegotiation::State;
    std::string octets;
    while (m_client->Read(octets, m_negotiation->Missing()) > 0)
    {
        const std::string reply = m_negotiation->Take(octets);
        octets.clear();
        if (m_client->Write(reply) < reply.size())
        {
            GiveUp("client takes nothing");
            return;
        }
    }
    switch (m_negotiation->GetState())
    {
    case Negotiation::ASKED:
        Asked();
        break;
    case Negotiation::REFUSED:
        m_record.closeReason = m_negotiation->Trouble();
        Linger();
        break;
    case Negotiation::MALFORMED:
        GiveUp(m_negotiation->Trouble());
        break;
    default:
        if (m_client->AtEnd())
        {
            m_client->CloseWrite();
        }
    }
}

void
SocksSession::Asked()
{
    const SocksRequest& request = m_negotiation->Request();
    const bool udp = request.command == static_cast<std::uint8_t>(SocksCommand::UDP_ASSOCIATE) &&
                     request.version == SocksVersion::V5 && m_settings.udp;
    m_timer.Remove();
    m_state = State::CONNECTING;
    m_tunnel = std::make_unique<TunnelRecord>();
    m_tunnel->connection = m_record.id;
    m_tunnel->kind = std::string(SocksVersionName(request.version)) + (udp ? "-udp" : "");
    m_tunnel->target = udp ? "" : HostPortText(request.target);
    m_tunnel->asked = ns3::Simulator::Now();
    m_record.host = request.target.host;
    m_record.requests = 1;
    if (!request.addressSupported)
    {
        Refuse(SocksReply::ADDRESS_NOT_SUPPORTED);
    }
    else if (udp)
    {
        Associate();
    }
    else if (request.command != static_cast<std::uint8_t>(SocksCommand::CONNECT))
    {
        Refuse(SocksReply::COMMAND_NOT_SUPPORTED);
    }
    else if (m_settings.allowed && !m_settings.allowed(request.target))
    {
        Refuse(SocksReply::NOT_ALLOWED);
    }
    else
    {
        SocksDialHandler& self = *this;
        m_dial =
            std::make_unique<SocksDial>(*m_settings.dialer, request.target, m_settings.times, self);
        m_dial->Start();
    }
}

void
SocksSession::HandleReached()
{
    SocksAnswer answer{SocksReply::SUCCEEDED, {}};
    if (const auto local = DescribeStream(m_dial->Stream()).local)
    {
        answer.bound = {DottedText(local->GetIpv4()), local->GetPort()};
    }
    if (!Answer(answer))
    {
        return;
    }
    m_state = State::RELAYING;
    m_tunnel->established = ns3::Simulator::Now();
    m_relay = std::make_unique<StreamRelay>(std::move(m_client),
                                            m_dial->Take(),
                                            [this](StreamEnd end) { RelayOver(end); });
    DisposeLater(std::move(m_dial));
    m_relay->Start();
}

void
SocksSession::HandleUnreached(SocksReply reply, const std::string& why)
{
    Refuse(reply, why);
}

void
SocksSession::RelayOver(StreamEnd end)
{
    const std::string name(StreamEndName(end));
    ReportTunnel(end == StreamEnd::GRACEFUL ? "closed" : name);
    End(name);
}

void
SocksSession::Associate()
{
    const auto remote = DescribeStream(*m_client).remote;
    if (!remote)
    {
        Refuse(SocksReply::GENERAL_FAILURE);
        return;
    }
    m_association = std::make_unique<SocksAssociation>(m_settings.node,
                                                       m_settings.dialer,
                                                       m_settings.allowed,
                                                       remote->GetIpv4(),
                                                       m_negotiation->Request().target.port);
    if (!m_association->Open())
    {
        Refuse(SocksReply::NETWORK_UNREACHABLE);
    }
    else if (Answer({SocksReply::SUCCEEDED, m_association->Relay()}))
    {
        m_state = State::ASSOCIATED;
        m_tunnel->established = ns3::Simulator::Now();
        Drain();
    }
}

void
SocksSession::Refuse(SocksReply reply, const std::string& why)
{
    ReportTunnel(why);
    m_record.closeReason = why;
    if (Answer({reply, {}}))
    {
        Linger();
    }
}

void
SocksSession::Refuse(SocksReply reply)
{
    Refuse(reply, SocksReplyText(reply));
}

/** Closes our direction, and waits for the client to close its own. */
void
SocksSession::Linger()
{
    m_state = State::REFUSED;
    SetTimer(LINGER);
    m_client->CloseWrite();
    Drain();
}

void
SocksSession::Drain()
{
    std::string dropped;
    while (m_client->Read(dropped, DROPPED_BYTES) > 0)
    {
        dropped.clear();
    }
    if (m_client->AtEnd())
    {
        m_client->CloseWrite();
    }
}

/** The negotiation ends with this. \return whether the client has room for the few octets */
bool
SocksSession::Answer(const SocksAnswer& answer)
{
    const std::string octets = FormatSocksAnswer(m_negotiation->Request().version, answer);
    m_negotiation.reset();
    if (m_client->Write(octets) == octets.size())
    {
        return true;
    }
    ReportTunnel("client takes nothing");
    GiveUp("client takes nothing");
    return false;
}

void
SocksSession::SetTimer(ns3::Time after)
{
    m_timer.Remove();
    m_timer = ns3::Simulator::Schedule(after, [this] { GiveUp("negotiation timed out"); });
}

/** Breaks off where there is no tunnel. */
void
SocksSession::GiveUp(const std::string& why)
{
    m_client->Abort();
    End(why);
}

void
SocksSession::ReportTunnel(const std::string& outcome)
{
    if (!m_tunnel)
    {
        return;
    }
    const std::unique_ptr<TunnelRecord> tunnel = std::move(m_tunnel);
    tunnel->End(outcome, ns3::Simulator::Now());
    if (m_relay)
    {
        tunnel->bytesUp = m_relay->BytesUp();
        tunnel->bytesDown = m_relay->BytesDown();
    }
    if (m_association)
    {
        tunnel->target = m_association->FirstTarget();
        tunnel->bytesUp = m_association->BytesUp();
        tunnel->bytesDown = m_association->BytesDown();
    }
    m_owner.HandleTunnelClosed(*tunnel);
}

void
SocksSession::End(const std::string& reason)
{
    m_timer.Remove();
    m_state = State::OVER;
    m_record.closed = ns3::Simulator::Now();
    m_record.closeReason = m_record.closeReason.empty() ? reason : m_record.closeReason;
    // In an event of its own, so that the counters have what else this moment sends.
    m_overEvent = ns3::Simulator::ScheduleNow([this] { m_owner.HandleOver(*this); });
}

} // namespace pagewire
