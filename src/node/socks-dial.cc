// SPDX-License-Identifier: GPL-2.0-only
#include "node/socks-dial.h"

#include "base/error.h"
#include "transport/refusal.h"
#include "transport/socks-stream.h"
#include "transport/transport-info.h"

#include "ns3/simulator.h"

namespace pagewire
{

namespace
{

/** \return what to tell of a stream to a target that did not open */
SocksReply
ReplyFor(ByteStream& stream, StreamEnd end)
{
    for (ByteStream* layer = &stream; layer; layer = layer->Below())
    {
        const auto* socks = dynamic_cast<const SocksStream*>(layer);
        if (socks && end == StreamEnd::REFUSED && !socks->Refusal().empty())
        {
            return socks->Answer().reply; // a proxy further on knows better
        }
    }
    if (end == StreamEnd::REFUSED)
    {
        // TCP takes a port only where a route leads to the target.
        const auto local = DescribeStream(stream).local;
        return local && local->GetPort() == 0 ? SocksReply::NETWORK_UNREACHABLE
                                              : SocksReply::CONNECTION_REFUSED;
    }
    return end == StreamEnd::TIMEOUT ? SocksReply::TTL_EXPIRED : SocksReply::GENERAL_FAILURE;
}

} // namespace

SocksDial::SocksDial(Dialer& dialer,
                     const HostPort& target,
                     const SocksDialTimes& times,
                     SocksDialHandler& handler)
    : m_dialer(dialer),
      m_target(target),
      m_times(times),
      m_handler(handler)
{}

SocksDial::~SocksDial()
{
    m_timer.Remove();
    if (m_stream)
    {
        m_stream->Abort();
    }
}

void
SocksDial::Start()
{
    if (m_times.resolveDelay.IsZero() || DottedAddress(m_target.host))
    {
        Connect();
    }
    else
    {
        m_timer = ns3::Simulator::Schedule(m_times.resolveDelay, &SocksDial::Connect, this);
    }
}

std::unique_ptr<ByteStream>
SocksDial::Take()
{
    return std::move(m_stream);
}

void
SocksDial::Connect()
{
    try
    {
        m_stream = m_dialer.Dial(m_target);
    }
    catch (const InputError&)
    {
        m_handler.HandleUnreached(SocksReply::HOST_UNREACHABLE,
                                  SocksReplyText(SocksReply::HOST_UNREACHABLE));
        return;
    }
    if (m_times.connectTimeout.IsStrictlyPositive())
    {
        m_timer = ns3::Simulator::Schedule(m_times.connectTimeout, &SocksDial::Expire, this);
    }
    m_stream->SetListener(this);
    m_stream->Open();
}

void
SocksDial::Expire()
{
    m_stream->Abort();
    HandleClosed(StreamEnd::TIMEOUT);
}

void
SocksDial::HandleOpen()
{
    m_timer.Remove();
    m_handler.HandleReached();
}

void
SocksDial::HandleReadable()
{}

void
SocksDial::HandleWritable()
{}

void
SocksDial::HandleClosed(StreamEnd end)
{
    m_timer.Remove();
    const SocksReply reply = ReplyFor(*m_stream, end);
    const std::string why = RefusalOf(*m_stream);
    m_handler.HandleUnreached(reply, why.empty() ? SocksReplyText(reply) : why);
}

} // namespace pagewire
