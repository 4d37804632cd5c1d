// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_FRESHNESS_H
#define PAGEWIRE_CACHE_FRESHNESS_H

#include "cache/cache-moment.h"
#include "cache/cache-options.h"
#include "cache/effective-directives.h"
#include "cache/stored-response.h"

#include <optional>

namespace pagewire
{

EffectiveDirectives DirectivesFor(const Response& response, const CacheOptions& options);

/**
 * \return the freshness lifetime (RFC 9111 section 4.2.1): the first that there is of s-maxage (in
 * a shared cache), max-age, Expires less Date; else by heuristics (section 4.2.2) \param received
 * when the response came, which stands for a Date that is not there
 */
FreshnessLifetime LifetimeOf(const Response& response,
                             const EffectiveDirectives& effective,
                             const CacheOptions& options,
                             CacheMoment received);

/** \return whether the response itself says how long it is fresh, or may be stored by being public
 * or private */
bool IsExplicitlyStorable(const Response& response,
                          const EffectiveDirectives& effective,
                          const CacheOptions& options);

/**
 * \return whether a response must not be used past its lifetime, whatever else allows it (RFC 9111
 * section 4.2.4). That s-maxage forbids it, too, is overruled by a directive of the same response
 * that says when it may (RFC 5861).
 */
bool ForbidsStale(const ResponseDirectives& directives, bool shared);

/** \return the value of Age, of which the first member counts; nothing if that is no number
 * (section 5.1) */
std::optional<Nanoseconds> ParseAge(const HeaderFields& fields);

/** Sets what is calculated once from the response and when it came: its directives, its lifetime
 * and its age on receipt (section 4.2.3), which is Age and the delay on the way, or the time since
 * Date if that is more. */
void Assess(StoredResponse& stored, const CacheOptions& options);

/** \return the age of an assessed response (section 4.2.3) */
Nanoseconds CurrentAge(const StoredResponse& stored, CacheMoment now);

} // namespace pagewire

#endif
