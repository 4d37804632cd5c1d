// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_RENO_H
#define PAGEWIRE_TRANSPORT_TCP_RENO_H

#include "transport/tcp-slow-start.h"

#include "ns3/tcp-congestion-ops.h"

namespace pagewire
{

/**
 * Reno congestion control (RFC 5681), growing as Linux does: the window counts acknowledged
 * segments, not ACKs, and slow start stops exactly at the threshold.
 */
class TcpReno : public ns3::TcpCongestionOps
{
  public:
    static ns3::TypeId GetTypeId();

    std::string GetName() const override;
    std::uint32_t GetSsThresh(ns3::Ptr<const ns3::TcpSocketState> tcb,
                              std::uint32_t bytesInFlight) override;
    void IncreaseWindow(ns3::Ptr<ns3::TcpSocketState> tcb, std::uint32_t segmentsAcked) override;
    ns3::Ptr<ns3::TcpCongestionOps> Fork() override;

  private:
    TcpWindow m_window;
};

} // namespace pagewire

#endif
