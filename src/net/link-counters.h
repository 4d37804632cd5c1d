// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_COUNTERS_H
#define PAGEWIRE_NET_LINK_COUNTERS_H

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
};

} // namespace pagewire

#endif
