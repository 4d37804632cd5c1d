// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_NETWORK_H
#define PAGEWIRE_NET_NETWORK_H

#include "net/link-counters.h"
#include "net/link-options.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * A chain of nodes joined by links: node 0 is the browser's, the last one the origin's. Owns the
 * topology of one simulation; destroy it before Simulator::Destroy.
 */
class Network
{
  public:
    /**
     * Builds nodes, links, addresses and routes.
     * \param links from the browser outwards; n links join n + 1 nodes
     * \param firstStream randomness uses ns-3 streams from this number on
     * \throws InputError for a trace file that cannot be used
     */
    Network(const std::vector<LinkOptions>& links, std::int64_t firstStream);
    ~Network();

    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    std::size_t NodeCount() const;
    ns3::Ptr<ns3::Node> GetNode(std::size_t index) const;

    /** Gives a host name an address of its own on the node. \return the address */
    ns3::Ipv4Address AddHost(const std::string& name, std::size_t node);

    /** \return the address of a name (or of a dotted literal). \throws InputError if nobody has it
     */
    ns3::Ipv4Address Resolve(const std::string& name) const;

    const LinkCounters& Up(std::size_t link) const;
    const LinkCounters& Down(std::size_t link) const;

    /** The propagation round trip of the whole chain. */
    ns3::Time RoundTrip() const;

    /**
     * Writes what the two ends of each link send and receive to pcap files with valid checksums,
     * PREFIX-LINK-near.pcap and PREFIX-LINK-far.pcap. To be called before any traffic.
     */
    void EnableCapture(const std::string& prefix);

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace pagewire

#endif
