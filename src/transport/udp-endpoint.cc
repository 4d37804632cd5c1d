// SPDX-License-Identifier: GPL-2.0-only
#include "transport/udp-endpoint.h"

#include "ns3/udp-header.h"

namespace pagewire
{

namespace
{

/** What Linux sends with. */
constexpr std::uint8_t TIME_TO_LIVE = 64;

bool
SameAddress(const ns3::InetSocketAddress& a, const ns3::InetSocketAddress& b)
{
    return a.GetIpv4() == b.GetIpv4() && a.GetPort() == b.GetPort();
}

} // namespace

void
DatagramListener::HandleQueueWaits(const QueueWaitTag&)
{}

void
DatagramListener::HandleLost()
{}

UdpEndpoint::UdpEndpoint(ns3::Ptr<ns3::Node> node, Receive receive)
    : m_node(node),
      m_ipv4(node->GetObject<ns3::Ipv4>()),
      m_receive(std::move(receive)),
      m_checksums(ns3::Node::ChecksumEnabled()),
      m_place(
          node,
          [this](ns3::Ptr<ns3::Packet> packet, const ns3::Ipv4Header& header, std::uint16_t port) {
              HandlePacket(packet, header, port);
          },
          "UDP"),
      m_crashWatch(node, [this] { m_place.Close(); })
{}

void
UdpEndpoint::HandlePacket(ns3::Ptr<ns3::Packet> packet,
                          const ns3::Ipv4Header& header,
                          std::uint16_t port)
{
    m_buffer.resize(packet->GetSize());
    packet->CopyData(reinterpret_cast<std::uint8_t*>(m_buffer.data()), packet->GetSize());
    QueueWaitTag waits;
    const bool waited = packet->PeekPacketTag(waits);
    m_receive({ns3::InetSocketAddress(header.GetDestination(), Local().GetPort()),
               ns3::InetSocketAddress(header.GetSource(), port),
               m_buffer,
               static_cast<Ecn>(header.GetEcn()),
               waited ? &waits : nullptr});
}

bool
UdpEndpoint::Connect(const ns3::InetSocketAddress& remote)
{
    const auto source = SourceTowards(m_node, remote.GetIpv4());
    return source && m_place.Take(m_place.L4().Allocate(*source));
}

bool
UdpEndpoint::Listen(std::uint16_t port)
{
    return m_place.Take(m_place.L4().Allocate(nullptr, port));
}

void
UdpEndpoint::Close()
{
    m_place.Close();
}

bool
UdpEndpoint::Send(const ns3::InetSocketAddress& local,
                  const ns3::InetSocketAddress& remote,
                  std::string_view payload,
                  Ecn ecn)
{
    ns3::Ipv4Header header;
    header.SetSource(local.GetIpv4());
    header.SetDestination(remote.GetIpv4());
    header.SetProtocol(ns3::UdpL4Protocol::PROT_NUMBER);
    header.SetTtl(TIME_TO_LIVE);
    header.SetDontFragment();
    header.SetEcn(static_cast<ns3::Ipv4Header::EcnType>(ecn));
    ns3::Socket::SocketErrno error;
    const auto route = m_ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
    if (!route || !m_place.IsOpen() ||
        payload.size() + UDP_IP_HEADER_BYTES > route->GetOutputDevice()->GetMtu())
    {
        return false;
    }
    const auto packet =
        ns3::Create<ns3::Packet>(reinterpret_cast<const std::uint8_t*>(payload.data()),
                                 static_cast<std::uint32_t>(payload.size()));
    ns3::UdpHeader udp;
    udp.SetSourcePort(local.GetPort());
    udp.SetDestinationPort(remote.GetPort());
    if (m_checksums)
    {
        header.EnableChecksum();
        udp.EnableChecksums();
        udp.InitializeChecksum(local.GetIpv4(), remote.GetIpv4(), header.GetProtocol());
    }
    packet->AddHeader(udp);
    header.SetPayloadSize(static_cast<std::uint16_t>(packet->GetSize()));
    m_ipv4->SendWithHeader(packet, header, route);
    return true;
}

namespace
{

/** A socket that talks to one peer. */
class UdpFlow : public DatagramFlow
{
  public:
    UdpFlow(ns3::Ptr<ns3::Node> node, const ns3::InetSocketAddress& remote)
        : m_remote(remote),
          m_endpoint(node, [this](const ReceivedDatagram& datagram) { Receive(datagram); }),
          m_crashWatch(node, [this] { TellLost(); })
    {}

    bool Open()
    {
        return m_endpoint.Connect(m_remote);
    }

    void SetListener(DatagramListener* listener) override
    {
        m_listener = listener;
    }

    bool Send(std::string_view payload, Ecn ecn) override
    {
        return m_endpoint.Send(m_endpoint.Local(), m_remote, payload, ecn);
    }

    ns3::InetSocketAddress Local() const override
    {
        return m_endpoint.Local();
    }

    ns3::InetSocketAddress Remote() const override
    {
        return m_remote;
    }

  private:
    void Receive(const ReceivedDatagram& datagram)
    {
        if (m_listener && SameAddress(datagram.remote, m_remote))
        {
            if (datagram.waits)
            {
                m_listener->HandleQueueWaits(*datagram.waits);
            }
            m_listener->HandleDatagram(*this, datagram.payload, datagram.ecn);
        }
    }

    void TellLost()
    {
        if (m_listener)
        {
            m_listener->HandleLost();
        }
    }

    ns3::InetSocketAddress m_remote;
    DatagramListener* m_listener{nullptr};
    UdpEndpoint m_endpoint;
    CrashWatch m_crashWatch;
};

} // namespace

std::unique_ptr<DatagramFlow>
MakeUdpFlow(ns3::Ptr<ns3::Node> node, const ns3::InetSocketAddress& remote)
{
    auto flow = std::make_unique<UdpFlow>(node, remote);
    return flow->Open() ? std::move(flow) : nullptr;
}

} // namespace pagewire
