// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_EXTENSION_H
#define PAGEWIRE_WIRE_WS_EXTENSION_H

#include "wire/ws-deflate.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** What permessage-deflate was agreed on, or what an endpoint wants of it (RFC 7692 section 7.1).
 */
struct WsDeflateTerms
{
    WsDeflateDirection fromServer;
    WsDeflateDirection fromClient;
};

/**
 * \return what a client offers: permessage-deflate, with a parameter for each term that is not the
 * default, and client_max_window_bits always, so that the server may ask for a smaller window
 */
std::string FormatDeflateOffer(const WsDeflateTerms& wanted);

/** A server's answer to an offer. */
struct WsDeflateAnswer
{
    WsDeflateTerms terms;
    std::string field; //!< value of Sec-WebSocket-Extensions
};

/**
 * Takes the first offer of permessage-deflate that is right. Those with unknown, repeated or
 * malformed parameters, and other extensions, are declined (RFC 7692 section 7).
 * \param offers members of the Sec-WebSocket-Extensions list
 * \param own the server's: each term is agreed on as the stricter of both sides wants it; a
 * smaller client window only where the offer allows to ask for it
 */
std::optional<WsDeflateAnswer> AnswerDeflateOffers(const std::vector<std::string>& offers,
                                                   const WsDeflateTerms& own);

/**
 * \param answer members of the server's Sec-WebSocket-Extensions list, at least one
 * \param offered what FormatDeflateOffer was given
 * \return the terms; nothing if the answer is none to that offer: the connection has failed
 */
std::optional<WsDeflateTerms> CheckDeflateAnswer(const std::vector<std::string>& answer,
                                                 const WsDeflateTerms& offered);

} // namespace pagewire

#endif
