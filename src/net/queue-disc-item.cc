// SPDX-License-Identifier: GPL-2.0-only
#include "net/queue-disc-item.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"

namespace pagewire
{

ns3::Ptr<ns3::QueueDiscItem>
ToQueueDiscItem(ns3::Ptr<ns3::Packet> packet)
{
    ns3::Ipv4Header header;
    if (ns3::Node::ChecksumEnabled())
    {
        // The header remembers this, and computes its checksum anew when it is put back.
        header.EnableChecksum();
    }
    packet->RemoveHeader(header);
    return ns3::Create<ns3::Ipv4QueueDiscItem>(packet,
                                               ns3::Mac48Address::GetBroadcast(),
                                               ns3::Ipv4L3Protocol::PROT_NUMBER,
                                               header);
}

ns3::Ptr<ns3::Packet>
FromQueueDiscItem(ns3::Ptr<ns3::QueueDiscItem> item)
{
    item->AddHeader();
    return item->GetPacket();
}

ns3::Ptr<ns3::Packet>
CopyOfPacket(ns3::Ptr<const ns3::QueueDiscItem> item)
{
    ns3::Ptr<ns3::Packet> packet = item->GetPacket()->Copy();
    const auto ipItem = ns3::DynamicCast<const ns3::Ipv4QueueDiscItem>(item);
    if (ipItem)
    {
        packet->AddHeader(ipItem->GetHeader());
    }
    return packet;
}

} // namespace pagewire
