// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_PROTOCOL_H
#define PAGEWIRE_HTTP_PROTOCOL_H

#include <string_view>
#include <vector>

namespace pagewire
{

/** How a client speaks HTTP: the version together with how it uses its connections. */
enum class Protocol
{
    H09,           //!< HTTP/0.9: GET, no header sections, one request a connection
    H10,           //!< HTTP/1.0, RFC 1945: one request a connection
    H10_KEEPALIVE, //!< HTTP/1.0 with `Connection: keep-alive` asked for
    H11,           //!< HTTP/1.1, RFC 9112: persistent, one request at a time
    H11_PIPELINED, //!< HTTP/1.1, several requests in flight, answered in order
    H2,            //!< HTTP/2, RFC 9113
    H3,            //!< HTTP/3, RFC 9114, over QUIC
};

/** \return the name that options, tables and scenario files use: "h09", "h10", "h10-keepalive", ...
 */
std::string_view ProtocolName(Protocol protocol);

/** \throws InputError, naming the known names, if this is none of them */
Protocol ParseProtocol(std::string_view name);

/** \return every protocol, oldest first */
const std::vector<Protocol>& AllProtocols();

/** \return the ALPN identifier (RFC 7301): "h3", "h2", "http/1.1", "http/1.0"; empty for HTTP/0.9,
 * which has none */
std::string_view AlpnOf(Protocol protocol);

/** \return whether requests share a connection without waiting for each other: HTTP/2, HTTP/3 */
bool Multiplexes(Protocol protocol);

/** \return "HTTP/0.9", "HTTP/1.0", "HTTP/1.1", "HTTP/2.0" or "HTTP/3", as HAR writes versions */
std::string_view HttpVersionText(Protocol protocol);

} // namespace pagewire

#endif
