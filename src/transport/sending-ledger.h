// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SENDING_LEDGER_H
#define PAGEWIRE_TRANSPORT_SENDING_LEDGER_H

#include "transport/exchange-stalls.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>

namespace pagewire
{

/**
 * The account of what one end of a connection has to send: which exchanges have octets ready that
 * have not left yet, and what keeps them. An exchange is pending as long as the codec has octets of
 * it to hand down, or the transport has some that it never sent. A pending exchange is held up by
 * the congestion window while that is full; by flow control while the connection's window is
 * closed, or its own.
 *
 * Positions, for transports with one stream of octets, count these from 0. Others say SetReady(...,
 * false) only when the last octet has left, and need no positions.
 */
class SendingLedger
{
  public:
    /** \param stalls takes what is found out; outlives this */
    explicit SendingLedger(StallsByExchange& stalls);

    /** The codec has octets of the exchange to hand down, or has none any more, or for now. */
    void SetReady(std::uint64_t exchange, bool ready, ns3::Time now);

    /** The octets from the last claimed one up to end, which were handed down, belong to the
     * exchange. */
    void Claim(std::uint64_t end, std::uint64_t exchange, ns3::Time now);

    /** All octets before the position were sent, at least once. */
    void Sent(std::uint64_t position, ns3::Time now);

    /** The window that the peer keeps for this exchange alone is closed, or open again. */
    void SetBlocked(std::uint64_t exchange, bool blocked, ns3::Time now);

    /** What keeps the transport from sending what it has: the congestion window, the window of the
     * peer for the connection as a whole. */
    void SetLimits(bool congestion, bool flowControl, ns3::Time now);

    /** \return whether no exchange is pending */
    bool Empty() const
    {
        return m_pending.empty();
    }

    /** Counts what is pending up to now, as at the end of a connection. */
    void CountPending(ns3::Time now);

  private:
    struct Exchange
    {
        bool ready{false};
        std::uint64_t end{0};             //!< of the last octet handed down
        ns3::Time since{0};               //!< pending, and not yet counted
        std::optional<ns3::Time> blocked; //!< since then
    };

    /** One of the two limits over time; spans are kept while an exchange is pending. */
    struct Limit
    {
        TimeSpans spans;
        std::optional<ns3::Time> since;

        void Set(bool on, bool keep, ns3::Time now);
    };

    Exchange& Pending(std::uint64_t exchange, ns3::Time now);
    void EndIfOver(std::uint64_t exchange, ns3::Time now);
    void Count(std::uint64_t exchange, Exchange& pending, ns3::Time now);

    StallsByExchange& m_stalls;
    std::map<std::uint64_t, Exchange> m_pending;
    std::deque<std::pair<std::uint64_t, std::uint64_t>> m_claims; //!< end and exchange, unsent
    std::uint64_t m_claimed{0};
    std::uint64_t m_sent{0};
    Limit m_congestion;
    Limit m_flowControl;
};

} // namespace pagewire

#endif
