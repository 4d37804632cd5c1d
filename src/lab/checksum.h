// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CHECKSUM_H
#define PAGEWIRE_LAB_CHECKSUM_H

#include <string>
#include <string_view>

namespace pagewire
{

/** \return the SHA-256 (FIPS 180-4) of the bytes in lower-case hexadecimal, as sha256sum prints it
 */
std::string Sha256(std::string_view bytes);

} // namespace pagewire

#endif
