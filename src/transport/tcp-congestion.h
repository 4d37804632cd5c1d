// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_CONGESTION_H
#define PAGEWIRE_TRANSPORT_TCP_CONGESTION_H

#include "transport/tcp-options.h"

#include "ns3/nstime.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-socket-state.h"

#include <cstdint>
#include <optional>

namespace pagewire
{

/**
 * The congestion window of a sender: which state it is in, how it shrinks in a recovery
 * (proportional rate reduction, RFC 6937 with the slow-start reduction bound of its successor),
 * that it grows only while it is in use (RFC 7661's aim, by Linux's rules), and how a reduction for
 * nothing is taken back. The growth itself is an ns3::TcpCongestionOps's. Windows are in segments.
 */
class TcpCongestion
{
  public:
    using State = ns3::TcpSocketState::TcpCongState_t;

    explicit TcpCongestion(const TcpOptions& options);

    /** \return ns-3's state object, with trace sources for the window and the threshold */
    ns3::Ptr<ns3::TcpSocketState> Tcb() const
    {
        return m_tcb;
    }

    State GetState() const
    {
        return m_state;
    }

    void SetState(State state);

    std::uint32_t Window() const
    {
        return m_window;
    }

    /** \return the window in octets, those of a full segment, and the threshold at which slow start
     * ends, none before there is one */
    std::uint32_t WindowOctets() const;
    std::uint32_t SegmentOctets() const;
    std::optional<std::uint32_t> Threshold() const;

    /** The connection begins; \param mss octets of a full segment \param window segments */
    void Start(std::uint32_t mss, std::uint32_t window);

    /** Tells where the connection is; before what follows, on each acknowledgement and after each
     * transmission. */
    void SetProgress(std::uint64_t acknowledged, std::uint64_t next, std::uint32_t inFlight);

    /** A round-trip sample from so many segments acknowledged. */
    void Acked(std::uint32_t segments, const ns3::Time& rtt);

    /** Lets the window grow for segments acknowledged, if it was in use. Even if not, the
     * acknowledgement shows that the window is not stale, as Linux sees it. */
    void Grow(std::uint32_t segments, const ns3::Time& now);

    /** \return whether the window is being reduced step by step */
    bool Reducing() const
    {
        return m_state == ns3::TcpSocketState::CA_CWR ||
               m_state == ns3::TcpSocketState::CA_RECOVERY;
    }

    /** Sets the new threshold and starts the step-by-step reduction. */
    void BeginReduction();

    /** One step of it; \param newlyLost segments \param advanced the acknowledgement was not a
     * duplicate */
    void Reduce(std::uint32_t delivered, std::uint32_t newlyLost, bool advanced);

    /** The reduction has come to its end. */
    void EndReduction();

    /** A segment was sent, old or new. */
    void CountSent(std::uint32_t segments);

    /** A timeout: the window is one segment more than what is on its way. \param newEvent it is not
     * a part of a congestion event that was already answered */
    void Timeout(bool newEvent);

    /** Puts back what was before the last reduction. */
    void Undo();

    /**
     * Keeps the window valid; called after each attempt to send.
     * \param limited the window and nothing else held back data
     * \param outstanding segments not acknowledged
     */
    void Validate(bool limited,
                  std::uint32_t outstanding,
                  const ns3::Time& now,
                  const ns3::Time& timeout);

    /** Data follow a pause; \param idle how long */
    void RestartAfterIdle(ns3::Time idle, const ns3::Time& now, const ns3::Time& timeout);

    /** Data follow a time when none were on their way. */
    void BeginBurst();

  private:
    void SetWindow(std::uint32_t segments);
    bool IsLimited() const;
    bool InSlowStart() const;
    std::uint32_t KeptThreshold() const;
    void LimitByApplication();

    std::uint32_t m_initialWindow;
    bool m_slowStartAfterIdle;
    ns3::Ptr<ns3::TcpSocketState> m_tcb;
    ns3::Ptr<ns3::TcpCongestionOps> m_ops;
    State m_state{ns3::TcpSocketState::CA_OPEN};
    std::uint32_t m_window{1};
    std::uint64_t m_acknowledged{0};
    std::uint64_t m_next{0};
    std::uint32_t m_inFlight{0};

    std::uint32_t m_priorWindow{0};    //!< before the reduction
    std::uint32_t m_priorThreshold{0}; //!< bytes
    std::uint32_t m_delivered{0};      //!< in the reduction
    std::uint32_t m_sent{0};           //!< in the reduction

    bool m_limited{false}; //!< the window was used fully in this round trip
    std::uint32_t m_mostOutstanding{0};
    std::uint64_t m_usageRound{0}; //!< the round trip ends when this octet is acknowledged
    std::uint32_t m_used{0};       //!< the most outstanding since the window was last used fully
    ns3::Time m_validAt{0};        //!< when the window was last known to be valid
};

} // namespace pagewire

#endif
