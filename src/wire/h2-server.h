// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_SERVER_H
#define PAGEWIRE_WIRE_H2_SERVER_H

#include "transport/byte-stream.h"
#include "wire/connection-options.h"
#include "wire/server-connection.h"

#include <memory>
#include <string>

namespace pagewire
{

/**
 * The server's side of HTTP/2 (RFC 9113). Responses are sent by urgency, those of one urgency one
 * after the other in the order of their streams, incremental ones in turns (RFC 9218 section 10).
 *
 * SetBodyReceiver answers `Expect: 100-continue` with 100 (Continue). A response that is whole
 * before its request has the client stop (RST_STREAM, NO_ERROR) unless somebody receives the
 * content. Close says goodbye twice: a notice at once, and the last stream a round trip later.
 *
 * \param stream open already
 * \param alreadyRead what was read from it to find out the version
 * \param handler answers the requests; outlives the connection; HandleGone comes once for each
 */
std::unique_ptr<ServerConnection> MakeH2Server(std::unique_ptr<ByteStream> stream,
                                               std::string alreadyRead,
                                               RequestHandler& handler,
                                               const H2Options& options);

} // namespace pagewire

#endif
