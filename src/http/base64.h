// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_HTTP_BASE64_H
#define PAGEWIRE_HTTP_BASE64_H

#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** \return the octets in base64 (RFC 4648 section 4), padded */
std::string EncodeBase64(std::string_view octets);

/** \return the octets that the text means; nothing if it is empty or no base64, in any spelling but
 * that of EncodeBase64 */
std::optional<std::string> DecodeBase64(std::string_view text);

} // namespace pagewire

#endif
