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
Browser::AddConnectionAttributes(ns3::TypeId& type)
{
    type.AddAttribute(
            "ConnectionsPerHost",
            "Most connections to one host at a time; HTTP/2 and 3 have one whatever this says.",
            ns3::UintegerValue(6),
            ns3::MakeUintegerAccessor(&Browser::m_connectionsPerHost),
            ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("ConnectionsPerProxy",
                      "Most connections at a time to a forward proxy that gets requests itself.",
                      ns3::UintegerValue(32),
                      ns3::MakeUintegerAccessor(&Browser::m_connectionsPerProxy),
                      ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("RequestsPerConnection",
                      "A connection is closed after so many requests; 0: no limit.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&Browser::m_requestsPerConnection),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute(
            "WaitingRequests",
            "Which request gets a connection, and which: ordered has the most urgent on "
            "whichever is free first; libcurl what libcurl 7's multi interface does.",
            ns3::EnumValue(REQUESTS_ORDERED),
            ns3::MakeEnumAccessor(&Browser::m_waitingRequests),
            ns3::MakeEnumChecker(REQUESTS_ORDERED, "ordered", REQUESTS_AS_LIBCURL, "libcurl"))
        .AddAttribute("KeepAlive",
                      "How long an idle connection is kept; 0: not at all.",
                      ns3::TimeValue(ns3::Seconds(300)),
                      ns3::MakeTimeAccessor(&Browser::m_keepAlive),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("Coalesce",
                      "Whether hosts of one server share an HTTP/2 connection over TLS.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&Browser::m_coalesce),
                      ns3::MakeBooleanChecker());
}

void
Browser::AddHttp3Attributes(ns3::TypeId& type)
{
    type.AddAttribute(
            "Http3Fallback",
            "Whether HTTP/2 over TCP takes the place of HTTP/3 where that is not known to "
            "be had or does not come through.",
            ns3::BooleanValue(true),
            ns3::MakeBooleanAccessor(&Browser::m_fallback),
            ns3::MakeBooleanChecker())
        .AddAttribute("Http3HeadStart",
                      "How long QUIC may take before TCP is tried beside it.",
                      ns3::TimeValue(ns3::MilliSeconds(300)),
                      ns3::MakeTimeAccessor(&Browser::m_headStart),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
Browser::AddFetchAttributes(ns3::TypeId& type)
{
    type.AddAttribute("MaxAttempts",
                      "How often a resource is asked for in all, where asking again is allowed.",
                      ns3::UintegerValue(3),
                      ns3::MakeUintegerAccessor(&Browser::m_maxAttempts),
                      ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("Resume",
                      "Whether a broken download goes on where it broke, by Range and If-Range.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&Browser::m_resume),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Silence",
                      "A request sent that hears nothing for so long has failed; 0: it waits.",
                      ns3::TimeValue(ns3::Seconds(300)),
                      ns3::MakeTimeAccessor(&Browser::m_silence),
                      ns3::MakeTimeChecker(ns3::Time(0)))
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
Browser::AddTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("RequestQueued",
                        "A resource was discovered, or is being pushed.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_requestQueued),
                        "pagewire::Browser::RequestTracedCallback")
        .AddTraceSource("RequestSent",
                        "The last byte of a request was handed to the transport; each attempt.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_requestSent),
                        "pagewire::Browser::RequestTracedCallback")
        .AddTraceSource("FirstByte",
                        "The header section of the final response is in; each attempt.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_firstByte),
                        "pagewire::Browser::RequestTracedCallback")
        .AddTraceSource(
            "ResponseComplete",
            "A resource is over, whole or not: once for each of the page, in each visit.",
            ns3::MakeTraceSourceAccessor(&Browser::m_responseComplete),
            "pagewire::Browser::RequestTracedCallback")
        .AddTraceSource("ConnectionOpened",
                        "A connection is ready for requests.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_connectionOpened),
                        "pagewire::Browser::ConnectionTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A connection is over; also one that never was ready.",
                        ns3::MakeTraceSourceAccessor(&Browser::m_connectionClosed),
                        "pagewire::Browser::ConnectionTracedCallback")
        .AddTraceSource("PageLoaded",
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
