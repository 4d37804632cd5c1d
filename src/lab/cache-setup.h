// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_LAB_CACHE_SETUP_H
#define PAGEWIRE_LAB_CACHE_SETUP_H

#include "cache/cache-options.h"
#include "lab/path-options.h"
#include "lab/scenario-options.h"
#include "node/cache-front.h"
#include "node/http-proxy.h"
#include "node/web-client.h"

#include <string>

namespace pagewire
{

/** Sets the attributes of a proxy's cache that the options stand for. */
void SetUpCache(HttpProxy& proxy, const ProxyCacheOptions& options);

/** \return the same for a CDN's cache without packets \param name its own */
CacheOptions CacheOptionsOf(const ProxyCacheOptions& options, const std::string& name);
CacheFrontOptions CacheFrontOptionsOf(const ProxyCacheOptions& options);

/** Sets the attributes of a client's own cache that the options stand for. */
void SetUpClientCache(WebClient& client, const BrowsingOptions& options);

/** \return the same for the cache of a client without packets */
CacheOptions CacheOptionsOf(const BrowsingOptions& options);
CacheFrontOptions CacheFrontOptionsOf(const BrowsingOptions& options);

} // namespace pagewire

#endif
