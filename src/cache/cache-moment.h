// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_MOMENT_H
#define PAGEWIRE_CACHE_CACHE_MOMENT_H

#include "base/units.h"
#include "http/date.h"

namespace pagewire
{

/** A moment by a cache's own clock: nanoseconds since 1970-01-01 00:00:00 UTC. Clocks of different
 * nodes may differ, which is why ages are calculated (RFC 9111 section 4.2.3). */
using CacheMoment = Nanoseconds;

constexpr CacheMoment
MomentOf(HttpSeconds seconds)
{
    return std::chrono::seconds(seconds);
}

/** \return the whole second that the moment is in, as Date has it */
constexpr HttpSeconds
SecondsOf(CacheMoment moment)
{
    const HttpSeconds whole = std::chrono::duration_cast<std::chrono::seconds>(moment).count();
    return MomentOf(whole) > moment ? whole - 1 : whole;
}

} // namespace pagewire

#endif
