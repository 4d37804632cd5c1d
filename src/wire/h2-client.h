// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_CLIENT_H
#define PAGEWIRE_WIRE_H2_CLIENT_H

#include "transport/byte-stream.h"
#include "wire/client-connection.h"
#include "wire/connection-options.h"

#include <memory>

namespace pagewire
{

/**
 * The client's side of HTTP/2 (RFC 9113) over a stream that it opens, by prior knowledge or after
 * ALPN. Requests made in one instant leave in one write, the preface with the first of them.
 *
 * Receivers of pushed responses hear neither HandleRequestStarted nor HandleRequestSent. Content of
 * a request with `Expect: 100-continue` waits for 100 (Continue), at most a second. A response that
 * is whole before its request resets the stream (CANCEL).
 *
 * Failure reasons: "malformed response", "refused" and "goaway" (both surely unprocessed),
 * "reset: CODE" with the code of RST_STREAM, "closed by peer", "protocol error: CODE", and the
 * StreamEndName of the stream below.
 */
std::unique_ptr<ClientConnection> MakeH2Client(std::unique_ptr<ByteStream> stream,
                                               const H2Options& options);

} // namespace pagewire

#endif
