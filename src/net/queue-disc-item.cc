// SPDX-License-Identifier: GPL-2.0-only
#include "net/queue-disc-item.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ipv6-queue-disc-item.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"

namespace pagewire
{

namespace
{

bool
IsIpv6(ns3::Ptr<const ns3::Packet> packet)
{
    std::uint8_t first = 0;
    packet->CopyData(&first, 1);
    return first >> 4 == 6;
}

} // namespace

ns3::Ptr<ns3::QueueDiscItem>
ToQueueDiscItem(ns3::Ptr<ns3::Packet> packet)
{
    const auto nobody = ns3::Mac48Address::GetBroadcast();
    if (IsIpv6(packet))
    {
        ns3::Ipv6Header header;
        packet->RemoveHeader(header);
        return ns3::Create<ns3::Ipv6QueueDiscItem>(packet,
                                                   nobody,
                                                   ns3::Ipv6L3Protocol::PROT_NUMBER,
                                                   header);
    }
    ns3::Ipv4Header header;
    if (ns3::Node::ChecksumEnabled())
    {
        // The header remembers this, and computes its checksum anew when it is put back.
        header.EnableChecksum();
    }
    packet->RemoveHeader(header);
    return ns3::Create<ns3::Ipv4QueueDiscItem>(packet,
                                               nobody,
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
    if (const auto v4 = ns3::DynamicCast<const ns3::Ipv4QueueDiscItem>(item))
    {
        packet->AddHeader(v4->GetHeader());
    }
    else if (const auto v6 = ns3::DynamicCast<const ns3::Ipv6QueueDiscItem>(item))
    {
        packet->AddHeader(v6->GetHeader());
    }
    return packet;
}

} // namespace pagewire
