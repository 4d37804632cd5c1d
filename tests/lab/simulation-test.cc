// SPDX-License-Identifier: GPL-2.0-only
#include "lab/simulation.h"

#include "base/error.h"
#include "lab/option-rules.h"
#include "lab/temporary-folder.h"
#include "report/runs-table.h"
#include "report/tables.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <stdexcept>

using namespace pagewire;
using pagewire::test::TemporaryFolder;

namespace
{

/** A document and two images of another host. */
Page
SmallPage()
{
    Page page;
    page.hosts = {{"www.example", ""}, {"img.example", ""}};
    for (const std::string path : {"/", "/a.png", "/b.png"})
    {
        Resource resource;
        resource.path = path;
        resource.size = 20000;
        if (!page.resources.empty())
        {
            resource.host = 1;
            resource.dependencies.push_back({});
        }
        page.resources.push_back(resource);
    }
    return page;
}

SimulationInput
Input(const std::string& scenario)
{
    SimulationInput input;
    input.options = ResolveOptions(Scenario::Parse(scenario, "x.ini"));
    input.page = SmallPage();
    return input;
}

std::string
Tables(const RunResult& result)
{
    return RunsTable(result, {}) + RequestsTable(result, {}) + ConnectionsTable(result, {});
}

ns3::Time
FirstByte(const RunResult& result)
{
    return *result.requests.front().firstByte - result.start;
}

} // namespace

TEST(Simulation, LoadsThePageOverEveryProtocolWithAndWithoutTls)
{
    for (const Protocol protocol : AllProtocols())
    {
        for (const char* tls : {"none", "1.2", "1.3"})
        {
            if (protocol == Protocol::H3 && tls != std::string("1.3"))
            {
                continue;
            }
            const std::string name(ProtocolName(protocol));
            const RunResult result =
                Simulate(Input("[browser]\nprotocol = " + name + "\ntls = " + tls + "\n"));
            EXPECT_EQ(result.Status(), "ok") << name << " " << tls;
            EXPECT_EQ(result.requests.size(), 3u);
            EXPECT_EQ(result.keyLog.empty(), tls == std::string("none"));
            for (const ConnectionRecord& connection : result.connections)
            {
                EXPECT_EQ(connection.tls.has_value(), tls != std::string("none"));
            }
        }
    }
}

TEST(Simulation, WhatRanBeforeChangesNothing)
{
    const SimulationInput lossy =
        Input("[access]\nloss = 5%\njitter = 2ms\n[browser]\ntls = 1.3\n");
    const std::string first = Tables(Simulate(lossy));
    Simulate(Input("[browser]\nprotocol = h2\ntls = 1.2\n[access]\nloss = 20%\n"));
    const RunResult again = Simulate(lossy);
    EXPECT_EQ(Tables(again), first);
    SimulationInput other = lossy;
    other.runNumber = 2;
    EXPECT_NE(Tables(Simulate(other)), first);
    EXPECT_EQ(ns3::Simulator::Now(), ns3::Time(0));
}

namespace
{

/** Images of the second host are urgent, unless their path says b. */
class OnlyA : public PriorityPolicy
{
  public:
    Priority PriorityOf(const Page& page, std::size_t resource) override
    {
        return {page.resources[resource].path == "/b.png" ? 7 : 1, false};
    }
};

} // namespace

TEST(Simulation, APolicyOfPrioritiesIsWhatTheServerHearsAndTheTablesShow)
{
    SimulationInput input = Input("[browser]\nprotocol = h2\ntls = 1.3\n");
    input.priorities = std::make_shared<OnlyA>();
    const RunResult result = Simulate(input);
    std::map<std::string, int> heard;
    for (const ServedRecord& served : result.served)
    {
        heard[served.request.target] = served.request.priority.value_or(Priority()).urgency;
    }
    EXPECT_EQ(heard, (std::map<std::string, int>{{"/", 1}, {"/a.png", 1}, {"/b.png", 7}}));
    EXPECT_NE(RequestsTable(result, {}).find("img.example,/b.png,GET,other,7,"), std::string::npos);
}

