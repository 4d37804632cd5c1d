// SPDX-License-Identifier: GPL-2.0-only
// What a run records of congestion windows and queues, against arithmetic.
#include "lab/simulation.h"

#include "lab/option-rules.h"
#include "report/change-tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

using namespace pagewire;

namespace
{

using ns3::MilliSeconds;

/** Payload of a full segment with timestamps: 1500 less 20 of IP and 32 of TCP. */
constexpr std::uint64_t SEGMENT = 1448;

/** Payload of a full datagram: 1500 less 20 of IP, 8 of UDP, and 20 that IPv6 would need. */
constexpr std::uint64_t DATAGRAM = 1452;

RunResult
ResultOf(const std::string& scenario, std::uint64_t size)
{
    SimulationInput input;
    input.options = ResolveOptions(
        Scenario::Parse("[record]\nwindows = yes\nqueues = yes\n" + scenario, "x.ini"));
    input.page.hosts = {{"www.example", ""}};
    Resource document;
    document.path = "/";
    document.size = size;
    input.page.resources = {document};
    return Simulate(input);
}

using Windows = std::vector<ChangeLog<WindowState>::Entry>;

/** \return the rows of the first end of a connection on the node */
Windows
WindowsOf(const RunResult& result, const std::string& node)
{
    const auto end = std::find_if(result.windows.begin(),
                                  result.windows.end(),
                                  [&](const WindowRecord& w) { return w.node == node; });
    return end == result.windows.end() ? Windows{} : end->changes.Entries();
}

/** \return when the window was first that large */
ns3::Time
Reached(const Windows& windows, std::uint64_t window)
{
    const auto row = std::find_if(windows.begin(), windows.end(), [window](const auto& entry) {
        return entry.state.window >= window;
    });
    EXPECT_NE(row, windows.end()) << window;
    return row == windows.end() ? ns3::Time(0) : row->time;
}

/** A round trip of 40 ms over a link whose transmission times hardly count. */
const std::string FAST = "[access]\nrate = 1Gbps\ndelay = 20ms\n";

} // namespace

TEST(Windows, OfTcpDoubleEachRoundTripOfSlowStartFromTenSegments)
{
    // A lone segment would be acknowledged late.
    const RunResult result = ResultOf(FAST + "[tcp]\ndelayed-ack = 0s\n", 400000);
    const Windows windows = WindowsOf(result, "origin");
    ASSERT_FALSE(windows.empty());
    // RFC 6928: ten segments. Each octet acknowledged lets one more go (RFC 5681 section 3.1).
    EXPECT_EQ(windows.front().state.window, 10 * SEGMENT);
    for (const std::uint64_t factor : {4, 8}) // the first window waits for the request
    {
        const ns3::Time time =
            Reached(windows, factor * 10 * SEGMENT) - Reached(windows, factor / 2 * 10 * SEGMENT);
        EXPECT_GE(time, MilliSeconds(40)) << factor;
        EXPECT_LT(time, MilliSeconds(42)) << factor << ": 80 segments take a millisecond";
    }
    for (const auto& [time, state] : windows)
    {
        EXPECT_LE(state.inFlight, state.window);
        EXPECT_EQ(state.inFlight % SEGMENT, 0u);
        EXPECT_FALSE(state.threshold) << "nothing was lost";
        ASSERT_TRUE(state.smoothedRtt);
        EXPECT_GE(*state.smoothedRtt, MilliSeconds(40));
        EXPECT_LT(*state.smoothedRtt, MilliSeconds(42));
    }
    EXPECT_EQ(windows.back().state.inFlight, 0u) << "all of it was acknowledged";
}

TEST(Windows, ALossHalvesTheWindowOfReno)
{
    // The 60th packet down is of the third flight of the content; others follow and tell of it.
    const RunResult result =
        ResultOf(FAST + "drop = 60\n[tcp]\ncongestion-control = reno\n", 400000);
    const Windows windows = WindowsOf(result, "origin");
    const auto lost = std::find_if(windows.begin(), windows.end(), [](const auto& entry) {
        return entry.state.threshold.has_value();
    });
    ASSERT_NE(lost, windows.end());
    ASSERT_NE(lost, windows.begin());
    // Linux halves the window, RFC 5681 section 3.1 what is in flight, which fills it here.
    const std::uint64_t before = std::prev(lost)->state.window;
    EXPECT_EQ(*lost->state.threshold, before / SEGMENT / 2 * SEGMENT);
    EXPECT_EQ(windows.back().state.threshold, lost->state.threshold) << "there was but one loss";
}

