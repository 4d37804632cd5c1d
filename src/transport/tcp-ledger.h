// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_LEDGER_H
#define PAGEWIRE_TRANSPORT_TCP_LEDGER_H

#include "transport/arrival-ledger.h"
#include "transport/exchange-stalls.h"
#include "transport/sending-ledger.h"

#include "ns3/packet.h"

#include <cstdint>

namespace pagewire
{

/**
 * A TCP connection's account of what held up the exchanges that it carries. Positions of claims
 * count octets of data from 0; those of segments as TcpSender does, from 1.
 */
class TcpLedger
{
  public:
    TcpLedger() = default;

    TcpLedger(const TcpLedger&) = delete;
    TcpLedger& operator=(const TcpLedger&) = delete;

    // From above, see ByteStream.
    void ClaimRead(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable);
    void ClaimWritten(std::uint64_t end, std::uint64_t exchange);
    void SetReady(std::uint64_t exchange, bool ready);
    void SetBlocked(std::uint64_t exchange, bool blocked);

    void ClaimNone();

    /** \return whether Sent need be told: something is pending, or may be some day */
    bool Watches() const
    {
        return !m_claimsNone || !m_sending.Empty();
    }

    /** A packet came with the data from begin to end; \param next, gap as ArrivalLedger::Arrived */
    void Received(const ns3::Packet& packet,
                  std::uint64_t begin,
                  std::uint64_t end,
                  std::uint64_t next,
                  bool gap);

    /** So many octets of data were read from above: claims may lag behind only so far. */
    void Read(std::uint64_t octets);

    /** All data before this position have been sent, and these limits keep what is left. */
    void Sent(std::uint64_t next, bool congestion, bool flowControl);

    /** \return what is known up to now */
    StallsByExchange Stalls();

  private:
    StallsByExchange m_stalls;
    ArrivalLedger m_arrivals{m_stalls};
    SendingLedger m_sending{m_stalls};
    std::uint64_t m_read{0};
    bool m_claimsNone{false};
};

} // namespace pagewire

#endif