namespace
{

/** As a policy that a user wrote may fail. */
class Failing : public PriorityPolicy
{
  public:
    Priority PriorityOf(const Page& /* page */, std::size_t resource) override
    {
        if (resource == 2)
        {
            throw std::domain_error("no idea");
        }
        return {};
    }
};

} // namespace

TEST(Simulation, WhatAPolicyOfPrioritiesThrowsEndsTheRunAndHarmsNoLaterOne)
{
    SimulationInput input = Input("[browser]\nprotocol = h3\ntls = 1.3\n");
    const std::string first = Tables(Simulate(input));
    input.priorities = std::make_shared<Failing>();
    EXPECT_THROW(Simulate(input), std::domain_error);
    EXPECT_EQ(ns3::Simulator::Now(), ns3::Time(0));
    input.priorities = nullptr;
    EXPECT_EQ(Tables(Simulate(input)), first);
}

TEST(Simulation, APolicyOfPrioritiesNeedsAPage)
{
    SimulationInput input = Input("[workload]\nkind = chat\n");
    input.priorities = std::make_shared<OnlyA>();
    try
    {
        Simulate(input);
        FAIL() << "it ran";
    }
    catch (const InputError& error)
    {
        EXPECT_NE(std::string(error.what()).find("workload.kind is chat"), std::string::npos);
    }
}

TEST(Simulation, RoundTripsAreThoseOfBothLinks)
{
    const ns3::Time alone = FirstByte(Simulate(Input("[access]\nrate = 1Gbps\n")));
    const ns3::Time further = FirstByte(
        Simulate(Input("[access]\nrate = 1Gbps\n[backbone]\ndelay = 30ms\nrate = 1Gbps\n")));
    // A handshake and a request: two round trips, and the time of a few packets on the line.
    EXPECT_GE(alone, ns3::MilliSeconds(100));
    EXPECT_LT(alone, ns3::MicroSeconds(100100));
    EXPECT_GE(further - alone, ns3::MilliSeconds(120));
    EXPECT_LT(further - alone, ns3::MicroSeconds(120100));
}

TEST(Simulation, ThinkTimesAreScaledOrReplaced)
{
    SimulationInput input = Input("");
    input.page.resources[0].thinkTime = std::chrono::milliseconds(40);
    const ns3::Time own = FirstByte(Simulate(input));
    input.options.origin.thinkScale = 0.25;
    const ns3::Time scaled = FirstByte(Simulate(input));
    input.options.origin.thinkTime = std::chrono::milliseconds(7);
    const ns3::Time replaced = FirstByte(Simulate(input));
    EXPECT_EQ(own - scaled, ns3::MilliSeconds(30));
    EXPECT_EQ(own - replaced, ns3::MilliSeconds(33));
}

TEST(Simulation, AnEarlierVisitLeavesSessionsForEveryConnection)
{
    for (const char* tls : {"1.2", "1.3"})
    {
        const std::string text = std::string("[browser]\nprotocol = h11\ntls = ") + tls + "\n";
        const RunResult full = Simulate(Input(text));
        const RunResult resumed = Simulate(Input(text + "resume-tls = yes\n"));
        EXPECT_EQ(resumed.Status(), "ok");
        EXPECT_EQ(resumed.connections.size(), full.connections.size());
        for (const ConnectionRecord& connection : resumed.connections)
        {
            EXPECT_TRUE(connection.tls->resumed) << tls << " connection " << connection.id;
        }
        EXPECT_FALSE(full.connections.front().tls->resumed);
        EXPECT_LT(resumed.down.bytes, full.down.bytes) << "the earlier visit is not counted";
        EXPECT_GT(resumed.start, ns3::Time(0));
    }
}

