// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_ARRIVAL_LEDGER_H
#define PAGEWIRE_TRANSPORT_ARRIVAL_LEDGER_H

#include "transport/exchange-stalls.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace pagewire
{

/**
 * The account of what an ordered stream of octets has received: which octets lay there while an
 * earlier one was missing, and in which queues their packets had waited. Whose octets they are is
 * told later, when they can be read. A TCP connection has one of these for its one stream, a QUIC
 * connection one for each stream.
 *
 * An exchange is held up at a moment when the stream has a gap (octets beyond the first missing
 * one), and an octet of the exchange has arrived that cannot be used before the missing one comes:
 * it lies beyond it, or in the same TLS record. It is held up by its own loss if the first missing
 * octet is its own, else by another's.
 *
 * Positions count the octets of the stream from 0. Nothing is kept of octets that arrive in order
 * and without waiting; of others, a few words a packet until they are claimed.
 */
class ArrivalLedger
{
  public:
    /** \param stalls takes what is found out; outlives this */
    explicit ArrivalLedger(StallsByExchange& stalls);

    /**
     * A packet came with the octets from begin to end, some of which are new.
     * \param next position of the first octet that is missing now
     * \param gap whether octets beyond that one are there
     */
    void Arrived(std::uint64_t begin,
                 std::uint64_t end,
                 std::uint64_t next,
                 bool gap,
                 ns3::Time now);

    /** The packet with these octets had waited in a queue; told at its arrival. */
    void Waited(std::uint64_t begin, std::uint64_t end, ns3::Time from, ns3::Time to);

    /**
     * The octets from the last claimed one up to end, which can be read now, belong to the
     * exchange.
     * \param usable position up to which all had to be there for these octets to be of use, where
     * that is more than themselves (the end of their TLS record); else 0
     */
    void Claim(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable);

    /** \return position up to which octets are claimed */
    std::uint64_t Claimed() const
    {
        return m_claimed;
    }

  private:
    /** From this moment on until the next such one. */
    struct Moment
    {
        ns3::Time since{0};
        std::uint64_t missing{0}; //!< the first missing octet
        bool gap{false};
        std::uint64_t owner{NO_EXCHANGE}; //!< of the missing octet, once it is claimed
    };

    /** Octets that came at one time while there was a gap. */
    struct Piece
    {
        std::uint64_t begin{0};
        std::uint64_t end{0};
        ns3::Time arrived{0};
    };

    struct Wait
    {
        std::uint64_t begin{0};
        std::uint64_t end{0};
        ns3::Time from{0};
        ns3::Time to{0};
    };

    struct Claimant
    {
        std::uint64_t begin{0};
        std::uint64_t end{0};
        std::uint64_t exchange{NO_EXCHANGE};
        std::uint64_t usable{0};
    };

    bool HasGap() const
    {
        return !m_moments.empty() && m_moments.back().gap;
    }

    void AddPiece(std::uint64_t begin, std::uint64_t end, ns3::Time now);
    void ClaimWaits(std::uint64_t end, std::uint64_t exchange);
    void NameOwners(std::uint64_t end, std::uint64_t exchange);
    void Settle(const Claimant& claimant);
    std::vector<Piece> TakePieces(const Claimant& claimant);
    void Forget();

    StallsByExchange& m_stalls;
    std::uint64_t m_next{0};
    std::uint64_t m_claimed{0};
    std::deque<Moment> m_moments;            //!< since the first gap that still matters
    std::size_t m_named{0};                  //!< of these, how many have their owner
    std::map<std::uint64_t, Piece> m_pieces; //!< by begin, disjoint
    std::deque<Claimant> m_claimants;        //!< whose octets are not yet usable
    std::deque<Wait> m_waits;                //!< by begin
};

} // namespace pagewire

#endif
