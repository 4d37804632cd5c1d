// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CACHED_ANSWER_H
#define PAGEWIRE_CACHE_CACHED_ANSWER_H

#include "cache/cache-decision.h"
#include "cache/cache-moment.h"

namespace pagewire
{

/** \return whether what is held of a stored response answers the request: all of it, or the part
 * that it wants. What is on its way from the beginning counts as held. */
bool CoversRequest(const StoredResponse& stored, const Request& request);

/** Words a stored response as the answer to a request. \param now for Age */
CachedAnswer WordAnswer(const StoredResponse& stored, const Request& request, CacheMoment now);

} // namespace pagewire

#endif
