// SPDX-License-Identifier: GPL-2.0-only
#include "node/web-client.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <utility>

namespace pagewire
{

WebClient::WebClient() = default;

WebClient::~WebClient() = default;

void
WebClient::AddAttributes(ns3::TypeId& type)
{
    AddConnectionAttributes(type);
    AddHttp3Attributes(type);
    AddFetchAttributes(type);
    AddCacheAttributes(type);
}

void
WebClient::AddConnectionAttributes(ns3::TypeId& type)
{
    type.AddAttribute(
            "ConnectionsPerHost",
            "Most connections to one host at a time; HTTP/2 and 3 have one whatever this says.",
            ns3::UintegerValue(6),
            ns3::MakeUintegerAccessor(&WebClient::m_connectionsPerHost),
            ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("ConnectionsPerProxy",
                      "Most connections at a time to a forward proxy that gets requests itself.",
                      ns3::UintegerValue(32),
                      ns3::MakeUintegerAccessor(&WebClient::m_connectionsPerProxy),
                      ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("RequestsPerConnection",
                      "A connection is closed after so many requests; 0: no limit.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&WebClient::m_requestsPerConnection),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute(
            "WaitingRequests",
            "Which request gets a connection, and which: ordered has the most urgent on "
            "whichever is free first; libcurl what libcurl 7's multi interface does.",
            ns3::EnumValue(REQUESTS_ORDERED),
            ns3::MakeEnumAccessor(&WebClient::m_waitingRequests),
            ns3::MakeEnumChecker(REQUESTS_ORDERED, "ordered", REQUESTS_AS_LIBCURL, "libcurl"))
        .AddAttribute("KeepAlive",
                      "How long an idle connection is kept; 0: not at all.",
                      ns3::TimeValue(ns3::Seconds(300)),
                      ns3::MakeTimeAccessor(&WebClient::m_keepAlive),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
WebClient::AddHttp3Attributes(ns3::TypeId& type)
{
    type.AddAttribute(
            "Http3Fallback",
            "Whether HTTP/2 over TCP takes the place of HTTP/3 where that is not known to "
            "be had or does not come through.",
            ns3::BooleanValue(true),
            ns3::MakeBooleanAccessor(&WebClient::m_fallback),
            ns3::MakeBooleanChecker())
        .AddAttribute("Http3HeadStart",
                      "How long QUIC may take before TCP is tried beside it.",
                      ns3::TimeValue(ns3::MilliSeconds(300)),
                      ns3::MakeTimeAccessor(&WebClient::m_headStart),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
WebClient::AddFetchAttributes(ns3::TypeId& type)
{
    type.AddAttribute("MaxAttempts",
                      "How often a request is made in all, where making it again is allowed.",
                      ns3::UintegerValue(3),
                      ns3::MakeUintegerAccessor(&WebClient::m_maxAttempts),
                      ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("Silence",
                      "A request sent that hears nothing for so long has failed; 0: it waits.",
                      ns3::TimeValue(ns3::Seconds(300)),
                      ns3::MakeTimeAccessor(&WebClient::m_silence),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
WebClient::AddCacheAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Cache",
                      "Whether the client has a cache, a private one; with HTTP/0.9 it has none.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&WebClient::m_hasCache),
                      ns3::MakeBooleanChecker())
        .AddAttribute("MemoryCache",
                      "Octets of its memory tier; 0: none.",
                      ns3::UintegerValue(std::uint64_t{64} << 20),
                      ns3::MakeUintegerAccessor(&WebClient::m_memoryCapacity),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("DiskCache",
                      "Octets of its disk tier; 0: none.",
                      ns3::UintegerValue(std::uint64_t{320} << 20),
                      ns3::MakeUintegerAccessor(&WebClient::m_diskCapacity),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("MemoryLatency",
                      "From asking memory for a response until it is there.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&WebClient::m_memoryLatency),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("StaleIfError",
                      "How long past its lifetime a response that does not say so itself is used "
                      "when the network fails; 0: never, as browsers have it.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&WebClient::m_staleIfError),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("DiskLatency",
                      "From asking the disk for a response until it is there.",
                      ns3::TimeValue(ns3::MilliSeconds(5)),
                      ns3::MakeTimeAccessor(&WebClient::m_diskLatency),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("CachePartition",
                      "Whether what one site has stored is not found by others.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&WebClient::m_partition),
                      ns3::MakeBooleanChecker())
        .AddAttribute("ClockSkew",
                      "By which its clock is ahead of that of the origins' Date fields.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&WebClient::m_clockSkew),
                      ns3::MakeTimeChecker());
}

void
WebClient::AddTraceSources(ns3::TypeId& type, const std::string& prefix)
{
    type.AddTraceSource("RequestQueued",
                        "A request is wanted, or its response is being pushed.",
                        ns3::MakeTraceSourceAccessor(&WebClient::m_requestQueued),
                        prefix + "::RequestTracedCallback")
        .AddTraceSource("RequestSent",
                        "The last byte of a request was handed to the transport; each attempt.",
                        ns3::MakeTraceSourceAccessor(&WebClient::m_requestSent),
                        prefix + "::RequestTracedCallback")
        .AddTraceSource("FirstByte",
                        "The header section of the final response is in; each attempt.",
                        ns3::MakeTraceSourceAccessor(&WebClient::m_firstByte),
                        prefix + "::RequestTracedCallback")
        .AddTraceSource(
            "ResponseComplete",
            "A request is over, its response whole or not; also one that was never sent.",
            ns3::MakeTraceSourceAccessor(&WebClient::m_responseComplete),
            prefix + "::RequestTracedCallback")
        .AddTraceSource("ConnectionOpened",
                        "A connection is ready for requests.",
                        ns3::MakeTraceSourceAccessor(&WebClient::m_connectionOpened),
                        prefix + "::ConnectionTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A connection is over; also one that never was ready.",
                        ns3::MakeTraceSourceAccessor(&WebClient::m_connectionClosed),
                        prefix + "::ConnectionTracedCallback");
}

void
WebClient::SetAlternatives(std::shared_ptr<AlternativeServices> alternatives)
{
    m_alternatives = std::move(alternatives);
}

void
WebClient::SetCache(std::shared_ptr<BrowserCache> cache)
{
    m_cache = std::move(cache);
}

BrowserCache*
WebClient::Cache()
{
    if (GetProtocol() == Protocol::H09)
    {
        return nullptr;
    }
    if (m_hasCache && !m_cache)
    {
        BrowserCacheOptions options;
        options.memory.capacity = m_memoryCapacity;
        options.memory.latency = Nanoseconds(m_memoryLatency.GetNanoSeconds());
        options.disk.capacity = m_diskCapacity;
        options.staleIfError = Nanoseconds(m_staleIfError.GetNanoSeconds());
        options.disk.latency = Nanoseconds(m_diskLatency.GetNanoSeconds());
        options.partition = m_partition;
        options.clockSkew = m_clockSkew;
        m_cache = std::make_shared<BrowserCache>(options);
    }
    return m_cache.get();
}

void
WebClient::DropCache()
{
    if (m_cache)
    {
        m_cache->Background().Drop();
    }
    m_cache.reset();
    m_hasCache = false;
}

PoolOptions
WebClient::MakePoolOptions()
{
    if (!m_alternatives && GetProtocol() == Protocol::H3)
    {
        m_alternatives = std::make_shared<AlternativeServices>();
        m_alternatives->TellAll();
    }
    PoolOptions options;
    options.protocol = GetProtocol();
    options.connectionsPerOrigin = m_connectionsPerHost;
    options.connectionsPerProxy = m_connectionsPerProxy;
    options.line = m_waitingRequests;
    options.limits = {m_requestsPerConnection, m_keepAlive};
    options.h1 = Codecs().h1;
    options.h2 = Codecs().h2;
    options.h3 = Codecs().h3;
    options.fallback = m_fallback;
    options.headStart = m_headStart;
    options.alternatives = m_alternatives;
    return options;
}

FetchOptions
WebClient::MakeFetchOptions() const
{
    FetchOptions options;
    options.maxAttempts = m_maxAttempts;
    options.silence = m_silence;
    return options;
}

void
WebClient::TellQueued(const RequestRecord& record)
{
    m_requestQueued(record);
}

void
WebClient::TellSent(const RequestRecord& record)
{
    m_requestSent(record);
}

void
WebClient::TellFirstByte(const RequestRecord& record)
{
    m_firstByte(record);
}

void
WebClient::TellComplete(const RequestRecord& record)
{
    m_responseComplete(record);
}

void
WebClient::TellOpened(const ConnectionRecord& record)
{
    m_connectionOpened(record);
}

void
WebClient::TellClosed(const ConnectionRecord& record)
{
    m_connectionClosed(record);
}

} // namespace pagewire
