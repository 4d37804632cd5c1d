// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_CUBIC_H
#define PAGEWIRE_TRANSPORT_TCP_CUBIC_H

#include "transport/tcp-options.h"
#include "transport/tcp-slow-start.h"

#include "ns3/nstime.h"
#include "ns3/tcp-congestion-ops.h"

#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** \return the name as the attribute takes it: "hystart++", "hystart" or "loss-only" */
std::string_view SlowStartExitName(SlowStartExit exit);

/**
 * CUBIC congestion control (RFC 9438), with its Reno-friendly region and fast convergence; slow
 * start ends by HyStart++ (RFC 9406), by Linux's HyStart, or by loss only.
 */
class TcpCubic : public ns3::TcpCongestionOps
{
  public:
    static ns3::TypeId GetTypeId();

    std::string GetName() const override;
    void Init(ns3::Ptr<ns3::TcpSocketState> tcb) override;
    std::uint32_t GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> tcb,
                              std::uint32_t bytesInFlight) override;
    void IncreaseWindow(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t segmentsAcked) override;
    void PktsAcked(ns3::Ptr<ns3::TcpSocketState> tcb,
                   std::uint32_t segmentsAcked,
                   const ns3::Time& rtt) override;
    void CongestionStateSet(ns3::Ptr<ns3::TcpSocketState> tcb,
                            const ns3::TcpSocketState::TcpCongState_t newState) override;
    void CwndEvent(ns3::Ptr<ns3::TcpSocketState> tcb,
                   const ns3::TcpSocketState::TcpCAEvent_t event) override;
    ns3::Ptr<ns3::TcpCongestionOps> Fork() override;

    /**
     * The cubic function of RFC 9438 section 4.2.
     * \param time seconds since the present congestion avoidance stage began
     * \return W_cubic, in segments
     */
    double CubicWindow(double time) const;

  private:
    void SetExit(std::string name);
    std::string GetExit() const;
    void BeginEpoch(double window);
    double Growth(double window, std::uint32_t segmentsAcked);
    bool InSlowStart(ns3::Ptr<const ns3::TcpSocketState> tcb) const;

    double m_c;             //!< attribute C
    double m_beta;          //!< attribute Beta
    double m_leastGrowth;   //!< attribute LeastGrowth
    bool m_fastConvergence; //!< attribute FastConvergence
    bool m_fullReno;        //!< attribute FullRenoGrowth
    bool m_renoFriendly;    //!< attribute RenoFriendly
    SlowStartExit m_exit;   //!< attribute SlowStartExit

    TcpHyStart m_hyStart;
    TcpHyStartPlusPlus m_hyStartPlusPlus;
    bool m_leftSlowStart{false}; //!< by a detector; they watch the first slow start only

    std::optional<ns3::Time> m_epoch; //!< begin of this stage of congestion avoidance
    ns3::Time m_lastAck{0};
    ns3::Time m_minimumRtt{ns3::Time::Max()};
    double m_wMax{0};      //!< segments; 0: not known
    double m_origin{0};    //!< the plateau of this stage
    double m_k{0};         //!< seconds until the plateau
    double m_wEst{0};      //!< what Reno would have, segments
    double m_cwndPrior{0}; //!< at the last congestion event
    double m_credit{0};    //!< growth not yet a whole segment
};

} // namespace pagewire

#endif
