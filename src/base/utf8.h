// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_UTF8_H
#define PAGEWIRE_BASE_UTF8_H

#include <string_view>

namespace pagewire
{

/** \return whether the octets are UTF-8 (RFC 3629 section 4): no overlong forms, no surrogates,
 * nothing above U+10FFFF, nothing cut off */
bool IsUtf8(std::string_view text);

} // namespace pagewire

#endif
