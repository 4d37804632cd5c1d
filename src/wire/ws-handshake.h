// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_HANDSHAKE_H
#define PAGEWIRE_WIRE_WS_HANDSHAKE_H

#include "base/seed.h"
#include "http/message.h"
#include "http/protocol.h"
#include "wire/ws-extension.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

// The opening handshake of WebSocket as fields of a request and a response. Request::protocol and
// status 101 stand for what each version of HTTP makes of them. The key and the answer to it exist
// in HTTP/1.1 only (RFC 8441 section 5, RFC 9220 section 3).

/** Request::protocol of WebSocket. */
constexpr std::string_view WS_PROTOCOL = "websocket";

/** What a client wants, and what a server is ready for. */
struct WsTerms
{
    std::vector<std::string> subprotocols; //!< most wanted first
    std::optional<WsDeflateTerms> deflate; //!< unset: no compression
};

/** What both agreed on. */
struct WsAgreement
{
    std::string subprotocol; //!< empty: none
    std::optional<WsDeflateTerms> deflate;
};

/** \return Sec-WebSocket-Accept for a Sec-WebSocket-Key (RFC 6455 section 4.2.2) */
std::string WsAcceptOf(std::string_view key);

/** \return a Sec-WebSocket-Key (RFC 6455 section 4.1) */
std::string MakeWsKey(SeededBytes& random);

/**
 * Makes a request the client's part of the handshake (RFC 6455 section 4.1).
 * \param request has scheme, authority and target
 * \param version the connection's: whether there is a key
 * \param origin of the page whose script connects, such as "https://example.org"; empty: no field
 * \param random makes the key
 */
void AskForWebSocket(Request& request,
                     Protocol version,
                     const WsTerms& terms,
                     const std::string& origin,
                     SeededBytes& random);

/** A server's answer. */
struct WsAnswer
{
    Response response; //!< 101, or why not: 400 or 426
    std::optional<WsAgreement> agreement;
};

/** \param version it came in \return what to say to a request with WS_PROTOCOL (RFC 6455 section
 * 4.2) */
WsAnswer AnswerWebSocket(const Request& request, Protocol version, const WsTerms& own);

/** What a client makes of the answer. */
struct WsVerdict
{
    std::optional<WsAgreement> agreement;
    std::string failure;   //!< a few words, where there is none
    std::uint16_t code{0}; //!< with which an opened connection is to be closed then; 0: none opened
};

/**
 * \param request as AskForWebSocket made it: an answer to its key must be there, where it has one
 * \param terms what it was made with
 */
WsVerdict CheckWebSocket(const Request& request, const Response& response, const WsTerms& terms);

} // namespace pagewire

#endif
