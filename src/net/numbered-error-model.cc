// SPDX-License-Identifier: GPL-2.0-only
#include "net/numbered-error-model.h"

#include "ns3/packet.h"
#include "ns3/tag.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

namespace
{

/** Marks a packet that the link is going to lose; it says no more than that it is there. */
class LossTag : public ns3::Tag
{
  public:
    static ns3::TypeId GetTypeId()
    {
        static ns3::TypeId tid = ns3::TypeId("pagewire::LossTag")
                                     .SetParent<ns3::Tag>()
                                     .SetGroupName("Pagewire")
                                     .HideFromDocumentation()
                                     .AddConstructor<LossTag>();
        return tid;
    }

    ns3::TypeId GetInstanceTypeId() const override
    {
        return GetTypeId();
    }

    std::uint32_t GetSerializedSize() const override
    {
        return 0;
    }

    void Serialize(ns3::TagBuffer /* buffer */) const override
    {}

    void Deserialize(ns3::TagBuffer /* buffer */) override
    {}

    void Print(std::ostream& os) const override
    {
        os << "to be lost";
    }
};

} // namespace

NS_OBJECT_ENSURE_REGISTERED(NumberedErrorModel);

ns3::TypeId
NumberedErrorModel::GetTypeId()
{
    static ns3::TypeId tid = ns3::TypeId("pagewire::NumberedErrorModel")
                                 .SetParent<ns3::ErrorModel>()
                                 .SetGroupName("Pagewire")
                                 .AddConstructor<NumberedErrorModel>();
    return tid;
}

void
NumberedErrorModel::SetNumbers(std::vector<std::uint64_t> numbers)
{
    m_numbers = std::move(numbers);
    std::sort(m_numbers.begin(), m_numbers.end());
    m_numbers.erase(std::unique(m_numbers.begin(), m_numbers.end()), m_numbers.end());
    DoReset();
}

void
NumberedErrorModel::Enter(ns3::Ptr<const ns3::Packet> packet)
{
    ++m_entered;
    if (m_next < m_numbers.size() && m_numbers[m_next] == m_entered)
    {
        ++m_next;
        packet->AddPacketTag(LossTag());
    }
}

bool
NumberedErrorModel::DoCorrupt(ns3::Ptr<ns3::Packet> packet)
{
    LossTag tag;
    return packet->RemovePacketTag(tag);
}

void
NumberedErrorModel::DoReset()
{
    m_next = 0;
    m_entered = 0;
}

} // namespace pagewire
