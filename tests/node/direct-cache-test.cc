// SPDX-License-Identifier: GPL-2.0-only
#include "node/direct-cache.h"

#include "node/direct-line.h"
#include "node/direct-origin.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

/** A client, an edge 10 ms away, a parent 20 ms behind that, an origin 40 ms behind that, which
 * thinks for 5 ms. The object of 1000000 octets takes 8 ms of the line to the client. */
class DirectCacheTest : public testing::Test
{
  protected:
    DirectCacheTest()
    {
        m_page.hosts.push_back({"www.example", ""});
        Resource object;
        object.path = "/a";
        object.mimeType = "application/octet-stream";
        object.size = 1000000;
        object.thinkTime = std::chrono::milliseconds(5);
        object.caching.cacheControl = "max-age=10";
        object.caching.updateInterval = std::chrono::seconds(15);
        m_page.resources.push_back(object);
    }

    ~DirectCacheTest() override
    {
        ns3::Simulator::Destroy();
    }

    void Build()
    {
        const ns3::Time there[] = {ns3::MilliSeconds(10),
                                   ns3::MilliSeconds(20),
                                   ns3::MilliSeconds(40)};
        m_origin = std::make_unique<DirectOrigin>(
            m_page,
            std::make_shared<ResourceVersions>(m_page, 1),
            CachingRules(),
            [this](const ServedRecord& record) { m_served.push_back(record); });
        m_origin->SetOutage(m_outage, ns3::Time::Max());
        m_backbone = std::make_unique<DirectLine>(*m_origin, DirectTimes{there[2], there[2], 0});
        m_parent = Cache("parent", *m_backbone);
        m_middle = std::make_unique<DirectLine>(*m_parent, DirectTimes{there[1], there[1], 0});
        m_edge = Cache("edge", *m_middle);
        m_access =
            std::make_unique<DirectLine>(*m_edge, DirectTimes{there[0], there[0], 1000000000});
    }

    std::unique_ptr<DirectCache> Cache(const std::string& name, DirectLine& behind)
    {
        CacheOptions options;
        options.name = name;
        options.memory.capacity = 1 << 30;
        options.staleIfError = m_staleIfError;
        CacheFrontOptions front;
        front.collapse = true;
        return std::make_unique<DirectCache>(options, front, behind, [this](const CacheRecord& r) {
            m_decided.push_back(r);
        });
    }

    void AskAt(double seconds)
    {
        ns3::Simulator::Schedule(ns3::Seconds(seconds), [this] {
            Request request;
            request.authority = "www.example";
            request.target = "/a";
            const ns3::Time now = ns3::Simulator::Now();
            m_access->Ask(request, ++m_asked, [this, now](const DirectAnswer& answer) {
                m_answers.push_back(answer);
                m_took.push_back((ns3::Simulator::Now() - now).GetMilliSeconds());
            });
        });
    }

    std::string VersionOf(std::size_t answer) const
    {
        return std::string(m_answers[answer].response.fields.Find(VERSION_FIELD).value_or(""));
    }

    Page m_page;
    ns3::Time m_outage{ns3::Time::Max()};
    Nanoseconds m_staleIfError{0};
    std::unique_ptr<DirectOrigin> m_origin;
    std::unique_ptr<DirectLine> m_backbone;
    std::unique_ptr<DirectCache> m_parent;
    std::unique_ptr<DirectLine> m_middle;
    std::unique_ptr<DirectCache> m_edge;
    std::unique_ptr<DirectLine> m_access;
    std::uint64_t m_asked{0};
    std::vector<ServedRecord> m_served;
    std::vector<CacheRecord> m_decided;
    std::vector<DirectAnswer> m_answers;
    std::vector<std::int64_t> m_took; //!< ms
};

} // namespace

TEST_F(DirectCacheTest, TakesTheTimesOfTheWayThatAMessageGoes)
{
    Build();
    AskAt(0);
    AskAt(1);
    ns3::Simulator::Run();
    // There and back 2 x (10 + 20 + 40), the origin's 5, the octets' 8; then 2 x 10 + 8.
    EXPECT_EQ(m_took, (std::vector<std::int64_t>{153, 28}));
    EXPECT_EQ(m_answers[1].octets, 1000000u);
    EXPECT_EQ(m_served.size(), 1u);
    EXPECT_EQ(m_edge->Store().Count(), 1u);
    EXPECT_EQ(m_parent->Store().Count(), 1u);
}

TEST_F(DirectCacheTest, CollapsesRequestsForWhatIsOnItsWay)
{
    Build();
    AskAt(0);
    AskAt(0.05);
    AskAt(0.1);
    ns3::Simulator::Run();
    EXPECT_EQ(m_served.size(), 1u);
    EXPECT_EQ(m_took, (std::vector<std::int64_t>{153, 103, 53}));
}

TEST_F(DirectCacheTest, ValidatesWhatHasExpiredAndTellsVersionsApart)
{
    Build();
    AskAt(0);
    AskAt(11); // expired, and the same: 304
    AskAt(22); // expired, and another one since 15 s
    ns3::Simulator::Run();
    ASSERT_EQ(m_served.size(), 3u);
    EXPECT_EQ(m_served[1].response.status, 304);
    EXPECT_EQ(m_served[1].responseBodyBytes, 0u);
    EXPECT_EQ(m_served[2].response.status, 200);
    EXPECT_EQ(VersionOf(1), "0");
    EXPECT_EQ(VersionOf(2), "1");
}

TEST_F(DirectCacheTest, TellsWhatWentThroughIt)
{
    Build();
    AskAt(0);
    AskAt(1);
    ns3::Simulator::Run();
    ASSERT_EQ(m_decided.size(), 3u);
    EXPECT_EQ(m_decided[0].trace.outcome, CacheOutcome::MISS); // the parent's
    EXPECT_EQ(m_decided[1].trace.outcome, CacheOutcome::MISS);
    EXPECT_EQ(m_decided[1].bytesFromBehind, 1000000u);
    EXPECT_EQ(m_decided[2].trace.outcome, CacheOutcome::HIT);
    EXPECT_EQ(m_decided[2].bytesFromCache, 1000000u);
}

TEST_F(DirectCacheTest, FailsWithTheOrigin)
{
    m_outage = ns3::Seconds(5);
    Build();
    AskAt(0);
    AskAt(11);
    ns3::Simulator::Run();
    EXPECT_FALSE(m_answers[0].failed);
    EXPECT_TRUE(m_answers[1].failed);
    // There and back, and nobody thinks.
    EXPECT_EQ(m_took[1], 140);
}

TEST_F(DirectCacheTest, ServesWhatIsStaleWhenTheOriginFails)
{
    m_outage = ns3::Seconds(5);
    m_staleIfError = std::chrono::seconds(60);
    Build();
    AskAt(0);
    AskAt(11);
    ns3::Simulator::Run();
    EXPECT_FALSE(m_answers[1].failed);
    EXPECT_EQ(m_answers[1].octets, 1000000u);
    EXPECT_EQ(VersionOf(1), "0");
}
