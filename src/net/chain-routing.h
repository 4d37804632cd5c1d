// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_CHAIN_ROUTING_H
#define PAGEWIRE_NET_CHAIN_ROUTING_H

#include "ns3/ipv4-routing-helper.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"

#include <cstdint>
#include <map>
#include <utility>

namespace pagewire
{

/**
 * The address plan: node k of a chain owns 10.k.0.0/16, its interfaces 10.k.0.x. Where a second
 * link joins nodes 0 and 1, its ends are 10.0.0.2 and 10.1.0.3, whatever other interfaces there
 * are.
 */
namespace chain
{

constexpr std::uint32_t MAX_NODES = 256;
constexpr std::uint32_t MAX_HOSTS = 255 * 254;

/** \return 10.k.0.n; interfaces are counted from 1 */
ns3::Ipv4Address InterfaceAddress(std::uint32_t node, std::uint32_t interface);

/** \return node 0's address on the second link, 10.0.0.2 */
ns3::Ipv4Address SecondAddress();

/** \return an address for a host name: 10.k.1.1, 10.k.1.2 ... for the numbers from 0 */
ns3::Ipv4Address HostAddress(std::uint32_t node, std::uint32_t number);

} // namespace chain

/**
 * Routing in a chain of nodes by the address plan above: an address of a lower node goes down the
 * chain, one of a higher node goes up, and every address of a node's own /16 is its own ("AnyIP":
 * as `ip route add local 10.k.0.0/16 dev lo` does on Linux).
 *
 * **A second link** lies beside the first between nodes 0 and 1. Node 1 sends by it what is for
 * SecondAddress, and all else for node 0 by the first. Node 0 sends by the link whose address a
 * packet comes from, as Linux does with `ip rule add from ADDRESS`; where the source is still to be
 * chosen, by the first link, and after PreferSecond by the second.
 *
 * **Branches** are further nodes with numbers beyond the chain's last one's, joined to the node
 * before that one (several servers side by side) or to another branch.
 *
 * **A packet with the don't-fragment bit** that is too long for the next link is dropped, without a
 * word to its sender: no ICMP message tells it.
 *
 * So a server with hundreds of host names costs nothing more per packet; ns-3's static routing and
 * its check whether an address is local walk lists of interface addresses and routes for each
 * packet, in time that grows with the square of their number.
 */
class ChainRouting : public ns3::Ipv4RoutingProtocol
{
    // Newer releases of ns-3 pass these callbacks by reference to const: take what the base takes.
    template <class F>
    struct RouteInputOf;

    template <class C, class U, class M, class L, class E>
    struct RouteInputOf<bool (C::*)(ns3::Ptr<const ns3::Packet>,
                                    const ns3::Ipv4Header&,
                                    ns3::Ptr<const ns3::NetDevice>,
                                    U,
                                    M,
                                    L,
                                    E)>
    {
        using Unicast = U;
        using Multicast = M;
        using Local = L;
        using Error = E;
    };

    using Callbacks = RouteInputOf<decltype(&ns3::Ipv4RoutingProtocol::RouteInput)>;

  public:
    static ns3::TypeId GetTypeId();

    /**
     * \param node which node of the chain this is
     * \param down the interface towards lower nodes, negative for none
     * \param up the interface towards higher nodes, negative for none
     */
    void SetPlace(std::uint32_t node, std::int32_t down, std::int32_t up);

    /** This node is a branch, or lies beside some: what is not its own, nor of a branch behind it,
     * goes down. */
    void SetBranch(std::uint32_t node, std::int32_t down);

    /** This interface leads to that branch. */
    void AddBranch(std::uint32_t node, std::int32_t interface);

    /** \param interface of this node, which is 0 or 1, on the second link */
    void SetSecond(std::int32_t interface);

    /** On node 0: sources that are still to be chosen are on the second link from now on. */
    void PreferSecond();

    ns3::Ptr<ns3::Ipv4Route> RouteOutput(ns3::Ptr<ns3::Packet> packet,
                                         const ns3::Ipv4Header& header,
                                         ns3::Ptr<ns3::NetDevice> device,
                                         ns3::Socket::SocketErrno& error) override;
    bool RouteInput(ns3::Ptr<const ns3::Packet> packet,
                    const ns3::Ipv4Header& header,
                    ns3::Ptr<const ns3::NetDevice> device,
                    Callbacks::Unicast forward,
                    Callbacks::Multicast forwardMulticast,
                    Callbacks::Local deliver,
                    Callbacks::Error fail) override;
    void NotifyInterfaceUp(std::uint32_t interface) override;
    void NotifyInterfaceDown(std::uint32_t interface) override;
    void NotifyAddAddress(std::uint32_t interface, ns3::Ipv4InterfaceAddress address) override;
    void NotifyRemoveAddress(std::uint32_t interface, ns3::Ipv4InterfaceAddress address) override;
    void SetIpv4(ns3::Ptr<ns3::Ipv4> ipv4) override;
    void PrintRoutingTable(ns3::Ptr<ns3::OutputStreamWrapper> stream,
                           ns3::Time::Unit unit) const override;

  private:
    void DoDispose() override;

    /** \return the interface that leads to an address, 0 (loopback) for own ones, else negative */
    std::int32_t InterfaceTo(ns3::Ipv4Address address, ns3::Ipv4Address source) const;
    /** \return the same on node 0 for addresses of higher ones */
    std::int32_t InterfaceFrom(ns3::Ipv4Address source) const;
    ns3::Ptr<ns3::Ipv4Route> RouteBy(ns3::Ipv4Address destination, std::int32_t interface);

    ns3::Ptr<ns3::Ipv4> m_ipv4;
    /// Those made so far, by destination and interface.
    std::map<std::pair<std::uint32_t, std::int32_t>, ns3::Ptr<ns3::Ipv4Route>> m_routes;
    std::map<std::uint32_t, std::int32_t> m_branches; //!< interfaces, by node
    std::uint32_t m_node{0};
    std::int32_t m_down{-1};
    std::int32_t m_up{-1};
    bool m_branch{false};
    std::int32_t m_second{-1};
    bool m_preferSecond{false};
};

/** Gives each node that ns3::InternetStackHelper installs on a ChainRouting. */
class ChainRoutingHelper : public ns3::Ipv4RoutingHelper
{
  public:
    ChainRoutingHelper* Copy() const override;
    ns3::Ptr<ns3::Ipv4RoutingProtocol> Create(ns3::Ptr<ns3::Node> node) const override;
};

} // namespace pagewire

#endif
