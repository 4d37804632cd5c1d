// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_ORIGIN_H
#define PAGEWIRE_HTTP_ORIGIN_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** \return the port that a scheme means by itself: 80 for http, 443 for https, 0 for others */
std::uint16_t DefaultPort(std::string_view scheme);

/** The origin of a resource (RFC 9110 section 4.3.1): what connections are pooled by. */
struct HttpOrigin
{
    std::string scheme{"http"}; //!< "http" or "https"
    std::string host;           //!< in lower case; an IPv6 address in brackets
    std::uint16_t port{80};

    /** \return "host" or, where the port is not the scheme's own, "host:port" */
    std::string Authority() const;

    /** \return "http://host:8080", the port only where it is not the scheme's own */
    std::string Text() const;

    bool operator==(const HttpOrigin& other) const;
    bool operator!=(const HttpOrigin& other) const;
    bool operator<(const HttpOrigin& other) const;
};

/** An http or https URL taken apart (RFC 9110 section 4.2, RFC 3986). */
struct HttpUrl
{
    HttpOrigin origin;
    std::string target{"/"}; //!< path and query as a request carries it; without the fragment

    /** \return the normal form: scheme, authority, target */
    std::string Text() const;
};

/**
 * \return the parts of an absolute http or https URL
 * \throws InputError if it is none: another scheme, no host, a port that is no number from 1 to
 * 65535, user information (RFC 9110 section 4.2.4), white space or control characters
 */
HttpUrl ParseUrl(std::string_view url);

/** \return the same, or nothing where ParseUrl throws; for what comes from a peer */
std::optional<HttpUrl> TryParseUrl(std::string_view url);

/**
 * \return the origin that an authority (a Host field value, ":authority") means under a scheme;
 * nothing if it is not `host` or `host:port` (RFC 3986 section 3.2.2) or has user information
 */
std::optional<HttpOrigin> ParseAuthority(std::string_view scheme, std::string_view authority);

/** \return whether a request can have this target: visible ASCII without a fragment (RFC 9112
 * section 3.2, RFC 3986); not whether its form fits the method */
bool IsRequestTarget(std::string_view target);

} // namespace pagewire

#endif
