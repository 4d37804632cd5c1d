// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_HOP_BY_HOP_H
#define PAGEWIRE_HTTP_HOP_BY_HOP_H

#include "http/header-fields.h"

#include <string>

namespace pagewire
{

/**
 * \return the first option of Connection that names a field which is meant for the other end, such
 * as Authorization or Content-Length; empty where there is none. Who drops the fields that
 * Connection lists (RFC 9110 section 7.6.1) would drop that one in the sender's name ("hop-by-hop
 * header abuse"), which no sender has reason to ask for: such a message is to be refused.
 */
std::string ProtectedConnectionOption(const HeaderFields& fields);

/** Takes out what is meant for one hop only: Connection and the fields it lists, and those that are
 * known to be so though no Connection lists them (RFC 9110 sections 7.6.1, 11.7; RFC 9112), among
 * them all whose names begin with "Proxy-". */
void RemoveHopByHop(HeaderFields& fields);

/** Takes out of a trailer section what must not be there (RFC 9110 section 6.5.1): besides fields
 * of one hop those that frame, route or authorise the message, tell which way it came, modify the
 * request, control the response, or say what the content is. */
void RemoveFromTrailers(HeaderFields& trailers);

} // namespace pagewire

#endif
