// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TLS_RECORD_SIZER_H
#define PAGEWIRE_TRANSPORT_TLS_RECORD_SIZER_H

#include "transport/tls-stream.h"

namespace pagewire
{

/** Decides how much plaintext each record of a connection takes, as TlsRecordSize describes. */
class TlsRecordSizer
{
  public:
    explicit TlsRecordSizer(const TlsRecordSize& options);

    /** \return octets of plaintext that the next full record takes */
    std::size_t Next(ns3::Time now) const;

    /** Records that a record with this much plaintext was made. */
    void Made(std::size_t bytes, ns3::Time now);

    /**
     * \param room octets that the records may fill; the last one may go beyond
     * \param overhead octets that a record is larger than its plaintext
     * \return the plaintext of that many full records, one at least
     */
    std::size_t PlaintextFor(std::size_t room, std::size_t overhead, ns3::Time now) const;

  private:
    /** \return octets sent since the last idle period */
    std::uint64_t SentSinceIdle(ns3::Time now) const;

    TlsRecordSize m_options;
    std::uint64_t m_sent{0};
    ns3::Time m_last{0};
};

} // namespace pagewire

#endif
