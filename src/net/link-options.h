// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_OPTIONS_H
#define PAGEWIRE_NET_LINK_OPTIONS_H

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** What happens at the entrance of a link when packets come faster than they leave. */
struct QueueOptions
{
    enum class Discipline
    {
        DROP_TAIL,
        CODEL,    //!< RFC 8289
        FQ_CODEL, //!< RFC 8290
    };

    /** What the limit counts. */
    enum class Unit
    {
        PACKETS, //!< packets waiting; the one in transmission is not counted
        BYTES,   //!< IP octets waiting
        BDP,     //!< the link's rate times the round trip of the whole path (propagation only)
    };

    Discipline discipline{Discipline::DROP_TAIL};
    Unit unit{Unit::PACKETS};
    double limit{100}; //!< PACKETS: whole; BYTES: at least the MTU; BDP: any above 0
};

/** Which packets are lost on a link, after they have used its capacity. */
struct LossOptions
{
    enum class Model
    {
        NONE,
        IID,             //!< each packet with probability rate
        GILBERT_ELLIOTT, //!< bursts: a two-state chain, see the members below
        LIST, //!< exactly the packets of these numbers, counted from 1 at this link's entrance
    };

    Model model{Model::NONE};
    double rate{0};  //!< IID: probability; GILBERT_ELLIOTT: the long-run share of lost packets
    double burst{1}; //!< GILBERT_ELLIOTT: mean packets of a lossy stretch, in which all are lost
    std::vector<std::uint64_t> packets; //!< LIST
};

/** One direction of a link. */
struct DirectionOptions
{
    std::uint64_t rate{10000000};           //!< bit/s, counted on IP octets
    ns3::Time delay{ns3::MilliSeconds(25)}; //!< propagation, one way
    QueueOptions queue;
    LossOptions loss;
    ns3::Time jitter{0}; //!< added to the delay, uniform from 0 to this; order is kept
    double reorder{0};   //!< probability that a packet is held back and overtaken
    ns3::Time reorderDelay{ns3::MilliSeconds(10)}; //!< how long such a packet is held back
    std::string traceFile; //!< mahimahi delivery opportunities instead of rate; empty: none
};

/** A link between two nodes; "up" leads away from the browser. */
struct LinkOptions
{
    std::string name;
    DirectionOptions up;
    DirectionOptions down;
    std::uint16_t mtu{1500};
    bool blockUdp{false}; //!< a firewall at both entrances silently drops every UDP packet
};

} // namespace pagewire

#endif
