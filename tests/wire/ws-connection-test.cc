// SPDX-License-Identifier: GPL-2.0-only
#include "support/ws-rig.h"

#include "base/seed.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::string_literals;

namespace
{

const ns3::Time ONE_WAY = ns3::MilliSeconds(10);

} // namespace

TEST(WsConnection, MessagesBothWaysTakeHalfARoundTrip)
{
    WsRig rig;
    const ns3::Time start = ns3::Simulator::Now();
    std::optional<ns3::Time> heard;
    rig.serverEars.onMessage = [&](const WsMessage&) {
        heard = ns3::Simulator::Now();
        rig.server->Send(WsKind::BINARY, "\x00\xff"s);
    };
    EXPECT_TRUE(rig.client->Send(WsKind::TEXT, "Hello"));
    rig.Run();
    ASSERT_EQ(rig.serverEars.messages.size(), 1u);
    EXPECT_EQ(*heard - start, ONE_WAY);
    EXPECT_EQ(rig.serverEars.messages[0].kind, WsKind::TEXT);
    EXPECT_EQ(rig.serverEars.messages[0].bytes, "Hello");
    EXPECT_EQ(rig.serverEars.messages[0].wireBytes, 11u);
    ASSERT_EQ(rig.clientEars.messages.size(), 1u);
    EXPECT_EQ(rig.clientEars.messages[0].kind, WsKind::BINARY);
    EXPECT_EQ(rig.clientEars.messages[0].bytes, "\x00\xff"s);
    EXPECT_EQ(rig.client->Counters().wireSent, 11u);
    EXPECT_EQ(rig.client->Counters().wireReceived, 4u);
    EXPECT_EQ(rig.server->Counters().payloadReceived, 5u);
}

TEST(WsConnection, SendsTheFragmentsOfTheRfc)
{
    WsOptions options;
    options.fragment = 3;
    RawWsRig rig(WsRole::SERVER, options);
    rig.connection->Send(WsKind::TEXT, "Hello");
    EXPECT_EQ(rig.Converse(""), "\x01\x03Hel\x80\x02lo"s);
}

/** RFC 7692 section 7.2.3.1. */
TEST(WsConnection, SendsTheCompressedFragmentsOfTheRfc)
{
    WsOptions options;
    options.deflate.emplace();
    RawWsRig whole(WsRole::SERVER, options);
    whole.connection->Send(WsKind::TEXT, "Hello");
    EXPECT_EQ(whole.Converse(""), "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00"s);
}

TEST(WsConnection, CompressedFragmentsHaveTheBitOnTheFirst)
{
    WsOptions options;
    options.deflate.emplace();
    options.fragment = 3;
    RawWsRig rig(WsRole::SERVER, options);
    rig.connection->Send(WsKind::TEXT, "Hello");
    EXPECT_EQ(rig.Converse(""), "\x41\x03\xf2\x48\xcd\x00\x03\xc9\xc9\x07\x80\x01\x00"s);
}

TEST(WsConnection, AnswersAPingBetweenFragments)
{
    PipeOptions pipe;
    pipe.window = 40; // so that the fragments wait for room
    WsOptions options;
    options.fragment = 10;
    RawWsRig rig(WsRole::SERVER, options, pipe);
    rig.connection->Send(WsKind::BINARY, std::string(100, 'x'));
    const std::string heard = rig.Converse("\x89\x82\x00\x00\x00\x00hi"s);
    const std::size_t pong = heard.find("\x8a\x02hi"s);
    ASSERT_NE(pong, std::string::npos);
    EXPECT_GT(pong, 0u);
    EXPECT_LT(pong + 4, heard.size()); // fragments before and after it
    EXPECT_EQ(heard.size(), 10 * 12u + 4);
}

