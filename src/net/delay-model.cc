// SPDX-License-Identifier: GPL-2.0-only
#include "net/delay-model.h"

#include "ns3/double.h"

#include <algorithm>
#include <cmath>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(DelayModel);

ns3::TypeId
DelayModel::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::DelayModel")
            .SetParent<ns3::Object>()
            .SetGroupName("Pagewire")
            .AddConstructor<DelayModel>()
            .AddAttribute("Delay",
                          "Propagation delay of every packet",
                          ns3::TimeValue(ns3::Seconds(0)),
                          ns3::MakeTimeAccessor(&DelayModel::m_delay),
                          ns3::MakeTimeChecker(ns3::Seconds(0)))
            .AddAttribute("Jitter",
                          "Added to the delay: uniform between 0 and this, order kept",
                          ns3::TimeValue(ns3::Seconds(0)),
                          ns3::MakeTimeAccessor(&DelayModel::m_jitter),
                          ns3::MakeTimeChecker(ns3::Seconds(0)))
            .AddAttribute("ReorderProbability",
                          "Share of the packets that are held back and may be overtaken",
                          ns3::DoubleValue(0),
                          ns3::MakeDoubleAccessor(&DelayModel::m_reorderProbability),
                          ns3::MakeDoubleChecker<double>(0, 1))
            .AddAttribute("ReorderDelay",
                          "How long such a packet is held back, added to its delay",
                          ns3::TimeValue(ns3::MilliSeconds(10)),
                          ns3::MakeTimeAccessor(&DelayModel::m_reorderDelay),
                          ns3::MakeTimeChecker(ns3::Seconds(0)));
    return tid;
}

DelayModel::DelayModel()
    : m_jitterVariable(ns3::CreateObject<ns3::UniformRandomVariable>()),
      m_reorderVariable(ns3::CreateObject<ns3::UniformRandomVariable>())
{}

ns3::Time
DelayModel::NextArrival(ns3::Time departure)
{
    ns3::Time arrival = departure + m_delay;
    // A variable is drawn only where its effect is on, but then for every packet: whether one
    // packet is held back does not move the draws of the next.
    if (!m_jitter.IsZero())
    {
        const double jitter = m_jitterVariable->GetValue(0, m_jitter.GetNanoSeconds());
        arrival += ns3::NanoSeconds(std::llround(jitter));
    }
    if (m_reorderProbability > 0 && m_reorderVariable->GetValue(0, 1) < m_reorderProbability)
    {
        return arrival + m_reorderDelay;
    }
    m_lastArrival = std::max(m_lastArrival, arrival);
    return m_lastArrival;
}

std::int64_t
DelayModel::AssignStreams(std::int64_t stream)
{
    m_jitterVariable->SetStream(stream);
    m_reorderVariable->SetStream(stream + 1);
    return 2;
}

} // namespace pagewire
