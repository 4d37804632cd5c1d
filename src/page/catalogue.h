// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_CATALOGUE_H
#define PAGEWIRE_PAGE_CATALOGUE_H

#include "base/units.h"
#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace pagewire
{

/** What validators and lifetimes the objects of a catalogue have. */
struct CatalogueCaching
{
    std::optional<Nanoseconds> lifetime; //!< that they say they are fresh for; none: they do not
    bool byExpires{false};               //!< say so by Expires, not by max-age
    std::string directives;              //!< further ones of Cache-Control
    std::string vary;                    //!< field; empty: none
    bool entityTag{true};
    bool lastModified{true};
};

/** Objects that many clients ask a server for. */
struct CatalogueOptions
{
    std::size_t objects{1000};     //!< 1 to MAX_CATALOGUE
    std::uint64_t meanSize{28000}; //!< octets of content
    /**
     * The standard deviation of the logarithm of sizes, which are lognormal; 0: all have the mean.
     * Barford and Crovella ("Generating representative web workloads", SIGMETRICS 1998) found 1.318
     * with a mean of 28 kB for the body of the distribution.
     */
    double sizeSpread{1.318};
    std::uint64_t largest{50000000}; //!< octets; what would be more is so much
    CatalogueCaching caching;
    double privateShare{0};     //!< of objects that say private, for shared caches
    double noStoreShare{0};     //!< of objects that say no-store
    double noValidatorShare{0}; //!< of objects with neither ETag nor Last-Modified
};

constexpr std::size_t MAX_CATALOGUE = 100000;

/**
 * \return the objects as the resources of a page of one host, "/object-1" and so on. Each object's
 * size and kind depend on the seed and its number alone, not on how many there are.
 */
Page CataloguePage(const CatalogueOptions& options, std::uint64_t seed);

} // namespace pagewire

#endif
