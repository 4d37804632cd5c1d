// SPDX-License-Identifier: GPL-2.0-only
#include "base/pattern.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace pagewire
{

namespace
{

constexpr std::size_t PERIOD = 26;
constexpr std::size_t BLOCK = 4096;

/** The alphabet over and over, so that whole blocks can be copied from any phase of it. */
const std::array<char, BLOCK + PERIOD>&
PatternBlock()
{
    static const auto block = [] {
        std::array<char, BLOCK + PERIOD> octets{};
        for (std::size_t i = 0; i < octets.size(); ++i)
        {
            octets[i] = static_cast<char>('a' + i % PERIOD);
        }
        return octets;
    }();
    return block;
}

} // namespace

void
FillPattern(char* data, std::size_t size, std::uint64_t position)
{
    for (std::size_t done = 0; done < size;)
    {
        const std::size_t part = std::min(size - done, BLOCK);
        std::memcpy(data + done, PatternBlock().data() + (position + done) % PERIOD, part);
        done += part;
    }
}

bool
IsPattern(std::string_view octets, std::uint64_t position)
{
    for (std::size_t done = 0; done < octets.size();)
    {
        const std::size_t part = std::min(octets.size() - done, BLOCK);
        const char* const pattern = PatternBlock().data() + (position + done) % PERIOD;
        if (std::memcmp(octets.data() + done, pattern, part) != 0)
        {
            return false;
        }
        done += part;
    }
    return true;
}

} // namespace pagewire
