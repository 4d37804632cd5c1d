// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const ns3::Time RTT = ns3::MilliSeconds(20);

/** Our control stream: the first that each end opens. */
constexpr QuicStreamId CLIENT_CONTROL = 2;
constexpr QuicStreamId SERVER_CONTROL = 3;

} // namespace

TEST(H3Setup, BothOpenTheirControlStreamsFirst)
{
    H3Rig rig;
    rig.Get("/");
    rig.Run();
    for (const auto& [end, first] :
         {std::pair(rig.clientEnd, CLIENT_CONTROL), std::pair(rig.serverEnd, SERVER_CONTROL)})
    {
        EXPECT_EQ(end->writes[0].stream, first);
        EXPECT_EQ(end->Sent(first).substr(0, 2), std::string("\0\4", 2)); // control, SETTINGS
        EXPECT_EQ(end->Sent(first + 4).substr(0, 1), "\2");               // QPACK encoder
        EXPECT_EQ(end->Sent(first + 8).substr(0, 1), "\3");               // QPACK decoder
    }
}

TEST(H3Setup, SettingsSayTheOptions)
{
    H3Options options;
    options.qpackTableCapacity = 1000;
    options.qpackBlockedStreams = 7;
    options.maxFieldSection = 20000;
    H3Rig rig({}, options);
    rig.Run();
    const std::vector<H3Frame> frames = ParseH3Control(rig.clientEnd->Sent(CLIENT_CONTROL));
    ASSERT_EQ(frames.size(), 1u);
    EXPECT_EQ(frames[0].type, H3_SETTINGS);
    for (const auto& [id, value] : {std::pair(1, 1000), std::pair(7, 7), std::pair(6, 20000)})
    {
        EXPECT_NE(frames[0].payload.find(VarInt(id) + VarInt(value)), std::string::npos) << id;
    }
}

TEST(H3Setup, WithoutRoomForTheControlStreamsThereIsNoConnection)
{
    QuicPipeOptions pipe;
    pipe.uniStreams = 2;
    H3Rig rig(pipe);
    const Answer& answer = rig.Get("/");
    rig.Run();
    ASSERT_TRUE(answer.failure);
    EXPECT_EQ(answer.failure->reason, "protocol error: H3_STREAM_CREATION_ERROR");
    EXPECT_TRUE(answer.failure->surelyUnprocessed);
}

TEST(H3Limits, RequestsBeforeTheLimitIsKnownWaitForStreams)
{
    QuicPipeOptions pipe;
    pipe.bidiStreams = 2;
    H3Rig rig(pipe);
    rig.AnswerLate(ns3::MilliSeconds(100));
    for (int i = 0; i < 5; ++i)
    {
        rig.Get("/" + std::to_string(i));
    }
    EXPECT_EQ(rig.client->Active(), 5u);
    rig.Run(ns3::MilliSeconds(30));
    EXPECT_EQ(rig.client->Room(), 0u);
    EXPECT_EQ(rig.client->Active(), 5u);
    rig.Run();
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_TRUE(rig.answers[i].completed) << i;
        EXPECT_EQ(rig.site.requests[i].target, "/" + std::to_string(i));
    }
    EXPECT_EQ(rig.client->Active(), 0u);
    EXPECT_EQ(rig.client->Room(), 2u);
}

TEST(H3Goodbye, ServerWithoutRequestsClosesARoundTripLater)
{
    H3Rig rig;
    rig.server->Close();
    rig.Run(ns3::MilliSeconds(5));
    EXPECT_TRUE(rig.serverEars.closed.empty());
    rig.Run();
    EXPECT_EQ(rig.serverEars.closed, std::vector<std::string>{"graceful"});
    EXPECT_EQ(rig.clientEars.draining, 1);
}

TEST(H3Goodbye, ACloseWithoutAPhraseIsToldByItsCode)
{
    for (const auto& [code, told] :
         {std::pair(0x100U, "graceful"), std::pair(0x102U, "closed by peer: H3_INTERNAL_ERROR")})
    {
        H3Rig rig;
        ns3::Simulator::Schedule(ns3::MilliSeconds(100),
                                 [&rig, code = code] { rig.clientEnd->Close(code, ""); });
        rig.Run();
        EXPECT_EQ(rig.serverEars.closed, std::vector<std::string>{told});
    }
}

