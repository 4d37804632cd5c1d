// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_CLIENT_H
#define PAGEWIRE_WIRE_H3_CLIENT_H

#include "transport/quic-connection.h"
#include "wire/client-connection.h"
#include "wire/connection-options.h"

#include <memory>

namespace pagewire
{

/**
 * The client's side of HTTP/3 (RFC 9114) over a QUIC connection that it opens.
 *
 * Requests given before HandleReady wait for it, and there is room for 100 of them; those that the
 * server then has no streams for wait on. Content of a request with `Expect: 100-continue` waits
 * for 100 (Continue), at most a second. A response that is whole before its request resets the
 * latter (H3_REQUEST_CANCELLED). Nothing can be pushed: HandlePush never comes.
 *
 * Failure reasons: "malformed response", "field section too large", "refused" and "goaway" (both
 * surely unprocessed), "early data rejected" (surely unprocessed, too: 0-RTT was not taken and the
 * connection goes on), "reset: H3_CODE" with the code of RESET_STREAM, "protocol error: H3_CODE",
 * "graceful", and what the QUIC connection says of its end.
 */
std::unique_ptr<ClientConnection> MakeH3Client(std::unique_ptr<QuicConnection> quic,
                                               const H3Options& options);

} // namespace pagewire

#endif