TEST(WsConnection, PingMeasuresTheRoundTrip)
{
    WsRig rig;
    rig.client->Ping("one");
    rig.client->Ping("two");
    rig.Run();
    EXPECT_EQ(rig.clientEars.pongs, (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(rig.clientEars.roundTrips[0], 2 * ONE_WAY);
}

TEST(WsConnection, KeepAlivePingsAnswered)
{
    WsOptions options;
    options.pingInterval = ns3::Seconds(5);
    WsRig rig(options);
    rig.Run(ns3::Seconds(21));
    EXPECT_EQ(rig.clientEars.pongs.size(), 4u);
    EXPECT_FALSE(rig.clientEars.end);
}

TEST(WsConnection, KeepAliveGivesUpASilentPeer)
{
    WsOptions options;
    options.pingInterval = ns3::Seconds(5);
    options.pongWait = ns3::Seconds(3);
    RawWsRig rig(WsRole::SERVER, options);
    const ns3::Time start = ns3::Simulator::Now();
    rig.Converse("");
    ASSERT_TRUE(rig.ears.end);
    EXPECT_EQ(rig.ears.end->failure, "ping timeout");
    EXPECT_EQ(rig.ears.end->received, WS_ABNORMAL);
    EXPECT_EQ(*rig.ears.closed - start, ns3::Seconds(8));
}

TEST(WsConnection, InvalidText)
{
    RawWsRig rig(WsRole::CLIENT);
    const std::string heard = rig.Converse("\x81\x02\xc3\x28"s);
    ASSERT_GE(heard.size(), 8u);
    EXPECT_EQ(heard[0], '\x88');
    EXPECT_EQ(rig.ears.closing, std::vector<std::uint16_t>{WS_INVALID_DATA});
    EXPECT_EQ(rig.ears.end->sent, WS_INVALID_DATA);
    EXPECT_TRUE(rig.ears.messages.empty());
}

/** What a code point is cut into does not matter (RFC 6455 section 5.6). */
TEST(WsConnection, TextMayBeCutInsideACharacter)
{
    RawWsRig rig(WsRole::CLIENT);
    rig.Converse("\x01\x01\xc3\x80\x01\xa9"s);
    ASSERT_EQ(rig.ears.messages.size(), 1u);
    EXPECT_EQ(rig.ears.messages[0].bytes, "\xc3\xa9");
}

TEST(WsConnection, UnmaskedClientIsToldProtocolError)
{
    RawWsRig rig(WsRole::SERVER);
    const std::string heard = rig.Converse("\x81\x05Hello"s);
    EXPECT_EQ(heard, "\x88\x10\x03\xea"s + "unmasked frame");
    EXPECT_EQ(rig.ears.end->failure, "unmasked frame");
    EXPECT_TRUE(rig.peer->endHeard);
}

TEST(WsConnection, TooBigAndBombs)
{
    WsOptions options;
    options.maxMessage = 1000;
    options.deflate.emplace();
    RawWsRig rig(WsRole::CLIENT, options);
    const std::string bomb = WsDeflater({}).Compress(std::string(200000, 'x'));
    ASSERT_GT(bomb.size(), 125u);
    ASSERT_LT(bomb.size(), 256u);
    rig.Converse("\xc2\x7e\x00"s + static_cast<char>(bomb.size()) + bomb);
    EXPECT_EQ(rig.ears.end->sent, WS_TOO_BIG);
    EXPECT_TRUE(rig.ears.messages.empty());
}

TEST(WsConnection, BrokenCompression)
{
    WsOptions options;
    options.deflate.emplace();
    RawWsRig rig(WsRole::CLIENT, options);
    rig.Converse("\xc2\x02\x07\x00"s);
    EXPECT_EQ(rig.ears.end->sent, WS_INVALID_DATA);
}

TEST(WsConnection, RandomRoundTrips)
{
    SeededBytes random(20);
    for (int round = 0; round < 12; ++round)
    {
        WsOptions options;
        options.fragment = round % 3 == 0 ? 0 : 1 + random.Next() % 3000;
        if (round % 2 == 0)
        {
            options.deflate = WsDeflateTerms{{8 + static_cast<int>(random.Next() % 8), true},
                                             {8 + static_cast<int>(random.Next() % 8), false}};
        }
        WsRig rig(options, options);
        std::vector<std::string> said;
        for (int i = 0; i < 8; ++i)
        {
            std::string bytes(random.Next() % 9000, '\0');
            random.Fill(bytes.data(), bytes.size() / (1 + i % 2));
            said.push_back(bytes);
            rig.client->Send(WsKind::BINARY, bytes);
            rig.server->Send(WsKind::BINARY, bytes);
        }
        rig.Run();
        for (const WsEars* ears : {&rig.clientEars, &rig.serverEars})
        {
            ASSERT_EQ(ears->messages.size(), said.size()) << round;
            for (std::size_t i = 0; i < said.size(); ++i)
            {
                EXPECT_EQ(ears->messages[i].bytes, said[i]) << round << ' ' << i;
            }
        }
    }
}

TEST(WsConnection, WhatIsQueuedIsBounded)
{
    WsOptions options;
    options.sendLimit = 5000;
    WsOptions holds;
    WsRig rig(options, holds, {ONE_WAY, 2000, 1448, 0});
    rig.server->Hold();
    rig.Run(ns3::Seconds(1));
    int taken = 0;
    while (rig.client->Send(WsKind::BINARY, std::string(1000, 'x')))
    {
        ++taken;
        ASSERT_LE(rig.client->Queued(), 5000u);
    }
    EXPECT_EQ(taken, 5);
    rig.Run(ns3::Seconds(1));
    EXPECT_TRUE(rig.serverEars.messages.empty());
    EXPECT_EQ(rig.clientEars.writable, 0);
    rig.server->Resume();
    rig.Run(ns3::Seconds(1));
    EXPECT_EQ(rig.serverEars.messages.size(), 5u);
    EXPECT_EQ(rig.clientEars.writable, 1);
    EXPECT_TRUE(rig.client->Send(WsKind::BINARY, "more"));
}

TEST(WsConnection, HoldingInsideAMessageDeliversNoFurtherOne)
{
    WsRig rig;
    rig.serverEars.onMessage = [&rig](const WsMessage&) { rig.server->Hold(); };
    rig.client->Send(WsKind::TEXT, "one");
    rig.client->Send(WsKind::TEXT, "two");
    rig.Run(ns3::Seconds(1));
    EXPECT_EQ(rig.serverEars.messages.size(), 1u);
    rig.server->Resume();
    rig.Run(ns3::Seconds(1));
    EXPECT_EQ(rig.serverEars.messages.size(), 2u);
}

/** A peer that only pings and reads nothing makes us hold its pings, not a heap of pongs. */
TEST(WsConnection, PingsDoNotFillOurMemory)
{
    RawWsRig rig(WsRole::SERVER, {}, {ONE_WAY, 1000, 1448, 0});
    rig.peer->reads = false;
    std::string pings;
    for (int i = 0; i < 5000; ++i)
    {
        pings += "\x89\xfd\x00\x00\x00\x00"s + std::string(125, 'x');
    }
    rig.Converse(pings);
    EXPECT_LT(rig.connection->Queued(), 90000u); // the bound and a read beyond it
    EXPECT_GT(rig.connection->Queued(), 60000u);
}
