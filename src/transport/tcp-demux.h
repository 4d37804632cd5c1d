// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_DEMUX_H
#define PAGEWIRE_TRANSPORT_TCP_DEMUX_H

#include "transport/tcp-segment.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ip-l4-protocol.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pagewire
{

/** Both ends of a connection, as seen from one. */
struct TcpPair
{
    ns3::Ipv4Address local;
    std::uint16_t localPort{0};
    ns3::Ipv4Address remote;
    std::uint16_t remotePort{0};

    bool operator==(const TcpPair& other) const;
};

/** A packet that came in. */
struct TcpArrivedPacket
{
    const ns3::Packet& packet;
    std::string_view octets;       //!< of the packet: a TCP header with its payload
    const ns3::Ipv4Header& header; //!< has source and destination
};

using TcpReceive = std::function<void(const TcpArrivedPacket&)>;

/**
 * A node's TCP as our connections need it: hands each packet to the connection, or the listener,
 * that it is for, however many there are, and sends segments. It stands before ns-3's own
 * TcpL4Protocol, which gets whatever is for nobody here: sockets of ns-3 on the same node go on as
 * without it, and answer with a reset what is for nobody at all.
 */
class TcpDemux : public ns3::IpL4Protocol
{
  public:
    using Receiver = std::shared_ptr<const TcpReceive>;

    static ns3::TypeId GetTypeId();

    /** \return the node's, put there if need be \throws InputError if the node has no TCP */
    static ns3::Ptr<TcpDemux> Of(ns3::Ptr<ns3::Node> node);

    /** \return a port from 49152 on that nobody here uses; 0 if there is none */
    std::uint16_t FreePort();

    /** \return whether the place was free */
    bool Add(const TcpPair& pair, Receiver receiver);
    bool Listen(std::uint16_t port, Receiver receiver);

    void Remove(const TcpPair& pair);
    void StopListening(std::uint16_t port);

    /** \param checksum the TCP checksum is computed, else 0 \return TCP octets sent */
    std::size_t Send(const TcpPair& pair, const TcpSegment& segment, bool checksum);

    // ns3::IpL4Protocol
    int GetProtocolNumber() const override;
    RxStatus Receive(ns3::Ptr<ns3::Packet> packet,
                     const ns3::Ipv4Header& header,
                     ns3::Ptr<ns3::Ipv4Interface> interface) override;
    RxStatus Receive(ns3::Ptr<ns3::Packet> packet,
                     const ns3::Ipv6Header& header,
                     ns3::Ptr<ns3::Ipv6Interface> interface) override;
    void ReceiveIcmp(ns3::Ipv4Address source,
                     std::uint8_t ttl,
                     std::uint8_t type,
                     std::uint8_t code,
                     std::uint32_t info,
                     ns3::Ipv4Address from,
                     ns3::Ipv4Address to,
                     const std::uint8_t* payload) override;
    void SetDownTarget(DownTargetCallback target) override;
    void SetDownTarget6(DownTargetCallback6 target) override;
    DownTargetCallback GetDownTarget() const override;
    DownTargetCallback6 GetDownTarget6() const override;

  protected:
    void DoDispose() override;

  private:
    struct Hash
    {
        std::size_t operator()(const TcpPair& pair) const;
    };

    Receiver Find(const TcpPair& pair) const;

    ns3::Ptr<ns3::Node> m_node;
    ns3::Ptr<ns3::Ipv4> m_ipv4;
    ns3::Ptr<ns3::IpL4Protocol> m_other;                       //!< ns-3's own
    std::unordered_map<TcpPair, Receiver, Hash> m_connections; //!< never walked through
    std::unordered_map<std::uint16_t, Receiver> m_listeners;   //!< likewise
    std::unordered_map<std::uint16_t, std::uint32_t> m_used;   //!< how many have each local port
    std::uint16_t m_lastPort{49152};
    std::uint16_t m_identification{0}; //!< of the next IP packet
    std::string m_octets;              //!< of the segment being sent
    std::string m_received;            //!< of the one being received, and more from before it
};

} // namespace pagewire

#endif
