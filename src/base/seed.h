// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_SEED_H
#define PAGEWIRE_BASE_SEED_H

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pagewire
{

/** \return a 64-bit value that depends on both arguments and on nothing else (FNV-1a, finished by
 * splitmix64) */
std::uint64_t MixSeed(std::uint64_t seed, std::string_view name);

/**
 * A stream of bytes that a seed fixes: xoshiro256** (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", ACM TOMS 47(4), 2021), seeded by splitmix64. It stands in where
 * a protocol library wants random bytes; it is no source of secrets.
 */
class SeededBytes
{
  public:
    explicit SeededBytes(std::uint64_t seed);

    std::uint64_t Next();

    /** Writes size bytes at data. */
    void Fill(void* data, std::size_t size);

  private:
    std::uint64_t m_state[4];
};

} // namespace pagewire

#endif
