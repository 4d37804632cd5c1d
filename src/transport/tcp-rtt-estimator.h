// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_RTT_ESTIMATOR_H
#define PAGEWIRE_TRANSPORT_TCP_RTT_ESTIMATOR_H

#include "ns3/nstime.h"

#include <cstdint>

namespace pagewire
{

/**
 * The smoothed round-trip time and the retransmission timeout of RFC 6298, in Linux's form: not the
 * timeout but four times the deviation has a lower bound, the deviation falls slowly and at most
 * once a round trip, and a sample below the average raises it only a little.
 */
class TcpRttEstimator
{
  public:
    /** \param minimum of four deviations; \param initial the timeout before a sample */
    TcpRttEstimator(ns3::Time minimum, ns3::Time initial);

    /**
     * Takes a sample and ends the back-off.
     * \param acknowledged the first octet not acknowledged, after this acknowledgement
     * \param next the next octet to be sent for the first time
     */
    void Sample(const ns3::Time& rtt, std::uint64_t acknowledged, std::uint64_t next);

    /** The round trip without queueing; kept apart since samples for it come more often. */
    void SampleMinimum(const ns3::Time& rtt);

    /** Without a sample from the handshake the timeout is to be this from now on. */
    void SetUnsampledTimeout(const ns3::Time& timeout);

    /** Doubles the timeout, up to 120 s. */
    void BackOff();

    bool HasSample() const
    {
        return m_smoothed > 0;
    }

    /** \return SRTT; 0 before a sample */
    ns3::Time Smoothed() const
    {
        return ns3::NanoSeconds(m_smoothed / 8);
    }

    /** \return the smallest sample; Time::Max() before one */
    ns3::Time Minimum() const
    {
        return m_minimum;
    }

    /** \return RTO, backed off */
    ns3::Time Timeout() const
    {
        return m_timeout;
    }

  private:
    void First(std::int64_t rtt, std::uint64_t next);
    void UpdateDeviation(std::int64_t error);

    std::int64_t m_floor;        //!< ns
    std::int64_t m_smoothed{0};  //!< 8 times SRTT, ns
    std::int64_t m_deviation{0}; //!< 4 times the mean deviation, ns
    std::int64_t m_largest{0};   //!< largest m_deviation in this round trip
    std::int64_t m_variance{0};  //!< what is added to SRTT, ns
    std::uint64_t m_round{0};    //!< the round trip ends when this octet is acknowledged
    ns3::Time m_minimum{ns3::Time::Max()};
    ns3::Time m_timeout;
};

} // namespace pagewire

#endif
