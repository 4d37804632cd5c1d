// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_POSITIONS_H
#define PAGEWIRE_TRANSPORT_TLS_POSITIONS_H

#include "transport/exchange-stalls.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

namespace pagewire
{

/**
 * Where the octets of one direction of a TLS stream lie in the stream below: turns claims of
 * content into claims of records. Both positions count from 0, those below from the first octet of
 * the handshake. What lies between records with content (handshake, tickets) is nobody's; the
 * octets that TLS adds to a record belong to whom its first and last content does.
 */
class TlsPositions
{
  public:
    /** Claims octets below; \param usable the end of their record, as ByteStream::ClaimRead */
    using ClaimBelow =
        std::function<void(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable)>;

    /**
     * The next record was made, or opened.
     * \param content its octets of content, \param prefix octets before, \param overhead octets
     * that are not content
     * \param end where it ends below
     */
    void Add(std::size_t content, std::size_t prefix, std::size_t overhead, std::uint64_t end);

    /** The content up to end, from the last claimed octet on, belongs to the exchange. */
    void Claim(std::uint64_t end, std::uint64_t exchange, const ClaimBelow& claimBelow);

  private:
    struct Record
    {
        std::uint64_t content{0}; //!< where its content begins, and ends
        std::uint64_t contentEnd{0};
        std::uint64_t begin{0}; //!< below
        std::uint64_t end{0};
        std::size_t prefix{0};
    };

    std::deque<Record> m_records; //!< whose last octet is not yet claimed
    std::uint64_t m_content{0};   //!< of all records
};

} // namespace pagewire

#endif
