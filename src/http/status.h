// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_STATUS_H
#define PAGEWIRE_HTTP_STATUS_H

#include <string_view>

namespace pagewire
{

/**
 * \return the reason phrase of the IANA HTTP Status Code Registry (RFC 9110 section 15 and later
 * documents): "Not Found"; empty for a code that is not registered
 */
std::string_view ReasonPhrase(int status);

/** \return whether the status is interim: 1xx (RFC 9110 section 15.2) */
bool IsInformational(int status);

/** \return whether the status is 2xx (RFC 9110 section 15.3) */
bool IsSuccess(int status);

/** \return whether a cache may store a response of this status without being told how long it is
 * fresh (RFC 9110 section 15.1) */
bool IsHeuristicallyCacheable(int status);

} // namespace pagewire

#endif
