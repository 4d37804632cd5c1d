// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_CHANNEL_H
#define PAGEWIRE_NET_LINK_CHANNEL_H

#include "ns3/channel.h"

#include <array>

namespace pagewire
{

class LinkDevice;

/**
 * Joins two LinkDevices. It only knows who is at the ends: rate, delay and loss belong to a
 * direction of the link, and so to the device that sends in that direction.
 */
class LinkChannel : public ns3::Channel
{
  public:
    static ns3::TypeId GetTypeId();

    /** Makes these two devices each other's peer; both must belong to a node already. */
    void Join(ns3::Ptr<LinkDevice> a, ns3::Ptr<LinkDevice> b);

    std::size_t GetNDevices() const override;
    ns3::Ptr<ns3::NetDevice> GetDevice(std::size_t i) const override;

  private:
    void DoDispose() override;

    std::array<ns3::Ptr<LinkDevice>, 2> m_devices;
};

} // namespace pagewire

#endif
