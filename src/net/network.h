// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_NETWORK_H
#define PAGEWIRE_NET_NETWORK_H

#include "net/link-counters.h"
#include "net/link-options.h"

#include "ns3/ipv4-address.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

class LinkDevice;

/** One direction of a link. */
struct LinkDirection
{
    std::string link; //!< its name
    bool up;          //!< away from the browser
    ns3::Ptr<LinkDevice> sender;
};

/**
 * A chain of nodes joined by links: node 0 is the browser's, the last one the origin's, and what
 * lies between are proxies or mere routers. Owns the topology of one simulation; destroy it before
 * Simulator::Destroy, which frees the nodes.
 *
 * **A link** has two directions that know nothing of each other; "up" leads away from the browser.
 * In each, a packet
 *
 *  1. is counted (LinkCounters), whatever becomes of it; with blockUdp, UDP ends here;
 *  2. waits in the queue. A limit of N packets (or bytes) is of those that wait; one more is in
 *     transmission. An idle line takes a packet at once, however small the queue;
 *  3. takes size / rate, where the size is that of the IP packet: there is no link-layer header.
 * Each such time is rounded to the nearest nanosecond. A recorded link (traceFile, see LinkTrace)
 *     replaces the rate; time 0 of the simulation is time 0 of the recording, and a packet moves in
 *     the millisecond of its last opportunity;
 *  4. may be lost, having used the line;
 *  5. arrives after the delay, with jitter and reordering as asked for.
 *
 * LinkDevice documents the trace sources at each of these steps. Config finds the devices as
 * /NodeList/K/DeviceList/D/$pagewire::LinkDevice; on node K, D = 0 is the end of link K - 1 and
 * D = 1 that of link K (node 0 has only link 0, as D = 0).
 *
 * **Queues.** DropTail is ns-3's DropTailQueue in the device. CoDel and FqCoDel are ns-3's queue
 * discs, attached to the device (attribute QueueDisc). A limit in BDPs is the direction's own rate
 * (the mean of a recording) times RoundTrip(), at least one packet of the MTU; FqCoDel counts
 * packets, as RFC 8290 has it, so its limits in bytes and BDPs are turned into full-sized packets,
 * rounded up.
 *
 * **A second link** can lie beside link 0, for a browser that moves from one access network to
 * another (AddSecondLink, HandOver). Each of the two has its own queues, losses and counters; a
 * queue in BDPs takes the round trip of the path through its own link.
 *
 * **Branches** (AddBranch) put further nodes beside the last one, and others behind these, as in a
 * tree. Every chain has its last node as it would be without them.
 *
 * **Randomness.** Link i uses the ns-3 streams firstStream + 32 i to + 15 up and + 16 to + 31 down
 * (of these sixteen: 0 loss, 8 jitter, 9 reordering, the rest reserved); the second link those of
 * an i of 256. What is switched on in one direction, or in one effect, never shifts the draws of
 * another; neither does an earlier network in the same process.
 *
 * **Addresses.** Node k owns 10.k.0.0/16: 10.k.0.1 is its interface towards the browser (node 0's
 * only one), 10.k.0.2 the one away from it, and the ends of a second link are 10.0.0.2
 * and 10.1.0.3. Hosts get 10.k.1.1, 10.k.1.2 and so on in the order of AddHost. The node answers
 * for all of its /16 and routes by the second octet (ChainRouting). A TCP server bound to any
 * address answers from the one it was asked at; a UDP server has to bind to each of its addresses,
 * as sockets do not tell where a datagram was sent to. There is no ARP and no IPv6.
 */
class Network
{
  public:
    /**
     * Builds nodes, links, addresses and routes.
     * \param links from the browser outwards; n links join n + 1 nodes
     * \param firstStream randomness uses ns-3 streams from this number on
     * \throws InputError for a trace file that cannot be used and for values out of range
     */
    Network(const std::vector<LinkOptions>& links, std::int64_t firstStream);
    ~Network();

    Network(const Network&) = delete;
    Network& operator=(const Network&) = delete;

