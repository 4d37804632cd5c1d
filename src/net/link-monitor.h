// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_MONITOR_H
#define PAGEWIRE_NET_LINK_MONITOR_H

#include "net/link-counters.h"
#include "net/link-device.h"

#include "ns3/ptr.h"
#include "ns3/simple-ref-count.h"

namespace pagewire
{

/** Counts what a LinkDevice sends, by its trace sources, which keep the monitor alive. */
class LinkMonitor : public ns3::SimpleRefCount<LinkMonitor>
{
  public:
    /** \return a monitor that counts from now on */
    static ns3::Ptr<LinkMonitor> Watch(LinkDevice& device);

    const LinkCounters& Counters() const;

  private:
    void Enter(ns3::Ptr<const ns3::Packet> packet);
    void DropInQueue(ns3::Ptr<const ns3::Packet> packet);
    void Lose(ns3::Ptr<const ns3::Packet> packet);
    void Block(ns3::Ptr<const ns3::Packet> packet);
    void ChangeWaiting(std::uint32_t before, std::uint32_t now);

    LinkCounters m_counters;
};

} // namespace pagewire

#endif
