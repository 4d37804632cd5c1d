// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-reno.h"

#include <algorithm>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(TcpReno);

ns3::TypeId
TcpReno::GetTypeId()
{
    static ns3::TypeId tid = ns3::TypeId("pagewire::TcpReno")
                                 .SetParent<ns3::TcpCongestionOps>()
                                 .SetGroupName("Pagewire")
                                 .AddConstructor<TcpReno>();
    return tid;
}

std::string
TcpReno::GetName() const
{
    return "reno";
}

std::uint32_t
TcpReno::GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> tcb, std::uint32_t)
{
    // The window, not the bytes in flight: it is kept valid while the application limits.
    return std::max(tcb->GetCwndInSegments() / 2, 2U) * tcb->m_segmentSize;
}

void
TcpReno::IncreaseWindow(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t segmentsAcked)
{
    segmentsAcked = TcpWindow::SlowStart(tcb, segmentsAcked);
    if (segmentsAcked > 0)
    {
        m_window.Increase(tcb, std::max(tcb->GetCwndInSegments(), 1U), segmentsAcked);
    }
}

ns3::Ptr<ns3::TcpCongestionOps>
TcpReno::Fork()
{
    return ns3::CopyObject<TcpReno>(this);
}

} // namespace pagewire
