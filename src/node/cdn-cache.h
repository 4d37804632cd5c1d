// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CDN_CACHE_H
#define PAGEWIRE_NODE_CDN_CACHE_H

#include "node/reverse-proxy.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * A cache of a content delivery network: a reverse proxy that stores what it gets. Several of them
 * may have the same one behind them (a parent, or shield), which has the origin behind it:
 * AddServer names who is behind in any case.
 *
 * It differs from a reverse proxy with a cache by its defaults, which are those that CDNs have in
 * common: CDN-Cache-Control goes before Cache-Control (RFC 9213), clients cannot have it go past
 * the store by Cache-Control or Pragma (HeedRequests), requests for what is on its way wait for it
 * (Collapse), errors that do not say how long they are fresh are so for 10 s (NegativeLifetime),
 * what is stored is served for up to a minute past its lifetime while the origin is down, where
 * nothing forbids it (StaleIfError), and it has a disk. What it stores it forgets when it is told
 * to, too.
 */
class CdnCache : public ReverseProxy
{
  public:
    static ns3::TypeId GetTypeId();

    CdnCache();
    ~CdnCache() override;

    /** Forgets what is stored of a URL, all its variants and parts; after the start.
     * \return how many responses */
    std::size_t Purge(const std::string& url);

    /** Forgets what has this tag in its Cache-Tag field. */
    std::size_t PurgeTag(const std::string& tag);

    /** \return what it stores; null before the start, and without a cache */
    const HttpCache* Store() const;

    /** \param at virtual time, not yet past */
    void SchedulePurge(ns3::Time at, const std::string& url);
    void SchedulePurgeTag(ns3::Time at, const std::string& tag);

  private:
    void DoDispose() override;

    std::vector<ns3::EventId> m_purges;
};

} // namespace pagewire

#endif
