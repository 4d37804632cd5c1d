// SPDX-License-Identifier: GPL-2.0-only
#include "lab/cache-test-run.h"

#include "lab/cache-test-client.h"
#include "lab/cache-test-origin.h"
#include "net/network.h"
#include "node/fetch-client.h"
#include "node/response-fields.h"
#include "node/scripted-origin.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <memory>
#include <string>

namespace pagewire
{

namespace
{

/** Longer than any test takes whose answers come. */
const ns3::Time LIMIT = ns3::Hours(2);

std::vector<LinkOptions>
Links()
{
    LinkOptions link;
    link.name = "front";
    link.up.rate = link.down.rate = 10'000'000'000;
    link.up.delay = link.down.delay = ns3::MilliSeconds(10);
    link.up.queue.limit = link.down.queue.limit = 100'000; // all tests begin at one moment
    std::vector<LinkOptions> links(2, link);
    links.back().name = "behind";
    return links;
}

/** The simulation with what is in it. */
class Bench
{
  public:
    Bench(const std::vector<CacheTestSuite>& suites, CacheTestSubject subject)
        : m_network(std::make_unique<Network>(Links(), 1)),
          m_origin(suites),
          m_client(ns3::CreateObject<FetchClient>()),
          m_server(ns3::CreateObject<ScriptedOrigin>())
    {
        m_network->AddHost(CACHE_TEST_ORIGIN, ORIGIN_NODE);
        m_server->SetScript([this](const Request& request, std::string_view) {
            return m_origin.Answer(request, VirtualDate());
        });
        m_network->GetNode(ORIGIN_NODE)->AddApplication(m_server);
        m_proxy = PlaceSubject(subject, *m_network, *m_client, m_where.host);
        m_client->SetResolver([this](const std::string& name) { return m_network->Resolve(name); });
        m_client->SetAttribute("ConnectionsPerHost", ns3::UintegerValue(10000));
        m_client->SetAttribute("MaxAttempts", ns3::UintegerValue(1));
        m_network->GetNode(CLIENT_NODE)->AddApplication(m_client);
    }

    ~Bench()
    {
        m_tests.clear();
        m_client = nullptr;
        m_server = nullptr;
        m_proxy = nullptr;
        m_network.reset();
        ns3::Simulator::Destroy();
    }

    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    void Add(const CacheTest& test, CacheTestClient::Done done)
    {
        m_tests.push_back(
            std::make_unique<CacheTestClient>(m_where, test, m_origin, *m_client, std::move(done)));
        CacheTestClient& client = *m_tests.back();
        ns3::Simulator::Schedule(ns3::Seconds(1), [&client] { client.Start(); });
    }

    void Run()
    {
        ns3::Simulator::Stop(LIMIT);
        ns3::Simulator::Run();
        m_client->Finish();
        m_server->Finish();
        if (m_proxy)
        {
            m_proxy->Finish();
        }
    }

  private:
    std::unique_ptr<Network> m_network;
    CacheTestOrigin m_origin;
    ns3::Ptr<FetchClient> m_client;
    ns3::Ptr<ScriptedOrigin> m_server;
    ns3::Ptr<HttpFront> m_proxy;
    HttpOrigin m_where;
    std::vector<std::unique_ptr<CacheTestClient>> m_tests;
};

} // namespace

std::vector<CacheTestScore>
RunCacheTests(const std::vector<CacheTestSuite>& suites,
              CacheTestSubject subject,
              const CacheTestProgress& progress)
{
    Bench bench(suites, subject);
    CacheTestOutcomes outcomes;
    std::size_t made = 0;
    std::size_t failed = 0;
    for (const CacheTestSuite& suite : suites)
    {
        for (const CacheTest& test : suite.tests)
        {
            if (!WhySkipped(test, subject).empty())
            {
                continue;
            }
            auto& outcome = outcomes[test.id];
            outcome = {false, "it was not over after two hours"};
            bench.Add(test, [&](const std::optional<CacheTestFailure>& failure) {
                outcome = failure;
                failed += failure ? 1 : 0;
                progress(++made, failed, outcomes.size());
                if (made == outcomes.size())
                {
                    ns3::Simulator::Stop();
                }
            });
        }
    }
    bench.Run();
    return ScoreCacheTests(suites, subject, outcomes);
}

} // namespace pagewire
