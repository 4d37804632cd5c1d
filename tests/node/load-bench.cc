// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <algorithm>

namespace pagewire::test
{

namespace
{

template <typename Record>
void
Keep(std::vector<Record>* list, const Record& record)
{
    list->push_back(record);
}

template <typename Record>
void
WatchSource(ns3::Object& object, const std::string& source, std::vector<Record>& list)
{
    const bool found =
        object.TraceConnectWithoutContext(source, ns3::MakeBoundCallback(&Keep<Record>, &list));
    ASSERT_TRUE(found) << source;
}

void
KeepMoment(std::optional<ns3::Time>* place, ns3::Time moment)
{
    *place = place->value_or(moment);
}

} // namespace

Page
PageOfObjects(std::size_t objects, std::uint64_t size)
{
    Page page;
    page.title = "objects";
    page.hosts.push_back({"site.example", "one"});
    for (std::size_t i = 0; i <= objects; ++i)
    {
        Resource resource;
        resource.path = i == 0 ? "/" : "/" + std::to_string(i);
        resource.type = i == 0 ? "document" : "image";
        resource.mimeType = i == 0 ? "text/html" : "image/png";
        resource.size = size;
        if (i > 0)
        {
            resource.dependencies.push_back({});
        }
        page.resources.push_back(resource);
    }
    return page;
}

LinkOptions
FastLink(ns3::Time oneWay)
{
    LinkOptions link;
    link.name = "access";
    link.up.rate = link.down.rate = 100000000000;
    link.up.delay = link.down.delay = oneWay;
    link.up.queue.limit = link.down.queue.limit = 10000;
    return link;
}

LoadBench::LoadBench(Page content, BenchOptions options)
    : page(std::make_shared<const Page>(std::move(content))),
      network(std::make_unique<Network>(options.links, 1)),
      browser(ns3::CreateObject<Browser>()),
      origin(ns3::CreateObject<Origin>()),
      m_options(std::move(options))
{
    const std::size_t last = network->NodeCount() - 1;
    std::vector<std::string> names;
    for (const Host& host : page->hosts)
    {
        const ns3::Ipv4Address address = network->AddHost(host.name, last);
        const auto& wanted = m_options.served;
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), host.name) != wanted.end())
        {
            origin->AddHost(host.name, address);
        }
        names.push_back(host.name);
    }
    browser->SetAttribute("Protocol", ns3::StringValue(m_options.protocol));
    browser->SetPage(page);
    for (const FurtherVisit& visit : m_options.visits)
    {
        browser->AddVisit(page, visit.navigation, visit.pause);
    }
    browser->SetResolver([this](const std::string& name) { return network->Resolve(name); });
    origin->SetPage(page);
    browser->SetTcpOptions(m_options.tcp);
    origin->SetTcpOptions(m_options.tcp);
    browser->SetH1Options(m_options.h1);
    origin->SetH1Options(m_options.h1);
    browser->SetH2Options(m_options.h2);
    origin->SetH2Options(m_options.h2);
    if (m_options.protocol == "h3" && !m_options.tls)
    {
        m_options.tls.emplace();
    }
    if (m_options.tls)
    {
        SetContexts(names);
    }
    Watch();
    network->GetNode(0)->AddApplication(browser);
    network->GetNode(last)->AddApplication(origin);
}

void
LoadBench::SetContexts(const std::vector<std::string>& names)
{
    const auto client = MakeTlsClientContext(*m_options.tls, 1, nullptr);
    const auto server = MakeTlsServerContext(*m_options.tls, names, 2);
    browser->SetTlsContext(client);
    origin->SetTlsContext(server);
    if (m_options.protocol == "h3")
    {
        browser->SetQuicContext(MakeQuicClientContext(m_options.quic, client, 3, {}));
        origin->SetQuicContext(MakeQuicServerContext(m_options.quic, server, 4, {}));
    }
}

LoadBench::~LoadBench()
{
    browser = nullptr;
    origin = nullptr;
    network.reset();
    ns3::Simulator::Destroy();
}

void
LoadBench::Watch()
{
    WatchSource(*browser, "RequestQueued", queued);
    WatchSource(*browser, "RequestSent", sent);
    WatchSource(*browser, "ResponseComplete", complete);
    WatchSource(*browser, "ConnectionOpened", opened);
    WatchSource(*browser, "ConnectionClosed", closed);
    WatchSource(*origin, "RequestReceived", received);
    WatchSource(*origin, "ResponseSent", responded);
    WatchSource(*origin, "ConnectionClosed", served);
    WatchSource(*browser, "VisitOver", visits);
    ASSERT_TRUE(browser->TraceConnectWithoutContext("PageLoaded",
                                                    ns3::MakeBoundCallback(&KeepMoment, &loaded)));
}

void
LoadBench::Run()
{
    if (m_options.browser)
    {
        m_options.browser(*browser);
    }
    if (m_options.origin)
    {
        m_options.origin(*origin);
    }
    ns3::Simulator::Run();
    browser->Finish();
    origin->Finish();
    EXPECT_EQ(visits.size(), m_options.visits.size() + 1) << "each is over once";
}

double
LoadBench::RoundTrips() const
{
    return loaded ? loaded->GetSeconds() / network->RoundTrip().GetSeconds() : -1;
}

ns3::Time
LoadBench::LoadTime(std::uint32_t visit) const
{
    const VisitRecord& record = visits.at(visit - 1);
    return record.loaded ? *record.loaded - record.start : ns3::Time(-1);
}

std::uint64_t
LoadBench::Octets() const
{
    std::uint64_t octets = 0;
    for (std::size_t i = 0; i + 1 < network->NodeCount(); ++i)
    {
        octets += network->Up(i).bytes + network->Down(i).bytes;
    }
    return octets;
}

const RequestRecord&
LoadBench::Of(std::size_t resource, std::uint32_t visit) const
{
    const auto found = std::find_if(complete.begin(), complete.end(), [&](const auto& record) {
        return record.resource == resource && record.visit == visit && !record.background;
    });
    static const RequestRecord NONE;
    EXPECT_NE(found, complete.end()) << "no record of resource " << resource;
    return found == complete.end() ? NONE : *found;
}

std::vector<std::size_t>
LoadBench::SendOrder() const
{
    std::vector<std::size_t> order;
    for (const RequestRecord& record : sent)
    {
        order.push_back(record.resource);
    }
    return order;
}

::testing::AssertionResult
LoadBench::AllArrived() const
{
    return Arrived(true);
}

::testing::AssertionResult
LoadBench::AllCame() const
{
    return Arrived(false);
}

::testing::AssertionResult
LoadBench::Arrived(bool withStatus) const
{
    std::vector<int> seen(page->resources.size());
    for (const RequestRecord& record : complete)
    {
        const Resource& wanted = page->resources[record.resource];
        if (record.status != RequestStatus::OK ||
            (withStatus && record.response.status != wanted.status) ||
            record.responseBodyBytes != wanted.size || ++seen[record.resource] > 1)
        {
            return ::testing::AssertionFailure()
                << wanted.path << ": " << record.failure << ", status " << record.response.status
                << ", " << record.responseBodyBytes << " of " << wanted.size << " octets, "
                << record.attempts << " attempts, seen " << seen[record.resource];
        }
    }
    if (complete.size() != page->resources.size() || !loaded)
    {
        return ::testing::AssertionFailure() << complete.size() << " of " << page->resources.size()
                                             << " records, " << (loaded ? "loaded" : "not loaded");
    }
    return ::testing::AssertionSuccess();
}

} // namespace pagewire::test
