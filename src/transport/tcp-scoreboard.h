// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_SCOREBOARD_H
#define PAGEWIRE_TRANSPORT_TCP_SCOREBOARD_H

#include "transport/tcp-rack.h"

#include "ns3/nstime.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace pagewire
{

/** What one acknowledgement told of the segments on their way. */
struct TcpAckOutcome
{
    std::uint32_t acknowledged{0};          //!< segments acknowledged cumulatively
    std::uint32_t sacked{0};                //!< segments SACKed for the first time
    std::uint32_t delivered{0};             //!< segments that are known to have arrived only now
    bool retransmissionAcknowledged{false}; //!< a retransmitted segment is among the acknowledged
    bool originalDelivered{false}; //!< one sent once only, before the last timeout, has arrived
    bool reordered{false};         //!< a segment sent once arrived after one sent later
    std::optional<ns3::Time> firstSent; //!< of those acknowledged and sent once: when, the first
    std::optional<ns3::Time> lastSent;  //!< and the last
    std::optional<ns3::Time> firstSackSent; //!< the same of those SACKed
    std::optional<ns3::Time> lastSackSent;
};

/** What a look for losses found. */
struct TcpLossOutcome
{
    std::uint32_t lost{0};            //!< segments found lost
    bool retransmissionLost{false};   //!< a retransmission is among them
    std::optional<ns3::Time> recheck; //!< when the next one will be, if nothing is heard
};

/**
 * The sender's record of each segment on its way, with the counts of RFC 6675 kept up to date so
 * that no acknowledgement costs more than the segments that it changes. Losses are found by RACK.
 */
class TcpScoreboard
{
  public:
    TcpRack& Rack()
    {
        return m_rack;
    }

    bool Empty() const
    {
        return m_segments.empty();
    }

    /** \return segments sent and not acknowledged cumulatively */
    std::uint32_t Outstanding() const
    {
        return static_cast<std::uint32_t>(m_segments.size());
    }

    std::uint32_t Sacked() const
    {
        return m_sackedCount;
    }

    /** \return segments believed to be in the network: outstanding, less SACKed and lost ones, plus
     * retransmissions */
    std::uint32_t InFlight() const
    {
        const std::uint32_t present = Outstanding() - m_sackedCount + m_retransmittedCount;
        return present - std::min(present, m_lostCount + m_guessed);
    }

    bool HasLost() const
    {
        return m_lostCount > 0;
    }

    const TcpSentSegment& Front() const
    {
        return m_segments.front();
    }

    const TcpSentSegment& Back() const
    {
        return m_segments.back();
    }

    /** \return the end of the highest SACKed segment; 0 if none is */
    std::uint64_t HighestSacked() const
    {
        return m_sackedRanges.empty() ? 0 : m_sackedRanges.rbegin()->second;
    }

    /** \return whether the octets from begin to end are all SACKed */
    bool IsSacked(std::uint64_t begin, std::uint64_t end) const;

    /** A new segment was sent; it follows the last one. */
    void Send(std::uint64_t begin, std::uint64_t end, const ns3::Time& now);

    /**
     * A cumulative acknowledgement.
     * \param minimumRtt see TcpRack
     * \param originalBefore segments that end here or before count for originalDelivered
     */
    void Acknowledge(std::uint64_t una,
                     const ns3::Time& now,
                     const ns3::Time& minimumRtt,
                     std::uint64_t originalBefore,
                     TcpAckOutcome& outcome);

    /** A SACK block. */
    void Sack(std::uint64_t begin,
              std::uint64_t end,
              const ns3::Time& now,
              const ns3::Time& minimumRtt,
              std::uint64_t originalBefore,
              TcpAckOutcome& outcome);

    /** Marks what RACK holds lost. */
    TcpLossOutcome DetectLosses(const ns3::Time& now, const ns3::Time& reorderingWindow);

    /** A timeout: the first segment is lost, and those that RACK gives no more time.
     * \return whether the peer has taken back SACKs (reneging) */
    bool MarkTimeout(const ns3::Time& now);

    /** Marks nothing lost any more: the timeout was spurious. */
    void UnmarkLost();

    /** \return the first lost segment not yet sent again; null if there is none */
    const TcpSentSegment* NextLost() const;

    /** The first lost one, or the last of all, was sent again. */
    void RetransmitLost(const ns3::Time& now);
    void RetransmitLast(const ns3::Time& now);

    /** Without SACK: the first segment is lost. \return whether that is news */
    bool MarkFirstLost();

    /** Without SACK: so many segments have left the network, nobody knows which. */
    void GuessDelivered(std::uint32_t segments)
    {
        m_guessed = std::min(segments, Outstanding());
    }

    void Clear();

  private:
    using Id = std::uint64_t; //!< segments are numbered; the first one is m_first

    TcpSentSegment& Get(Id id)
    {
        return m_segments[static_cast<std::size_t>(id - m_first)];
    }

    void MarkSacked(std::uint64_t begin,
                    std::uint64_t end,
                    const ns3::Time& now,
                    const ns3::Time& minimumRtt,
                    std::uint64_t originalBefore,
                    TcpAckOutcome& outcome);
    void MarkLost(Id id, TcpLossOutcome& outcome);
    void MarkTransmitted(Id id, const ns3::Time& now);
    void Forget(Id id);
    bool DropReneged();

    std::deque<TcpSentSegment> m_segments;
    std::deque<std::pair<Id, std::uint64_t>> m_order; //!< in the order sent; out of date ones too
    std::map<std::uint64_t, std::uint64_t> m_sackedRanges; //!< begin to end, apart from each other
    std::set<Id> m_toRetransmit;
    TcpRack m_rack;
    Id m_first{0};
    std::uint64_t m_transmissions{0};
    std::uint32_t m_sackedCount{0};
    std::uint32_t m_lostCount{0};
    std::uint32_t m_retransmittedCount{0};
    std::uint32_t m_guessed{0};
};

} // namespace pagewire

#endif
