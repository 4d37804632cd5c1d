// SPDX-License-Identifier: GPL-2.0-only
#include "udp-probe.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cassert>

namespace pagewire::test
{

LinkOptions
PlainLink(std::uint64_t rate, ns3::Time delay)
{
    LinkOptions link;
    for (auto* direction : {&link.up, &link.down})
    {
        direction->rate = rate;
        direction->delay = delay;
    }
    return link;
}

UdpSender::UdpSender(const Network& network,
                     std::size_t node,
                     ns3::Ipv4Address to,
                     ns3::Ipv4Address from)
    : m_socket(ns3::Socket::CreateSocket(network.GetNode(node), ns3::UdpSocketFactory::GetTypeId()))
{
    m_socket->Bind(ns3::InetSocketAddress(from, 0));
    m_socket->Connect(ns3::InetSocketAddress(to, UdpReceiver::PORT));
}

void
UdpSender::SendAt(ns3::Time at, std::uint32_t ipBytes, std::uint8_t number)
{
    assert(ipBytes > UDP_OVERHEAD);
    const auto socket = m_socket;
    ns3::Simulator::Schedule(at, [socket, ipBytes, number]() {
        const std::vector<std::uint8_t> payload(ipBytes - UDP_OVERHEAD, number);
        socket->Send(ns3::Create<ns3::Packet>(payload.data(), payload.size()));
    });
}

ns3::Ptr<ns3::Socket>
UdpSender::GetSocket() const
{
    return m_socket;
}

UdpReceiver::UdpReceiver(const Network& network, std::size_t node, ns3::Ipv4Address at, bool echo)
    : UdpReceiver(
          ns3::Socket::CreateSocket(network.GetNode(node), ns3::UdpSocketFactory::GetTypeId()),
          echo)
{
    m_socket->Bind(ns3::InetSocketAddress(at, PORT));
}

UdpReceiver::UdpReceiver(ns3::Ptr<ns3::Socket> socket, bool echo)
    : m_socket(socket),
      m_echo(echo)
{
    m_socket->SetAttribute("RcvBufSize", ns3::UintegerValue(1 << 24));
    m_socket->SetRecvCallback(ns3::MakeCallback(&UdpReceiver::Receive, this));
}

UdpReceiver::~UdpReceiver()
{
    m_socket->SetRecvCallback(ns3::MakeNullCallback<void, ns3::Ptr<ns3::Socket>>());
}

std::vector<std::int64_t>
UdpReceiver::Times() const
{
    std::vector<std::int64_t> times;
    for (const auto& arrival : arrivals)
    {
        times.push_back(arrival.ns);
    }
    return times;
}

std::vector<int>
UdpReceiver::Numbers() const
{
    std::vector<int> numbers;
    for (const auto& arrival : arrivals)
    {
        numbers.push_back(arrival.number);
    }
    return numbers;
}

void
UdpReceiver::Receive(ns3::Ptr<ns3::Socket> socket)
{
    ns3::Address from;
    while (const auto packet = socket->RecvFrom(from))
    {
        std::uint8_t number = 0;
        packet->CopyData(&number, 1);
        arrivals.push_back({ns3::Simulator::Now().GetNanoSeconds(),
                            number,
                            packet->GetSize() + UDP_OVERHEAD,
                            ns3::InetSocketAddress::ConvertFrom(from).GetIpv4()});
        if (m_echo)
        {
            socket->SendTo(packet, 0, from);
        }
    }
}

SimulationScope::~SimulationScope()
{
    ns3::Simulator::Destroy();
}

void
SimulationScope::Run()
{
    ns3::Simulator::Run();
}

} // namespace pagewire::test
