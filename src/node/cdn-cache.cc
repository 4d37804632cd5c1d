// SPDX-License-Identifier: GPL-2.0-only
#include "node/cdn-cache.h"

#include "ns3/simulator.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(CdnCache);

namespace
{

CacheDefaults
DefaultsOfCdns()
{
    CacheDefaults defaults;
    defaults.cache = true;
    defaults.memoryCapacity = std::uint64_t{1} << 30;
    defaults.diskCapacity = std::uint64_t{100} << 30;
    defaults.negativeLifetime = ns3::Seconds(10);
    defaults.staleIfError = ns3::Seconds(60);
    defaults.heedRequests = false;
    defaults.collapse = true;
    return defaults;
}

} // namespace

ns3::TypeId
CdnCache::GetTypeId()
{
    // Not a child of ReverseProxy's type, whose defaults are others.
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::CdnCache");
        type.SetParent<ns3::Application>().SetGroupName("Pagewire").AddConstructor<CdnCache>();
        AddAttributes(type, 0, DefaultsOfCdns());
        AddGroupAttributes(type);
        AddTraceSources(type, "pagewire::CdnCache");
        return type;
    }();
    return tid;
}

CdnCache::CdnCache()
{
    SetCacheTargets({"CDN-Cache-Control"});
}

CdnCache::~CdnCache() = default;

const HttpCache*
CdnCache::Store() const
{
    return Cache() ? &Cache()->Store() : nullptr;
}

std::size_t
CdnCache::Purge(const std::string& url)
{
    return Cache() ? Cache()->Purge(url) : 0;
}

std::size_t
CdnCache::PurgeTag(const std::string& tag)
{
    return Cache() ? Cache()->PurgeTag(tag) : 0;
}

void
CdnCache::SchedulePurge(ns3::Time at, const std::string& url)
{
    assert(at >= ns3::Simulator::Now());
    m_purges.push_back(
        ns3::Simulator::Schedule(at - ns3::Simulator::Now(), [this, url] { Purge(url); }));
}

void
CdnCache::SchedulePurgeTag(ns3::Time at, const std::string& tag)
{
    assert(at >= ns3::Simulator::Now());
    m_purges.push_back(
        ns3::Simulator::Schedule(at - ns3::Simulator::Now(), [this, tag] { PurgeTag(tag); }));
}

void
CdnCache::DoDispose()
{
    for (ns3::EventId& purge : m_purges)
    {
        purge.Cancel();
    }
    ReverseProxy::DoDispose();
}

} // namespace pagewire
