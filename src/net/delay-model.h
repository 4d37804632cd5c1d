// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_DELAY_MODEL_H
#define PAGEWIRE_NET_DELAY_MODEL_H

#include "ns3/nstime.h"
#include "ns3/object.h"
#include "ns3/random-variable-stream.h"

#include <cstdint>

namespace pagewire
{

/**
 * When a packet that leaves one end of a link reaches the other: a constant propagation delay,
 * jitter that keeps the order, and packets held back so that later ones overtake them.
 *
 * Attributes: Delay, Jitter (uniform between 0 and this), ReorderProbability, ReorderDelay.
 */
class DelayModel : public ns3::Object
{
  public:
    static ns3::TypeId GetTypeId();

    DelayModel();

    /**
     * To be called once for each packet, in the order they leave.
     * \param departure when the packet's last bit left
     * \return when its last bit arrives
     */
    ns3::Time NextArrival(ns3::Time departure);

    /** Fixes the random streams. \return how many were used: 2 */
    std::int64_t AssignStreams(std::int64_t stream);

  private:
    ns3::Time m_delay;
    ns3::Time m_jitter;
    double m_reorderProbability;
    ns3::Time m_reorderDelay;
    ns3::Time m_lastArrival; //!< of the packets that were not held back
    ns3::Ptr<ns3::UniformRandomVariable> m_jitterVariable;
    ns3::Ptr<ns3::UniformRandomVariable> m_reorderVariable;
};

} // namespace pagewire

#endif
