// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_CACHING_H
#define PAGEWIRE_PAGE_CACHING_H

#include "base/units.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** How far from its Date a response may expire, either way. */
constexpr Nanoseconds MAX_EXPIRES = std::chrono::hours(24 * 3660);

/** What the response of a resource says for caches, and how often the resource changes. */
struct Caching
{
    /** The ETag field. */
    enum class EntityTag
    {
        AS_FITS, //!< strong, where the header section has room
        NONE,
        STRONG,
        WEAK,
    };

    /** When new versions come. */
    enum class Updates
    {
        REGULAR,     //!< an interval apart
        EXPONENTIAL, //!< at random: gaps have the exponential distribution with the interval as
                     //!< mean
    };

    std::string cacheControl{};           //!< Cache-Control (RFC 9111); empty: no such field
    std::optional<Nanoseconds> expires{}; //!< Expires, counted from the Date of the response
    std::string vary{};                   //!< Vary (RFC 9110 section 12.5.5)
    std::string cdnCacheControl{};        //!< CDN-Cache-Control (RFC 9213)
    std::string cacheTags{};              //!< Cache-Tag: names to purge by, with commas between
    EntityTag entityTag{EntityTag::AS_FITS};
    std::optional<bool> lastModified{}; //!< whether there is such a field; none: as it fits
    Nanoseconds updateInterval{0};      //!< mean time between versions; 0: it never changes
    Updates updates{Updates::REGULAR};
};

/** \return what page descriptions call the values of Caching::EntityTag and Caching::Updates, in
 * their order */
const std::vector<std::string>& EntityTagNames();
const std::vector<std::string>& UpdatesNames();

/** \return what is wrong with it, for CheckPage; empty: nothing */
std::string CachingFault(const Caching& caching);

/** \return whether the text can be the value of a field: printable ASCII and blanks, no more than
 * 4096 octets */
bool IsFieldText(const std::string& text);

} // namespace pagewire

#endif
