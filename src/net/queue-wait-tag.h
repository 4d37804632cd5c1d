// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_QUEUE_WAIT_TAG_H
#define PAGEWIRE_NET_QUEUE_WAIT_TAG_H

#include "ns3/nstime.h"
#include "ns3/packet.h"
#include "ns3/tag.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>

namespace pagewire
{

/**
 * A packet's memory of the queues of links that it has waited in. LinkDevice keeps it; whoever
 * receives the packet may read it (Packet::PeekPacketTag). It is no part of the packet's octets.
 */
class QueueWaitTag : public ns3::Tag
{
  public:
    struct Wait
    {
        ns3::Time from{0}; //!< it entered the queue
        ns3::Time to{0};   //!< its transmission began
    };

    /** Waits that a packet remembers, the first ones. */
    static constexpr std::size_t MOST = 8;

    /** The packet has waited so long, or not at all. */
    static void Note(ns3::Packet& packet, ns3::Time from, ns3::Time to);

    const Wait* begin() const
    {
        return m_waits.data();
    }

    const Wait* end() const
    {
        return m_waits.data() + m_count;
    }

    static ns3::TypeId GetTypeId();
    ns3::TypeId GetInstanceTypeId() const override;
    std::uint32_t GetSerializedSize() const override;
    void Serialize(ns3::TagBuffer buffer) const override;
    void Deserialize(ns3::TagBuffer buffer) override;
    void Print(std::ostream& stream) const override;

  private:
    std::array<Wait, MOST> m_waits;
    std::uint8_t m_count{0};
};

} // namespace pagewire

#endif
