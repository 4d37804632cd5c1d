// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_GATEWAY_H
#define PAGEWIRE_WIRE_WS_GATEWAY_H

#include "http/message.h"
#include "http/protocol.h"

#include <cstdint>

namespace pagewire
{

// The key of WebSocket's opening handshake, and the answer to it, exist in HTTP/1.1 only (RFC 8441
// section 5): who passes a handshake on between versions makes up for what one side lacks. Nothing
// here does anything to requests for another protocol, or for none.

/** Adds a key where the request has none and the version that it goes on in wants one.
 * \param seed of the key */
void AddWebSocketKey(Request& request, Protocol onward, std::uint64_t seed);

/** \return whether the response to a request with a key has the answer to it, or need not: it opens
 * no tunnel, or came in a version without keys */
bool AnswersWebSocketKey(const Request& request, const Response& response, Protocol received);

/** Puts the answer to the key of a request that came in HTTP/1.1 into a response that opens the
 * tunnel. */
void AnswerWebSocketKey(const Request& request, Protocol received, Response& response);

} // namespace pagewire

#endif
