// SPDX-License-Identifier: GPL-2.0-only
#include "support/h1-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

// What a page costs in round trips over a pipe that only delays (Heidemann, Obraczka and Touch,
// "Modeling the performance of HTTP over several transport protocols", 1997): the page, then its N
// objects, one connection at a time.

namespace
{

const ns3::Time RTT = ns3::MilliSeconds(20);
constexpr int OBJECTS = 9;

/** \return when one connection has fetched a page and, as soon as that is there, its objects */
ns3::Time
LoadOverOneConnection(Protocol protocol)
{
    H1RigOptions options;
    options.protocol = protocol;
    options.client.pipelineDepth = 100;
    H1Rig rig(options);
    int left = 1 + OBJECTS;
    ns3::Time done;
    std::function<void()> fill = [&rig, &left] {
        while (left > 0 && rig.client->Room() > 0)
        {
            rig.Get("/" + std::to_string(left--));
        }
    };
    rig.clientEars.onRoom = fill;
    --left;
    rig.Get("/page").onComplete = [&rig, &done, fill] {
        fill();
        done = ns3::Simulator::Now();
    };
    rig.Run();
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        EXPECT_EQ(answer.body.size(), 1000u);
        done = std::max(done, answer.completed.value());
    }
    EXPECT_EQ(rig.answers.size(), 1u + OBJECTS);
    EXPECT_EQ(rig.site.gone, 1 + OBJECTS);
    return done;
}

/** \return how long one connection for one request takes */
ns3::Time
LoadOverShortConnection(Protocol protocol)
{
    H1RigOptions options;
    options.protocol = protocol;
    H1Rig rig(options);
    Answer& answer = rig.Get("/");
    EXPECT_EQ(rig.client->Room(), 0u);
    rig.Run();
    EXPECT_EQ(rig.clientEars.closed, std::vector<std::string>{"graceful"});
    EXPECT_EQ(rig.serverEars.closed, std::vector<std::string>{"graceful"});
    return answer.completed.value();
}

} // namespace

TEST(H1RoundTrips, ShortConnectionsTakeTwoEach)
{
    // N + 1 of them one after the other: 2 (N + 1).
    EXPECT_EQ(LoadOverShortConnection(Protocol::H09), 2 * RTT);
    EXPECT_EQ(LoadOverShortConnection(Protocol::H10), 2 * RTT);
}

TEST(H1RoundTrips, PersistentTakesTwoPlusN)
{
    EXPECT_EQ(LoadOverOneConnection(Protocol::H11), (2 + OBJECTS) * RTT);
    EXPECT_EQ(LoadOverOneConnection(Protocol::H10_KEEPALIVE), (2 + OBJECTS) * RTT);
}

TEST(H1RoundTrips, PipelinedTakesThree)
{
    EXPECT_EQ(LoadOverOneConnection(Protocol::H11_PIPELINED), 3 * RTT);
}

TEST(H1RoundTrips, PipelinedFromTheFirstRequestTakesTwo)
{
    H1RigOptions options;
    options.protocol = Protocol::H11_PIPELINED;
    options.client.pipelineDepth = 4;
    H1Rig rig(options);
    for (int i = 0; i < 4; ++i)
    {
        EXPECT_EQ(rig.client->Room(), 4u - static_cast<unsigned>(i));
        rig.Get("/" + std::to_string(i));
    }
    EXPECT_EQ(rig.client->Room(), 0u);
    rig.Run();
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.started, RTT);
        EXPECT_EQ(answer.completed, 2 * RTT);
    }
    EXPECT_EQ(rig.log, (std::vector<std::string>{"/0", "/1", "/2", "/3"}));
    EXPECT_EQ(rig.clientTap->writes.size(), 1u) << "requests of one instant share a segment";
}

TEST(H1RoundTrips, ThinkingHoldsUpTheResponsesBehind)
{
    H1RigOptions options;
    options.protocol = Protocol::H11_PIPELINED;
    H1Rig rig(options);
    rig.site.answer = [](ServerExchange& exchange) {
        const bool slow = exchange.GetRequest().target == "/slow";
        ns3::Simulator::Schedule(ns3::MilliSeconds(slow ? 500 : 0), [&exchange] {
            exchange.Respond({200, {}}, std::make_unique<StringBody>("x"));
        });
    };
    Answer& slow = rig.Get("/slow");
    Answer& quick = rig.Get("/quick");
    rig.Run();
    EXPECT_EQ(slow.completed, 2 * RTT + ns3::MilliSeconds(500));
    EXPECT_EQ(quick.completed, slow.completed);
}