TEST(Simulation, TheDeadlineEndsALoadAsTimeout)
{
    const RunResult result = Simulate(Input("[browser]\ndeadline = 120ms\n"));
    EXPECT_EQ(result.Status(), "timeout");
    EXPECT_EQ(result.requests.size(), 3u);
    EXPECT_FALSE(result.loaded);
}

TEST(Simulation, PacketsAreLostByNumber)
{
    const RunResult whole = Simulate(Input(""));
    const RunResult lost = Simulate(Input("[access]\ndrop-up = 1\n"));
    EXPECT_EQ(lost.up.lost, 1u);
    EXPECT_EQ(lost.down.lost, 0u);
    // The SYN is sent again after the initial timeout of a second.
    EXPECT_EQ(FirstByte(lost) - FirstByte(whole), ns3::Seconds(1));
}

TEST(Simulation, AFirewallAgainstUdpDoesNotTouchTcp)
{
    const std::string open = Tables(Simulate(Input("")));
    const RunResult behind = Simulate(Input("[access]\nblock-udp = yes\n"));
    EXPECT_EQ(Tables(behind), open);
    EXPECT_EQ(behind.up.blocked + behind.down.blocked, 0u);
}

const char* const BESIDE = "[second]\nrate = 10Mbps\ndelay = 25ms\n";

TEST(Simulation, ASecondLinkAloneChangesNothing)
{
    EXPECT_EQ(Tables(Simulate(Input(BESIDE))), Tables(Simulate(Input(""))));
}

TEST(Simulation, AHandOverCountsFromTheNavigationAndBothLinksAreCounted)
{
    const std::string early = std::string(BESIDE) + "[handover]\nat = 0s\n";
    const RunResult plain = Simulate(Input(""));
    const RunResult moved = Simulate(Input(early));
    EXPECT_EQ(moved.connections.front().localAddress.rfind("10.0.0.2:", 0), 0u);
    EXPECT_EQ(moved.loaded, plain.loaded) << "the second link is as fast as the first";
    EXPECT_EQ(moved.up.packets, plain.up.packets);
    EXPECT_EQ(moved.down.bytes, plain.down.bytes);
    const RunResult resumed = Simulate(Input(early + "[browser]\ntls = 1.3\nresume-tls = yes\n"));
    EXPECT_EQ(resumed.Status(), "ok") << "the visit before has one link and no hand-over";
    EXPECT_EQ(resumed.connections.front().localAddress.rfind("10.0.0.2:", 0), 0u);
}

TEST(Simulation, ArgumentsOfNs3SetAttributesOverTheOptions)
{
    SimulationInput input = Input("[browser]\nconnections-per-host = 6\n");
    EXPECT_EQ(Simulate(input).connections.size(), 3u);
    input.ns3Arguments = {"--pagewire::Browser::ConnectionsPerHost=1"};
    EXPECT_EQ(Simulate(input).connections.size(), 2u);
}

TEST(Simulation, CapturesAreWrittenOnDemandAndChangeNothing)
{
    TemporaryFolder folder;
    SimulationInput input = Input("[backbone]\ndelay = 1ms\n[second]\nrate = 1Mbps\n");
    const std::string without = Tables(Simulate(input));
    input.capturePrefix = folder / "capture";
    EXPECT_EQ(Tables(Simulate(input)), without);
    for (const char* name : {"access-near", "access-far", "backbone-near", "backbone-far"})
    {
        const std::string file = folder / ("capture-" + std::string(name) + ".pcap");
        ASSERT_TRUE(std::filesystem::exists(file)) << file;
        EXPECT_GT(std::filesystem::file_size(file), 60000u) << file;
    }
    EXPECT_TRUE(std::filesystem::exists(folder / "capture-second-near.pcap"));
    EXPECT_TRUE(std::filesystem::exists(folder / "capture-second-far.pcap"));
}
