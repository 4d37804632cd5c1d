// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_GILBERT_ELLIOTT_ERROR_MODEL_H
#define PAGEWIRE_NET_GILBERT_ELLIOTT_ERROR_MODEL_H

#include "ns3/error-model.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>

namespace pagewire
{

/**
 * Losses in bursts: a chain of two states, good and bad, that takes one step per packet (Gilbert,
 * Bell System Technical Journal 39, 1960; Elliott, ibid. 42, 1963). The first packet finds the
 * chain in its long-run distribution, so that the loss rate is right from the start.
 *
 * With p = GoodToBad and r = BadToGood, a bad stretch is 1/r packets long on average and the chain
 * is bad for p / (p + r) of the packets.
 */
class GilbertElliottErrorModel : public ns3::ErrorModel
{
  public:
    static ns3::TypeId GetTypeId();

    GilbertElliottErrorModel();

    /**
     * Chooses p and r such that a share rate of the packets falls into bad stretches of a mean
     * length of burst packets. Feasible where burst >= 1, 0 <= rate < 1 and
     * burst >= rate / (1 - rate): good stretches, too, have at least one packet.
     * \return whether it was feasible; otherwise nothing is changed
     */
    bool SetRateAndBurst(double rate, double burst);

    /** Fixes the random stream. \return how many were used: 1 */
    std::int64_t AssignStreams(std::int64_t stream);

  private:
    bool DoCorrupt(ns3::Ptr<ns3::Packet> packet) override;
    void DoReset() override;

    /** \return true with this probability; draws nothing where the answer is certain */
    bool Chance(double probability);

    double m_goodToBad;
    double m_badToGood;
    double m_lossInGood;
    double m_lossInBad;
    bool m_started{false};
    bool m_bad{false};
    ns3::Ptr<ns3::UniformRandomVariable> m_variable;
};

} // namespace pagewire

#endif