    /**
     * Puts a second link beside link 0, between nodes 0 and 1. It carries packets from and to node
     * 0's second address, 10.0.0.2; until a hand-over only who binds to that address uses it. To be
     * called once at most, before any traffic and before EnableCapture.
     * \throws InputError as the constructor
     */
    void AddSecondLink(const LinkOptions& options);
    bool HasSecondLink() const;

    /**
     * Joins a further node, by a link of its own, to the node before the chain's last, so that it
     * lies beside that last one: one more server. Its number is NodeCount() before the call; it has
     * 10.k.0.1 and its hosts addresses as others do. To be called before any traffic and before
     * EnableCapture; the link counts as link LinkCount() - 1 from then on. "Up" leads to the
     * further node.
     * \return the node's number
     * \throws InputError as the constructor
     */
    std::size_t AddBranch(const LinkOptions& options);

    /** Likewise, to the node before the last, or to a branch. */
    std::size_t AddBranch(const LinkOptions& options, std::size_t hub);

    /** \return links, the second one not among them */
    std::size_t LinkCount() const;

    /**
     * Has the browser's node move to the second link. At that moment sockets without an address
     * begin to get the second one; those that have the first keep sending by link 0. After the
     * overlap link 0 is dead: what waits there, is in transmission or on its way is lost, and so is
     * all that is still sent to it, either way. To be called once at most, after AddSecondLink.
     * \param at virtual time, not yet past
     * \param overlap how long link 0 lives on; 0: it breaks at that very moment
     */
    void HandOver(ns3::Time at, ns3::Time overlap);

    /** What is to know of a hand-over: gets the address of node 0 that new packets come from. */
    using HandOverListener = std::function<void(ns3::Ipv4Address newLocal)>;

    /**
     * Tells of the hand-over at its moment, when routes have changed (and, without an overlap, link
     * 0 is dead). Several are told in the order in which they asked.
     */
    void OnHandOver(HandOverListener listener);

    /**
     * Takes a link down, or up again, in both directions at this moment. A link that goes down
     * loses what waits, what is in transmission and what is on its way, either way; one that is
     * down loses whatever enters (LinkCounters::lost). Its queues are empty when it comes up.
     * Nothing happens if it is so already, and link 0 never comes up again when a hand-over has
     * left it.
     */
    void SetLinkUp(std::size_t link, bool up);
    bool IsLinkUp(std::size_t link) const;

    /**
     * Takes a link down for a while; where outages overlap, until the last one ends.
     * \param at virtual time, not yet past
     * \param duration 0: for good
     */
    void ScheduleOutage(std::size_t link, ns3::Time at, ns3::Time duration);

    std::size_t NodeCount() const;
    ns3::Ptr<ns3::Node> GetNode(std::size_t index) const;

    /**
     * Gives a host name an address of its own on the node.
     * \return the address; the same one if the name is there already
     * \throws InputError if the name is on another node already
     */
    ns3::Ipv4Address AddHost(const std::string& name, std::size_t node);

    /**
     * \return the address of a name, whatever its case, or of a dotted literal
     * \throws InputError if nobody has it
     */
    ns3::Ipv4Address Resolve(const std::string& name) const;

    const LinkCounters& Up(std::size_t link) const;
    const LinkCounters& Down(std::size_t link) const;

    /** The second link's, which must be there. */
    const LinkCounters& SecondUp() const;
    const LinkCounters& SecondDown() const;

    /** \return both directions of every link, the second one last */
    std::vector<LinkDirection> Directions() const;

    /** The propagation round trip of the whole chain, through link 0. */
    ns3::Time RoundTrip() const;

    /**
     * Writes what the two ends of each link send and receive to pcap files with valid checksums,
     * PREFIX-LINK-near.pcap and PREFIX-LINK-far.pcap (see Capture; a link without a name is link1,
     * link2 ...). To be called before any traffic. The files are complete when the network is gone;
     * until then ns-3's global ChecksumEnabled is true, which costs time but changes none in the
     * simulation.
     * \throws InputError if a file cannot be written, or if two links share a name
     */
    void EnableCapture(const std::string& prefix);

  private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace pagewire

#endif
