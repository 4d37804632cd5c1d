// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

PipeOptions
Roomy()
{
    PipeOptions pipe;
    pipe.window = 1 << 24; // the pipe itself never blocks
    return pipe;
}

} // namespace

TEST(H2FlowControl, StopsAtTheInitialWindowWithoutConsumption)
{
    H2Rig rig(Roomy());
    rig.AnswerWith(1000000);
    Answer& answer = rig.Get("/");
    answer.consume = false;
    rig.Run();
    EXPECT_EQ(answer.body.size(), 65535u);
    EXPECT_FALSE(answer.Over());
    answer.consume = true;
    answer.exchange->Consumed(65535);
    rig.Run();
    EXPECT_EQ(answer.body.size(), 1000000u);
    EXPECT_TRUE(answer.completed);
}

TEST(H2FlowControl, AStreamsWindowBlocksOnlyThatStream)
{
    H2Options options;
    options.initialWindowSize = 20000;
    H2Rig rig(Roomy(), options);
    rig.AnswerWith(30000);
    Answer& slow = rig.Get("/slow");
    slow.consume = false;
    const Answer& fast = rig.Get("/fast");
    rig.Run();
    EXPECT_EQ(slow.body.size(), 20000u);
    EXPECT_EQ(fast.body.size(), 30000u);
}

TEST(H2FlowControl, TheConnectionsWindowBlocksAllStreams)
{
    H2Options options;
    options.initialWindowSize = 70000;
    options.connectionWindowSize = 100000;
    H2Rig rig(Roomy(), options);
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

TEST(H2FlowControl, LargerConnectionWindowIsSaidAtOnce)
{
    H2Options options;
    options.connectionWindowSize = 15 * 1024 * 1024;
    H2Rig rig(Roomy(), options);
    rig.Run();
    // SETTINGS, the acknowledgement of the server's, which came with the opening, and this.
    const std::vector<Frame> frames = ParseFrames(rig.clientTap->writes.front());
    ASSERT_EQ(frames.size(), 3u);
    EXPECT_EQ(frames[0].type, SETTINGS);
    EXPECT_EQ(frames[2].type, WINDOW_UPDATE);
    EXPECT_EQ(frames[2].stream, 0u);
    EXPECT_EQ(frames[2].payload, std::string("\x00\xef\x00\x01", 4)); // 15 MiB - 65535
}

TEST(H2FlowControl, WhatAFinishedExchangeLeftUnconsumedIsGivenBack)
{
    H2Rig rig(Roomy());
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
}

TEST(H2FlowControl, HoldsBackUploadsToo)
{
    H2Rig rig(Roomy());
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
    EXPECT_EQ(upload.body.size(), 65535u);
    upload.consume = true;
    upload.exchange->Consumed(65535);
    rig.Run();
    EXPECT_EQ(upload.body.size(), 200000u);
    EXPECT_TRUE(upload.completed);
}

TEST(H2FlowControl, LargerFramesWhereBothSidesTakeThem)
{
    H2Options options;
    options.maxFrameSize = 60000;
    H2Rig rig(Roomy(), options, options);
    rig.AnswerWith(60000);
    rig.Get("/");
    rig.Run();
    EXPECT_EQ(CountFrames(rig.FromServer(), DATA), 1u);
    EXPECT_EQ(rig.answers.front().body.size(), 60000u);
}

TEST(H2FlowControl, SettingsSayWhatDiffersFromTheDefaults)
{
    H2Options options;
    options.headerTableSize = 65536;
    options.maxConcurrentStreams = 100;
    options.initialWindowSize = 131072;
    H2Rig rig(Roomy(), options);
    rig.Run();
    // Identifier and value of each (RFC 9113 section 6.5.1): table size, push, streams, window,
    // no RFC 7540 priorities.
    const std::string expected("\0\1\0\1\0\0"
                               "\0\2\0\0\0\0"
                               "\0\3\0\0\0\x64"
                               "\0\4\0\2\0\0"
                               "\0\x9\0\0\0\1",
                               30);
    EXPECT_EQ(rig.FromClient().at(0).payload, expected);
}
