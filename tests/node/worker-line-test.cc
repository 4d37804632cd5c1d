// SPDX-License-Identifier: GPL-2.0-only
#include "node/worker-line.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

namespace pagewire::test
{

namespace
{

struct WorkerLineTest : ::testing::Test
{
    ~WorkerLineTest() override
    {
        jobs.clear();
        ns3::Simulator::Destroy();
    }

    /** Starts a job of so many milliseconds. */
    void Start(int duration)
    {
        const int number = static_cast<int>(jobs.size());
        jobs.push_back(std::make_unique<WorkerLine::Job>(*line, [this, number] {
            done.emplace_back(number, ns3::Simulator::Now().GetMilliSeconds());
        }));
        jobs.back()->Start(ns3::MilliSeconds(duration));
    }

    std::unique_ptr<WorkerLine> line;
    std::vector<std::unique_ptr<WorkerLine::Job>> jobs;
    std::vector<std::pair<int, std::int64_t>> done; //!< which, and when in milliseconds
};

using Done = std::vector<std::pair<int, std::int64_t>>;

TEST_F(WorkerLineTest, FirstComeFirstServed)
{
    line = std::make_unique<WorkerLine>(2);
    for (const int duration : {30, 10, 5, 20, 0})
    {
        Start(duration);
    }
    EXPECT_EQ(line->Waiting(), 3U);
    ns3::Simulator::Run();
    EXPECT_EQ(done, (Done{{1, 10}, {2, 15}, {0, 30}, {4, 30}, {3, 35}}));
}

TEST_F(WorkerLineTest, WithoutALimitNobodyWaits)
{
    line = std::make_unique<WorkerLine>(0);
    for (const int duration : {30, 10, 0})
    {
        Start(duration);
    }
    EXPECT_EQ(done, (Done{{2, 0}})) << "at once, where it takes no time";
    ns3::Simulator::Run();
    EXPECT_EQ(done, (Done{{2, 0}, {1, 10}, {0, 30}}));
}

TEST_F(WorkerLineTest, WhoLeavesFreesItsPlace)
{
    line = std::make_unique<WorkerLine>(1);
    for (const int duration : {30, 10, 10, 0})
    {
        Start(duration);
    }
    ns3::Simulator::Schedule(ns3::MilliSeconds(7), [&] {
        jobs[0].reset(); // at work
        jobs[2].reset(); // waiting
        EXPECT_TRUE(done.empty()) << "nobody is called from inside";
    });
    ns3::Simulator::Run();
    EXPECT_EQ(done, (Done{{1, 17}, {3, 17}}));
}

} // namespace

} // namespace pagewire::test
