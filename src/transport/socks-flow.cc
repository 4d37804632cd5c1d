// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-flow.h"

#include "base/error.h"
#include "transport/transport-info.h"

namespace pagewire
{

SocksFlow::SocksFlow(std::shared_ptr<Dialer> way,
                     const HostPort& proxy,
                     std::unique_ptr<SocksStream> control,
                     const HostPort& target)
    : m_way(std::move(way)),
      m_proxy(proxy),
      m_target(target),
      m_header(FormatSocksDatagram({0, target, {}})),
      m_control(std::move(control))
{
    m_control->SetListener(this);
    m_control->Open();
}

SocksFlow::~SocksFlow()
{
    m_control->SetListener(nullptr);
    if (m_flow)
    {
        m_flow->SetListener(nullptr);
    }
}

void
SocksFlow::SetListener(DatagramListener* listener)
{
    m_listener = listener;
}

bool
SocksFlow::Send(std::string_view payload, Ecn ecn)
{
    if (m_flow)
    {
        return m_flow->Send(m_header + std::string(payload), ecn);
    }
    if (m_over || m_waiting.size() == SOCKS_WAITING_DATAGRAMS)
    {
        return false;
    }
    m_waiting.emplace_back(payload, ecn);
    return true;
}

ns3::InetSocketAddress
SocksFlow::Local() const
{
    return DescribeStream(*m_control)
        .local.value_or(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), 0));
}

ns3::InetSocketAddress
SocksFlow::Remote() const
{
    if (const auto address = DottedAddress(m_target.host))
    {
        return {*address, m_target.port};
    }
    return DescribeStream(*m_control)
        .remote.value_or(ns3::InetSocketAddress(ns3::Ipv4Address::GetAny(), m_target.port));
}

void
SocksFlow::HandleOpen()
{
    HostPort relay = m_control->Answer().bound;
    if (DottedAddress(relay.host) == ns3::Ipv4Address::GetAny())
    {
        relay.host = m_proxy.host; // it means the address by which we know it
    }
    try
    {
        m_flow = m_way->DialDatagrams(relay);
    }
    catch (const InputError&)
    {
        // A proxy may name a relay that nobody has: there is no way to it.
    }
    if (!m_flow)
    {
        End();
        return;
    }
    m_flow->SetListener(this);
    for (const auto& [payload, ecn] : m_waiting)
    {
        m_flow->Send(m_header + payload, ecn);
    }
    m_waiting.clear();
}

void
SocksFlow::HandleReadable()
{
    std::string ignored;
    while (m_control->Read(ignored, SOCKS_LONGEST_TEXT) > 0)
    {
        ignored.clear();
    }
    if (m_control->AtEnd())
    {
        m_control->CloseWrite();
        End();
    }
}

void
SocksFlow::HandleWritable()
{}

void
SocksFlow::HandleClosed(StreamEnd)
{
    End();
}

void
SocksFlow::HandleQueueWaits(const QueueWaitTag& tag)
{
    if (m_listener)
    {
        m_listener->HandleQueueWaits(tag);
    }
}

void
SocksFlow::HandleDatagram(DatagramFlow&, std::string_view payload, Ecn ecn)
{
    SocksDatagram datagram;
    if (!m_listener || !ReadSocksDatagram(payload, datagram) || datagram.fragment != 0)
    {
        return;
    }
    const bool named = !DottedAddress(m_target.host);
    if (named || (datagram.peer.host == m_target.host && datagram.peer.port == m_target.port))
    {
        m_listener->HandleDatagram(*this, datagram.payload, ecn);
    }
}

void
SocksFlow::End()
{
    m_over = true;
    m_waiting.clear();
    if (m_flow)
    {
        m_flow->SetListener(nullptr);
        DisposeLater(std::move(m_flow));
    }
}

} // namespace pagewire
