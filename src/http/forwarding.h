// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_FORWARDING_H
#define PAGEWIRE_HTTP_FORWARDING_H

#include "http/message.h"
#include "http/protocol.h"

#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** Appends a proxy to Via (RFC 9110 section 7.6.3).
 * \param received the version the message came in \param pseudonym a token that names the proxy */
void AddVia(HeaderFields& fields, Protocol received, const std::string& pseudonym);

/** \return whether a proxy of this name is in Via: the message came round in a loop */
bool ViaNames(const HeaderFields& fields, std::string_view pseudonym);

/** What one proxy tells of a request as it came (RFC 7239 section 4). Nodes are addresses, with
 * brackets for IPv6, and a port behind a colon where it is to be told; empty parts are not told. */
struct ForwardedHop
{
    std::string from; //!< "for": who sent it
    std::string by;   //!< the interface it came in at
    std::string host; //!< as the sender named it
    std::string proto{"http"};
};

/** \return one element of Forwarded: `for=192.0.2.43;proto=http`, values quoted where they are no
 * tokens */
std::string FormatForwarded(const ForwardedHop& hop);

/** Appends an element to Forwarded. */
void AddForwarded(HeaderFields& fields, const ForwardedHop& hop);

/** Appends the address, without port, to X-Forwarded-For and tells host and scheme by
 * X-Forwarded-Host and X-Forwarded-Proto, unless a proxy before did. */
void AddXForwarded(HeaderFields& fields, const ForwardedHop& hop);

/** Whether a request goes on with regard to Max-Forwards, which counts for TRACE and OPTIONS only
 * (RFC 9110 section 7.6.2). */
enum class MaxForwards
{
    GOES_ON,
    ENDS_HERE, //!< the proxy is to answer as if it were the last
    MALFORMED, //!< the field is no number
};

/** Counts the field down, where the request goes on. */
MaxForwards CountForwards(Request& request);

} // namespace pagewire

#endif
