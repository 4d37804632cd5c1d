// SPDX-License-Identifier: GPL-2.0-only
#include "node/socks-association.h"

#include "base/error.h"

namespace pagewire
{

std::string
HostPortText(const HostPort& place)
{
    return place.host + ":" + std::to_string(place.port);
}

SocksAssociation::SocksAssociation(ns3::Ptr<ns3::Node> node,
                                   std::shared_ptr<Dialer> dialer,
                                   const Allowed& allowed,
                                   ns3::Ipv4Address client,
                                   std::uint16_t port)
    : m_dialer(std::move(dialer)),
      m_allowed(allowed),
      m_client(client, port),
      m_endpoint(node, [this](const ReceivedDatagram& datagram) { Receive(datagram); })
{}

SocksAssociation::~SocksAssociation()
{
    for (const auto& [target, flow] : m_flows)
    {
        if (flow)
        {
            flow->SetListener(nullptr);
        }
    }
}

bool
SocksAssociation::Open()
{
    return m_endpoint.Connect(m_client);
}

HostPort
SocksAssociation::Relay() const
{
    return {DottedText(m_endpoint.Local().GetIpv4()), m_endpoint.Local().GetPort()};
}

void
SocksAssociation::Receive(const ReceivedDatagram& datagram)
{
    const bool known = m_client.GetPort() > 0;
    SocksDatagram inner;
    if (datagram.remote.GetIpv4() != m_client.GetIpv4() ||
        (known && datagram.remote.GetPort() != m_client.GetPort()) ||
        !ReadSocksDatagram(datagram.payload, inner) || inner.fragment != 0)
    {
        return; // fragments need not be taken (RFC 1928 section 7)
    }
    m_client.SetPort(datagram.remote.GetPort());
    DatagramFlow* const flow = FlowTo(inner.peer);
    if (flow && flow->Send(inner.payload, datagram.ecn))
    {
        m_bytesUp += inner.payload.size();
    }
}

DatagramFlow*
SocksAssociation::FlowTo(const HostPort& target)
{
    const std::string name = HostPortText(target);
    if (m_firstTarget.empty())
    {
        m_firstTarget = name;
    }
    if (const auto found = m_flows.find(name); found != m_flows.end())
    {
        return found->second.get();
    }
    if (m_flows.size() == SOCKS_ASSOCIATION_TARGETS)
    {
        return nullptr;
    }
    std::unique_ptr<DatagramFlow>& flow = m_flows[name];
    if (m_allowed && !m_allowed(target))
    {
        return nullptr;
    }
    try
    {
        flow = m_dialer->DialDatagrams(target);
    }
    catch (const InputError&)
    {
        // Nobody has that name: its datagrams are lost, as anywhere on the way.
    }
    if (flow)
    {
        flow->SetListener(this);
    }
    return flow.get();
}

void
SocksAssociation::HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn)
{
    const HostPort from{DottedText(flow.Remote().GetIpv4()), flow.Remote().GetPort()};
    if (m_endpoint.Send(m_endpoint.Local(), m_client, FormatSocksDatagram({0, from, payload}), ecn))
    {
        m_bytesDown += payload.size();
    }
}

} // namespace pagewire
