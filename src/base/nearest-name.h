// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_NEAREST_NAME_H
#define PAGEWIRE_BASE_NEAREST_NAME_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pagewire
{

/** \return how many insertions, deletions, replacements and swaps of neighbours lead from a to b;
 * of longer texts, the first 200 octets count */
std::size_t EditDistance(std::string_view a, std::string_view b);

/**
 * \return the name that a misspelt one most likely meant: the nearest by EditDistance, or one with
 * the same part after its last dot or colon; empty if none is near
 */
std::string NearestName(std::string_view wrong, const std::vector<std::string>& names);

/** \return the nearest by its letters alone, of which half must be right: for names that people
 * chose themselves, such as those of files */
std::string NearestSpelling(std::string_view wrong, const std::vector<std::string>& names);

/** \return "did you mean 'NAME'?" for the nearest name, or the other text where none is near */
std::string DidYouMean(std::string_view wrong,
                       const std::vector<std::string>& names,
                       const std::string& otherwise);

/** \return "it is one of a, b, c", to stand in for DidYouMean where the names are few */
std::string OneOf(const std::vector<std::string>& names);

} // namespace pagewire

#endif
