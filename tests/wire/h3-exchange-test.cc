// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

using namespace pagewire;
using namespace pagewire::test;

TEST(H3Exchange, EveryOctetIsGivenBackToFlowControl)
{
    H3Rig rig;
    for (const std::string method : {"GET", "POST", "HEAD"})
    {
        rig.Send(H3Rig::Ask(method, "/"),
                 method == "POST" ? std::make_unique<PatternBody>(5000) : nullptr);
    }
    rig.Run();
    EXPECT_EQ(rig.site.gone, 3);
    EXPECT_EQ(rig.serverEnd->Unconsumed(), 0u);
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3Exchange, CancelOfADownloadStopsItOnly)
{
    H3Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(1000000));
    };
    Answer& cancelled = rig.Get("/");
    cancelled.onBody = [&cancelled] { cancelled.exchange->Cancel(); };
    rig.Run();
    const std::vector<std::pair<QuicStreamId, std::uint64_t>> stops{{0, 0x10c}};
    EXPECT_EQ(rig.clientEnd->stops, stops);     // H3_REQUEST_CANCELLED
    EXPECT_TRUE(rig.clientEnd->resets.empty()); // the request had left and arrived
    EXPECT_EQ(rig.clientEnd->Unconsumed(), 0u);
}

TEST(H3Exchange, NeitherPushesNorTakesPushes)
{
    H3Rig rig;
    bool pushed = true;
    rig.site.answer = [&pushed](ServerExchange& exchange) {
        pushed = exchange.Push({}, {200, {}}, nullptr);
        EXPECT_EQ(exchange.GetProtocol(), Protocol::H3);
        exchange.Respond({200, {}}, nullptr);
    };
    rig.Get("/");
    rig.Run();
    EXPECT_FALSE(pushed);
}

TEST(H3Exchange, CancelBeforeTheStreamIsOpenSendsNothing)
{
    H3Rig rig;
    Answer& cancelled = rig.Get("/cancelled");
    const Answer& other = rig.Get("/other");
    cancelled.exchange->Cancel();
    rig.Run();
    EXPECT_EQ(cancelled.lastCalls, 0);
    EXPECT_FALSE(cancelled.started);
    EXPECT_TRUE(other.completed);
    EXPECT_EQ(rig.site.requests.size(), 1u);
}

TEST(H3Exchange, CancelOfAnUploadResetsBothWays)
{
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    H3Rig rig(pipe);
    rig.site.answer = [](ServerExchange&) {};
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    const Answer& answer = rig.Send(request, std::make_unique<PatternBody>(10000000));
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&answer] { answer.exchange->Cancel(); });
    rig.Run();
    EXPECT_EQ(answer.lastCalls, 0);
    EXPECT_EQ(rig.clientEnd->resets.size(), 1u);
    EXPECT_EQ(rig.clientEnd->stops.size(), 1u);
    EXPECT_EQ(rig.site.gone, 1);
    EXPECT_EQ(rig.serverEnd->Unconsumed(), 0u);
}
