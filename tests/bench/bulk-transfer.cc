// SPDX-License-Identifier: GPL-2.0-only
#include "bench/bulk-transfer.h"

#include "net/network.h"
#include "transport/tcp-options.h"

#include "ns3/bulk-send-application.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/object-factory.h"
#include "ns3/packet-sink.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/tcp-socket.h"
#include "ns3/uinteger.h"

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

} // namespace pagewire::bench
