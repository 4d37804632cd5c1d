// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_UDP_ENDPOINT_H
#define PAGEWIRE_TRANSPORT_UDP_ENDPOINT_H

#include "transport/datagram-flow.h"
#include "transport/l4-place.h"
#include "transport/node-power.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"
#include "ns3/udp-l4-protocol.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace pagewire
{

/** Octets of the headers of IPv4 and UDP. */
constexpr std::size_t UDP_IP_HEADER_BYTES = 28;

/** A datagram as it came in. */
struct ReceivedDatagram
{
    ns3::InetSocketAddress local;  //!< where it was sent to: one of this node's addresses
    ns3::InetSocketAddress remote; //!< where it came from
    std::string_view payload;
    Ecn ecn;
    const QueueWaitTag* waits; //!< in queues of links; null: none
};

/**
 * A place in a node's UDP demultiplexer. Sends from any address of the node, with the
 * don't-fragment bit, as QUIC asks for (RFC 9000 section 14), and with ECN codepoints; tells of
 * each datagram where it was sent to. Outlives neither its node nor the simulation: it falls
 * silent.
 */
class UdpEndpoint
{
  public:
    using Receive = std::function<void(const ReceivedDatagram&)>;

    /** \param receive must not destroy the endpoint from inside */
    UdpEndpoint(ns3::Ptr<ns3::Node> node, Receive receive);

    /** Takes a free port and the address that the route to the peer starts from. \return success */
    bool Connect(const ns3::InetSocketAddress& remote);

    /** Takes datagrams to the port on all of the node's addresses. \return success */
    bool Listen(std::uint16_t port);

    const ns3::Ptr<ns3::Node>& GetNode() const
    {
        return m_node;
    }

    /** Frees the place, in an event of its own at the present time. */
    void Close();

    const ns3::InetSocketAddress& Local() const
    {
        return m_place.Local();
    }

    /** \return whether it left this host: not where there is no route, or it is too long for the
     * first link */
    bool Send(const ns3::InetSocketAddress& local,
              const ns3::InetSocketAddress& remote,
              std::string_view payload,
              Ecn ecn);

  private:
    void HandlePacket(ns3::Ptr<ns3::Packet> packet,
                      const ns3::Ipv4Header& header,
                      std::uint16_t port);

    ns3::Ptr<ns3::Node> m_node;
    ns3::Ptr<ns3::Ipv4> m_ipv4;
    Receive m_receive;
    bool m_checksums;     //!< datagrams have them: ns-3's global value, which is dear to ask for
    std::string m_buffer; //!< of the datagram being received
    L4Place<ns3::UdpL4Protocol> m_place;
    CrashWatch m_crashWatch;
};

} // namespace pagewire

#endif
