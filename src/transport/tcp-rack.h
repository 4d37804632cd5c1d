// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_RACK_H
#define PAGEWIRE_TRANSPORT_TCP_RACK_H

#include "ns3/nstime.h"

#include <cstdint>

namespace pagewire
{

/** A segment that was sent and is not yet acknowledged cumulatively. */
struct TcpSentSegment
{
    std::uint64_t begin{0}; //!< stream position of the first octet
    std::uint64_t end{0};   //!< and of the one after the last
    ns3::Time sent;         //!< when it was sent last
    std::uint64_t order{0}; //!< grows with each transmission of the connection
    std::uint32_t transmissions{1};
    bool sacked{false};
    bool lost{false};
    bool retransmitted{false}; //!< sent again since it was last found lost, and not yet delivered
};

/**
 * Recent acknowledgement (RACK, RFC 8985 sections 6.1 to 6.2): keeps the segment sent last among
 * those delivered, and says how long a segment sent before it may still be on its way.
 */
class TcpRack
{
  public:
    /**
     * \param segment was delivered now
     * \param minimumRtt tells an acknowledgement of a retransmission from one of the original
     */
    void Delivered(const TcpSentSegment& segment,
                   const ns3::Time& now,
                   const ns3::Time& minimumRtt);

    /** \return whether it was sent before the segment delivered last */
    bool SentBefore(const TcpSentSegment& segment) const;

    /** \return until when it may arrive late, given the reordering window, before it is lost */
    ns3::Time Deadline(const TcpSentSegment& segment, const ns3::Time& reorderingWindow) const
    {
        return segment.sent + m_rtt + reorderingWindow;
    }

    /**
     * \param certain recovery is under way, or three segments were SACKed: no window as long as no
     * reordering was ever seen
     */
    ns3::Time ReorderingWindow(bool certain,
                               const ns3::Time& minimumRtt,
                               ns3::Time smoothedRtt) const;

    void SeeReordering()
    {
        m_reordering = true;
    }

    /** A duplicate SACK came: widens the window, once a round trip. */
    void SeeDuplicate(std::uint64_t acknowledged, std::uint64_t next);

    /** After sixteen recoveries the window is narrow again. */
    void EndRecovery();

  private:
    ns3::Time m_sent{0};
    ns3::Time m_rtt{0};
    std::uint64_t m_end{0};
    std::uint64_t m_round{0}; //!< a duplicate counts again when this octet is acknowledged
    std::uint32_t m_steps{1}; //!< quarters of the minimum round-trip time
    std::uint32_t m_persist{0};
    bool m_reordering{false};
};

} // namespace pagewire

#endif
