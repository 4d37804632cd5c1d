// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_PAGE_HAR_CACHING_H
#define PAGEWIRE_PAGE_HAR_CACHING_H

#include "page/caching.h"
#include "page/har-log.h"

namespace pagewire
{

/**
 * \return what a captured response says for caches: Cache-Control, CDN-Cache-Control, Cache-Tag and
 * Vary as they are, Expires as its distance from Date, whether there is an ETag, and is it weak,
 * and whether there is a Last-Modified. An Expires that is no date means the past (RFC 9111 section
 * 5.3): 0. One without a Date is left out. A 304 may keep its validators to itself: what it does
 * not have stays as usual.
 */
Caching CachingOf(const HarEntry& entry);

} // namespace pagewire

#endif
