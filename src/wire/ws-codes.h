// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_CODES_H
#define PAGEWIRE_WIRE_WS_CODES_H

#include <cstdint>

namespace pagewire
{

// Status codes with which a WebSocket connection closes (RFC 6455 section 7.4.1).
constexpr std::uint16_t WS_NORMAL = 1000;
constexpr std::uint16_t WS_GOING_AWAY = 1001;
constexpr std::uint16_t WS_PROTOCOL_ERROR = 1002;
constexpr std::uint16_t WS_UNSUPPORTED_DATA = 1003;
constexpr std::uint16_t WS_NO_STATUS = 1005; //!< never sent: a Close frame came without a code
constexpr std::uint16_t WS_ABNORMAL = 1006;  //!< never sent: no Close frame came
constexpr std::uint16_t WS_INVALID_DATA = 1007;
constexpr std::uint16_t WS_POLICY_VIOLATION = 1008;
constexpr std::uint16_t WS_TOO_BIG = 1009;
constexpr std::uint16_t WS_MISSING_EXTENSION = 1010;
constexpr std::uint16_t WS_INTERNAL_ERROR = 1011;

/** \return whether a Close frame may carry the code: one that IANA has registered for it, or of
 * the ranges for libraries and private use (section 7.4.2) */
constexpr bool
IsWsCodeSent(std::uint16_t code)
{
    const bool reserved = code == 1004 || code == WS_NO_STATUS || code == WS_ABNORMAL;
    return (code >= 1000 && code <= 1014 && !reserved) || (code >= 3000 && code <= 4999);
}

} // namespace pagewire

#endif
