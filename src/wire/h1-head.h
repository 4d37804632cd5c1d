// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H1_HEAD_H
#define PAGEWIRE_WIRE_H1_HEAD_H

#include "http/message.h"
#include "http/protocol.h"
#include "wire/body-source.h"
#include "wire/h1-output.h"
#include "wire/h1-parser.h"

#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** A start line and header section as octets, and the framing that they announce. */
struct H1HeadText
{
    std::string octets;
    H1Framing framing{H1Framing::NONE};
    bool expectsContinue{false}; //!< a request's content is to wait for a 100
};

/**
 * A request's head. The codec adds Host first, Upgrade and Connection: Upgrade for
 * Request::protocol, Connection: keep-alive for H10_KEEPALIVE, and Content-Length or
 * Transfer-Encoding where there is a body, or where the method calls for one (Content-Length: 0);
 * nothing else. HTTP/0.9 has the bare line. \param body null for none
 */
H1HeadText FormatRequestHead(Protocol protocol, const Request& request, const BodySource* body);

/** \return why the protocol cannot carry the request, in a few words; empty if it can */
std::string_view WhyNotSendable(Protocol protocol, const Request& request, const BodySource* body);

/** What a response's head depends on besides the response. */
struct H1ResponseContext
{
    H1Version version{H1Version::V11}; //!< of the request; the response speaks the same
    std::string method;
    std::string protocol{};    //!< Request::protocol
    bool asksKeepAlive{false}; //!< an HTTP/1.0 request with Connection: keep-alive
    bool close{false};         //!< the connection ends after the response
};

/**
 * A response's head, interim or final. The codec adds a Content-Length, where the content's length
 * is known, else Transfer-Encoding: chunked (HTTP/1.1), else the connection's end is the content's;
 * Connection: close in HTTP/1.1, Connection: keep-alive in HTTP/1.0, where they say something. It
 * replaces fields of these names that the response has, but keeps the Content-Length of one that
 * has no body here (an answer to HEAD), and other options of Connection. One that opens a tunnel
 * has no framing (RFC 9110 section 9.3.6), and a 101 has Upgrade (section 7.8). HTTP/0.9 has no
 * head at all.
 * \param body null for none
 * \param[in,out] context close is set where the framing needs it
 */
H1HeadText FormatResponseHead(const Response& response,
                              const BodySource* body,
                              H1ResponseContext& context);

/** \return the fields without Upgrade, and without its name in Connection */
HeaderFields WithoutUpgrade(HeaderFields fields);

/**
 * \return the request that a head asks for: the target in origin-form or "*" whatever form it came
 * in, the authority from an absolute-form target or else from Host (RFC 9112 section 3.2), Host
 * left out; nothing where the target or Host is against the rules (RFC 9112 sections 3.2, 3.2.4).
 * An Upgrade of a request without content that Connection names becomes Request::protocol, the
 * first of those named, and leaves the fields (RFC 9110 section 7.8).
 */
std::optional<Request> ToRequest(H1Head&& head, std::string_view scheme);

} // namespace pagewire

#endif
