// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NET_UDP_PROBE_H
#define PAGEWIRE_TESTS_NET_UDP_PROBE_H

#include "net/network.h"

#include "ns3/inet-socket-address.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <cstdint>
#include <vector>

namespace pagewire::test
{

/** IP and UDP headers: a datagram of n octets makes an IP packet of n + 28. */
constexpr std::uint32_t UDP_OVERHEAD = 28;

/** A link that is the same both ways: DropTail of 100 packets, no loss. */
LinkOptions PlainLink(std::uint64_t rate, ns3::Time delay);

/** Sends a datagram that makes an IP packet of ipBytes, when the simulation gets to the time. */
class UdpSender
{
  public:
    /** \param from the address that packets come from; any: as routes have it for each packet */
    UdpSender(const Network& network,
              std::size_t node,
              ns3::Ipv4Address to,
              ns3::Ipv4Address from = ns3::Ipv4Address::GetAny());

    /** \return the socket, for a receiver of its own */
    ns3::Ptr<ns3::Socket> GetSocket() const;

    /** The packet's first octet of payload is the number, to know it again. */
    void SendAt(ns3::Time at, std::uint32_t ipBytes, std::uint8_t number = 0);

  private:
    ns3::Ptr<ns3::Socket> m_socket;
};

/** Listens at an address of the node and remembers what came; answers each packet if asked to. */
class UdpReceiver
{
  public:
    struct Arrival
    {
        std::int64_t ns;
        std::uint8_t number;
        std::uint32_t ipBytes;
        ns3::Ipv4Address from;
    };

    UdpReceiver(const Network& network, std::size_t node, ns3::Ipv4Address at, bool echo = false);
    /** Takes what comes to this socket. */
    explicit UdpReceiver(ns3::Ptr<ns3::Socket> socket, bool echo = false);
    ~UdpReceiver();

    static constexpr std::uint16_t PORT = 9;

    std::vector<Arrival> arrivals;

    /** \return the times of arrival in nanoseconds */
    std::vector<std::int64_t> Times() const;

    /** \return the numbers of the packets as they came */
    std::vector<int> Numbers() const;

  private:
    void Receive(ns3::Ptr<ns3::Socket> socket);

    ns3::Ptr<ns3::Socket> m_socket;
    bool m_echo;
};

/** Runs the simulation to its end and leaves ns-3 ready for the next one. */
class SimulationScope
{
  public:
    ~SimulationScope();
    void Run();
};

} // namespace pagewire::test

#endif
