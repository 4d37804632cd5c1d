// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_BROWSER_CACHE_H
#define PAGEWIRE_NODE_BROWSER_CACHE_H

#include "cache/http-cache.h"
#include "http/origin.h"
#include "node/background-fetches.h"
#include "node/node-clock.h"

#include "ns3/nstime.h"

#include <string>

namespace pagewire
{

/** What such a cache is called in Cache-Status and in tables. */
inline constexpr char BROWSER_CACHE[] = "browser";

/** How large and how fast a browser's cache is, and whom it tells apart. */
struct BrowserCacheOptions
{
    TierOptions memory;
    TierOptions disk;
    Nanoseconds staleIfError{0}; //!< how long past its lifetime a response is used when the network
                                 //!< fails and the response itself says nothing of it
    bool partition{true};        //!< what one top-level site stores is not found by another
    ns3::Time clockSkew{0};      //!< of the browser's clock, see NodeClock
};

/** \return the options of the private cache that these come to */
CacheOptions PrivateCache(const BrowserCacheOptions& options);

/**
 * The cache that lives in a browser, or in another client of one user, from load to load: a private
 * one (RFC 9111), memory before disk. Its fetches use it by FetchContext::cache.
 *
 * Browsers key what they store by the site of the page, too, so that one site cannot find out by
 * the time that a request takes what a user has seen on another (Fetch standard, network partition
 * keys).
 */
class BrowserCache
{
  public:
    explicit BrowserCache(const BrowserCacheOptions& options);

    HttpCache& Store();
    BackgroundFetches& Background();

    /** \return the time by the browser's clock */
    CacheMoment Now() const;

    /** \return the partition of what a document of this origin and its parts fetch */
    std::string PartitionOf(const HttpOrigin& document) const;

    /** The page and all of its site are gone, or the browser was closed: memory is empty. */
    void HandlePageClosed();

  private:
    HttpCache m_store;
    BackgroundFetches m_background;
    NodeClock m_clock;
    bool m_partition;
};

} // namespace pagewire

#endif
