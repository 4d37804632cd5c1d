// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECTION_OBSERVER_H
#define PAGEWIRE_NODE_CONNECTION_OBSERVER_H

#include "node/records.h"
#include "wire/server-connection.h"

namespace pagewire
{

/** \return "10.0.0.1:49153" */
std::string AddressText(const ns3::InetSocketAddress& address);

/** Brings addresses, TLS and counters of a record up to date. */
void NoteTransport(const TransportInfo& info, ConnectionRecord& record);

/** \return the record of a request whose header section is in now, as far as it is known */
ServedRecord BeginServedRecord(const ServerExchange& exchange, std::uint32_t connection);

} // namespace pagewire

#endif
