// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_RESOURCE_VERSIONS_H
#define PAGEWIRE_PAGE_RESOURCE_VERSIONS_H

#include "base/seed.h"
#include "base/units.h"
#include "page/page.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pagewire
{

/** A version of a resource: 0 is there from the beginning. */
struct ResourceVersion
{
    std::uint64_t number{0};
    Nanoseconds since{0}; //!< virtual time at which it came
};

/**
 * Which version of each resource of a page is the present one, at any virtual time. New ones come
 * as Resource::caching says: at the multiples of the interval, or at random instants, which the
 * seed and the resource fix whatever is asked for and in which order; and whenever somebody changes
 * the resource (Change). The servers of one site share an object.
 */
class ResourceVersions
{
  public:
    ResourceVersions(const Page& page, std::uint64_t seed);

    /** \return the version at that time; one that comes at this very instant is it already */
    ResourceVersion At(std::size_t resource, Nanoseconds time);

    /** \return the virtual time at which a version comes; the largest possible where it never does,
     * as far as is known */
    Nanoseconds StartOf(std::size_t resource, std::uint64_t number);

    /** A new version comes now. The times given must not decrease. */
    void Change(std::size_t resource, Nanoseconds time);

    /** \return for how long, at that time, the version has not been the present one any more; 0: it
     * is, or is yet to come */
    Nanoseconds Outdated(std::size_t resource, std::uint64_t number, Nanoseconds time);

  private:
    /** When the versions of one resource come. */
    struct History
    {
        Nanoseconds interval{0};
        Caching::Updates updates{Caching::Updates::REGULAR};
        SeededBytes random;
        std::vector<Nanoseconds> drawn;   //!< the random instants so far, ascending
        std::vector<Nanoseconds> changes; //!< by Change, ascending
    };

    static std::uint64_t ScheduledBy(History& history, Nanoseconds time);
    static Nanoseconds Scheduled(History& history, std::uint64_t number);
    static void Draw(History& history);

    std::vector<History> m_histories; //!< by resource
};

} // namespace pagewire

#endif
