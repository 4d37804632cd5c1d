// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_MAKE_CONNECTION_H
#define PAGEWIRE_WIRE_MAKE_CONNECTION_H

#include "http/protocol.h"
#include "transport/byte-stream.h"
#include "wire/client-connection.h"
#include "wire/connection-options.h"
#include "wire/server-connection.h"

#include <memory>

namespace pagewire
{

/** \return the client's side of the protocol over the stream, unopened */
std::unique_ptr<ClientConnection> MakeClientConnection(Protocol protocol,
                                                       std::unique_ptr<ByteStream> stream,
                                                       const H1Options& h1,
                                                       const H2Options& h2);

/**
 * \param stream open already; ALPN decides between HTTP/2 and HTTP/1.x, without ALPN the first
 * bytes do (the HTTP/2 preface, a request line, or the bare one of HTTP/0.9) \param handler answers
 * the requests; outlives the connection
 */
std::unique_ptr<ServerConnection> MakeServerConnection(std::unique_ptr<ByteStream> stream,
                                                       RequestHandler& handler,
                                                       const H1Options& h1,
                                                       const H2Options& h2);

} // namespace pagewire

#endif
