// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_HEX_H
#define PAGEWIRE_BASE_HEX_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace pagewire
{

/** \return the octets in hexadecimal, two lower-case digits each */
inline std::string
ToHex(const std::uint8_t* octets, std::size_t size)
{
    static constexpr char DIGITS[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * size);
    for (std::size_t i = 0; i < size; ++i)
    {
        text += DIGITS[octets[i] >> 4];
        text += DIGITS[octets[i] & 15];
    }
    return text;
}

} // namespace pagewire

#endif
