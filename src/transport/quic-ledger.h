// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_LEDGER_H
#define PAGEWIRE_TRANSPORT_QUIC_LEDGER_H

#include "net/queue-wait-tag.h"
#include "transport/arrival-ledger.h"
#include "transport/exchange-stalls.h"
#include "transport/quic-accounts.h"
#include "transport/quic-connection.h"
#include "transport/sending-ledger.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace pagewire
{

/**
 * What held up the exchanges of one QUIC connection, as its one end sees it: an ArrivalLedger for
 * each request stream, for streams do not wait for each other, and one SendingLedger.
 */
class QuicLedger
{
  public:
    QuicLedger();

    QuicLedger(const QuicLedger&) = delete;
    QuicLedger& operator=(const QuicLedger&) = delete;

    /** The datagram that comes next has waited in these queues. */
    void NoteWaits(const QueueWaitTag& tag);

    /** A packet carried these octets. */
    void Arrived(const std::vector<QuicStreamRange>& ranges, ns3::Time now);

    /** The datagram is dealt with. */
    void EndDatagram();

    /** The octets of the stream up to this position went to the application. */
    void Delivered(QuicStreamId stream, std::uint64_t position);

    /** Octets of the stream that were delivered were of no use before another stream's came. */
    void NoteHeld(QuicStreamId stream, ns3::Time from, ns3::Time to);

    /** Nothing more is to be said of the stream. */
    void Forget(QuicStreamId stream, ns3::Time now);

    /** See SendingLedger. */
    void SetReady(QuicStreamId stream, bool ready, ns3::Time now);
    void SetBlocked(QuicStreamId stream, bool blocked, ns3::Time now);
    void SetLimits(bool congestion, bool flowControl, ns3::Time now);

    /** \return all up to now */
    const StallsByExchange& Stalls(ns3::Time now);

  private:
    /** What has arrived of a stream. */
    class Stream
    {
      public:
        explicit Stream(StallsByExchange& stalls);

        void Arrived(std::uint64_t begin,
                     std::uint64_t end,
                     const std::vector<QueueWaitTag::Wait>& waits,
                     ns3::Time now);
        void Delivered(std::uint64_t position, std::uint64_t exchange);

      private:
        ArrivalLedger m_ledger;
        std::uint64_t m_next{0};                        //!< the first missing octet
        std::map<std::uint64_t, std::uint64_t> m_later; //!< beyond it, disjoint: begin and end
    };

    StallsByExchange m_stalls; // the ledgers refer to it, so it comes first
    SendingLedger m_sending;
    std::map<QuicStreamId, std::unique_ptr<Stream>> m_streams;
    std::vector<QueueWaitTag::Wait> m_waits; //!< of the present datagram
};

} // namespace pagewire

#endif
