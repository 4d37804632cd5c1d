// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_VARY_H
#define PAGEWIRE_CACHE_VARY_H

#include "http/header-fields.h"

#include <string>
#include <string_view>

namespace pagewire
{

/** \return whether Vary says that no request at all selects this response (RFC 9110 section 12.5.5)
 */
bool VariesOnEverything(const HeaderFields& response);

/** \return the fields of the request that Vary names, all lines of a name in one: what is to be
 * kept for the comparison */
HeaderFields SelectingFields(const HeaderFields& response, const HeaderFields& request);

/**
 * Whether a stored response may answer a request with regard to its Vary (RFC 9111 section 4.1):
 * the fields named are the same as in the request that led to it, or mean the same. White space
 * around commas and the splitting into lines never count; the order and case of Accept-Language and
 * Accept-Encoding do not either; and a response whose Content-Language is what the request prefers
 * above all else is what negotiation would have come to again.
 */
bool SelectsResponse(const HeaderFields& request,
                     const HeaderFields& response,
                     const HeaderFields& selecting);

} // namespace pagewire

#endif
