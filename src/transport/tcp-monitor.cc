// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-monitor.h"

#include "ns3/trace-source-accessor.h"

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(TcpMonitor);

std::string_view
TcpStateName(TcpState state)
{
    switch (state)
    {
    case TcpState::CLOSED:
        return "CLOSED";
    case TcpState::SYN_SENT:
        return "SYN-SENT";
    case TcpState::SYN_RECEIVED:
        return "SYN-RECEIVED";
    case TcpState::ESTABLISHED:
        return "ESTABLISHED";
    case TcpState::FIN_WAIT_1:
        return "FIN-WAIT-1";
    case TcpState::FIN_WAIT_2:
        return "FIN-WAIT-2";
    case TcpState::CLOSE_WAIT:
        return "CLOSE-WAIT";
    case TcpState::CLOSING:
        return "CLOSING";
    case TcpState::LAST_ACK:
        return "LAST-ACK";
    case TcpState::TIME_WAIT:
        return "TIME-WAIT";
    }
    return "unknown";
}

ns3::TypeId
TcpMonitor::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::TcpMonitor")
            .SetParent<ns3::Object>()
            .SetGroupName("Pagewire")
            .AddConstructor<TcpMonitor>()
            .AddTraceSource("StateChanged",
                            "A TCP connection of the node is in another state.",
                            ns3::MakeTraceSourceAccessor(&TcpMonitor::m_stateChanged),
                            "pagewire::TcpMonitor::StateTracedCallback");
    return tid;
}

ns3::Ptr<TcpMonitor>
TcpMonitor::Of(ns3::Ptr<ns3::Node> node)
{
    auto monitor = node->GetObject<TcpMonitor>();
    if (!monitor)
    {
        monitor = ns3::CreateObject<TcpMonitor>();
        node->AggregateObject(monitor);
    }
    return monitor;
}

} // namespace pagewire
