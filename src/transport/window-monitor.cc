// SPDX-License-Identifier: GPL-2.0-only
#include "transport/window-monitor.h"

#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(WindowMonitor);

ns3::TypeId
WindowMonitor::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::WindowMonitor")
            .SetParent<ns3::Object>()
            .SetGroupName("Pagewire")
            .AddConstructor<WindowMonitor>()
            .AddTraceSource("Window",
                            "The congestion control of a connection of the node may have changed.",
                            ns3::MakeTraceSourceAccessor(&WindowMonitor::m_window),
                            "pagewire::WindowMonitor::WindowTracedCallback");
    return tid;
}

ns3::Ptr<WindowMonitor>
WindowMonitor::Of(ns3::Ptr<ns3::Node> node)
{
    auto monitor = node->GetObject<WindowMonitor>();
    if (!monitor)
    {
        monitor = ns3::CreateObject<WindowMonitor>();
        node->AggregateObject(monitor);
    }
    return monitor;
}

WatchedWindow::WatchedWindow(ns3::Ptr<ns3::Node> node, bool quic)
    : m_monitor(node ? node->GetObject<WindowMonitor>() : nullptr),
      m_number(m_monitor ? m_monitor->NextConnection() : 0),
      m_quic(quic)
{}

void
WatchedWindow::Tell(const ns3::InetSocketAddress& local,
                    const ns3::InetSocketAddress& remote,
                    const WindowState& state) const
{
    m_monitor->Tell({ns3::Simulator::Now(), m_number, m_quic, local, remote, state});
}

} // namespace pagewire
