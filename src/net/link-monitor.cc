// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-monitor.h"

#include <algorithm>

namespace pagewire
{

ns3::Ptr<LinkMonitor>
LinkMonitor::Watch(LinkDevice& device)
{
    auto monitor = ns3::Create<LinkMonitor>();
    const auto connect = [&](const char* source, auto method) {
        device.TraceConnectWithoutContext(source, ns3::MakeCallback(method, monitor));
    };
    connect("MacTx", &LinkMonitor::Enter);
    connect("MacTxDrop", &LinkMonitor::DropInQueue);
    connect("PhyTxDrop", &LinkMonitor::Lose);
    connect("MacTxBlocked", &LinkMonitor::Block);
    connect("PacketsWaiting", &LinkMonitor::ChangeWaiting);
    return monitor;
}

const LinkCounters&
LinkMonitor::Counters() const
{
    return m_counters;
}

void
LinkMonitor::Enter(ns3::Ptr<const ns3::Packet> packet)
{
    ++m_counters.packets;
    m_counters.bytes += packet->GetSize();
}

void
LinkMonitor::DropInQueue(ns3::Ptr<const ns3::Packet> /* packet */)
{
    ++m_counters.queueDrops;
}

void
LinkMonitor::Lose(ns3::Ptr<const ns3::Packet> /* packet */)
{
    ++m_counters.lost;
}

void
LinkMonitor::Block(ns3::Ptr<const ns3::Packet> /* packet */)
{
    ++m_counters.blocked;
}

void
LinkMonitor::ChangeWaiting(std::uint32_t /* before */, std::uint32_t now)
{
    m_counters.maxQueuePackets = std::max(m_counters.maxQueuePackets, now);
}

} // namespace pagewire
