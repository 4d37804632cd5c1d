// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_MODE_FIELDS_H
#define PAGEWIRE_CACHE_MODE_FIELDS_H

#include "cache/cache-decision.h"
#include "http/message.h"

namespace pagewire
{

/** Adds the fields by which caches on the way learn of the mode, where the request has none of its
 * own (Fetch standard, HTTP-network-or-cache fetch): Cache-Control: max-age=0 of one that
 * validates, no-cache of one that wants nothing stored. */
void AddModeFields(Request& request, CacheMode mode);

} // namespace pagewire

#endif
