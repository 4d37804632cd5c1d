// SPDX-License-Identifier: GPL-2.0-only
#include "node/forward-tunnel.h"

#include "base/error.h"
#include "node/own-response.h"
#include "transport/refusal.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

namespace
{

/** Octets of a TLS record up to the type of the handshake message in it. */
constexpr std::size_t INSPECTED = 6;

/** \return whether these first octets are those of a TLS record with a ClientHello (RFC 8446
 * sections 4 and 5.1), as far as they are there */
bool
BeginsAsClientHello(std::string_view first)
{
    const auto is = [first](std::size_t at, char octet) {
        return at >= first.size() || first[at] == octet;
    };
    return is(0, '\x16') && is(1, '\x03') && is(5, '\x01');
}

} // namespace

void
ForwardTunnel::ClientEar::HandleOpen()
{}

void
ForwardTunnel::ClientEar::HandleReadable()
{
    tunnel.Inspect();
}

void
ForwardTunnel::ClientEar::HandleWritable()
{}

void
ForwardTunnel::ClientEar::HandleClosed(StreamEnd end)
{
    tunnel.End(std::string(StreamEndName(end)));
}

ForwardTunnel::ForwardTunnel(ServerExchange& front,
                             std::uint32_t connection,
                             const ForwardTunnelOptions& options,
                             Dialer& dialer,
                             ForwardTunnelOwner& owner)
    : m_front(&front),
      m_options(options),
      m_dialer(dialer),
      m_owner(owner)
{
    m_record.connection = connection;
    m_record.exchange = front.Number();
    m_record.kind = "connect";
    m_record.target = front.GetRequest().authority;
    m_record.asked = ns3::Simulator::Now();
}

ForwardTunnel::~ForwardTunnel()
{
    m_timer.Cancel();
    if (m_client)
    {
        m_client->SetListener(nullptr);
    }
    if (m_target)
    {
        m_target->SetListener(nullptr);
        m_target->Abort();
    }
}

void
ForwardTunnel::Start(const HostPort& target)
{
    try
    {
        m_target = m_dialer.Dial(target);
    }
    catch (const InputError& error)
    {
        Refuse(502, error.what());
        return;
    }
    if (m_options.connect.IsStrictlyPositive())
    {
        m_timer = ns3::Simulator::Schedule(m_options.connect, [this] {
            m_target->Abort();
            Refuse(504, "connect timeout");
        });
    }
    m_target->SetListener(this);
    m_target->Open();
}

void
ForwardTunnel::HandleFrontGone()
{
    m_front = nullptr;
    if (ServerTunnel* const accepted = std::exchange(m_accepted, nullptr))
    {
        accepted->HandleGone();
    }
    else if (!m_over)
    {
        End("client gone");
    }
}

const TunnelRecord&
ForwardTunnel::Observe()
{
    if (m_relay)
    {
        m_record.bytesUp = m_relay->BytesUp() + m_first.size();
        m_record.bytesDown = m_relay->BytesDown();
    }
    return m_record;
}

/** The target is reached. */
void
ForwardTunnel::HandleOpen()
{
    if (m_over)
    {
        return; // the client went away at this very moment
    }
    m_timer.Cancel();
    m_record.established = ns3::Simulator::Now();
    const Response response{200, {}};
    std::unique_ptr<ServerTunnel> accepted = AcceptTunnel(*m_front, response);
    m_accepted = accepted.get();
    m_client = std::move(accepted);
    m_owner.HandleTunnelAnswered(*this, response);
    WatchIdle();
    if (!m_options.requireTls)
    {
        StartRelay();
        return;
    }
    m_client->SetListener(&m_ear);
    Inspect();
}

void
ForwardTunnel::HandleReadable()
{
    // What the target says waits for the client to have begun.
}

void
ForwardTunnel::HandleWritable()
{}

/** The target did not open, or closed before the client had begun. */
void
ForwardTunnel::HandleClosed(StreamEnd end)
{
    if (m_over)
    {
        return;
    }
    if (m_client)
    {
        m_client->Abort();
        End(std::string(StreamEndName(end)));
        return;
    }
    const std::string why = RefusalOf(*m_target);
    Refuse(end == StreamEnd::TIMEOUT ? 504 : 502,
           why.empty() ? std::string(StreamEndName(end)) : why);
}

void
ForwardTunnel::Refuse(int status, const std::string& why)
{
    const OwnResponse own = ExplainedResponse(status, why);
    const Response response = HeadOf(own);
    m_owner.HandleTunnelAnswered(*this, response);
    m_front->Respond(response, std::make_unique<StringBody>(own.text));
    End(why);
}

void
ForwardTunnel::Inspect()
{
    if (m_over || m_relay)
    {
        return;
    }
    m_client->Read(m_first, INSPECTED - m_first.size());
    const bool whole = m_first.size() == INSPECTED;
    if (!BeginsAsClientHello(m_first) || (m_client->AtEnd() && !whole))
    {
        m_client->Abort();
        End("not TLS");
    }
    else if (whole)
    {
        StartRelay();
    }
}

void
ForwardTunnel::StartRelay()
{
    // A stream that has just opened has room for these few.
    m_target->Write(m_first);
    m_relay = std::make_unique<StreamRelay>(
        std::move(m_client),
        std::move(m_target),
        [this](StreamEnd end) {
            End(end == StreamEnd::GRACEFUL ? "closed" : std::string(StreamEndName(end)));
        });
    m_relay->Start();
}

void
ForwardTunnel::WatchIdle()
{
    if (!m_options.idle.IsStrictlyPositive())
    {
        return;
    }
    m_timer = ns3::Simulator::Schedule(m_options.idle, [this] {
        Observe();
        const std::uint64_t carried = m_record.bytesUp + m_record.bytesDown;
        if (std::exchange(m_carried, carried) != carried)
        {
            WatchIdle();
            return;
        }
        if (m_relay)
        {
            m_relay->Abort();
        }
        else
        {
            m_client->Abort();
        }
        End("tunnel timeout");
    });
}

void
ForwardTunnel::End(const std::string& outcome)
{
    if (m_over)
    {
        return;
    }
    m_over = true;
    m_timer.Cancel();
    Observe();
    m_record.End(outcome, ns3::Simulator::Now());
    m_owner.HandleTunnelOver(*this);
}

} // namespace pagewire
