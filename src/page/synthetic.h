// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_SYNTHETIC_H
#define PAGEWIRE_PAGE_SYNTHETIC_H

#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pagewire
{

/** A page of equal objects. */
struct SyntheticOptions
{
    std::size_t objects{40};   //!< besides the HTML, 0 to 100000
    std::uint64_t size{50000}; //!< octets of content of each
    std::uint64_t html{20000}; //!< octets of content of the HTML
    std::size_t hosts{1};      //!< the objects lie on these in turn, the HTML on the first
    bool atOnce{true};         //!< found when the HTML is complete, else evenly over its bytes
};

/**
 * \param text "objects=40,size=50KB,html=20KB,hosts=1,found=complete"; what is left out has its
 * default; found is `complete` or `spread`
 * \throws InputError naming the part that is wrong
 */
SyntheticOptions ParseSyntheticOptions(std::string_view text);

/** \return a page as described */
Page SyntheticPage(const SyntheticOptions& options);

/** Which column of the Web Almanac 2025 to follow. */
struct PercentileOptions
{
    int percentile{50};           //!< 10, 25, 50, 75 or 90
    std::string device{"mobile"}; //!< "mobile" or "desktop"
};

/**
 * A page with the counts and weights that the HTTP Archive reports for one percentile
 * (docs/page-format.md gives the figures and the rule). Each type has its own percentile, so such a
 * page as a whole need not exist.
 * \throws InputError if there is no such percentile or device
 */
Page PercentilePage(const PercentileOptions& options);

} // namespace pagewire

#endif
