// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A pipe of 1 MB/s: a byte a microsecond, so that content queues at the server; requests of one
 * moment arrive in less than the time of one packet. */
QuicPipeOptions
Narrow()
{
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    pipe.streamWindow = 1 << 24;
    pipe.connectionWindow = 1 << 24;
    return pipe;
}

using Ids = std::vector<QuicStreamId>;

/** \return the request streams whose octets the end sent, in the order of the wire, each run of one
 * stream once; what is smaller than a packet is left out, such as field sections */
Ids
Runs(const QuicPipe& end)
{
    Ids order;
    for (const QuicPipeWrite& write : end.writes)
    {
        if ((write.stream & 3) == 0 && write.bytes.size() > 1000 &&
            (order.empty() || order.back() != write.stream))
        {
            order.push_back(write.stream);
        }
    }
    return order;
}

std::vector<H3Frame>
PriorityUpdates(const QuicPipe& client)
{
    std::vector<H3Frame> frames = ParseH3Control(client.Sent(2));
    frames.erase(
        std::remove_if(frames.begin(),
                       frames.end(),
                       [](const H3Frame& frame) { return frame.type != H3_PRIORITY_UPDATE; }),
        frames.end());
    return frames;
}

} // namespace

TEST(H3Priority, UrgentFirstThenInTheOrderOfStreams)
{
    H3Rig rig(Narrow());
    rig.AnswerWith(100000);
    rig.Get("/0-low", Priority{7, false});
    rig.Get("/4-default");
    rig.Get("/8-high", Priority{0, false});
    rig.Get("/12-default", Priority{3, false});
    rig.Get("/16-high", Priority{0, false});
    rig.Run();
    EXPECT_EQ(Runs(*rig.serverEnd), (Ids{8, 16, 4, 12, 0}));
}

TEST(H3Priority, IncrementalResponsesTakeTurns)
{
    H3Rig rig(Narrow());
    rig.AnswerWith(30000);
    rig.Get("/0", Priority{3, true});
    rig.Get("/4", Priority{3, true});
    rig.Get("/8", Priority{3, true});
    rig.Run();
    const Ids runs = Runs(*rig.serverEnd);
    EXPECT_GT(runs.size(), 40u);
    EXPECT_EQ(Ids(runs.begin() + 3, runs.begin() + 9), (Ids{0, 4, 8, 0, 4, 8}));
}

TEST(H3Priority, AnUrgentLatecomerWaitsForNothingElse)
{
    H3Rig rig(Narrow());
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

    H3Rig rig(Narrow());
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

TEST(H3Priority, PriorityUpdateChangesTheOrderInMidTransfer)
{
    H3Rig rig(Narrow());
    rig.AnswerWith(500000);
    rig.Get("/0");
    Answer& second = rig.Get("/4");
    ns3::Simulator::Schedule(ns3::MilliSeconds(200), [&second] {
        second.exchange->Reprioritize({1, false});
    });
    rig.Run();
    EXPECT_EQ(Runs(*rig.serverEnd), (Ids{0, 4, 0}));
    const std::vector<H3Frame> updates = PriorityUpdates(*rig.clientEnd);
    ASSERT_EQ(updates.size(), 1u);
    EXPECT_EQ(updates[0].payload.substr(0, 4), "\4u=1");
}

TEST(H3Priority, PriorityUpdateBeforeTheRequestLeavesWins)
{
    H3Rig rig(Narrow());
    rig.AnswerWith(100000);
    rig.Get("/0", Priority{3, false});
    rig.Get("/4", Priority{3, false}).exchange->Reprioritize({0, false});
    ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&rig] {
        rig.Get("/8", Priority{5, false});
        rig.Get("/12", Priority{7, false}).exchange->Reprioritize({0, true});
    });
    rig.Run();
    EXPECT_EQ(Runs(*rig.serverEnd), (Ids{4, 0, 12, 8}));
    for (const Answer& answer : rig.answers)
    {
        EXPECT_TRUE(answer.completed);
    }
}

TEST(H3Priority, PriorityUpdateThatComesFirstIsKept)
{
    // The control stream overtakes the requests, as it may.
    QuicPipeOptions pipe = Narrow();
    pipe.hold = [](QuicStreamId id) { return ns3::MilliSeconds(id == 0 || id == 4 ? 50 : 0); };
    H3Rig rig(pipe);
    rig.AnswerWith(100000);
    rig.Get("/0");
    rig.Get("/4").exchange->Reprioritize({0, false});
    rig.Run();
    EXPECT_EQ(Runs(*rig.serverEnd), (Ids{4, 0}));
    EXPECT_TRUE(rig.answers[1].completed);
}

TEST(H3Priority, WithoutExtensionsThereAreNoSignals)
{
    H3Options options;
    options.extensiblePriorities = false;
    H3Rig rig(Narrow(), options, options);
    rig.AnswerWith(100000);
    rig.Get("/0", Priority{7, false});
    rig.Get("/4", Priority{0, false}).exchange->Reprioritize({1, false});
    rig.Run();
    EXPECT_FALSE(rig.site.requests.at(0).fields.Has("priority"));
    EXPECT_TRUE(PriorityUpdates(*rig.clientEnd).empty());
    EXPECT_GT(Runs(*rig.serverEnd).size(), 8u);
}

TEST(H3Priority, AServerWithoutExtensionsHeedsNobody)
{
    H3Options server;
    server.extensiblePriorities = false;
    H3Rig rig(Narrow(), {}, server);
    rig.AnswerWith(100000);
    rig.Get("/0", Priority{7, false});
    rig.Get("/4", Priority{0, false});
    ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&rig] {
        rig.answers[0].exchange->Reprioritize({0, false});
    });
    rig.Run();
    EXPECT_EQ(PriorityUpdates(*rig.clientEnd).size(), 1u);
    EXPECT_GT(Runs(*rig.serverEnd).size(), 100u);
}

TEST(H3Priority, TheRequestCarriesThePriorityField)
{
    H3Rig rig;
    rig.Get("/", Priority{1, true});
    rig.Run();
    EXPECT_EQ(rig.site.requests.at(0).fields.Find("priority"), "u=1, i");
    EXPECT_EQ(rig.site.requests.at(0).priority, (Priority{1, true}));
}
