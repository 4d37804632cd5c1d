// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_MESSAGE_H
#define PAGEWIRE_HTTP_MESSAGE_H

#include "http/header-fields.h"
#include "http/priority.h"

#include <optional>
#include <string>

namespace pagewire
{

/**
 * A request without its body (RFC 9110 section 6). The same whatever the version carries it; codecs
 * turn it into a request line or pseudo-header fields.
 */
struct Request
{
    std::string method{"GET"};
    std::string scheme{"http"};
    std::string authority; //!< host, or host:port where the port is not the scheme's own
    std::string target{
        "/"};            //!< origin-form path and query; also "*", or absolute-form towards a proxy
    HeaderFields fields; //!< without Host, which the codec derives from authority
    std::optional<Priority> priority; //!< RFC 9218, where the version can say it
    /**
     * What the client would rather speak on from here, such as "websocket"; empty: nothing. A 101
     * says that the server does so. HTTP/1.1 says it by Upgrade (RFC 9110 section 7.8), HTTP/2 and
     * HTTP/3 by an extended CONNECT (RFC 8441, RFC 9220), which they answer with 200; the codecs
     * translate, so that everybody above sees a GET and a 101.
     */
    std::string protocol{};
};

/** A response without its body (RFC 9110 section 6), interim (1xx) or final. */
struct Response
{
    int status{200};
    HeaderFields fields;
};

/** \return whether a response with this status turns the exchange into a tunnel: what each side
 * sends from then on are octets of another protocol (RFC 9110 sections 9.3.6 and 7.8) */
bool OpensTunnel(const std::string& method, const std::string& protocol, int status);
bool OpensTunnel(const Request& request, int status);

/** \return whether a response to this request could open a tunnel */
bool AsksForTunnel(const Request& request);

/** \return whether a response to this method with this status has content (RFC 9110 section 6.4.1)
 */
bool ResponseHasContent(const std::string& method, int status);

/** \return whether a response may tell the length of its content: a response to HEAD tells the
 * length that GET would have had (RFC 9110 section 8.6) */
bool ResponseTellsLength(const std::string& method, int status);

/** \return whether the method is idempotent (RFC 9110 section 9.2.2) */
bool IsIdempotent(const std::string& method);

/** \return whether the method is safe (RFC 9110 section 9.2.1) */
bool IsSafe(const std::string& method);

} // namespace pagewire

#endif
