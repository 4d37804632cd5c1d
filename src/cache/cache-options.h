// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHE_OPTIONS_H
#define PAGEWIRE_CACHE_CACHE_OPTIONS_H

#include "base/units.h"
#include "cache/tiered-store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pagewire
{

/** How a cache of HTTP behaves. The defaults are those of RFC 9111 where it names any. */
struct CacheOptions
{
    /** What Cache-Status calls it (RFC 9211 section 2): a token or any text. */
    std::string name{"cache"};

    /** Whether more than one user is served from it (RFC 9111 section 1). */
    bool shared{true};

    /** Fields that take the place of Cache-Control and Expires for this cache, the first valid one
     * that a response has (RFC 9213 section 2.2); a CDN's are {"CDN-Cache-Control"}. */
    std::vector<std::string> targets{};

    /** Whether Cache-Control and Pragma of requests are heeded (RFC 9111 section 5.2.1). */
    bool heedRequests{true};

    /** The part of the time since Last-Modified for which a response without a lifetime is fresh,
     * and the longest such time (RFC 9111 section 4.2.2); 0: never. */
    double heuristicFraction{0.1};
    Nanoseconds heuristicLimit{std::chrono::hours(24)};

    /** The lifetime of every response that may be stored, whatever it says; none: it decides. */
    std::optional<Nanoseconds> lifetimeOverride{};

    /** The lifetime of responses of status 400 and above that name none (negative caching). */
    Nanoseconds negativeLifetime{0};

    /** How long past their lifetime responses that do not say so themselves are served while a
     * validation goes on in the background, or when the next server fails (RFC 5861). */
    Nanoseconds staleWhileRevalidate{0};
    Nanoseconds staleIfError{0};

    /** Whether parts (206) are stored and put together (RFC 9111 section 3.3, 3.4). */
    bool storeParts{true};

    /** The longest content that is stored, in octets. */
    std::uint64_t objectLimit{std::uint64_t{64} << 20};

    /** The tiers of the store. */
    TierOptions memory{};
    TierOptions disk{};
};

} // namespace pagewire

#endif
