// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_QUEUE_DISC_ITEM_H
#define PAGEWIRE_NET_QUEUE_DISC_ITEM_H

#include "ns3/packet.h"
#include "ns3/queue-item.h"

namespace pagewire
{

/**
 * The way from a whole IP packet, as devices handle it, to the item that ns-3's queue discs
 * classify and mark, and back.
 */

/** \return an item of this packet, which gives up its IP header to it */
ns3::Ptr<ns3::QueueDiscItem> ToQueueDiscItem(ns3::Ptr<ns3::Packet> packet);

/** \return the whole packet, with what the queue disc wrote into its header */
ns3::Ptr<ns3::Packet> FromQueueDiscItem(ns3::Ptr<ns3::QueueDiscItem> item);

/** \return a copy of the whole packet, the item left as it is */
ns3::Ptr<ns3::Packet> CopyOfPacket(ns3::Ptr<const ns3::QueueDiscItem> item);

} // namespace pagewire

#endif
