// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_SERVER_H
#define PAGEWIRE_WIRE_H3_SERVER_H

#include "transport/quic-connection.h"
#include "wire/connection-options.h"
#include "wire/server-connection.h"

#include <memory>

namespace pagewire
{

/**
 * The server's side of HTTP/3 (RFC 9114). Responses are sent by urgency, those of one urgency one
 * after the other in the order of their streams, incremental ones in turns (RFC 9218 section 10);
 * without H3Options::extensiblePriorities all of them take turns, whatever clients say.
 *
 * SetBodyReceiver answers `Expect: 100-continue` with 100 (Continue). A response that is whole
 * before its request has the client stop (STOP_SENDING, H3_NO_ERROR) unless somebody receives the
 * content. A header section beyond H3Options::maxFieldSection is answered with 431 (RFC 6585
 * section 5) without asking the handler. Close says goodbye twice: a notice at once, and the last
 * stream when the notice is acknowledged; the connection is closed when every stream is over.
 *
 * \param quic its handshake may be in progress
 * \param handler answers the requests; outlives the connection; HandleGone comes once for each
 */
std::unique_ptr<ServerConnection> MakeH3Server(std::unique_ptr<QuicConnection> quic,
                                               RequestHandler& handler,
                                               const H3Options& options);

} // namespace pagewire

#endif
