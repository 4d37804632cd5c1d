// SPDX-License-Identifier: GPL-2.0-only
#include "bench/bulk-transfer.h"

#include "net/network.h"
#include "transport/tcp-options.h"

#include "ns3/bulk-send-application.h"
#include "ns3/config.h"
#include "ns3/data-rate.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/packet-sink.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcp-socket.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace pagewire::bench
{

LinkOptions
BenchLink()
{
    LinkOptions link;
    link.name = "access";
    for (DirectionOptions* direction : {&link.up, &link.down})
    {
        direction->rate = 50000000;
        direction->delay = ns3::MilliSeconds(10);
    }
    return link;
}

double
TransferWithBulkSend(std::uint64_t bytes)
{
    const TcpOptions tcp;
    ns3::Config::SetDefault("ns3::TcpSocket::SegmentSize", ns3::UintegerValue(tcp.mss));
    ns3::Config::SetDefault("ns3::TcpSocket::SndBufSize", ns3::UintegerValue(tcp.sendBuffer));
    ns3::Config::SetDefault("ns3::TcpSocket::RcvBufSize", ns3::UintegerValue(tcp.receiveBuffer));
    double end = 0;
    {
        Network network({BenchLink()}, 0);
        const ns3::Address here = ns3::InetSocketAddress(network.AddHost("browser.example", 0), 80);

        ns3::ObjectFactory sinks("ns3::PacketSink");
        sinks.Set("Local", ns3::AddressValue(here));
        sinks.Set("Protocol", ns3::StringValue("ns3::TcpSocketFactory"));
        const auto sink = sinks.Create<ns3::PacketSink>();
        network.GetNode(0)->AddApplication(sink);

        ns3::ObjectFactory senders("ns3::BulkSendApplication");
        senders.Set("Remote", ns3::AddressValue(here));
        senders.Set("Protocol", ns3::StringValue("ns3::TcpSocketFactory"));
        senders.Set("MaxBytes", ns3::UintegerValue(bytes));
        const auto sender = senders.Create<ns3::BulkSendApplication>();
        network.GetNode(1)->AddApplication(sender);

        ns3::Simulator::Run();
        end = sink->GetTotalRx() == bytes ? ns3::Simulator::Now().GetSeconds() : -1;
    }
    ns3::Simulator::Destroy();
    return end;
}

namespace
{

constexpr std::uint32_t DATAGRAM_BYTES = 1452; //!< the longest that QUIC sends by default
constexpr std::uint32_t HEADER_BYTES = 28;     //!< of IP and UDP before it

/** Sends datagrams at even times, and counts what comes. */
class PacedUdp
{
  public:
    PacedUdp(ns3::Ptr<ns3::Node> from,
             ns3::Ptr<ns3::Node> there,
             const ns3::Address& to,
             std::uint64_t bytes)
        : m_left(bytes),
          m_sender(ns3::Socket::CreateSocket(from, ns3::UdpSocketFactory::GetTypeId())),
          m_receiver(ns3::Socket::CreateSocket(there, ns3::UdpSocketFactory::GetTypeId()))
    {
        m_receiver->Bind(to);
        m_receiver->SetRecvCallback(ns3::MakeCallback(&PacedUdp::Receive, this));
        m_sender->Bind();
        m_sender->Connect(to);
        m_gap = ns3::Seconds((DATAGRAM_BYTES + HEADER_BYTES) * 8 /
                             (0.95 * static_cast<double>(BenchLink().down.rate)));
        ns3::Simulator::ScheduleNow(&PacedUdp::Send, this);
    }

    ~PacedUdp()
    {
        m_receiver->SetRecvCallback(ns3::MakeNullCallback<void, ns3::Ptr<ns3::Socket>>());
    }

    std::uint64_t Received() const
    {
        return m_received;
    }

  private:
    void Send()
    {
        const auto size =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(DATAGRAM_BYTES, m_left));
        m_sender->Send(ns3::Create<ns3::Packet>(size));
        m_left -= size;
        if (m_left > 0)
        {
            ns3::Simulator::Schedule(m_gap, &PacedUdp::Send, this);
        }
    }

    void Receive(ns3::Ptr<ns3::Socket> socket)
    {
        ns3::Address from;
        while (const auto packet = socket->RecvFrom(from))
        {
            m_received += packet->GetSize();
        }
    }

    std::uint64_t m_left;
    std::uint64_t m_received{0};
    ns3::Time m_gap;
    ns3::Ptr<ns3::Socket> m_sender;
    ns3::Ptr<ns3::Socket> m_receiver;
};

} // namespace

double
TransferWithUdp(std::uint64_t bytes)
{
    double end = 0;
    {
        Network network({BenchLink()}, 0);
        const ns3::Address here = ns3::InetSocketAddress(network.AddHost("browser.example", 0), 80);
        PacedUdp udp(network.GetNode(1), network.GetNode(0), here, bytes);
        ns3::Simulator::Run();
        end = udp.Received() == bytes ? ns3::Simulator::Now().GetSeconds() : -1;
    }
    ns3::Simulator::Destroy();
    return end;
}

double
TransferWithPlainUdp(std::uint64_t bytes)
{
    double end = 0;
    {
        ns3::NodeContainer nodes(2);
        ns3::PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", ns3::DataRateValue(BenchLink().down.rate));
        link.SetChannelAttribute("Delay", ns3::TimeValue(BenchLink().down.delay));
        const ns3::NetDeviceContainer devices = link.Install(nodes);
        ns3::InternetStackHelper().Install(nodes);
        const auto interfaces = ns3::Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        const ns3::Address to = ns3::InetSocketAddress(interfaces.GetAddress(0), 80);
        PacedUdp udp(nodes.Get(1), nodes.Get(0), to, bytes);
        ns3::Simulator::Run();
        end = udp.Received() == bytes ? ns3::Simulator::Now().GetSeconds() : -1;
    }
    ns3::Simulator::Destroy();
    return end;
}

} // namespace pagewire::bench
