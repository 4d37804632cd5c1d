// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_EFFECTIVE_DIRECTIVES_H
#define PAGEWIRE_CACHE_EFFECTIVE_DIRECTIVES_H

#include "cache/cache-control.h"
#include "cache/cache-trace.h"

namespace pagewire
{

/** The directives of a response that count for a cache. */
struct EffectiveDirectives
{
    ResponseDirectives directives;
    bool targeted{false}; //!< they come from a field meant for this cache (RFC 9213 section 2.2)
};

/** How long a response is fresh, and which rule says so. */
struct FreshnessLifetime
{
    Nanoseconds time{0};
    LifetimeSource source{LifetimeSource::NONE};
};

} // namespace pagewire

#endif
