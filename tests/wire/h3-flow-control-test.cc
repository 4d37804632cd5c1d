// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include <gtest/gtest.h>

#include <string>

using namespace pagewire;
using namespace pagewire::test;

TEST(H3FlowControl, NothingStaysUnconsumed)
{
    H3Rig rig = H3Rig::WithWindows(65536, 65536);
    rig.AnswerWith(50000);
    rig.Get("/finished").consume = false;
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

TEST(H3FlowControl, WindowsOfAFewOctetsDoEverythingInTheEnd)
{
    H3Rig rig = H3Rig::WithWindows(7, 50);
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
    QuicPipeOptions pipe;
    pipe.streamWindow = pipe.connectionWindow = 1 << 25;
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
