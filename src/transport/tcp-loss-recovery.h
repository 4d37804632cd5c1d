// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_LOSS_RECOVERY_H
#define PAGEWIRE_TRANSPORT_TCP_LOSS_RECOVERY_H

#include "transport/tcp-congestion.h"
#include "transport/tcp-options.h"
#include "transport/tcp-rtt-estimator.h"
#include "transport/tcp-scoreboard.h"

#include "ns3/nstime.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace pagewire
{

/** An acknowledgement, in stream positions. */
struct TcpAck
{
    /** The octets from begin on, up to but without end. */
    struct Block
    {
        std::uint64_t begin{0};
        std::uint64_t end{0};
    };

    std::uint64_t position{0};  //!< all octets before this one have arrived
    std::array<Block, 4> sacks; //!< only the first sackCount of them
    std::size_t sackCount{0};
    std::optional<std::uint32_t> echo; //!< our timestamp in milliseconds that the peer returned
    bool carriesNews{false};           //!< data, or another window: no duplicate in any case
};

/**
 * Decides when a TCP sender sends what again, and at which rate: SACK-based recovery with RACK-TLP
 * (RFC 8985), proportional rate reduction, timeouts with F-RTO (RFC 5682), undoing of both where
 * timestamps or duplicate SACKs show that nothing was lost (RFC 4015, RFC 3708), and NewReno
 * (RFC 6582) for a peer without SACK. The rules are Linux's where the RFCs leave a choice.
 */
class TcpLossRecovery
{
  public:
    /** What the recovery asks of the sender around it. */
    class Host
    {
      public:
        virtual ~Host() = default;

        /** Sends data again: octets from begin to end. */
        virtual void Retransmit(std::uint64_t begin, std::uint64_t end) = 0;

        /** Sends new data, as far as the windows let. \return whether any was sent */
        virtual bool SendNew() = 0;

        /** Sends one new segment, whatever the congestion window. \return whether there was one */
        virtual bool SendProbe() = 0;

        /** The peer has not answered for too long. */
        virtual void GiveUp() = 0;
    };

    TcpLossRecovery(const TcpOptions& options, Host& host);

    /** The handshake is done. \param sack both sides can SACK \param mss octets of a full segment
     * \param window segments */
    void Start(std::uint64_t position, bool sack, std::uint32_t mss, std::uint32_t window);

    /** A new segment goes out now. */
    void Send(std::uint64_t begin, std::uint64_t end, const ns3::Time& now);

    /** An attempt to send has ended. \param sent new segments */
    void AfterSending(std::uint32_t sent, const ns3::Time& now);

    void Acknowledge(const TcpAck& ack, const ns3::Time& now);

    /** When Expire must be called, if nothing else happens before. */
    std::optional<ns3::Time> Deadline() const
    {
        return m_timer == Timer::NONE ? std::nullopt : std::optional(m_deadline);
    }

    void Expire(const ns3::Time& now);

    /** Forgets what was sent: the connection is over. */
    void Stop();

    /** \return how many segments more may be in flight */
    std::uint32_t Quota() const;

    TcpRttEstimator& Rtt()
    {
        return m_rtt;
    }

    const TcpRttEstimator& Rtt() const
    {
        return m_rtt;
    }

    TcpCongestion& Congestion()
    {
        return m_congestion;
    }

    const TcpCongestion& Congestion() const
    {
        return m_congestion;
    }

    /** \return octets believed to be in the network, in full segments */
    std::uint64_t InFlight() const
    {
        return std::uint64_t(m_scoreboard.InFlight()) * m_congestion.SegmentOctets();
    }

    std::uint32_t Outstanding() const
    {
        return m_scoreboard.Outstanding();
    }

    /** \return the first octet not acknowledged, and the first not yet sent */
    std::uint64_t Una() const
    {
        return m_una;
    }

    std::uint64_t Next() const
    {
        return m_next;
    }

    std::uint64_t Timeouts() const
    {
        return m_timeouts;
    }

  private:
    enum class Timer
    {
        NONE,
        RETRANSMIT, //!< RFC 6298
        PROBE,      //!< tail loss probe
        REORDER,    //!< a segment may be late only until then
    };

    /** What to send after an acknowledgement. */
    enum class Action
    {
        NOTHING,
        RETRANSMIT,
        NEW, //!< F-RTO: new data tell whether the old were lost
    };

    /** What is known of the acknowledgement being worked on. */
    struct Event
    {
        TcpAck ack;
        TcpAckOutcome outcome;
        bool advanced{false};  //!< SND.UNA has moved
        bool duplicate{false}; //!< a duplicate acknowledgement as in RFC 5681
        bool dsack{false};     //!< the peer got something twice
        bool setTimer{false};
        std::uint32_t lost{0}; //!< segments found lost
        bool retransmissionLost{false};
    };

    void Note(const TcpAck& ack, const ns3::Time& now, Event& event);
    void NoteSacks(const ns3::Time& now, Event& event);
    void NoteDuplicateSack(Event& event);
    void SampleRtt(const ns3::Time& now, Event& event);
    void AcknowledgeProbe(const Event& event);
    Action Alert(Event& event, const ns3::Time& now);
    Action AlertInLoss(Event& event, const ns3::Time& now);
    void LeaveRecovery(const Event& event);
    void FindLosses(Event& event, const ns3::Time& now);
    void GuessLosses(Event& event);
    void EnterRecovery();
    void TryToOpen();
    bool MayUndo(const Event& event) const;
    void Undo();
    bool TryUndo(const Event& event);
    void RememberForUndo();
    void Control(const Event& event, const ns3::Time& now);
    void SendLost(const ns3::Time& now);
    void CountRetransmission(const ns3::Time& now);
    void Progress();
    void TimeOut(const ns3::Time& now);
    void ReorderTimeOut(const ns3::Time& now);
    void SendTailProbe(const ns3::Time& now);
    bool ScheduleProbe(const ns3::Time& now, bool advancing);
    void RearmTimeout(const ns3::Time& now);
    void SetTimer(Timer timer, const ns3::Time& deadline);
    ns3::Time HeadDeadline() const;

    /** For the delays of the peer's and our own timers (Linux: two ticks). */
    static ns3::Time TimerSlack()
    {
        return ns3::MilliSeconds(2);
    }

    Host& m_host;
    const TcpOptions m_options;
    bool m_sack{true};
    TcpScoreboard m_scoreboard;
    TcpRttEstimator m_rtt;
    TcpCongestion m_congestion;

    std::uint64_t m_una{0};
    std::uint64_t m_next{0};
    std::uint64_t m_high{0};      //!< the present state ends when this octet is acknowledged
    std::uint64_t m_probeHigh{0}; //!< a tail loss probe is out and ended here; 0: none
    bool m_probeRepeated{false};  //!< it was old data
    bool m_frto{false};           //!< the last timeout may have been spurious
    std::uint32_t m_timeoutsInRow{0};
    std::uint64_t m_timeouts{0};

    std::optional<std::uint64_t> m_undoMarker;          //!< SND.UNA when the window was reduced
    int m_undoRetransmissions{0};                       //!< since then, less those shown needless
    std::optional<std::uint32_t> m_firstRetransmission; //!< its timestamp, milliseconds
    std::uint32_t m_duplicates{0};                      //!< without SACK

    Timer m_timer{Timer::NONE};
    ns3::Time m_deadline{0};
};

} // namespace pagewire

#endif
