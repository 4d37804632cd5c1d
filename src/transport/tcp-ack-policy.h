// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_ACK_POLICY_H
#define PAGEWIRE_TRANSPORT_TCP_ACK_POLICY_H

#include "transport/tcp-options.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <optional>

namespace pagewire
{

/** What the acknowledgement of a segment depends on, besides the segments before it. */
struct TcpAckSituation
{
    std::uint64_t next{0};    //!< RCV.NXT, this segment's octets counted
    bool gap{false};          //!< something before the highest octet received is missing
    ns3::Time smoothedRtt{0}; //!< 0: not known
    ns3::Time timeout{0};     //!< RTO
    bool sack{true};
    bool windowGrew{false}; //!< the segment has made the window larger
};

/**
 * When to acknowledge, as Linux: at once while data begin to flow, then every second full segment,
 * or after a delay that follows the time between segments; at once about a gap and when it closes.
 * Acknowledgements ride on data where the connection answers what it receives.
 */
class TcpAckPolicy
{
  public:
    explicit TcpAckPolicy(const TcpOptions& options);

    /** \return whether a segment in order, of that many octets, is to be acknowledged at once */
    bool Received(std::uint32_t size, bool push, const TcpAckSituation& now, const ns3::Time& time);

    /** The same for one out of order, or that filled a gap but not the last. */
    bool ReceivedAroundGap(const TcpAckSituation& now, const ns3::Time& time);

    /** The peer sent what we have: it is told at once, and so are the next segments. */
    void ReceivedDuplicate();

    /** The peer's end came: our own may follow at once, and take the acknowledgement along. */
    void ReceivedFin();

    /** The application has read. \return whether that calls for an acknowledgement */
    bool Read(bool emptied, std::uint64_t next) const;

    /** An acknowledgement up to there goes out, alone or with data. */
    void Sent(std::uint64_t next);

    /** Data go out. */
    void SentData(const ns3::Time& time);

    /** When Expire must be called. */
    std::optional<ns3::Time> Deadline() const;

    /** The delay is over: an acknowledgement must be sent. */
    void Expire(const ns3::Time& time, const ns3::Time& timeout);

  private:
    void QuickStart();
    void MeasureSegment(std::uint32_t size, bool push);
    void MeasureGap(const ns3::Time& time, const ns3::Time& timeout);
    bool Delay(const TcpAckSituation& now, const ns3::Time& time);

    bool Answering() const
    {
        return m_answers > 0;
    }

    const TcpOptions m_options;
    std::uint32_t m_segment{536}; //!< a full segment of the peer, as far as we know
    std::uint32_t m_quick{0};     //!< so many acknowledgements are sent at once
    std::uint32_t m_answers{0};   //!< data sent soon after data came
    std::uint64_t m_told{1};      //!< RCV.NXT when we acknowledged last
    ns3::Time m_interval{0};      //!< between segments, roughly: the delay; 0 before any came
    ns3::Time m_lastReceived{0};
    std::uint32_t m_pushed{0}; //!< small or pushed segments since
    bool m_pending{false};     //!< something is not acknowledged
    std::optional<ns3::Time> m_deadline;
    std::optional<ns3::Time> m_compressed; //!< when the acknowledgements held back go out as one
    std::uint64_t m_gapNext{0};
    std::uint32_t m_gapAcks{0};
};

} // namespace pagewire

#endif
