// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_THINK_TIME_H
#define PAGEWIRE_PAGE_THINK_TIME_H

#include "page/har-selection.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

/** Splits the wait for a captured response into the network's share and the server's. */
class ThinkTimes
{
  public:
    explicit ThinkTimes(const std::vector<CapturedRequest>& requests);

    /** \return the round trip to the server of this request: the shortest TCP (QUIC: whole)
     * handshake with it that does not look like the rest of one begun before its request, bounded
     * by the shortest time from request to response */
    Nanoseconds RoundTrip(const CapturedRequest& request) const;

    /**
     * \return the wait without a round trip and without the time in which the connection was busy
     * with other responses; whole microseconds
     */
    Nanoseconds Of(const CapturedRequest& request) const;

  private:
    /** A time from first to last byte of a response. */
    using Span = std::pair<Nanoseconds, Nanoseconds>;

    Nanoseconds BusyTime(const std::string& connection, Nanoseconds from, Nanoseconds to) const;

    std::map<std::string, Nanoseconds> m_roundTrips; //!< by server
    std::map<std::string, std::vector<Span>> m_busy; //!< by connection; apart, ascending
};

} // namespace pagewire

#endif
