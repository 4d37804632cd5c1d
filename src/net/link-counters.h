// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_COUNTERS_H
#define PAGEWIRE_NET_LINK_COUNTERS_H

#include <algorithm>
#include <cstdint>

namespace pagewire
{

/** What passed one direction of a link; a packet is counted where it enters, before the queue. */
struct LinkCounters
{
    std::uint64_t packets{0};
    std::uint64_t bytes{0}; //!< IP octets
    std::uint64_t queueDrops{0};
    std::uint64_t lost{0};
    std::uint64_t blocked{0}; //!< UDP packets that a firewall at the entrance dropped
    std::uint32_t maxQueuePackets{0};

    /** Adds another direction's counts; the longest queue is the longer of the two. */
    LinkCounters& operator+=(const LinkCounters& other)
    {
        packets += other.packets;
        bytes += other.bytes;
        queueDrops += other.queueDrops;
        lost += other.lost;
        blocked += other.blocked;
        maxQueuePackets = std::max(maxQueuePackets, other.maxQueuePackets);
        return *this;
    }
};

} // namespace pagewire

#endif
