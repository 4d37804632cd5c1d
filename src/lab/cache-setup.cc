// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-setup.h"

#include "lab/path-nodes.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/nstime.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace pagewire
{

void
SetUpCache(HttpProxy& proxy, const ProxyCacheOptions& options)
{
    proxy.SetAttribute("Cache", ns3::BooleanValue(options.cache));
    proxy.SetAttribute("MemoryCapacity", ns3::UintegerValue(options.memoryCapacity));
    proxy.SetAttribute("DiskCapacity", ns3::UintegerValue(options.diskCapacity));
    proxy.SetAttribute("MemoryLatency", ToTimeValue(options.memoryLatency));
    proxy.SetAttribute("DiskLatency", ToTimeValue(options.diskLatency));
    proxy.SetMemoryPolicy(options.memoryPolicy);
    proxy.SetDiskPolicy(options.diskPolicy);
    proxy.SetAttribute("ObjectLimit", ns3::UintegerValue(options.objectLimit));
    proxy.SetAttribute("HeuristicFraction", ns3::DoubleValue(options.heuristicFraction));
    if (options.lifetimeOverride)
    {
        proxy.SetAttribute("LifetimeOverride", ToTimeValue(*options.lifetimeOverride));
    }
    proxy.SetAttribute("NegativeLifetime", ToTimeValue(options.negativeLifetime));
    proxy.SetAttribute("StaleWhileRevalidate", ToTimeValue(options.staleWhileRevalidate));
    proxy.SetAttribute("StaleIfError", ToTimeValue(options.staleIfError));
    proxy.SetAttribute("HeedRequests", ns3::BooleanValue(options.heedRequests));
    proxy.SetAttribute("Collapse", ns3::BooleanValue(options.collapse));
    proxy.SetAttribute("CollapseTimeout", ToTimeValue(options.collapseTimeout));
    proxy.SetAttribute("RangeFill", ns3::StringValue(options.rangeFill));
    proxy.SetAttribute("CacheStatus", ns3::BooleanValue(options.cacheStatus));
    proxy.SetAttribute("ClockSkew", ToTimeValue(options.clockSkew));
}

CacheOptions
CacheOptionsOf(const ProxyCacheOptions& options, const std::string& name)
{
    CacheOptions cache;
    cache.name = name;
    cache.targets = {"CDN-Cache-Control"};
    cache.heedRequests = options.heedRequests;
    cache.heuristicFraction = options.heuristicFraction;
    cache.lifetimeOverride = options.lifetimeOverride;
    cache.negativeLifetime = options.negativeLifetime;
    cache.staleWhileRevalidate = options.staleWhileRevalidate;
    cache.staleIfError = options.staleIfError;
    cache.objectLimit = options.objectLimit;
    cache.memory.capacity = options.memoryCapacity;
    cache.memory.policy = options.memoryPolicy;
    cache.memory.latency = options.memoryLatency;
    cache.disk.capacity = options.diskCapacity;
    cache.disk.policy = options.diskPolicy;
    cache.disk.latency = options.diskLatency;
    return cache;
}

CacheFrontOptions
CacheFrontOptionsOf(const ProxyCacheOptions& options)
{
    CacheFrontOptions front;
    front.collapse = options.collapse;
    front.collapseTimeout = ns3::NanoSeconds(options.collapseTimeout.count());
    front.rangeFill = options.rangeFill == "whole" ? RANGE_WHOLE : RANGE_PASS;
    front.clockSkew = ns3::NanoSeconds(options.clockSkew.count());
    return front; // the tables go by Cache-Status, which there is in any case
}

void
SetUpClientCache(WebClient& client, const BrowsingOptions& options)
{
    client.SetAttribute("Cache", ns3::BooleanValue(options.cache));
    client.SetAttribute("MemoryCache", ns3::UintegerValue(options.memory));
    client.SetAttribute("DiskCache", ns3::UintegerValue(options.disk));
    client.SetAttribute("MemoryLatency", ToTimeValue(options.memoryLatency));
    client.SetAttribute("DiskLatency", ToTimeValue(options.diskLatency));
    client.SetAttribute("CachePartition", ns3::BooleanValue(options.partition));
    client.SetAttribute("ClockSkew", ToTimeValue(options.clockSkew));
}

CacheOptions
CacheOptionsOf(const BrowsingOptions& options)
{
    BrowserCacheOptions cache;
    cache.memory.capacity = options.memory;
    cache.memory.latency = options.memoryLatency;
    cache.disk.capacity = options.disk;
    cache.disk.latency = options.diskLatency;
    return PrivateCache(cache);
}

CacheFrontOptions
CacheFrontOptionsOf(const BrowsingOptions& options)
{
    CacheFrontOptions front;
    front.clockSkew = ns3::NanoSeconds(options.clockSkew.count());
    return front;
}

} // namespace pagewire
