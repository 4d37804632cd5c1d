// SPDX-License-Identifier: GPL-2.0-only
#include "lab/page-visit.h"

#include "lab/ns3-arguments.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <utility>

namespace pagewire
{

namespace
{

/** Where the network's random streams begin; those before are left to applications. */
constexpr std::int64_t NETWORK_STREAM = 1000;

/** After the deadline connections close; the longest that takes is a few retransmission timers. */
constexpr std::int64_t AFTERMATH_SECONDS = 600;

ns3::TimeValue
ToTimeValue(Nanoseconds duration)
{
    return ns3::TimeValue(ns3::NanoSeconds(duration.count()));
}

/** The page with the think times that the options want. */
Page
WithThinkTimes(Page page, const OriginOptions& options)
{
    for (Resource& resource : page.resources)
    {
        const double scaled = static_cast<double>(resource.thinkTime.count()) * options.thinkScale;
        resource.thinkTime = options.thinkTime.value_or(Nanoseconds(std::llround(scaled)));
    }
    return page;
}

} // namespace

PageVisit::PageVisit(const std::vector<LinkOptions>& links,
                     Page page,
                     const ScenarioOptions& options,
                     const VisitContexts& contexts)
    : m_page(std::make_shared<const Page>(WithThinkTimes(std::move(page), options.origin))),
      m_network(links, NETWORK_STREAM),
      m_origin(ns3::CreateObject<Origin>()),
      m_browser(ns3::CreateObject<Browser>()),
      m_deadline(ns3::NanoSeconds(options.browser.deadline.count()))
{
    SetUpOrigin(options, contexts);
    SetUpBrowser(options, contexts);
}

void
PageVisit::SetUpOrigin(const ScenarioOptions& options, const VisitContexts& contexts)
{
    const std::size_t last = m_network.NodeCount() - 1;
    m_origin->SetPage(m_page);
    for (const Host& host : m_page->hosts)
    {
        m_origin->AddHost(host.name, m_network.AddHost(host.name, last));
    }
    m_origin->SetTlsContext(contexts.server);
    m_origin->SetTcpOptions(options.tcp);
    m_origin->SetH1Options(options.h1);
    m_origin->SetQuicContext(contexts.quicServer);
    m_origin->SetH3Options(options.h3);
    m_origin->SetAttribute("AltSvc", ns3::BooleanValue(options.origin.altSvc));
    H2Options h2 = options.h2;
    h2.indexFields = options.indexResponses;
    m_origin->SetH2Options(h2);
    m_origin->SetAttribute("KeepAlive", ToTimeValue(options.origin.keepAlive));
    m_network.GetNode(last)->AddApplication(m_origin);
}

void
PageVisit::SetUpBrowser(const ScenarioOptions& options, const VisitContexts& contexts)
{
    const BrowserOptions& browser = options.browser;
    m_browser->SetPage(m_page);
    m_browser->SetResolver([this](const std::string& host) { return m_network.Resolve(host); });
    m_browser->SetTlsContext(contexts.client);
    m_browser->SetTcpOptions(options.tcp);
    m_browser->SetH1Options(options.h1);
    H2Options h2 = options.h2;
    h2.separateMessages = options.separateRequests;
    m_browser->SetH2Options(h2);
    m_browser->SetH3Options(options.h3);
    m_browser->SetQuicContext(contexts.quicClient);
    m_browser->SetAlternatives(contexts.alternatives);
    m_browser->SetAttribute("Http3Fallback", ns3::BooleanValue(browser.http3Fallback));
    m_browser->SetAttribute("Http3HeadStart", ToTimeValue(browser.http3HeadStart));
    m_browser->SetProtocolName(std::string(ProtocolName(browser.protocol)));
    m_browser->SetAttribute("ConnectionsPerHost", ns3::UintegerValue(browser.connectionsPerHost));
    m_browser->SetAttribute("RequestsPerConnection",
                            ns3::UintegerValue(browser.requestsPerConnection));
    m_browser->SetAttribute("WaitingRequests", ns3::StringValue(browser.waitingRequests));
    m_browser->SetAttribute("KeepAlive", ToTimeValue(browser.keepAlive));
    m_browser->SetAttribute("Coalesce", ns3::BooleanValue(browser.coalesce));
    m_browser->SetAttribute("MaxAttempts", ns3::UintegerValue(browser.attempts));
    m_browser->SetAttribute("Resume", ns3::BooleanValue(browser.resumeDownloads));
    m_browser->SetAttribute("Silence", ToTimeValue(browser.silence));
    m_browser->SetAttribute("Deadline", ToTimeValue(browser.deadline));
    m_network.GetNode(0)->AddApplication(m_browser);
    m_network.OnHandOver([this](ns3::Ipv4Address) { m_browser->HandleNetworkChange(); });
}

Network&
PageVisit::Net()
{
    return m_network;
}

void
PageVisit::ApplyArguments(const std::vector<std::string>& ns3Arguments)
{
    Ns3Arguments::ApplyTo(ns3Arguments, *m_origin);
    Ns3Arguments::ApplyTo(ns3Arguments, *m_browser);
}

void
PageVisit::Observe(RunRecorder& recorder)
{
    recorder.ObserveBrowser(m_browser);
    recorder.ObserveOrigin(m_origin);
}

void
PageVisit::Load(ns3::Time start)
{
    m_origin->SetStartTime(ns3::Time(0));
    m_browser->SetStartTime(start);
    ns3::Simulator::Stop(start + m_deadline + ns3::Seconds(AFTERMATH_SECONDS));
    ns3::Simulator::Run();
    m_browser->Finish();
    m_origin->Finish();
}

} // namespace pagewire
