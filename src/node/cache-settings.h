// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_CACHE_SETTINGS_H
#define PAGEWIRE_NODE_CACHE_SETTINGS_H

#include "cache/cache-options.h"
#include "node/cache-front.h"

#include "ns3/nstime.h"
#include "ns3/type-id.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pagewire
{

/** What a type of node has its cache's attributes begin with. */
struct CacheDefaults
{
    bool cache{false};
    std::uint64_t memoryCapacity{std::uint64_t{256} << 20}; //!< octets
    std::uint64_t diskCapacity{0};
    ns3::Time negativeLifetime{0};
    ns3::Time staleIfError{0};
    bool heedRequests{true};
    bool collapse{false};
};

/** The attributes that say whether a node of intermediaries has a cache, and how it behaves. */
class CacheSettings
{
  public:
    /** Has a cache with these options, whatever the attributes of the same meaning say; those that
     * CacheFrontOptions is made of go on counting. The name is the node's in any case. */
    void SetCacheOptions(const CacheOptions& options);

    /** Policies by the names of MakeEvictionPolicy. \throws InputError */
    void SetMemoryPolicy(std::string name);
    std::string GetMemoryPolicy() const;
    void SetDiskPolicy(std::string name);
    std::string GetDiskPolicy() const;

  protected:
    CacheSettings() = default;
    ~CacheSettings() = default;

    static void AddCacheAttributes(ns3::TypeId& type, const CacheDefaults& defaults);

    /** Fields that go before Cache-Control for this node (RFC 9213); to be called before the start.
     */
    void SetCacheTargets(std::vector<std::string> fields);

    bool HasCache() const;
    CacheOptions MakeCacheOptions(const std::string& name) const;
    CacheFrontOptions MakeCacheFrontOptions() const;

  private:
    static void AddStoreAttributes(ns3::TypeId& type, const CacheDefaults& defaults);
    static void AddLifetimeAttributes(ns3::TypeId& type, const CacheDefaults& defaults);
    static void AddHandlingAttributes(ns3::TypeId& type, const CacheDefaults& defaults);

    // Attributes; AddCacheAttributes has their defaults.
    bool m_cache;
    std::uint64_t m_memoryCapacity;
    std::uint64_t m_diskCapacity;
    ns3::Time m_memoryLatency;
    ns3::Time m_diskLatency;
    std::string m_memoryPolicy;
    std::string m_diskPolicy;
    std::uint64_t m_objectLimit;
    double m_heuristicFraction;
    ns3::Time m_lifetimeOverride;
    ns3::Time m_negativeLifetime;
    ns3::Time m_staleWhileRevalidate;
    ns3::Time m_staleIfError;
    bool m_heedRequests;
    bool m_collapse;
    ns3::Time m_collapseTimeout;
    RangeFill m_rangeFill;
    bool m_cacheStatus;
    ns3::Time m_clockSkew;

    std::vector<std::string> m_targets;
    std::optional<CacheOptions> m_given;
};

} // namespace pagewire

#endif
