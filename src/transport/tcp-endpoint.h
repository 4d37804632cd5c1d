// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_ENDPOINT_H
#define PAGEWIRE_TRANSPORT_TCP_ENDPOINT_H

#include "transport/l4-place.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"

#include <cstdint>
#include <functional>

namespace pagewire
{

/**
 * A place in a node's TCP demultiplexer: what comes in for it goes to a function, what it sends
 * goes out by ns-3's TcpL4Protocol. Outlives neither its node nor the simulation: it falls silent.
 */
class TcpEndpoint
{
  public:
    /** Takes a TCP header with its payload; source and destination are in the IP header. */
    using Receive = std::function<void(ns3::Ptr<ns3::Packet>, const ns3::Ipv4Header&)>;

    /** \param receive is kept until Close, with what it holds */
    TcpEndpoint(ns3::Ptr<ns3::Node> node, Receive receive);

    /** Takes a free port and the address that the route to the peer starts from. \return success */
    bool Connect(const ns3::InetSocketAddress& remote);

    /** Takes packets from one peer only. \return success */
    bool Accept(const ns3::InetSocketAddress& local, const ns3::InetSocketAddress& remote);

    /** Takes packets to the port that no other endpoint takes. \return success */
    bool Listen(std::uint16_t port);

    /** Frees the place, in an event of its own at the present time. */
    void Close();

    const ns3::InetSocketAddress& Local() const
    {
        return m_place.Local();
    }

    const ns3::InetSocketAddress& Remote() const
    {
        return m_remote;
    }

    /** Sends a segment; the ports are filled in. */
    void Send(ns3::Ptr<ns3::Packet> payload, ns3::TcpHeader header);

  private:
    ns3::Ptr<ns3::Node> m_node;
    L4Place<ns3::TcpL4Protocol> m_place;
    ns3::InetSocketAddress m_remote;
};

} // namespace pagewire

#endif
