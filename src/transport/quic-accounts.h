// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_ACCOUNTS_H
#define PAGEWIRE_TRANSPORT_QUIC_ACCOUNTS_H

#include "transport/quic-frame-reader.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace pagewire
{

/** Octets of a stream that a packet carries. */
struct QuicStreamRange
{
    std::int64_t stream;
    std::uint64_t begin;
    std::uint64_t end;
};

/** What a STOP_SENDING frame says. */
struct QuicStop
{
    std::int64_t stream;
    std::uint64_t code;
};

/**
 * Looks into the packets of a connection where they are still, or again, in the clear, which is the
 * only place where it shows what streams they carry and what is sent a second time.
 */
class QuicAccounts
{
  public:
    /** A packet is about to be encrypted. */
    void NoteSending(const std::uint8_t* frames, std::size_t size);

    /** A packet was decrypted. */
    void NoteReceived(const std::uint8_t* frames, std::size_t size);

    /** The stream is over. */
    void Forget(std::int64_t stream);

    /** \return packets sent that carried octets of streams sent before */
    std::uint64_t Retransmissions() const
    {
        return m_retransmissions;
    }

    /** \return what the packets received since the last ClearReceived carried */
    const std::vector<QuicStreamRange>& Received() const
    {
        return m_received;
    }

    void ClearReceived()
    {
        m_received.clear();
    }

    /** \return what the peer has asked not to be sent since the last call; ngtcp2 obeys that
     * without a word */
    std::vector<QuicStop> TakeStops();

  private:
    std::map<std::int64_t, std::uint64_t> m_sentUpTo; //!< by stream
    std::uint64_t m_retransmissions{0};
    std::vector<QuicStreamRange> m_received;
    std::vector<QuicStop> m_stops;
};

/** While one lives, what ngtcp2 encrypts and decrypts on this thread goes through these accounts.
 */
class QuicAccountsScope
{
  public:
    explicit QuicAccountsScope(QuicAccounts& accounts);
    ~QuicAccountsScope();

    QuicAccountsScope(const QuicAccountsScope&) = delete;
    QuicAccountsScope& operator=(const QuicAccountsScope&) = delete;

    /** \return those of the innermost scope, null outside of all */
    static QuicAccounts* Current();

  private:
    QuicAccounts* m_outer;
};

} // namespace pagewire

#endif
