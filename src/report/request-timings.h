// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_REPORT_REQUEST_TIMINGS_H
#define PAGEWIRE_REPORT_REQUEST_TIMINGS_H

#include "node/records.h"

#include "ns3/nstime.h"

#include <optional>

namespace pagewire
{

/**
 * Where the time of a request went, as HAR 1.2 divides it. A part that did not happen is unset (a
 * reused connection has no dns, connect and ssl). Blocked, dns, connect, send, wait and receive add
 * up to the whole exactly; ssl lies inside connect.
 */
struct RequestTimings
{
    ns3::Time blocked{0};             //!< waiting: for a connection, for a place on it
    std::optional<ns3::Time> dns;     //!< name look-up
    std::optional<ns3::Time> connect; //!< TCP, and TLS where it is used
    std::optional<ns3::Time> ssl;     //!< the TLS handshake
    ns3::Time send{0};                //!< first to last request byte handed to the transport
    ns3::Time wait{0};                //!< until the first response byte
    ns3::Time receive{0};             //!< until the response was whole

    /** \return the sum, from discovery to the end */
    ns3::Time Total() const;
};

/** \return the parts of a request; one without an end has waited until the given time */
RequestTimings TimingsOf(const RequestRecord& record, ns3::Time runEnd);

} // namespace pagewire

#endif
