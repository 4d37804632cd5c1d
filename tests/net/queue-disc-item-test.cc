// SPDX-License-Identifier: GPL-2.0-only
#include "net/queue-disc-item.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv6-header.h"

#include <gtest/gtest.h>

#include <vector>

namespace pagewire
{

namespace
{

std::vector<std::uint8_t>
Bytes(ns3::Ptr<const ns3::Packet> packet)
{
    std::vector<std::uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    return bytes;
}

/** \return a packet of 100 octets of payload under a header with ECT(0) set */
template <class Header>
ns3::Ptr<ns3::Packet>
MakePacket(Header header)
{
    auto packet = ns3::Create<ns3::Packet>(100);
    packet->AddHeader(header);
    return packet;
}

ns3::Ptr<ns3::Packet>
Ipv4Packet()
{
    ns3::Ipv4Header header;
    header.SetSource("10.0.0.1");
    header.SetDestination("10.1.0.1");
    header.SetProtocol(17);
    header.SetPayloadSize(100);
    header.SetTtl(64);
    header.SetEcn(ns3::Ipv4Header::ECN_ECT0);
    return MakePacket(header);
}

ns3::Ptr<ns3::Packet>
Ipv6Packet()
{
    ns3::Ipv6Header header;
    header.SetSource("2001:db8::1");
    header.SetDestination("2001:db8::2");
    header.SetNextHeader(59);
    header.SetPayloadLength(100);
    header.SetHopLimit(64);
    header.SetEcn(ns3::Ipv6Header::ECN_ECT0);
    return MakePacket(header);
}

TEST(QueueDiscItem, GivesBackThePacketAsItWas)
{
    for (const auto& packet : {Ipv4Packet(), Ipv6Packet()})
    {
        const auto before = Bytes(packet);
        const auto item = ToQueueDiscItem(packet);
        EXPECT_EQ(item->GetSize(), before.size());
        EXPECT_EQ(Bytes(CopyOfPacket(item)), before);
        EXPECT_EQ(Bytes(FromQueueDiscItem(item)), before);
    }
}

TEST(QueueDiscItem, BringsBackACongestionMark)
{
    // RFC 3168: the lowest two bits of the traffic class, both set.
    const auto v4 = ToQueueDiscItem(Ipv4Packet());
    ASSERT_TRUE(v4->Mark());
    EXPECT_EQ(Bytes(FromQueueDiscItem(v4)).at(1) & 3, 3);
    const auto v6 = ToQueueDiscItem(Ipv6Packet());
    ASSERT_TRUE(v6->Mark());
    EXPECT_EQ(Bytes(FromQueueDiscItem(v6)).at(1) >> 4 & 3, 3);
}

} // namespace

} // namespace pagewire
