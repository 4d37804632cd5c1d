// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-demux.h"

#include "base/error.h"

#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv6-interface.h"
#include "ns3/net-device.h"
#include "ns3/tcp-l4-protocol.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(TcpDemux);

namespace
{

constexpr std::uint8_t PROTOCOL = 6;             //!< TCP, of IP
constexpr std::uint16_t FIRST_FREE_PORT = 49152; //!< RFC 6335 section 6
constexpr std::uint8_t TIME_TO_LIVE = 64;        //!< what Linux sends with
constexpr std::size_t CHECKSUM_AT = 16;          //!< in the TCP header
constexpr std::uint32_t PORT_OCTETS = 4;         //!< at the beginning of the TCP header

/** Adds up octets as the numbers of 16 bits that the Internet checksum is made of (RFC 1071). */
std::uint32_t
Sum(std::string_view octets)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < octets.size(); ++i)
    {
        const auto octet = static_cast<std::uint8_t>(octets[i]);
        sum += i % 2 == 0 ? static_cast<std::uint32_t>(octet << 8) : octet;
    }
    return sum;
}

/** \return the checksum of a segment with its pseudo-header (RFC 9293 section 3.1) */
std::uint16_t
Checksum(const TcpPair& pair, std::string_view octets)
{
    std::uint32_t sum = Sum(octets) + PROTOCOL + static_cast<std::uint32_t>(octets.size());
    for (const ns3::Ipv4Address& address : {pair.local, pair.remote})
    {
        sum += (address.Get() >> 16) + (address.Get() & 0xffff);
    }
    while (sum >> 16 != 0)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}

} // namespace

bool
TcpPair::operator==(const TcpPair& other) const
{
    return localPort == other.localPort && remotePort == other.remotePort && local == other.local &&
           remote == other.remote;
}

std::size_t
TcpDemux::Hash::operator()(const TcpPair& pair) const
{
    const std::uint64_t ends = std::uint64_t(pair.local.Get()) << 32 | pair.remote.Get();
    const std::uint64_t ports = std::uint64_t(pair.localPort) << 16 | pair.remotePort;
    return static_cast<std::size_t>((ends ^ ports * 0x9e3779b97f4a7c15U) * 0x9e3779b97f4a7c15U >>
                                    16);
}

ns3::TypeId
TcpDemux::GetTypeId()
{
    static ns3::TypeId tid = ns3::TypeId("pagewire::TcpDemux")
                                 .SetParent<ns3::IpL4Protocol>()
                                 .SetGroupName("Pagewire")
                                 .AddConstructor<TcpDemux>();
    return tid;
}

ns3::Ptr<TcpDemux>
TcpDemux::Of(ns3::Ptr<ns3::Node> node)
{
    if (const auto present = node->GetObject<TcpDemux>())
    {
        return present;
    }
    const auto ipv4 = node->GetObject<ns3::Ipv4>();
    const auto other = node->GetObject<ns3::TcpL4Protocol>();
    if (!ipv4 || !other)
    {
        throw InputError("node " + std::to_string(node->GetId()) +
                         " has no TCP; install an ns3::InternetStackHelper's stack on it");
    }
    const auto made = ns3::CreateObject<TcpDemux>();
    made->m_node = node;
    made->m_ipv4 = ipv4;
    made->m_other = other;
    node->AggregateObject(made);
    ipv4->Insert(made);
    return made;
}

std::uint16_t
TcpDemux::FreePort()
{
    for (std::uint32_t tries = 0; tries <= 65535U - FIRST_FREE_PORT; ++tries)
    {
        m_lastPort = m_lastPort == 65535 ? FIRST_FREE_PORT : m_lastPort + 1;
        if (m_used.count(m_lastPort) == 0)
        {
            return m_lastPort;
        }
    }
    return 0;
}

bool
TcpDemux::Add(const TcpPair& pair, Receiver receiver)
{
    const bool free = m_connections.emplace(pair, std::move(receiver)).second;
    m_used[pair.localPort] += free ? 1 : 0;
    return free;
}

bool
TcpDemux::Listen(std::uint16_t port, Receiver receiver)
{
    const bool free = m_listeners.emplace(port, std::move(receiver)).second;
    m_used[port] += free ? 1 : 0;
    return free;
}

void
TcpDemux::Remove(const TcpPair& pair)
{
    const auto found = m_connections.find(pair);
    if (found == m_connections.end())
    {
        return;
    }
    const Receiver last = std::move(found->second); // may be what keeps the caller alive
    m_connections.erase(found);
    if (--m_used[pair.localPort] == 0)
    {
        m_used.erase(pair.localPort);
    }
}

void
TcpDemux::StopListening(std::uint16_t port)
{
    const auto found = m_listeners.find(port);
    if (found == m_listeners.end())
    {
        return;
    }
    const Receiver last = std::move(found->second);
    m_listeners.erase(found);
    if (--m_used[port] == 0)
    {
        m_used.erase(port);
    }
}

