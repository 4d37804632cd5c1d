// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_SERVER_H
#define PAGEWIRE_WIRE_H1_SERVER_H

#include "transport/byte-stream.h"
#include "wire/connection-options.h"
#include "wire/server-connection.h"

#include <memory>
#include <string>

namespace pagewire
{

/**
 * \return the server's side of HTTP/0.9, 1.0 and 1.1 over an open stream; every request says which
 * it is.
 *
 * Requests are served one after the other: the next one is looked at when the response to the one
 * before was handed to the stream whole, as most servers do with pipelined requests. A response
 * speaks the version of its request. The server closes first where the connection does not persist,
 * and reads on until the client has closed (RFC 9112 section 9.6).
 *
 * What is no request is answered by an empty 400, 431, 501 or 505 and the connection's end; an
 * expectation other than 100-continue by a 417. A 100 is sent by itself when HandleRequest has
 * returned without a response and content is still to come; an answer before that makes the
 * connection close, for nobody knows whether the content will follow.
 *
 * Requests in absolute-form reach the handler in origin-form, their authority in its place. All
 * calls to handlers, receivers and the listener come from the event loop, none from inside Respond,
 * Abort or Close.
 *
 * \param alreadyRead octets of the first request that were taken from the stream
 * \param handler outlives the connection
 */
std::unique_ptr<ServerConnection> MakeH1Server(std::unique_ptr<ByteStream> stream,
                                               std::string alreadyRead,
                                               RequestHandler& handler,
                                               const H1Options& options);

} // namespace pagewire

#endif
