// SPDX-License-Identifier: GPL-2.0-only
#include "net/gilbert-elliott-error-model.h"

#include "ns3/double.h"

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(GilbertElliottErrorModel);

ns3::TypeId
GilbertElliottErrorModel::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::GilbertElliottErrorModel")
            .SetParent<ns3::ErrorModel>()
            .SetGroupName("Pagewire")
            .AddConstructor<GilbertElliottErrorModel>()
            .AddAttribute("GoodToBad",
                          "Probability that a bad packet follows a good one",
                          ns3::DoubleValue(0),
                          ns3::MakeDoubleAccessor(&GilbertElliottErrorModel::m_goodToBad),
                          ns3::MakeDoubleChecker<double>(0, 1))
            .AddAttribute("BadToGood",
                          "Probability that a good packet follows a bad one",
                          ns3::DoubleValue(1),
                          ns3::MakeDoubleAccessor(&GilbertElliottErrorModel::m_badToGood),
                          ns3::MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LossInGood",
                          "Probability that a packet is lost in the good state",
                          ns3::DoubleValue(0),
                          ns3::MakeDoubleAccessor(&GilbertElliottErrorModel::m_lossInGood),
                          ns3::MakeDoubleChecker<double>(0, 1))
            .AddAttribute("LossInBad",
                          "Probability that a packet is lost in the bad state",
                          ns3::DoubleValue(1),
                          ns3::MakeDoubleAccessor(&GilbertElliottErrorModel::m_lossInBad),
                          ns3::MakeDoubleChecker<double>(0, 1));
    return tid;
}

GilbertElliottErrorModel::GilbertElliottErrorModel()
    : m_variable(ns3::CreateObject<ns3::UniformRandomVariable>())
{}

bool
GilbertElliottErrorModel::SetRateAndBurst(double rate, double burst)
{
    // Written so that a value that is not a number is not feasible either.
    if (!(rate >= 0 && rate < 1 && burst >= 1 && burst * (1 - rate) >= rate))
    {
        return false;
    }
    m_badToGood = 1 / burst;
    m_goodToBad = rate / (burst * (1 - rate));
    return true;
}

std::int64_t
GilbertElliottErrorModel::AssignStreams(std::int64_t stream)
{
    m_variable->SetStream(stream);
    return 1;
}

bool
GilbertElliottErrorModel::DoCorrupt(ns3::Ptr<ns3::Packet> /* packet */)
{
    if (!m_started)
    {
        m_started = true;
        const double either = m_goodToBad + m_badToGood;
        m_bad = either > 0 && Chance(m_goodToBad / either);
    }
    else
    {
        m_bad = m_bad ? !Chance(m_badToGood) : Chance(m_goodToBad);
    }
    return Chance(m_bad ? m_lossInBad : m_lossInGood);
}

void
GilbertElliottErrorModel::DoReset()
{
    m_started = false;
    m_bad = false;
}

bool
GilbertElliottErrorModel::Chance(double probability)
{
    if (probability <= 0 || probability >= 1)
    {
        return probability >= 1;
    }
    return m_variable->GetValue(0, 1) < probability;
}

} // namespace pagewire
