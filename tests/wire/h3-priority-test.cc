// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Numbers = std::vector<std::size_t>;

} // namespace

TEST(H3Priority, IncrementalResponsesTakeTurns)
{
    H3Rig rig = H3Rig::Narrow();
    rig.AnswerWith(30000);
    rig.Get("/0", Priority{3, true});
    rig.Get("/4", Priority{3, true});
    rig.Get("/8", Priority{3, true});
    rig.Run();
    const Numbers runs = rig.ContentOrder();
    EXPECT_GT(runs.size(), 40u);
    EXPECT_EQ(Numbers(runs.begin() + 3, runs.begin() + 9), (Numbers{0, 1, 2, 0, 1, 2}));
}

TEST(H3Priority, AnUrgentLatecomerWaitsForNothingElse)
{
    H3Rig rig = H3Rig::Narrow();
    rig.AnswerWith(1000000);
    rig.Get("/bulk", Priority{5, false});
    ns3::Simulator::Schedule(ns3::MilliSeconds(300), [&rig] {
        rig.AnswerWith(1000);
        rig.Get("/urgent", Priority{0, false});
    });
    rig.Run();
    const Answer& urgent = rig.answers.back();
    // A round trip, and the packet of 1200 octets that is on its way.
    const double ms = (*urgent.completed - ns3::MilliSeconds(300)).GetSeconds() * 1000;
    EXPECT_LE(ms, 20 + 1.2);
    EXPECT_EQ(rig.answers.front().body.size(), 1000000u);
}

TEST(H3Priority, LittleContentIsReadAheadOfTheNetwork)
{
    struct Counted : PatternBody
    {
        explicit Counted(std::size_t& count)
            : PatternBody(1000000),
              read(count)
        {}

        std::size_t Read(char* data, std::size_t max) override
        {
            const std::size_t size = PatternBody::Read(data, max);
            read += size;
            return size;
        }

        std::size_t& read;
    };

    H3Rig rig = H3Rig::Narrow();
    std::size_t read = 0;
    rig.site.answer = [&read](ServerExchange& exchange) {
        exchange.Respond({200, {}}, std::make_unique<Counted>(read));
    };
    rig.Get("/");
    std::size_t most = 0;
    for (int ms = 35; ms < 1000; ++ms)
    {
        ns3::Simulator::Schedule(ns3::MilliSeconds(ms), [&] {
            std::size_t sent = 0;
            for (const QuicPipeWrite& write : rig.serverEnd->writes)
            {
                sent += write.bytes.size();
            }
            most = std::max(most, read - std::min(read, sent));
        });
    }
    rig.Run();
    EXPECT_LE(most, 16384u + 4096);
    EXPECT_TRUE(rig.answers.front().completed);
}

TEST(H3Priority, PriorityUpdateThatComesFirstIsKept)
{
    // The control stream overtakes the requests, as it may.
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    pipe.hold = [](QuicStreamId id) { return ns3::MilliSeconds(id == 0 || id == 4 ? 50 : 0); };
    H3Rig rig(pipe);
    rig.AnswerWith(100000);
    rig.Get("/0");
    rig.Get("/4").exchange->Reprioritize({0, false});
    rig.Run();
    EXPECT_EQ(rig.ContentOrder(), (Numbers{1, 0}));
    EXPECT_TRUE(rig.answers[1].completed);
}

TEST(H3Priority, AServerWithoutExtensionsHeedsNobody)
{
    H3Options server;
    server.extensiblePriorities = false;
    H3Rig rig = H3Rig::Narrow({}, server);
    rig.AnswerWith(100000);
    rig.Get("/0", Priority{7, false});
    rig.Get("/4", Priority{0, false});
    ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&rig] {
        rig.answers[0].exchange->Reprioritize({0, false});
    });
    rig.Run();
    EXPECT_EQ(rig.PriorityUpdates().size(), 1u);
    EXPECT_GT(rig.ContentOrder().size(), 100u);
}
