// SPDX-License-Identifier: GPL-2.0-only
#include "node/stream-relay.h"

#include "support/pipe-stream.h"
#include "support/stream-ear.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A client and a target at the far ends of two pipes, and a relay between the near ones. */
class StreamRelayTest : public ::testing::Test
{
  protected:
    ~StreamRelayTest() override
    {
        ns3::Simulator::Destroy();
    }

    void Join(const PipeOptions& front = {}, const PipeOptions& back = {})
    {
        auto [clientEnd, relayFront] = PipeStream::MakePair(front);
        auto [relayBack, targetEnd] = PipeStream::MakePair(back);
        m_relay = std::make_unique<StreamRelay>(std::move(relayFront),
                                                std::move(relayBack),
                                                [this](StreamEnd end) {
                                                    EXPECT_FALSE(over) << "told twice";
                                                    over = end;
                                                });
        m_relay->Client().Open();
        m_relay->Target().Open();
        client.Use(std::move(clientEnd));
        target.Use(std::move(targetEnd));
        ns3::Simulator::Schedule(ns3::MilliSeconds(100), [this] { m_relay->Start(); });
    }

    void Run(double seconds = 1000)
    {
        ns3::Simulator::Stop(ns3::Seconds(seconds));
        ns3::Simulator::Run();
    }

    std::unique_ptr<StreamRelay> m_relay;
    StreamEar client;
    StreamEar target;
    std::optional<StreamEnd> over;
};

} // namespace

TEST_F(StreamRelayTest, CarriesBothWaysAndEndsWithBoth)
{
    Join();
    const std::string up = Pattern(300000);
    const std::string down = Pattern(500000);
    client.Send(up);
    client.closeAfterSending = true;
    target.Send(down);
    target.closeAfterSending = true;
    Run();
    EXPECT_TRUE(up == target.received);
    EXPECT_TRUE(down == client.received);
    EXPECT_EQ(up.size(), m_relay->BytesUp());
    EXPECT_EQ(down.size(), m_relay->BytesDown());
    EXPECT_EQ(StreamEnd::GRACEFUL, over);
    EXPECT_EQ(StreamEnd::GRACEFUL, client.closed);
    EXPECT_EQ(StreamEnd::GRACEFUL, target.closed);
}

TEST_F(StreamRelayTest, OneDirectionEndsAndTheOtherGoesOn)
{
    Join();
    client.Send("question");
    client.closeAfterSending = true;
    target.closeAtEnd = false;
    target.onReadable = [this] {
        if (target.ended && target.toSend.empty())
        {
            EXPECT_EQ("question", target.received);
            target.closeAfterSending = true;
            target.Send(Pattern(200000));
        }
    };
    Run();
    EXPECT_TRUE(Pattern(200000) == client.received);
    EXPECT_LT(target.ended, client.ended);
    EXPECT_EQ(StreamEnd::GRACEFUL, over);
}

TEST_F(StreamRelayTest, ASlowReaderStopsTheWriterAndNothingIsHeld)
{
    PipeOptions pipe;
    pipe.window = 10000;
    Join(pipe, pipe);
    client.reading = false;
    target.Send(Pattern(1000000));
    Run(10);
    // What fits on the way to the client, and to the relay, and the octet that asks for room.
    EXPECT_LE(m_relay->Held(), 1u);
    EXPECT_EQ(10000u, m_relay->BytesDown());
    EXPECT_EQ(20000u + m_relay->Held(), target.written);
    client.reading = true;
    client.Read();
    Run(1000);
    EXPECT_TRUE(Pattern(1000000) == client.received);
    EXPECT_EQ(0u, m_relay->Held());
}

TEST_F(StreamRelayTest, ADripKeepsTheOrder)
{
    PipeOptions pipe;
    pipe.window = 1000;
    Join(pipe);
    client.reading = false;
    target.Send(Pattern(30000));
    for (int i = 1; i < 4000; ++i)
    {
        ns3::Simulator::Schedule(ns3::MilliSeconds(200 + i), [this] {
            client.Read(13);
            EXPECT_LE(m_relay->Held(), 1u);
        });
    }
    Run();
    EXPECT_TRUE(Pattern(30000) == client.received);
}

TEST_F(StreamRelayTest, AResetIsPassedOnEitherWay)
{
    Join();
    ns3::Simulator::Schedule(ns3::Seconds(1), [this] { target.stream->Abort(); });
    Run();
    EXPECT_EQ(StreamEnd::RESET, over);
    EXPECT_EQ(StreamEnd::RESET, client.closed);
}

TEST_F(StreamRelayTest, AResetOfTheClientReachesTheTarget)
{
    Join();
    target.Send(Pattern(1000000));
    client.reading = false;
    ns3::Simulator::Schedule(ns3::Seconds(1), [this] { client.stream->Abort(); });
    Run();
    EXPECT_EQ(StreamEnd::RESET, over);
    EXPECT_EQ(StreamEnd::RESET, target.closed);
}

TEST_F(StreamRelayTest, WhatCameBeforeTheStartIsCarried)
{
    Join();
    client.Send("early");
    client.closeAfterSending = true;
    Run();
    EXPECT_EQ("early", target.received);
    EXPECT_TRUE(target.ended);
}

TEST_F(StreamRelayTest, AbortBreaksBothAndSaysNothing)
{
    Join();
    ns3::Simulator::Schedule(ns3::Seconds(1), [this] { m_relay->Abort(); });
    Run();
    EXPECT_FALSE(over);
    EXPECT_EQ(StreamEnd::RESET, client.closed);
    EXPECT_EQ(StreamEnd::RESET, target.closed);
}
