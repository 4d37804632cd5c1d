// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-channel.h"

#include "net/link-device.h"

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(LinkChannel);

ns3::TypeId
LinkChannel::GetTypeId()
{
    static ns3::TypeId tid = ns3::TypeId("pagewire::LinkChannel")
                                 .SetParent<ns3::Channel>()
                                 .SetGroupName("Pagewire")
                                 .AddConstructor<LinkChannel>();
    return tid;
}

void
LinkChannel::Join(ns3::Ptr<LinkDevice> a, ns3::Ptr<LinkDevice> b)
{
    m_devices = {a, b};
    a->Attach(this, b);
    b->Attach(this, a);
}

std::size_t
LinkChannel::GetNDevices() const
{
    return m_devices.size();
}

ns3::Ptr<ns3::NetDevice>
LinkChannel::GetDevice(std::size_t i) const
{
    return m_devices.at(i);
}

void
LinkChannel::DoDispose()
{
    m_devices = {};
    Channel::DoDispose();
}

} // namespace pagewire
