// SPDX-License-Identifier: GPL-2.0-only
#include "node/cache-settings.h"

#include "cache/eviction-policy.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <utility>

namespace pagewire
{

namespace
{

/** \return the name, if there is such a policy */
std::string
Known(std::string policy)
{
    MakeEvictionPolicy(policy, 0);
    return policy;
}

Nanoseconds
Of(ns3::Time time)
{
    return Nanoseconds(time.GetNanoSeconds());
}

} // namespace

void
CacheSettings::SetCacheOptions(const CacheOptions& options)
{
    m_given = options;
}

void
CacheSettings::SetMemoryPolicy(std::string name)
{
    m_memoryPolicy = Known(std::move(name));
}

std::string
CacheSettings::GetMemoryPolicy() const
{
    return m_memoryPolicy;
}

void
CacheSettings::SetDiskPolicy(std::string name)
{
    m_diskPolicy = Known(std::move(name));
}

std::string
CacheSettings::GetDiskPolicy() const
{
    return m_diskPolicy;
}

void
CacheSettings::SetCacheTargets(std::vector<std::string> fields)
{
    m_targets = std::move(fields);
}

bool
CacheSettings::HasCache() const
{
    return m_cache || m_given;
}

CacheOptions
CacheSettings::MakeCacheOptions(const std::string& name) const
{
    CacheOptions options;
    options.targets = m_targets;
    options.heedRequests = m_heedRequests;
    options.heuristicFraction = m_heuristicFraction;
    if (!m_lifetimeOverride.IsStrictlyNegative())
    {
        options.lifetimeOverride = Of(m_lifetimeOverride);
    }
    options.negativeLifetime = Of(m_negativeLifetime);
    options.staleWhileRevalidate = Of(m_staleWhileRevalidate);
    options.staleIfError = Of(m_staleIfError);
    options.objectLimit = m_objectLimit;
    options.memory.capacity = m_memoryCapacity;
    options.memory.policy = m_memoryPolicy;
    options.memory.latency = Of(m_memoryLatency);
    options.disk.capacity = m_diskCapacity;
    options.disk.policy = m_diskPolicy;
    options.disk.latency = Of(m_diskLatency);
    options = m_given.value_or(options);
    options.name = name;
    return options;
}

CacheFrontOptions
CacheSettings::MakeCacheFrontOptions() const
{
    return {m_collapse, m_collapseTimeout, m_rangeFill, m_cacheStatus, m_clockSkew};
}

void
CacheSettings::AddCacheAttributes(ns3::TypeId& type, const CacheDefaults& defaults)
{
    AddStoreAttributes(type, defaults);
    AddLifetimeAttributes(type, defaults);
    AddHandlingAttributes(type, defaults);
}

void
CacheSettings::AddStoreAttributes(ns3::TypeId& type, const CacheDefaults& defaults)
{
    type.AddAttribute("Cache",
                      "Whether responses are stored and used again (RFC 9111), as by a shared "
                      "cache.",
                      ns3::BooleanValue(defaults.cache),
                      ns3::MakeBooleanAccessor(&CacheSettings::m_cache),
                      ns3::MakeBooleanChecker())
        .AddAttribute("MemoryCapacity",
                      "Octets of the cache's memory, which a crash empties; 0: none.",
                      ns3::UintegerValue(defaults.memoryCapacity),
                      ns3::MakeUintegerAccessor(&CacheSettings::m_memoryCapacity),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("DiskCapacity",
                      "Octets of the cache's disk; 0: none.",
                      ns3::UintegerValue(defaults.diskCapacity),
                      ns3::MakeUintegerAccessor(&CacheSettings::m_diskCapacity),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("MemoryLatency",
                      "How long it takes to find a response in memory.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&CacheSettings::m_memoryLatency),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("DiskLatency",
                      "How long it takes to find a response on disk.",
                      ns3::TimeValue(ns3::MilliSeconds(1)),
                      ns3::MakeTimeAccessor(&CacheSettings::m_diskLatency),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("MemoryPolicy",
                      "What leaves memory when it is full, by the names of MakeEvictionPolicy.",
                      ns3::StringValue("lru"),
                      ns3::MakeStringAccessor(&CacheSettings::SetMemoryPolicy,
                                              &CacheSettings::GetMemoryPolicy),
                      ns3::MakeStringChecker())
        .AddAttribute(
            "DiskPolicy",
            "What leaves the disk when it is full, by the same names.",
            ns3::StringValue("lru"),
            ns3::MakeStringAccessor(&CacheSettings::SetDiskPolicy, &CacheSettings::GetDiskPolicy),
            ns3::MakeStringChecker())
        .AddAttribute("ObjectLimit",
                      "The longest content that is stored, in octets.",
                      ns3::UintegerValue(CacheOptions().objectLimit),
                      ns3::MakeUintegerAccessor(&CacheSettings::m_objectLimit),
                      ns3::MakeUintegerChecker<std::uint64_t>());
}

void
CacheSettings::AddLifetimeAttributes(ns3::TypeId& type, const CacheDefaults& defaults)
{
    type.AddAttribute("HeuristicFraction",
                      "The part of the time since Last-Modified for which a response is fresh that "
                      "does not say how long it is; 0: not at all.",
                      ns3::DoubleValue(CacheOptions().heuristicFraction),
                      ns3::MakeDoubleAccessor(&CacheSettings::m_heuristicFraction),
                      ns3::MakeDoubleChecker<double>(0.0, 1.0))
        .AddAttribute("LifetimeOverride",
                      "How long every response is fresh, whatever it says; negative: it decides.",
                      ns3::TimeValue(ns3::Seconds(-1)),
                      ns3::MakeTimeAccessor(&CacheSettings::m_lifetimeOverride),
                      ns3::MakeTimeChecker())
        .AddAttribute("NegativeLifetime",
                      "How long responses of status 400 and above are fresh that do not say how "
                      "long they are.",
                      ns3::TimeValue(defaults.negativeLifetime),
                      ns3::MakeTimeAccessor(&CacheSettings::m_negativeLifetime),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("StaleWhileRevalidate",
                      "How long past its lifetime a response that does not say so itself (RFC "
                      "5861) is served while it is validated.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&CacheSettings::m_staleWhileRevalidate),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("StaleIfError",
                      "How long past it such a response is served when the next server fails.",
                      ns3::TimeValue(defaults.staleIfError),
                      ns3::MakeTimeAccessor(&CacheSettings::m_staleIfError),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("HeedRequests",
                      "Whether Cache-Control and Pragma of requests are heeded.",
                      ns3::BooleanValue(defaults.heedRequests),
                      ns3::MakeBooleanAccessor(&CacheSettings::m_heedRequests),
                      ns3::MakeBooleanChecker());
}

void
CacheSettings::AddHandlingAttributes(ns3::TypeId& type, const CacheDefaults& defaults)
{
    type.AddAttribute("Collapse",
                      "Whether requests for what is on its way into the cache wait for it.",
                      ns3::BooleanValue(defaults.collapse),
                      ns3::MakeBooleanAccessor(&CacheSettings::m_collapse),
                      ns3::MakeBooleanChecker())
        .AddAttribute("CollapseTimeout",
                      "How long they wait for its header section, then go on by themselves.",
                      ns3::TimeValue(CacheFrontOptions().collapseTimeout),
                      ns3::MakeTimeAccessor(&CacheSettings::m_collapseTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("RangeFill",
                      "What is asked for when a part is that is not stored: the part (pass), or "
                      "the whole (whole).",
                      ns3::EnumValue(RANGE_PASS),
                      ns3::MakeEnumAccessor(&CacheSettings::m_rangeFill),
                      ns3::MakeEnumChecker(RANGE_PASS, "pass", RANGE_WHOLE, "whole"))
        .AddAttribute("CacheStatus",
                      "Whether responses say in Cache-Status what the cache did (RFC 9211).",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&CacheSettings::m_cacheStatus),
                      ns3::MakeBooleanChecker())
        .AddAttribute("ClockSkew",
                      "By how much the node's clock is ahead of the others'; may be negative.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&CacheSettings::m_clockSkew),
                      ns3::MakeTimeChecker());
}

} // namespace pagewire
