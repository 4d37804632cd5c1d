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
};

/** A response without its body (RFC 9110 section 6), interim (1xx) or final. */
struct Response
{
    int status{200};
    HeaderFields fields;
};

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
