// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"
#include "wire/make-connection.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const ns3::Time RTT = ns3::MilliSeconds(20);

H2Options
WithPush()
{
    H2Options options;
    options.enablePush = true;
    return options;
}

/** Promises /style.css with each answer; keeps whether that was possible. */
void
AnswerWithPush(H2Rig& rig, bool& pushed)
{
    rig.site.answer = [&pushed](ServerExchange& exchange) {
        Request promise;
        promise.authority = "example.org";
        promise.target = "/style.css";
        pushed = exchange.Push(promise,
                               {200, {{"content-type", "text/css"}}},
                               std::make_unique<PatternBody>(3000));
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(1000));
    };
}

} // namespace

TEST(H2Push, AcceptedPushArrivesWithThePage)
{
    H2Rig rig({}, WithPush(), WithPush());
    bool pushed = false;
    AnswerWithPush(rig, pushed);
    Answer style;
    rig.clientEars.onPush = [&](const Request& request, ClientExchange& exchange) {
        EXPECT_EQ(request.target, "/style.css");
        EXPECT_EQ(request.authority, "example.org");
        EXPECT_FALSE(rig.answers.front().completed); // promised before the page that refers to it
        style.exchange = &exchange;
        return &style;
    };
    const Answer& page = rig.Get("/");
    rig.Run();
    EXPECT_TRUE(pushed);
    EXPECT_EQ(page.completed, 2 * RTT);
    EXPECT_EQ(style.completed, 2 * RTT);
    EXPECT_EQ(style.body.size(), 3000u);
    EXPECT_EQ(style.response->fields.Find("content-type"), "text/css");
    EXPECT_EQ(style.responseBodyBytes, 3009u);
    EXPECT_GT(style.requestHeaderBytes, 13u);
    EXPECT_EQ(rig.site.gone, 1); // the promise is no exchange of the handler's
}

TEST(H2Push, RefusedPushIsReset)
{
    PipeOptions pipe;
    pipe.rate = 1000000;
    H2Rig rig(pipe, WithPush(), WithPush());
    bool pushed = false;
    rig.site.answer = [&pushed](ServerExchange& exchange) {
        Request promise;
        promise.authority = "example.org";
        promise.target = "/huge";
        pushed = exchange.Push(promise, {200, {}}, std::make_unique<PatternBody>(10000000));
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(1000));
    };
    const Answer& page = rig.Get("/");
    rig.Run();
    EXPECT_TRUE(pushed);
    EXPECT_TRUE(page.completed);
    const std::vector<Frame> frames = rig.FromClient();
    ASSERT_EQ(CountFrames(frames, RST_STREAM), 1u);
    for (const Frame& frame : frames)
    {
        if (frame.type == RST_STREAM)
        {
            EXPECT_EQ(frame.stream, 2u);
            EXPECT_EQ(frame.payload, std::string("\0\0\0\x8", 4)); // CANCEL
        }
    }
    std::size_t sent = 0;
    for (const Frame& frame : rig.FromServer())
    {
        sent += frame.payload.size();
    }
    EXPECT_LT(sent, 200000u);
    EXPECT_EQ(rig.client->Active(), 0u);
}

TEST(H2Push, NoPushWhereTheClientTakesNone)
{
    H2Rig rig({}, {}, WithPush());
    bool pushed = true;
    AnswerWithPush(rig, pushed);
    const Answer& page = rig.Get("/");
    rig.Run();
    EXPECT_FALSE(pushed);
    EXPECT_TRUE(page.completed);
    EXPECT_EQ(CountFrames(rig.FromServer(), PUSH_PROMISE), 0u);
}

TEST(H2Limits, RequestsBeforeTheLimitIsKnownAreRefusedUnprocessed)
{
    PipeOptions pipe;
    H2Options server;
    server.maxConcurrentStreams = 2;
    H2Rig rig(pipe, {}, server);
    rig.AnswerLate(ns3::MilliSeconds(100));
    EXPECT_EQ(rig.client->Room(), 100u);
    for (int i = 0; i < 5; ++i)
    {
        rig.Get("/" + std::to_string(i));
    }
    rig.Run();
    int completed = 0;
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        completed += answer.completed ? 1 : 0;
        EXPECT_TRUE(answer.completed || answer.failure->surelyUnprocessed);
    }
    EXPECT_GE(completed, 2);
}

TEST(H2Goodbye, PeersEndFailsWhatIsOpen)
{
    H2Rig rig;
    rig.AnswerLate(ns3::Seconds(10));
    rig.Get("/");
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.clientTap->CloseWrite(); });
    rig.Run(ns3::Seconds(1));
    EXPECT_EQ(rig.site.gone, 1);
    ASSERT_TRUE(rig.answers[0].failure);
    EXPECT_EQ(rig.answers[0].failure->reason, "closed by peer");
    EXPECT_EQ(rig.clientEars.closed.size(), 1u);
    EXPECT_EQ(rig.serverEars.closed.size(), 1u);
}

TEST(H2PriorKnowledge, ServerKnowsThePrefaceInCleartext)
{
    auto [near, far] = PipeStream::MakePair();
    Site site;
    far->Open();
    const auto server = MakeServerConnection(std::move(far), site, H1Options{}, H2Options{});
    const auto client = MakeClientConnection(Protocol::H2, std::move(near), {}, H2Options{});
    Answer answer;
    Request request;
    request.authority = "example.org";
    answer.exchange = &client->Send(request, nullptr, answer);
    server->Open();
    client->Open();
    client->Close();
    ns3::Simulator::Run();
    EXPECT_EQ(answer.completed, 2 * RTT);
    EXPECT_EQ(answer.body.size(), 1000u);
    EXPECT_EQ(site.gone, 1);
    ns3::Simulator::Destroy();
}
