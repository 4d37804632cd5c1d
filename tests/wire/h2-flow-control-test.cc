// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

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
