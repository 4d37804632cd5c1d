// SPDX-License-Identifier: GPL-2.0-only
#include "node/browser-cache.h"

#include "http/site-name.h"

namespace pagewire
{

CacheOptions
PrivateCache(const BrowserCacheOptions& options)
{
    CacheOptions made;
    made.name = BROWSER_CACHE;
    made.shared = false;
    made.memory = options.memory;
    made.disk = options.disk;
    made.staleIfError = options.staleIfError;
    return made;
}

BrowserCache::BrowserCache(const BrowserCacheOptions& options)
    : m_store(PrivateCache(options)),
      m_clock(options.clockSkew),
      m_partition(options.partition)
{}

HttpCache&
BrowserCache::Store()
{
    return m_store;
}

BackgroundFetches&
BrowserCache::Background()
{
    return m_background;
}

CacheMoment
BrowserCache::Now() const
{
    return m_clock.Now();
}

std::string
BrowserCache::PartitionOf(const HttpOrigin& document) const
{
    return m_partition ? SiteOf(document) : "";
}

void
BrowserCache::HandlePageClosed()
{
    m_store.ClearMemory();
}

} // namespace pagewire
