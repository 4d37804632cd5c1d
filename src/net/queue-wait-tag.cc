// SPDX-License-Identifier: GPL-2.0-only
#include "net/queue-wait-tag.h"

namespace pagewire
{

namespace
{

constexpr std::uint32_t WAIT_OCTETS = 16;

} // namespace

NS_OBJECT_ENSURE_REGISTERED(QueueWaitTag);

void
QueueWaitTag::Note(ns3::Packet& packet, ns3::Time from, ns3::Time to)
{
    if (from == to)
    {
        return;
    }
    QueueWaitTag tag;
    packet.RemovePacketTag(tag); // one of another size cannot be replaced in place
    if (tag.m_count < MOST)
    {
        tag.m_waits[tag.m_count++] = {from, to};
    }
    packet.AddPacketTag(tag);
}

ns3::TypeId
QueueWaitTag::GetTypeId()
{
    static ns3::TypeId tid = ns3::TypeId("pagewire::QueueWaitTag")
                                 .SetParent<ns3::Tag>()
                                 .SetGroupName("Pagewire")
                                 .AddConstructor<QueueWaitTag>();
    return tid;
}

ns3::TypeId
QueueWaitTag::GetInstanceTypeId() const
{
    return GetTypeId();
}

std::uint32_t
QueueWaitTag::GetSerializedSize() const
{
    return 1 + m_count * WAIT_OCTETS;
}

void
QueueWaitTag::Serialize(ns3::TagBuffer buffer) const
{
    buffer.WriteU8(m_count);
    for (const Wait& wait : *this)
    {
        buffer.WriteU64(static_cast<std::uint64_t>(wait.from.GetNanoSeconds()));
        buffer.WriteU64(static_cast<std::uint64_t>(wait.to.GetNanoSeconds()));
    }
}

void
QueueWaitTag::Deserialize(ns3::TagBuffer buffer)
{
    m_count = buffer.ReadU8();
    for (std::size_t i = 0; i < m_count; ++i)
    {
        m_waits[i].from = ns3::NanoSeconds(buffer.ReadU64());
        m_waits[i].to = ns3::NanoSeconds(buffer.ReadU64());
    }
}

void
QueueWaitTag::Print(std::ostream& stream) const
{
    for (const Wait& wait : *this)
    {
        stream << "[" << wait.from << ", " << wait.to << ")";
    }
}

} // namespace pagewire
