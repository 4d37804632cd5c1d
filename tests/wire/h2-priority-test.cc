// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A pipe of 1 MB/s: a byte a microsecond, so that content queues at the server. */
PipeOptions
Narrow()
{
    PipeOptions pipe;
    pipe.rate = 1000000;
    pipe.window = 1 << 20;
    return pipe;
}

/** Windows that never block; requests of one moment arrive together, so that priorities alone
 * decide. */
H2Options
Wide()
{
    H2Options options;
    options.initialWindowSize = 1 << 24;
    options.connectionWindowSize = 1 << 24;
    options.separateMessages = false;
    return options;
}

/** \return the streams of the DATA frames that carry content, in the order of the wire */
std::vector<std::uint32_t>
DataOrder(const std::vector<Frame>& frames)
{
    std::vector<std::uint32_t> order;
    for (const Frame& frame : frames)
    {
        if (frame.type == DATA && !frame.payload.empty())
        {
            order.push_back(frame.stream);
        }
    }
    return order;
}

/** \return each run of equal members once */
std::vector<std::uint32_t>
Runs(std::vector<std::uint32_t> order)
{
    order.erase(std::unique(order.begin(), order.end()), order.end());
    return order;
}

using Ids = std::vector<std::uint32_t>;

} // namespace

TEST(H2Priority, UrgentFirstThenInTheOrderOfStreams)
{
    H2Rig rig(Narrow(), Wide(), Wide());
    rig.AnswerWith(100000);
    rig.Get("/1-low", Priority{7, false});
    rig.Get("/3-default");
    rig.Get("/5-high", Priority{0, false});
    rig.Get("/7-default", Priority{3, false});
    rig.Get("/9-high", Priority{0, false});
    rig.Run();
    EXPECT_EQ(Runs(DataOrder(rig.FromServer())), (Ids{5, 9, 3, 7, 1}));
}

TEST(H2Priority, IncrementalResponsesTakeTurns)
{
    H2Rig rig(Narrow(), Wide(), Wide());
    rig.AnswerWith(3 * 16384);
    rig.Get("/1", Priority{3, true});
    rig.Get("/3", Priority{3, true});
    rig.Get("/5", Priority{3, true});
    rig.Run();
    EXPECT_EQ(DataOrder(rig.FromServer()), (Ids{1, 3, 5, 1, 3, 5, 1, 3, 5}));
}

TEST(H2Priority, AnUrgentLatecomerWaitsOnlyForWhatIsSentAhead)
{
    H2Rig rig(Narrow(), Wide(), Wide());
    rig.AnswerWith(1000000);
    rig.Get("/bulk", Priority{5, false});
    ns3::Simulator::Schedule(ns3::MilliSeconds(300), [&rig] {
        rig.AnswerWith(1000);
        rig.Get("/urgent", Priority{0, false});
    });
    rig.Run();
    const Answer& urgent = rig.answers.back();
    // A round trip, what lies below the priorities (64 KiB and at most a frame), itself.
    const double ms = (*urgent.completed - ns3::MilliSeconds(300)).GetSeconds() * 1000;
    EXPECT_GT(ms, 20 + 32.768);
    EXPECT_LT(ms, 20 + 65.536 + 16.4 + 1.2);
    EXPECT_EQ(rig.answers.front().body.size(), 1000000u);
}

TEST(H2Priority, SendAheadBoundsWhatLiesBelow)
{
    H2Options server = Wide();
    server.sendAhead = 20000;
    H2Rig rig(Narrow(), Wide(), server);
    rig.AnswerWith(1000000);
    rig.Get("/");
    std::size_t most = 0;
    for (int ms = 30; ms < 1000; ++ms)
    {
        ns3::Simulator::Schedule(ns3::MilliSeconds(ms),
                                 [&] { most = std::max(most, rig.serverTap->Unsent()); });
    }
    rig.Run();
    EXPECT_LE(most, 20000u + 16384 + 9);
    EXPECT_GT(most, 10000u);
    // The pipe is never idle: 1 MB at 1 MB/s, framing, a round trip and a half to the first byte.
    EXPECT_LT(*rig.answers.front().completed, ns3::MilliSeconds(40 + 1001));
}

TEST(H2Priority, PriorityUpdateChangesTheOrderInMidTransfer)
{
    H2Rig rig(Narrow(), Wide(), Wide());
    rig.AnswerWith(500000);
    rig.Get("/1");
    Answer& second = rig.Get("/3");
    ns3::Simulator::Schedule(ns3::MilliSeconds(200), [&second] {
        second.exchange->Reprioritize({1, false});
    });
    rig.Run();
    EXPECT_EQ(Runs(DataOrder(rig.FromServer())), (Ids{1, 3, 1}));
    const std::vector<Frame> sent = rig.FromClient();
    ASSERT_EQ(CountFrames(sent, PRIORITY_UPDATE), 1u);
    const auto update = std::find_if(sent.begin(), sent.end(), [](const Frame& frame) {
        return frame.type == PRIORITY_UPDATE;
    });
    EXPECT_EQ(update->stream, 0u);
    EXPECT_EQ(update->payload, std::string("\0\0\0\3u=1", 7));
}

TEST(H2Priority, PriorityUpdateBeforeTheRequestLeavesFollowsIt)
{
    H2Rig rig(Narrow(), Wide(), Wide());
    rig.AnswerWith(100000);
    rig.Get("/1", Priority{3, false});
    rig.Get("/3", Priority{3, false}).exchange->Reprioritize({0, false});
    rig.Run();
    EXPECT_EQ(Runs(DataOrder(rig.FromServer())), (Ids{3, 1}));
}

TEST(H2Priority, WithoutExtensionsThereAreNoSignals)
{
    H2Options options = Wide();
    options.extensiblePriorities = false;
    H2Rig rig(Narrow(), options, options);
    rig.AnswerWith(100000);
    rig.Get("/1", Priority{7, false});
    rig.Get("/3", Priority{0, false}).exchange->Reprioritize({1, false});
    rig.Run();
    EXPECT_FALSE(rig.site.requests.at(0).fields.Has("priority"));
    EXPECT_EQ(CountFrames(rig.FromClient(), PRIORITY_UPDATE), 0u);
    // RFC 7540 without weights: equal shares.
    EXPECT_GT(Runs(DataOrder(rig.FromServer())).size(), 8u);
}

TEST(H2Priority, TheRequestCarriesThePriorityField)
{
    H2Rig rig;
    rig.Get("/", Priority{1, true});
    rig.Run();
    EXPECT_EQ(rig.site.requests.at(0).fields.Find("priority"), "u=1, i");
    EXPECT_EQ(rig.site.requests.at(0).priority, (Priority{1, true}));
}
