// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_DATAGRAM_FLOW_H
#define PAGEWIRE_TRANSPORT_DATAGRAM_FLOW_H

#include "net/queue-wait-tag.h"

#include "ns3/inet-socket-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace pagewire
{

/** The codepoints of explicit congestion notification (RFC 3168 section 5), as in the IP header. */
enum class Ecn : std::uint8_t
{
    NOT_ECT = 0,
    ECT1 = 1,
    ECT0 = 2,
    CE = 3,
};

class DatagramFlow;

/** Hears what comes in on a flow of datagrams. */
class DatagramListener
{
  public:
    virtual ~DatagramListener() = default;

    /** The datagram that is told of next has waited in these queues; the simulator knows. */
    virtual void HandleQueueWaits(const QueueWaitTag& tag);

    /** A datagram came on the flow. The listener must not destroy the flow from inside. */
    virtual void HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn) = 0;

    /** This host has crashed: nothing comes on the flow or leaves by it any more. The listener must
     * not destroy the flow from inside. */
    virtual void HandleLost();
};

/**
 * Datagrams to and from one peer, unordered and unreliable: a UDP socket, or one behind a relay.
 * They are never fragmented: one that is too long for the path is lost.
 */
class DatagramFlow
{
  public:
    virtual ~DatagramFlow() = default;

    /** Who hears; null for nobody. */
    virtual void SetListener(DatagramListener* listener) = 0;

    /** \return whether it left this host: false where there is no route, or it is too long for the
     * first link */
    virtual bool Send(std::string_view payload, Ecn ecn) = 0;

    /** \return our address and port, and the peer's */
    virtual ns3::InetSocketAddress Local() const = 0;
    virtual ns3::InetSocketAddress Remote() const = 0;
};

/** \return a UDP flow from a free port of the node, null where no route leads to the peer */
std::unique_ptr<DatagramFlow> MakeUdpFlow(ns3::Ptr<ns3::Node> node,
                                          const ns3::InetSocketAddress& remote);

} // namespace pagewire

#endif
