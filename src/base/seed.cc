// SPDX-License-Identifier: GPL-2.0-only
#include "base/seed.h"

namespace pagewire
{

namespace
{

std::uint64_t
SplitMix(std::uint64_t& state)
{
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

std::uint64_t
RotateLeft(std::uint64_t value, int bits)
{
    return (value << bits) | (value >> (64 - bits));
}

} // namespace

std::uint64_t
MixSeed(std::uint64_t seed, std::string_view name)
{
    std::uint64_t hash = 0xcbf29ce484222325 ^ seed;
    for (const char c : name)
    {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return SplitMix(hash);
}

SeededBytes::SeededBytes(std::uint64_t seed)
{
    for (std::uint64_t& word : m_state)
    {
        word = SplitMix(seed);
    }
}

std::uint64_t
SeededBytes::Next()
{
    const std::uint64_t result = RotateLeft(m_state[1] * 5, 7) * 9;
    const std::uint64_t shifted = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= shifted;
    m_state[3] = RotateLeft(m_state[3], 45);
    return result;
}

void
SeededBytes::Fill(void* data, std::size_t size)
{
    // Bytes are taken low end first, so that the stream is the same on any machine.
    auto* bytes = static_cast<unsigned char*>(data);
    while (size > 0)
    {
        std::uint64_t word = Next();
        for (int i = 0; i < 8 && size > 0; ++i, --size, word >>= 8)
        {
            *bytes++ = static_cast<unsigned char>(word);
        }
    }
}

} // namespace pagewire
