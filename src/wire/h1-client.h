// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_CLIENT_H
#define PAGEWIRE_WIRE_H1_CLIENT_H

#include "http/protocol.h"
#include "transport/byte-stream.h"
#include "wire/client-connection.h"
#include "wire/connection-options.h"

#include <memory>

namespace pagewire
{

/**
 * \return the client's side of HTTP/0.9, 1.0 or 1.1 over an unopened stream.
 *
 * HTTP/0.9 and 1.0 take one request in all; 1.0 with keep-alive and 1.1 one at a time; 1.1
 * pipelined as many as H1Options::pipelineDepth at once, from the first on, those given in one
 * instant sharing their segments. Requests are answered in order. The server closes first where the
 * connection does not persist; then the client does.
 *
 * A request with `Expect: 100-continue` holds its content back until a 100 came, or for one second
 * (RFC 9110 section 10.1.1). A response that is whole before its request is sent completes when
 * that is; where the connection closes after it, at once, and the rest of the request is not sent.
 *
 * Exchanges that fail are surely unprocessed where nothing of them was written, or where an earlier
 * response said `Connection: close`, after which a server processes no more (RFC 9112 section 9.6).
 * Reasons of failures: the names of StreamEnd, "closed early", "malformed response", "unexpected
 * data", "cancelled" (another one of the connection), "body ended early", or why the version cannot
 * carry the request.
 *
 * Response header octets include interim responses. All calls to listeners and receivers come from
 * the event loop, none from inside Send, Consumed, Cancel or Close.
 */
std::unique_ptr<ClientConnection> MakeH1Client(Protocol protocol,
                                               std::unique_ptr<ByteStream> stream,
                                               const H1Options& options);

} // namespace pagewire

#endif