TEST(Windows, OfQuicBeginWithTenDatagramsAndAreOverrunByLessThanOne)
{
    const RunResult result = ResultOf(FAST + "[browser]\nprotocol = h3\ntls = 1.3\n", 400000);
    for (const std::string node : {"browser", "origin"})
    {
        const Windows windows = WindowsOf(result, node);
        ASSERT_FALSE(windows.empty()) << node;
        // RFC 9002 section 7.2: ten datagrams, at most 14720 octets.
        EXPECT_EQ(windows.front().state.window, 10 * DATAGRAM);
        EXPECT_FALSE(windows.front().state.smoothedRtt);
        for (const auto& [time, state] : windows)
        {
            EXPECT_LT(state.inFlight, state.window + DATAGRAM) << "section 7: not before it fits";
            EXPECT_FALSE(state.threshold);
        }
    }
    const Windows windows = WindowsOf(result, "browser");
    EXPECT_EQ(windows.front().time, result.start) << "the first packet";
    EXPECT_EQ(windows.front().state.inFlight, 1200u) << "RFC 9000 section 14.1: padded";
}

TEST(Windows, OfEveryNodeOnThePathHaveTheNumberOfTheBrowsersConnectionOrNone)
{
    const RunResult result = ResultOf("[path]\nvia = reverse-proxy\n", 20000);
    const std::string csv = WindowsTable(result, {});
    std::set<std::string> ends;
    for (const WindowRecord& end : result.windows)
    {
        ends.insert(end.node);
    }
    EXPECT_EQ(ends, (std::set<std::string>{"browser", "origin", "reverse-proxy"}));
    EXPECT_NE(csv.find(",1,browser,10.0."), std::string::npos);
    EXPECT_NE(csv.find(",1,reverse-proxy,10.1."), std::string::npos);
    EXPECT_NE(csv.find(",,reverse-proxy,10.1."), std::string::npos) << "towards the origin";
    EXPECT_NE(csv.find(",,origin,10.2."), std::string::npos);
    EXPECT_EQ(csv.find(",1,origin,"), std::string::npos);
}

TEST(Windows, OfTheEarlierVisitAreNotAmongThem)
{
    const RunResult result =
        ResultOf("[browser]\nprotocol = h3\ntls = 1.3\nresume-tls = yes\n", 20000);
    EXPECT_EQ(result.windows.size(), 2u) << "two ends";
    for (const WindowRecord& end : result.windows)
    {
        EXPECT_GE(end.changes.Entries().front().time, result.start);
    }
}

TEST(Queues, OfASaturatedLinkFillToTheirLimitAndEndEmpty)
{
    // 10 Mbit/s and 40 ms are 50000 octets; a queue of 30000 overflows in slow start.
    const RunResult result = ResultOf("[access]\nrate = 10Mbps\ndelay = 20ms\nqueue = 30000B\n"
                                      "[tcp]\nslow-start-exit = loss-only\n",
                                      1000000);
    const auto queue =
        std::find_if(result.queues.begin(), result.queues.end(), [](const QueueRecord& q) {
            return q.link == "access" && !q.up;
        });
    ASSERT_NE(queue, result.queues.end());
    const auto& lengths = queue->changes.Entries();
    std::uint32_t most = 0;
    std::uint32_t mostPackets = 0;
    ns3::Time before(-1);
    for (const auto& [time, length] : lengths)
    {
        EXPECT_GT(time, before) << "one row a moment";
        before = time;
        most = std::max(most, length.bytes);
        mostPackets = std::max(mostPackets, length.packets);
        EXPECT_EQ(length.packets == 0, length.bytes == 0);
    }
    EXPECT_LE(most, 30000u);
    EXPECT_GT(most, 30000u - 1500) << "it was full, or nothing would be dropped";
    EXPECT_GT(result.down.queueDrops, 0u);
    EXPECT_EQ(mostPackets, result.down.maxQueuePackets);
    EXPECT_EQ(lengths.back().state.packets, 0u);
}

TEST(Changes, AreNotRecordedUnlessAskedForAndChangeNothing)
{
    SimulationInput input;
    input.options = ResolveOptions(Scenario::Parse("[access]\nloss = 3%\n", "x.ini"));
    input.page.hosts = {{"www.example", ""}};
    Resource document;
    document.path = "/";
    document.size = 200000;
    input.page.resources = {document};
    const RunResult plain = Simulate(input);
    EXPECT_TRUE(plain.windows.empty());
    EXPECT_TRUE(plain.queues.empty());
    const RunResult recorded = ResultOf("[access]\nloss = 3%\n", 200000);
    EXPECT_FALSE(recorded.windows.empty());
    EXPECT_EQ(recorded.loaded, plain.loaded);
    const RunResult again = ResultOf("[access]\nloss = 3%\n", 200000);
    EXPECT_EQ(WindowsTable(again, {}), WindowsTable(recorded, {}));
    EXPECT_EQ(QueuesTable(again, {}), QueuesTable(recorded, {}));
}
