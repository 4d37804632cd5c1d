// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_EXCHANGE_STALLS_H
#define PAGEWIRE_TRANSPORT_EXCHANGE_STALLS_H

#include "transport/time-spans.h"

#include <cstdint>
#include <map>

namespace pagewire
{

/**
 * What held up the octets of one exchange, as one end of its connection saw it: the receiver knows
 * of the first three kinds, the sender of the others. Spans of different kinds may overlap;
 * docs/results.md defines each.
 */
struct ExchangeStalls
{
    TimeSpans holOwn;      //!< received, and an earlier octet of this exchange was missing
    TimeSpans holOther;    //!< received, and an earlier octet that is not its own was missing
    TimeSpans queue;       //!< a packet with some of them waited in the queue of a link
    TimeSpans flowControl; //!< ready to be sent, and the peer's window was closed
    TimeSpans congestion;  //!< ready to be sent, and the congestion window was full
};

/**
 * By the exchange's number on its connection, which both ends agree on: the identifier of the
 * stream for HTTP/2, the place in the order of requests, from 1, for HTTP/1.x and for HTTP/3 (whose
 * first stream has the identifier 0). What belongs to none is counted as 0. Exchanges that nothing
 * held up are missing.
 */
using StallsByExchange = std::map<std::uint64_t, ExchangeStalls>;

/** Octets of no exchange: control frames, handshakes. */
constexpr std::uint64_t NO_EXCHANGE = 0;

} // namespace pagewire

#endif
