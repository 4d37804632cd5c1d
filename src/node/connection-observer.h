// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CONNECTION_OBSERVER_H
#define PAGEWIRE_NODE_CONNECTION_OBSERVER_H

#include "node/records.h"

namespace pagewire
{

/** \return the TCP connection at the bottom of a stack of streams, null if there is none */
const TcpStream* FindTcp(ByteStream& stream);

/** \return the topmost TLS layer of a stack of streams, null if there is none */
const TlsStream* FindTls(ByteStream& stream);

/** \return "10.0.0.1:49153" */
std::string AddressText(const ns3::InetSocketAddress& address);

/** Brings addresses, TLS and TCP figures of a record up to date with the stack of streams. */
void ObserveStream(ByteStream& stream, ConnectionRecord& record);

} // namespace pagewire

#endif
