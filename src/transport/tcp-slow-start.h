// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_SLOW_START_H
#define PAGEWIRE_TRANSPORT_TCP_SLOW_START_H

#include "ns3/nstime.h"
#include "ns3/tcp-socket-state.h"

#include <cstdint>

namespace pagewire
{

/** Helpers that congestion controls share; windows are in bytes, whole segments at a time. */
class TcpWindow
{
  public:
    /** Slow start up to the threshold. \return how many of the segments were not used for it */
    static std::uint32_t SlowStart(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t segments);

    /** Adds one segment for each so many acknowledged. */
    void Increase(ns3::Ptr<ns3::TcpSocketState> tcb,
                  std::uint32_t perSegment,
                  std::uint32_t segments);

    void Reset()
    {
        m_credit = 0;
    }

  private:
    std::uint32_t m_credit{0}; //!< segments acknowledged and not yet turned into growth
};

/** What a slow-start detector learns from an acknowledgement. */
struct SlowStartSample
{
    ns3::Time now;
    ns3::Time rtt;
    std::uint32_t window{0};            //!< segments
    ns3::SequenceNumber32 acknowledged; //!< SND.UNA
    ns3::SequenceNumber32 next;         //!< SND.NXT
};

/**
 * Finds the end of slow start as Linux's CUBIC does (Ha and Rhee, "Taming the elephants: new TCP
 * slow start", Computer Networks 55(9), 2011): when the ACKs of a window come in one train longer
 * than half the round trip, or when the round trip of a window's first ACKs has grown.
 */
class TcpHyStart
{
  public:
    /** Forgets all; the next sample begins a round. */
    void Reset();

    /** \return whether slow start should end */
    bool Acked(const SlowStartSample& sample);

  private:
    bool FindsTrain(const SlowStartSample& sample);
    bool FindsDelay(const SlowStartSample& sample);

    bool m_inRound{false};
    ns3::Time m_roundStart;
    ns3::Time m_lastAck;
    ns3::SequenceNumber32 m_roundEnd;
    ns3::Time m_minimum{ns3::Time::Max()}; //!< of the connection
    ns3::Time m_current{ns3::Time::Max()}; //!< of this round
    std::uint32_t m_samples{0};
};

/** HyStart++ (RFC 9406): on a longer round trip grow slowly for some rounds before giving up slow
 * start, and go back if the round trip shrinks again. */
class TcpHyStartPlusPlus
{
  public:
    void Reset();

    /** \return whether congestion avoidance should begin */
    bool Acked(const SlowStartSample& sample);

    /** \return by how many segments the window grows for so many acknowledged by one ACK */
    std::uint32_t Growth(std::uint32_t segments);

    /** \return whether it is in conservative slow start */
    bool Conservative() const
    {
        return m_conservative;
    }

  private:
    bool EndRound(const SlowStartSample& sample);

    bool m_inRound{false};
    bool m_conservative{false};
    ns3::SequenceNumber32 m_roundEnd;
    ns3::Time m_last{ns3::Time::Max()};     //!< smallest round trip of the round before
    ns3::Time m_current{ns3::Time::Max()};  //!< and of this one
    ns3::Time m_baseline{ns3::Time::Max()}; //!< when conservative slow start began
    std::uint32_t m_samples{0};
    std::uint32_t m_rounds{0};   //!< of conservative slow start
    std::uint32_t m_quarters{0}; //!< growth not yet a whole segment
};

} // namespace pagewire

#endif
