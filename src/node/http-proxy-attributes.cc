// SPDX-License-Identifier: GPL-2.0-only
// What can be set of a proxy, and what can be observed.
#include "node/http-proxy.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace pagewire
{

void
HttpProxy::AddAttributes(ns3::TypeId& type, std::uint16_t port, const CacheDefaults& cache)
{
    HttpFront::AddAttributes(type, port);
    AddBehindAttributes(type);
    AddTimeAttributes(type);
    AddContentAttributes(type);
    AddFieldAttributes(type);
    AddCacheAttributes(type, cache);
}

void
HttpProxy::AddBehindAttributes(ns3::TypeId& type)
{
    type.AddAttribute(
            "Protocol",
            "Version of HTTP behind: h10, h10-keepalive, h11, h2 or h3.",
            ns3::StringValue("h11"),
            ns3::MakeStringAccessor(&HttpProxy::SetProtocolName, &HttpProxy::GetProtocolName),
            ns3::MakeStringChecker())
        .AddAttribute("ConnectionsPerServer",
                      "Most connections to one server at a time; HTTP/2 and 3 have one whatever "
                      "this says.",
                      ns3::UintegerValue(256),
                      ns3::MakeUintegerAccessor(&HttpProxy::m_connectionsPerServer),
                      ns3::MakeUintegerChecker<std::uint32_t>(1))
        .AddAttribute("RequestsPerUpstreamConnection",
                      "A connection behind is closed after so many requests; 0: no limit.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&HttpProxy::m_requestsPerConnection),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute("UpstreamKeepAlive",
                      "How long an idle connection behind is kept; 0: not at all.",
                      ns3::TimeValue(ns3::Seconds(60)),
                      ns3::MakeTimeAccessor(&HttpProxy::m_upstreamKeepAlive),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("MaxAttempts",
                      "How often a request is sent on in all, where sending again is allowed.",
                      ns3::UintegerValue(3),
                      ns3::MakeUintegerAccessor(&HttpProxy::m_maxAttempts),
                      ns3::MakeUintegerChecker<std::uint32_t>(1));
}

void
HttpProxy::AddTimeAttributes(ns3::TypeId& type)
{
    type.AddAttribute("ConnectTimeout",
                      "How long a connection may take to open for a request; 0: for ever.",
                      ns3::TimeValue(ns3::Seconds(60)),
                      ns3::MakeTimeAccessor(&HttpProxy::m_connectTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("SendTimeout",
                      "How long a server may take no more of a request; 0: for ever.",
                      ns3::TimeValue(ns3::Seconds(60)),
                      ns3::MakeTimeAccessor(&HttpProxy::m_sendTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("ReadTimeout",
                      "How long a server may send nothing of its response; 0: for ever.",
                      ns3::TimeValue(ns3::Seconds(60)),
                      ns3::MakeTimeAccessor(&HttpProxy::m_readTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("TunnelTimeout",
                      "How long an open tunnel may carry nothing; 0: for ever.",
                      ns3::TimeValue(ns3::Hours(1)),
                      ns3::MakeTimeAccessor(&HttpProxy::m_tunnelTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
HttpProxy::AddContentAttributes(ns3::TypeId& type)
{
    type.AddAttribute("BufferRequests",
                      "Whether a request goes on only when its content is in.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&HttpProxy::m_bufferRequests),
                      ns3::MakeBooleanChecker())
        .AddAttribute("BufferResponses",
                      "Whether a response goes back only when it is whole, or fills the buffer.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&HttpProxy::m_bufferResponses),
                      ns3::MakeBooleanChecker())
        .AddAttribute("BufferLimit",
                      "Octets of content buffered for one message; longer requests are refused.",
                      ns3::UintegerValue(1 << 20),
                      ns3::MakeUintegerAccessor(&HttpProxy::m_bufferLimit),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute("RepeatLimit",
                      "Octets of a request's content kept for another attempt, where requests are "
                      "not buffered.",
                      ns3::UintegerValue(65536),
                      ns3::MakeUintegerAccessor(&HttpProxy::m_repeatLimit),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute("PassUpgrade",
                      "Whether WebSocket and the like pass; else such a request goes on as a "
                      "plain one.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&HttpProxy::m_passUpgrade),
                      ns3::MakeBooleanChecker());
}

void
HttpProxy::AddFieldAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Pseudonym",
                      "The proxy's name in Via, by which it knows a loop; empty: proxy- and the "
                      "number of its node.",
                      ns3::StringValue(""),
                      ns3::MakeStringAccessor(&HttpProxy::m_pseudonym),
                      ns3::MakeStringChecker())
        .AddAttribute("Via",
                      "Whether the proxy puts itself into Via.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&HttpProxy::m_via),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Forwarded",
                      "How servers behind are told who asks: not at all (none), by "
                      "X-Forwarded-For, -Host and -Proto (x-forwarded), by Forwarded of RFC 7239 "
                      "(forwarded), or by both.",
                      ns3::EnumValue(FORWARDED_X),
                      ns3::MakeEnumAccessor(&HttpProxy::m_forwarded),
                      ns3::MakeEnumChecker(FORWARDED_NONE,
                                           "none",
                                           FORWARDED_X,
                                           "x-forwarded",
                                           FORWARDED_STANDARD,
                                           "forwarded",
                                           FORWARDED_BOTH,
                                           "both"));
}

void
HttpProxy::AddTraceSources(ns3::TypeId& type, const std::string& prefix)
{
    HttpFront::AddTraceSources(type, prefix);
    type.AddTraceSource("UpstreamDone",
                        "An attempt to have a request answered from behind is over.",
                        ns3::MakeTraceSourceAccessor(&HttpProxy::m_upstreamDone),
                        prefix + "::UpstreamTracedCallback")
        .AddTraceSource("UpstreamConnectionClosed",
                        "A connection of the proxy's own is over; also one that never was ready.",
                        ns3::MakeTraceSourceAccessor(&HttpProxy::m_upstreamConnectionClosed),
                        prefix + "::ConnectionTracedCallback")
        .AddTraceSource("CacheDecided",
                        "A request that the cache looked at, its own ones in the background too, "
                        "is over.",
                        ns3::MakeTraceSourceAccessor(&HttpProxy::m_cacheDecided),
                        prefix + "::CacheTracedCallback");
}

} // namespace pagewire
