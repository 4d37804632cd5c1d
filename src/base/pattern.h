// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_PATTERN_H
#define PAGEWIRE_BASE_PATTERN_H

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pagewire
{

/** Writes octets of the pattern that content without a meaning of its own has, from a position of
 * it on: the alphabet over and over. */
void FillPattern(char* data, std::size_t size, std::uint64_t position);

/** \return whether the octets are those of the pattern from the position on */
bool IsPattern(std::string_view octets, std::uint64_t position);

} // namespace pagewire

#endif
