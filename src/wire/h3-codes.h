// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_CODES_H
#define PAGEWIRE_WIRE_H3_CODES_H

#include <cstdint>
#include <string>

namespace pagewire
{

/** \return the name of an error code of HTTP/3 (RFC 9114 section 8.1) or QPACK (RFC 9204 section
 * 6), "0x1ff" for others */
std::string H3CodeName(std::uint64_t code);

/** \return the error code that tells the peer of an error of nghttp3 (NGHTTP3_ERR_...) */
std::uint64_t H3CodeOf(int nghttp3Error);

} // namespace pagewire

#endif
