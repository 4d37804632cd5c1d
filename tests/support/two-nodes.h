// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_SUPPORT_TWO_NODES_H
#define PAGEWIRE_TESTS_SUPPORT_TWO_NODES_H

#include "ns3/error-model.h"
#include "ns3/ipv4-address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <string>

namespace pagewire::test
{

/** The link between two nodes; both directions alike. */
struct TwoNodesOptions
{
    std::uint64_t rate{10000000};           //!< bit/s, counted on IP octets and 2 of PPP
    ns3::Time delay{ns3::MilliSeconds(10)}; //!< one way
    std::uint32_t queue{100};               //!< packets waiting, besides the one in transmission
    double loss{0};                         //!< of each packet, after transmission
    std::int64_t stream{1};                 //!< of the random losses; the other direction's follows
};

/** Decides which packets are lost; called for each that arrives, with its number from 0. */
using LossRule = std::function<bool(std::uint64_t number, const ns3::Packet& packet)>;

/** Two nodes with the Internet stack and a point-to-point link; Simulator::Destroy at the end. */
class TwoNodes
{
  public:
    explicit TwoNodes(const TwoNodesOptions& options = {});
    ~TwoNodes();

    TwoNodes(const TwoNodes&) = delete;
    TwoNodes& operator=(const TwoNodes&) = delete;

    ns3::Ptr<ns3::Node> Client() const
    {
        return m_nodes[0];
    }

    ns3::Ptr<ns3::Node> Server() const
    {
        return m_nodes[1];
    }

    ns3::Ipv4Address ServerAddress() const
    {
        return m_addresses[1];
    }

    /** Replaces the random losses of one direction. */
    void LoseUp(LossRule rule);
    void LoseDown(LossRule rule);

    /** \return a hash over time, size and direction of all packets sent so far */
    std::uint64_t TraceHash() const
    {
        return m_hash;
    }

    /** \return packets that entered the link at the server's side, and octets */
    std::uint64_t PacketsDown() const
    {
        return m_packets[1];
    }

    std::uint64_t PacketsUp() const
    {
        return m_packets[0];
    }

    /** \return how long a packet of so many IP octets is in transmission */
    ns3::Time Serialization(std::uint32_t octets) const;

    /** Runs until nothing is left to do or so long. */
    void Run(ns3::Time limit = ns3::Seconds(10000));

  private:
    void Lose(std::size_t receiver, LossRule rule);
    void Count(std::size_t sender, ns3::Ptr<const ns3::Packet> packet);

    TwoNodesOptions m_options;
    ns3::Ptr<ns3::Node> m_nodes[2];
    ns3::Ptr<ns3::NetDevice> m_devices[2];
    ns3::Ipv4Address m_addresses[2];
    std::uint64_t m_packets[2] = {0, 0};
    std::uint64_t m_hash{14695981039346656037U};
};

} // namespace pagewire::test

#endif
