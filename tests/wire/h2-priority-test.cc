// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

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

using Ids = std::vector<std::uint32_t>;

} // namespace

TEST(H2Priority, IncrementalResponsesTakeTurns)
{
    H2Rig rig = H2Rig::Narrow();
    rig.AnswerWith(3 * 16384);
    rig.Get("/1", Priority{3, true});
    rig.Get("/3", Priority{3, true});
    rig.Get("/5", Priority{3, true});
    rig.Run();
    EXPECT_EQ(DataOrder(rig.FromServer()), (Ids{1, 3, 5, 1, 3, 5, 1, 3, 5}));
}

TEST(H2Priority, AnUrgentLatecomerWaitsOnlyForWhatIsSentAhead)
{
    H2Rig rig = H2Rig::Narrow();
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
    H2Options server;
    server.sendAhead = 20000;
    H2Rig rig = H2Rig::Narrow({}, server);
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
