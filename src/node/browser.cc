// SPDX-License-Identifier: GPL-2.0-only
#include "node/browser.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(Browser);

ns3::TypeId
Browser::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::Browser");
        type.SetParent<ClientApplication>().SetGroupName("Pagewire").AddConstructor<Browser>();
        AddConnectionAttributes(type);
        AddHttp3Attributes(type);
        AddFetchAttributes(type);
        AddTraceSources(type);
        return type;
    }();
    return tid;
}

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
                      "Time from the start after which the load is given up; 0: none.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&Browser::m_deadline),
                      ns3::MakeTimeChecker(ns3::Time(0)));
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
        .AddTraceSource("ResponseComplete",
                        "A resource is over, whole or not: once for each of the page.",
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
                        "pagewire::Browser::MomentTracedCallback");
}

Browser::Browser() = default;

Browser::~Browser() = default;

void
Browser::SetPage(std::shared_ptr<const Page> page)
{
    m_page = std::move(page);
}

void
Browser::SetAlternatives(std::shared_ptr<AlternativeServices> alternatives)
{
    m_alternatives = std::move(alternatives);
}

void
Browser::HandleNetworkChange()
{
    if (m_load)
    {
        m_load->HandleNetworkChange();
    }
}

bool
Browser::IsOver() const
{
    return m_load && m_load->IsOver();
}

void
Browser::Finish()
{
    m_deadlineEvent.Remove();
    if (m_load && !m_finished)
    {
        m_finished = true;
        m_load->Finish();
    }
}

void
Browser::DoDispose()
{
    m_deadlineEvent.Remove();
    m_load.reset();
    ClientApplication::DoDispose();
}

PageLoadOptions
Browser::LoadOptions() const
{
    PageLoadOptions options;
    options.pool.protocol = GetProtocol();
    options.pool.connectionsPerOrigin = m_connectionsPerHost;
    options.pool.connectionsPerProxy = m_connectionsPerProxy;
    options.pool.line = m_waitingRequests;
    options.pool.limits = {m_requestsPerConnection, m_keepAlive};
    options.pool.h1 = Codecs().h1;
    options.pool.h2 = Codecs().h2;
    options.pool.h3 = Codecs().h3;
    options.pool.alternatives = m_alternatives;
    options.pool.fallback = m_fallback;
    options.pool.headStart = m_headStart;
    options.fetch = {m_maxAttempts, m_resume, m_silence};
    options.coalesce = m_coalesce;
    options.scheme = Scheme();
    options.port = Port();
    return options;
}

void
Browser::StartApplication()
{
    assert(m_page && !m_page->resources.empty());
    if (!m_alternatives && GetProtocol() == Protocol::H3)
    {
        m_alternatives = std::make_shared<AlternativeServices>();
        m_alternatives->TellAll();
    }
    PageLoadObserver& self = *this;
    m_load = std::make_unique<PageLoad>(m_page, LoadOptions(), TakeConnector(), self);
    if (m_deadline.IsStrictlyPositive())
    {
        m_deadlineEvent =
            ns3::Simulator::Schedule(m_deadline, [this] { m_load->Stop("deadline"); });
    }
    m_load->Start();
}

void
Browser::StopApplication()
{
    m_deadlineEvent.Remove();
    if (m_load)
    {
        m_load->Stop("stopped");
    }
}

void
Browser::HandleQueued(const RequestRecord& record)
{
    m_requestQueued(record);
}

void
Browser::HandleSent(const RequestRecord& record)
{
    m_requestSent(record);
}

void
Browser::HandleFirstByte(const RequestRecord& record)
{
    m_firstByte(record);
}

void
Browser::HandleComplete(const RequestRecord& record)
{
    m_responseComplete(record);
}

void
Browser::HandleConnectionOpened(const ConnectionRecord& record)
{
    m_connectionOpened(record);
}

void
Browser::HandleConnectionClosed(const ConnectionRecord& record)
{
    m_connectionClosed(record);
}

void
Browser::HandleLoaded(ns3::Time moment)
{
    m_deadlineEvent.Remove();
    m_pageLoaded(moment);
}

} // namespace pagewire
