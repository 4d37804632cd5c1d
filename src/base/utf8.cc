// SPDX-License-Identifier: GPL-2.0-only
#include "base/utf8.h"

#include <cstddef>
#include <cstdint>

namespace pagewire
{

namespace
{

/** What may follow a leading octet: how many octets, and the range of the first of them. */
struct Tail
{
    std::size_t size;
    std::uint8_t lowest;
    std::uint8_t highest;
};

constexpr Tail NO_LEAD{0, 1, 0}; //!< nothing begins with this octet

/** The table of RFC 3629 section 4; the narrower ranges shut out overlong forms (E0, F0),
 * surrogates (ED) and what lies above U+10FFFF (F4). */
Tail
TailAfter(std::uint8_t lead)
{
    if (lead < 0x80)
    {
        return {0, 0, 0};
    }
    if (lead < 0xc2 || lead > 0xf4)
    {
        return NO_LEAD;
    }
    if (lead < 0xe0)
    {
        return {1, 0x80, 0xbf};
    }
    const std::uint8_t lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    return {lead < 0xf0 ? std::size_t{2} : std::size_t{3}, lowest, highest};
}

} // namespace

bool
IsUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();)
    {
        Tail tail = TailAfter(static_cast<std::uint8_t>(text[at++]));
        if (tail.lowest > tail.highest || text.size() - at < tail.size)
        {
            return false;
        }
        for (; tail.size > 0; --tail.size)
        {
            const auto octet = static_cast<std::uint8_t>(text[at++]);
            if (octet < tail.lowest || octet > tail.highest)
            {
                return false;
            }
            tail.lowest = 0x80;
            tail.highest = 0xbf;
        }
    }
    return true;
}

} // namespace pagewire
