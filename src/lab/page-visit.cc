// SPDX-License-Identifier: GPL-2.0-only
#include "lab/page-visit.h"

#include "lab/cache-setup.h"
#include "lab/ns3-arguments.h"
#include "lab/origin-setup.h"

#include "ns3/boolean.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <utility>

namespace pagewire
{

namespace
{

/** Where the random streams of the origins' faults begin; the network's begin later. */
constexpr std::int64_t FAULT_STREAM = 100;
constexpr std::int64_t VERSION_STREAM = 150;

ServerFault::Kind
ServerFaultKind(const std::string& kind)
{
    return kind == "stall" ? ServerFault::Kind::STALL
         : kind == "reset" ? ServerFault::Kind::RESET
         : kind == "close" ? ServerFault::Kind::CLOSE
         : kind == "slow"  ? ServerFault::Kind::SLOW
         : kind == "late"  ? ServerFault::Kind::LATE
                           : ServerFault::Kind::REFUSE;
}

} // namespace

PageVisit::PageVisit(const std::vector<LinkOptions>& links,
                     const Page& page,
                     const ScenarioOptions& options,
                     const VisitContexts& contexts)
    : Visit(links, options, contexts),
      m_browser(ns3::CreateObject<Browser>())
{
    SetUpOrigins(page);
    SetUpBrowser(page, contexts);
}

void
PageVisit::SetUpOrigins(const Page& page)
{
    std::vector<std::string> names;
    for (const Host& host : page.hosts)
    {
        names.push_back(host.name);
    }
    const std::vector<ns3::Ipv4Address> addresses = Path().AddHosts(names);
    const std::size_t count = Path().ServerNodes().size();
    const auto versions = std::make_shared<ResourceVersions>(WithUpdates(page, Options().origin),
                                                             Origin::VersionSeed(VERSION_STREAM));
    for (std::size_t server = 0; server < count; ++server)
    {
        const double slowness = count > 1 && server == 0 ? Options().origin.slowServer : 1;
        m_origins.push_back(ns3::CreateObject<Origin>());
        Origin& origin = *m_origins.back();
        origin.SetPage(
            std::make_shared<const Page>(WithThinkTimes(page, Options().origin, slowness)));
        origin.SetVersions(versions);
        for (std::size_t host = 0; host < names.size(); ++host)
        {
            origin.AddHost(names[host], addresses[host]);
        }
        SetUpOrigin(origin, Options().origin);
        AddServer(m_origins.back());
    }
}

void
PageVisit::SetUpBrowser(const Page& page, const VisitContexts& contexts)
{
    const ScenarioOptions& options = Options();
    const BrowserOptions& browser = options.browser;
    SetUpBrowsing(page);
    m_browser->SetAlternatives(contexts.alternatives);
    m_browser->SetAttribute("Http3Fallback",
                            ns3::BooleanValue(browser.http3Fallback && !options.ForwardsHttp()));
    m_browser->SetAttribute("Http3HeadStart", ToTimeValue(browser.http3HeadStart));
    m_browser->SetAttribute("ConnectionsPerHost", ns3::UintegerValue(browser.connectionsPerHost));
    m_browser->SetAttribute("ConnectionsPerProxy",
                            ns3::UintegerValue(options.proxyUse.connections));
    m_browser->SetAttribute("RequestsPerConnection",
                            ns3::UintegerValue(browser.requestsPerConnection));
    m_browser->SetAttribute("WaitingRequests", ns3::StringValue(browser.waitingRequests));
    m_browser->SetAttribute("KeepAlive", ToTimeValue(browser.keepAlive));
    m_browser->SetAttribute("Coalesce", ns3::BooleanValue(browser.coalesce));
    m_browser->SetAttribute("MaxAttempts", ns3::UintegerValue(browser.attempts));
    m_browser->SetAttribute("Resume", ns3::BooleanValue(browser.resumeDownloads));
    m_browser->SetAttribute("Silence", ToTimeValue(browser.silence));
    m_browser->SetAttribute("Deadline", ToTimeValue(browser.deadline));
    AddClient(m_browser);
    Net().OnHandOver([this](ns3::Ipv4Address) { m_browser->HandleNetworkChange(); });
}

void
PageVisit::SetUpBrowsing(const Page& content)
{
    const BrowsingOptions& browsing = Options().browser.browsing;
    const auto page = std::make_shared<const Page>(content);
    for (const Navigation navigation : browsing.visits)
    {
        m_browser->AddVisit(page, navigation, ns3::NanoSeconds(browsing.pause.count()));
    }
    SetUpClientCache(*m_browser, browsing);
    m_browser->SetAttribute("Reload", ns3::StringValue(browsing.reloadAll ? "all" : "document"));
}

void
PageVisit::SetPriorities(std::shared_ptr<PriorityPolicy> priorities)
{
    m_browser->SetPriorities(std::move(priorities));
}

void
PageVisit::ApplyArguments(const std::vector<std::string>& ns3Arguments)
{
    Visit::ApplyArguments(ns3Arguments);
    for (const auto& origin : m_origins)
    {
        Ns3Arguments::ApplyTo(ns3Arguments, *origin);
    }
    Ns3Arguments::ApplyTo(ns3Arguments, *m_browser);
}

void
PageVisit::Observe(RunRecorder& recorder)
{
    Visit::Observe(recorder);
    recorder.ObserveBrowser(m_browser, Net());
    const std::vector<std::string> names = Options().OriginNames();
    for (std::size_t i = 0; i < m_origins.size(); ++i)
    {
        recorder.ObserveServer(names[i], m_origins[i]);
    }
}

void
PageVisit::AddServerFault(std::size_t server)
{
    const FaultOptions& options = Options().fault;
    ServerFault fault;
    fault.kind = ServerFaultKind(options.kind);
    fault.request = options.request;
    fault.probability = options.probability;
    fault.bytes = options.bytes;
    fault.time = ns3::NanoSeconds(options.time.count());
    m_origins[server]->SetFaults({fault});
    m_origins[server]->AssignStreams(FAULT_STREAM);
}

void
PageVisit::Finish()
{
    m_browser->Finish();
    for (const auto& origin : m_origins)
    {
        origin->Finish();
    }
}

} // namespace pagewire
