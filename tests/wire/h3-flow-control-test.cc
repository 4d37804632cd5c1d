// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

QuicPipeOptions
Windows(std::uint64_t stream, std::uint64_t connection)
{
    QuicPipeOptions pipe;
    pipe.streamWindow = stream;
    pipe.connectionWindow = connection;
    return pipe;
}

} // namespace

TEST(H3FlowControl, StopsAtTheStreamsWindowWithoutConsumption)
{
    H3Rig rig(Windows(65536, 1 << 24));
    rig.AnswerWith(1000000);
    Answer& answer = rig.Get("/");
    answer.consume = false;
    rig.Run();
    // What is framing was consumed by HTTP/3 itself.
    EXPECT_EQ(answer.body.size(), 65536u);
    EXPECT_FALSE(answer.Over());
    answer.consume = true;
    answer.exchange->Consumed(answer.body.size());
    rig.Run();
    EXPECT_EQ(answer.body.size(), 1000000u);
    EXPECT_TRUE(answer.completed);
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3FlowControl, AStreamsWindowBlocksOnlyThatStream)
{
    H3Rig rig(Windows(20000, 1 << 24));
    rig.AnswerWith(30000);
    Answer& slow = rig.Get("/slow");
    slow.consume = false;
    const Answer& fast = rig.Get("/fast");
    rig.Run();
    EXPECT_EQ(slow.body.size(), 20000u);
    EXPECT_EQ(fast.body.size(), 30000u);
}

TEST(H3FlowControl, TheConnectionsWindowBlocksAllStreams)
{
    H3Rig rig(Windows(70000, 100000));
    rig.AnswerWith(80000);
    Answer& first = rig.Get("/first");
    Answer& second = rig.Get("/second");
    first.consume = false;
    second.consume = false;
    rig.Run();
    EXPECT_EQ(first.body.size(), 70000u);
    EXPECT_EQ(second.body.size(), 30000u);
    first.exchange->Consumed(70000);
    rig.Run();
    EXPECT_EQ(first.body.size(), 80000u);
    EXPECT_EQ(second.body.size(), 70000u); // its own window now
}

TEST(H3FlowControl, WhatAFinishedExchangeLeftUnconsumedIsGivenBack)
{
    H3Rig rig(Windows(65536, 65536));
    rig.AnswerWith(50000);
    for (int i = 0; i < 5; ++i)
    {
        rig.Get("/" + std::to_string(i)).consume = false;
    }
    rig.Run();
    for (const Answer& answer : rig.answers)
    {
        EXPECT_EQ(answer.body.size(), 50000u);
        EXPECT_TRUE(answer.completed);
    }
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3FlowControl, WhatACancelledExchangeLeftIsGivenBack)
{
    H3Rig rig(Windows(65536, 65536));
    rig.AnswerWith(50000);
    Answer& cancelled = rig.Get("/cancelled");
    cancelled.consume = false;
    cancelled.onBody = [&cancelled] {
        if (cancelled.body.size() > 10000 && cancelled.exchange)
        {
            cancelled.exchange->Cancel();
            cancelled.exchange = nullptr;
        }
    };
    const Answer& other = rig.Get("/other");
    rig.Run();
    EXPECT_EQ(other.body.size(), 50000u);
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3FlowControl, HoldsBackUploadsToo)
{
    H3Rig rig(Windows(65536, 1 << 24));
    Upload upload;
    upload.consume = false;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
    };
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    rig.Send(request, std::make_unique<PatternBody>(200000));
    rig.Run();
    EXPECT_EQ(upload.body.size(), 65536u);
    upload.consume = true;
    upload.exchange->Consumed(65536);
    rig.Run();
    EXPECT_EQ(upload.body.size(), 200000u);
    EXPECT_TRUE(upload.completed);
}

TEST(H3FlowControl, WindowsOfAFewOctetsDoEverythingInTheEnd)
{
    H3Options dynamic;
    H3Rig rig(Windows(7, 50), dynamic, dynamic);
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        exchange.SendInformational({103, {{"link", "</style.css>; rel=preload"}}});
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] {
            auto body = std::make_unique<DoledBody>();
            body->ready = std::string(3000, 'd');
            body->ended = true;
            body->trailers.Add("Checksum", "down");
            exchange.Respond({200, {{"server", "pagewire"}}}, std::move(body));
        };
    };
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    request.fields.Add("User-Agent", std::string(100, 'u'));
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(2000));
    rig.Run();
    EXPECT_EQ(upload.body.size(), 2000u);
    EXPECT_EQ(answer.interim, std::vector<int>{103});
    EXPECT_EQ(answer.body, std::string(3000, 'd'));
    EXPECT_EQ(answer.trailers.Find("checksum"), "down");
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
    EXPECT_EQ(rig.serverEnd->Unconsumed(), 0u);
}

TEST(H3FlowControl, MuchMayBeOnItsWay)
{
    // 8 MB unacknowledged on one stream: 200 ms at 40 MB/s.
    QuicPipeOptions pipe = Windows(1 << 25, 1 << 25);
    pipe.delay = ns3::MilliSeconds(100);
    pipe.rate = 40000000;
    pipe.packet = 12000;
    H3Rig rig(pipe);
    rig.AnswerWith(16000000);
    const Answer& answer = rig.Get("/");
    rig.Run();
    EXPECT_EQ(answer.body.size(), 16000000u);
    // A round trip to open, one for the first octet, 400 ms for all of them.
    EXPECT_LT(*answer.completed, ns3::MilliSeconds(200 + 200 + 400 + 10));
}