std::size_t
TcpDemux::Send(const TcpPair& pair, const TcpSegment& segment, bool checksum)
{
    m_octets.clear();
    AppendTcpHeader(segment, pair.localPort, pair.remotePort, m_octets);
    m_octets += segment.payload;
    if (checksum)
    {
        const std::uint16_t sum = Checksum(pair, m_octets);
        m_octets[CHECKSUM_AT] = static_cast<char>(sum >> 8);
        m_octets[CHECKSUM_AT + 1] = static_cast<char>(sum);
    }
    const auto packet =
        ns3::Create<ns3::Packet>(reinterpret_cast<const std::uint8_t*>(m_octets.data()),
                                 static_cast<std::uint32_t>(m_octets.size()));
    ns3::Ipv4Header header;
    header.SetSource(pair.local);
    header.SetDestination(pair.remote);
    header.SetProtocol(PROTOCOL);
    header.SetTtl(TIME_TO_LIVE);
    header.SetIdentification(m_identification++);
    header.SetPayloadSize(static_cast<std::uint16_t>(m_octets.size()));
    if (checksum)
    {
        header.EnableChecksum();
    }
    ns3::Socket::SocketErrno error;
    // A node that is being disposed of loses its devices before its applications say farewell.
    const bool alive = m_node && m_node->GetNDevices() > 0;
    const auto routing = alive ? m_ipv4->GetRoutingProtocol() : nullptr;
    const auto route = routing ? routing->RouteOutput(packet, header, nullptr, error) : nullptr;
    // At the end of a simulation devices go before programs, whose streams may close only then.
    if (route && route->GetOutputDevice()->GetNode())
    {
        m_ipv4->SendWithHeader(packet, header, route);
    }
    return m_octets.size();
}

TcpDemux::Receiver
TcpDemux::Find(const TcpPair& pair) const
{
    const auto connection = m_connections.find(pair);
    if (connection != m_connections.end())
    {
        return connection->second;
    }
    const auto listener = m_listeners.find(pair.localPort);
    return listener != m_listeners.end() ? listener->second : nullptr;
}

int
TcpDemux::GetProtocolNumber() const
{
    return PROTOCOL;
}

ns3::IpL4Protocol::RxStatus
TcpDemux::Receive(ns3::Ptr<ns3::Packet> packet,
                  const ns3::Ipv4Header& header,
                  ns3::Ptr<ns3::Ipv4Interface> interface)
{
    const std::uint32_t size = packet->GetSize();
    if (m_received.size() < std::max(size, PORT_OCTETS))
    {
        m_received.resize(std::max(size, PORT_OCTETS));
    }
    packet->CopyData(reinterpret_cast<std::uint8_t*>(m_received.data()), size);
    const auto port = [this](std::size_t at) {
        return static_cast<std::uint16_t>(static_cast<std::uint8_t>(m_received[at]) << 8 |
                                          static_cast<std::uint8_t>(m_received[at + 1]));
    };
    // A copy, as the place may be closed from inside.
    const Receiver receiver = Find({header.GetDestination(), port(2), header.GetSource(), port(0)});
    if (!receiver)
    {
        return m_other->Receive(packet, header, interface);
    }
    (*receiver)({*packet, std::string_view(m_received).substr(0, size), header});
    return RX_OK;
}

ns3::IpL4Protocol::RxStatus
TcpDemux::Receive(ns3::Ptr<ns3::Packet> packet,
                  const ns3::Ipv6Header& header,
                  ns3::Ptr<ns3::Ipv6Interface> interface)
{
    return m_other->Receive(packet, header, interface);
}

void
TcpDemux::ReceiveIcmp(ns3::Ipv4Address source,
                      std::uint8_t ttl,
                      std::uint8_t type,
                      std::uint8_t code,
                      std::uint32_t info,
                      ns3::Ipv4Address from,
                      ns3::Ipv4Address to,
                      const std::uint8_t* payload)
{
    m_other->ReceiveIcmp(source, ttl, type, code, info, from, to, payload);
}

void
TcpDemux::SetDownTarget(DownTargetCallback target)
{
    m_other->SetDownTarget(target);
}

void
TcpDemux::SetDownTarget6(DownTargetCallback6 target)
{
    m_other->SetDownTarget6(target);
}

ns3::IpL4Protocol::DownTargetCallback
TcpDemux::GetDownTarget() const
{
    return m_other->GetDownTarget();
}

ns3::IpL4Protocol::DownTargetCallback6
TcpDemux::GetDownTarget6() const
{
    return m_other->GetDownTarget6();
}

void
TcpDemux::DoDispose()
{
    // What they hold may call back as it goes.
    const auto connections = std::exchange(m_connections, {});
    const auto listeners = std::exchange(m_listeners, {});
    m_used.clear();
    m_node = nullptr;
    m_ipv4 = nullptr;
    m_other = nullptr;
    ns3::IpL4Protocol::DoDispose();
}

} // namespace pagewire
