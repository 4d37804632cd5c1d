// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_SETUP_H
#define PAGEWIRE_NET_LINK_SETUP_H

#include "net/link-device.h"
#include "net/link-options.h"

#include "ns3/ptr.h"

#include <cstdint>
#include <string>

namespace pagewire
{

/** How many random streams a direction of a link has to itself, used or not. */
constexpr std::int64_t STREAMS_PER_DIRECTION = 16;

/**
 * Makes the device that sends in one direction of a link.
 * \param options what the direction is to do
 * \param mtu of the link, octets
 * \param roundTrip propagation of the whole path, to which a queue counted in BDPs refers
 * \param stream first of STREAMS_PER_DIRECTION: 0 loss, 8 jitter, 9 reordering
 * \param where the direction's name in errors, as "link 'access', up"
 * \throws InputError for values out of range and for a trace file that cannot be used
 */
ns3::Ptr<LinkDevice> MakeLinkDevice(const DirectionOptions& options,
                                    std::uint16_t mtu,
                                    ns3::Time roundTrip,
                                    std::int64_t stream,
                                    const std::string& where);

/**
 * \return a queue's limit in bytes, for limits that are not in packets; a queue in BDPs holds at
 * least one packet of the MTU, however short the path
 * \param rate bit/s
 */
std::uint64_t QueueBytes(const QueueOptions& queue,
                         std::uint64_t rate,
                         ns3::Time roundTrip,
                         std::uint16_t mtu);

} // namespace pagewire

#endif
