// SPDX-License-Identifier: GPL-2.0-only
// What can be set of a browser, and what can be observed.
#include "node/browser.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace pagewire
{

void
Browser::AddLoadAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Coalesce",
                      "Whether hosts of one server share an HTTP/2 connection over TLS.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&Browser::m_coalesce),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Resume",
                      "Whether a broken download goes on where it broke, by Range and If-Range.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&Browser::m_resume),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Deadline",
                      "Time from the start of a visit after which it is given up; 0: none.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&Browser::m_deadline),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
Browser::AddVisitAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Reload",
                      "What a reload validates: the document, as Chrome does since 2017, or all.",
                      ns3::EnumValue(RELOAD_DOCUMENT),
                      ns3::MakeEnumAccessor(&Browser::m_reload),
                      ns3::MakeEnumChecker(RELOAD_DOCUMENT, "document", RELOAD_ALL, "all"));
}

void
Browser::AddCacheAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Cache",
                      "Whether the browser has a cache; with HTTP/0.9 it has none.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&Browser::m_hasCache),
                      ns3::MakeBooleanChecker())
        .AddAttribute("MemoryCache",
                      "Octets of its memory tier; 0: none.",
                      ns3::UintegerValue(std::uint64_t{64} << 20),
                      ns3::MakeUintegerAccessor(&Browser::m_memoryCapacity),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("DiskCache",
                      "Octets of its disk tier; 0: none.",
                      ns3::UintegerValue(std::uint64_t{320} << 20),
                      ns3::MakeUintegerAccessor(&Browser::m_diskCapacity),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("MemoryLatency",
                      "From asking memory for a response until it is there.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&Browser::m_memoryLatency),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("DiskLatency",
                      "From asking the disk for a response until it is there.",
                      ns3::TimeValue(ns3::MilliSeconds(5)),
                      ns3::MakeTimeAccessor(&Browser::m_diskLatency),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("CachePartition",
                      "Whether what one site has stored is not found by others.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&Browser::m_partition),
                      ns3::MakeBooleanChecker())
        .AddAttribute("ClockSkew",
                      "By which the browser's clock is ahead of that of the origins' Date fields.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&Browser::m_clockSkew),
                      ns3::MakeTimeChecker());
}

void
Browser::AddVisitTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("PageLoaded",
                        "The onload moment: every resource is over, none for lack of time.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_pageLoaded),
                        "pagewire::Browser::MomentTracedCallback")
        .AddTraceSource("VisitStarted",
                        "A page is about to be loaded.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_visitStarted),
                        "pagewire::Browser::VisitTracedCallback")
        .AddTraceSource("VisitOver",
                        "Its load is over, well or not.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_visitOver),
                        "pagewire::Browser::VisitTracedCallback");
}

} // namespace pagewire