TEST(H3Goodbye, AbortGivesUpAtOnce)
{
    H3Rig rig;
    rig.AnswerLate(ns3::Seconds(10));
    rig.Get("/a");
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.client->Abort("not wanted"); });
    rig.Run();
    ASSERT_TRUE(rig.answers[0].failure);
    EXPECT_EQ(rig.answers[0].failure->reason, "not wanted");
    EXPECT_EQ(rig.clientEars.closed, std::vector<std::string>{"not wanted"});
    EXPECT_EQ(rig.serverEars.closed, std::vector<std::string>{"closed by peer: not wanted"});
    EXPECT_EQ(rig.clientEnd->closeCode, 0x100u);
    EXPECT_EQ(rig.site.gone, 1);
}

TEST(H3Goodbye, NetworkChangesMigrate)
{
    H3Rig rig;
    rig.AnswerLate(ns3::MilliSeconds(100));
    const Answer& answer = rig.Get("/");
    ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&rig] { rig.client->HandleNetworkChange(); });
    rig.Run();
    EXPECT_EQ(rig.clientEnd->migrations, 1);
    EXPECT_TRUE(answer.completed);
}

namespace
{

QuicPipeOptions
With(QuicPipeOptions::Early early)
{
    QuicPipeOptions pipe;
    pipe.early = early;
    return pipe;
}

} // namespace

TEST(H3EarlyData, AcceptedEarlyDataSavesARoundTrip)
{
    H3Rig rig(With(QuicPipeOptions::Early::ACCEPTED));
    const Answer& answer = rig.Get("/");
    bool early = false;
    ns3::Simulator::Schedule(ns3::MilliSeconds(1), [&] { early = rig.client->IsEarly(); });
    rig.Run();
    EXPECT_TRUE(early);
    EXPECT_FALSE(rig.client->IsEarly());
    EXPECT_EQ(rig.clientEars.ready, ns3::Time(0));
    EXPECT_EQ(answer.started, ns3::Time(0));
    EXPECT_EQ(answer.completed, RTT);
}

TEST(H3EarlyData, RejectedExchangesFailUnprocessedAndMayBeTriedAgain)
{
    H3Rig rig(With(QuicPipeOptions::Early::REJECTED));
    rig.Get("/1");
    rig.Get("/2");
    rig.Run(ns3::MilliSeconds(20) - ns3::NanoSeconds(1));
    EXPECT_FALSE(rig.answers[0].Over());
    int rooms = 0;
    rig.clientEars.onRoom = [&] { ++rooms; };
    rig.Run(ns3::NanoSeconds(2));
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        ASSERT_TRUE(answer.failure);
        EXPECT_EQ(answer.failure->reason, "early data rejected");
        EXPECT_TRUE(answer.failure->surelyUnprocessed);
    }
    EXPECT_EQ(rooms, 1);
    EXPECT_TRUE(rig.site.requests.empty());
    const Answer& again = rig.Get("/1");
    rig.Run();
    EXPECT_EQ(again.completed, 2 * RTT + ns3::NanoSeconds(1));
    EXPECT_EQ(again.body.size(), 1000u);
    EXPECT_EQ(rig.clientEars.draining, 0);
    // The control streams were opened anew, with the same identifiers.
    EXPECT_EQ(rig.clientEnd->Sent(CLIENT_CONTROL).substr(0, 2), std::string("\0\4", 2));
    EXPECT_EQ(rig.site.requests.size(), 1u);
}

TEST(H3EarlyData, TriedAgainFromInsideTheFailure)
{
    H3Rig rig(With(QuicPipeOptions::Early::REJECTED));

    struct Retrier : Answer
    {
        void HandleFailure(const ExchangeFailure& why) override
        {
            Answer::HandleFailure(why);
            again = &rig->Get("/again");
        }

        H3Rig* rig{nullptr};
        Answer* again{nullptr};
    };

    Retrier first;
    first.rig = &rig;
    Request request;
    request.authority = "example.org";
    first.exchange = &rig.client->Send(request, std::make_unique<PatternBody>(50000), first);
    Answer& cancelled = rig.Get("/cancelled");
    cancelled.consume = false;
    rig.Run();
    ASSERT_TRUE(first.again);
    EXPECT_EQ(first.again->completed, 2 * RTT);
    EXPECT_EQ(rig.client->Active(), 0u);
    EXPECT_EQ(rig.site.gone, 1);
}
