// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TRANSPORT_INFO_H
#define PAGEWIRE_TRANSPORT_TRANSPORT_INFO_H

#include "transport/byte-stream.h"
#include "transport/exchange-stalls.h"
#include "transport/tcp-stream.h"
#include "transport/tls-stream.h"

#include "ns3/inet-socket-address.h"

#include <optional>
#include <vector>

namespace pagewire
{

/** Why a connection ended that did not get along when its host changed to another network. */
constexpr std::string_view NETWORK_CHANGED = "network changed";

/** What carries a connection of HTTP, as its end sees it. */
struct TransportInfo
{
    std::optional<ns3::InetSocketAddress> local; //!< unset where nothing below has addresses
    std::optional<ns3::InetSocketAddress> remote;
    std::vector<ns3::InetSocketAddress> formerLocals; //!< that it has moved away from
    std::optional<TlsInfo> tls; //!< unset in cleartext; over QUIC always there
    TcpCounters counters;
    StallsByExchange stalls; //!< what held up the exchanges so far
};

/** A stream at the bottom of a stack that is part of a connection of another protocol. */
class CarriedStream
{
  public:
    virtual ~CarriedStream() = default;

    /** \return what carries that connection, as of now; nothing once it is gone */
    virtual TransportInfo Carrier() = 0;
};

/** \return what the layers of a stack of streams tell, from the topmost TLS and what is at the
 * bottom: TCP, or what a CarriedStream tells */
TransportInfo DescribeStream(ByteStream& stream);

} // namespace pagewire

#endif
