// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

TEST(H2Exchange, WithoutSeparationAllOfAMomentLeavesInOneWrite)
{
    H2Options together;
    together.separateMessages = false;
    H2Rig rig({}, together, together);
    rig.Get("/a");
    rig.Get("/b");
    rig.Run();
    ASSERT_GE(rig.clientTap->writes.size(), 1u);
    const std::string& first = rig.clientTap->writes.front();
    EXPECT_EQ(first.substr(0, PREFACE.size()), PREFACE);
    const std::vector<Frame> frames = ParseFrames(first);
    ASSERT_EQ(frames.size(), 4u);
    EXPECT_EQ(frames[0].type, SETTINGS);
    EXPECT_EQ(frames[1].type, SETTINGS); // the acknowledgement: the server's came with the opening
    EXPECT_EQ(frames[2].type, HEADERS);
    EXPECT_EQ(frames[2].stream, 1u);
    EXPECT_EQ(frames[3].stream, 3u);
    // The server's SETTINGS leave before anything came; its two responses share a write.
    EXPECT_EQ(ParseFrames(rig.serverTap->writes.front()).front().type, SETTINGS);
    EXPECT_EQ(CountFrames(ParseFrames(rig.serverTap->writes.at(1)), DATA), 2u);
}

TEST(H2Exchange, FieldsWithoutIndexingRepeatInFull)
{
    for (const bool index : {true, false})
    {
        H2Options server;
        server.indexFields = index;
        H2Rig rig({}, {}, server);
        rig.Get("/a");
        rig.Get("/b");
        rig.Run();
        std::vector<std::size_t> sizes;
        for (const Frame& frame : rig.FromServer())
        {
            if (frame.type == HEADERS)
            {
                sizes.push_back(frame.payload.size());
            }
        }
        ASSERT_EQ(sizes.size(), 2u);
        // The first block begins with the octet that sets the table's size to 0.
        EXPECT_EQ(sizes[1] == sizes[0] - 1, !index) << sizes[0] << ' ' << sizes[1];
    }
}

TEST(H2Exchange, EachMessageLeavesInAWriteOfItsOwn)
{
    H2Rig rig;
    rig.Get("/a");
    rig.Get("/b");
    rig.Run();
    // As Chrome and curl: what opens the connection goes with the first request.
    const std::vector<std::string>& requests = rig.clientTap->writes;
    ASSERT_GE(requests.size(), 2u);
    EXPECT_EQ(requests[0].substr(0, PREFACE.size()), PREFACE);
    EXPECT_EQ(CountFrames(ParseFrames(requests[0]), HEADERS), 1u);
    EXPECT_EQ(CountFrames(ParseFrames(requests[1]), HEADERS), 1u);
    // As nginx: a response's fields and content together, another response by itself.
    const std::vector<std::string>& responses = rig.serverTap->writes;
    ASSERT_GE(responses.size(), 3u);
    for (const std::size_t i : {1u, 2u})
    {
        EXPECT_EQ(CountFrames(ParseFrames(responses[i]), HEADERS), 1u);
        EXPECT_EQ(CountFrames(ParseFrames(responses[i]), DATA), 1u);
    }
}

TEST(H2Exchange, RepeatedHeadersShrinkByHpack)
{
    H2Rig rig;
    Request request;
    request.authority = "www.example.org";
    request.fields.Add("User-Agent", std::string(120, 'u'));
    request.fields.Add("Accept-Language", "en-GB,en;q=0.5");
    request.fields.Add("Cookie",
                       "session=0123456789abcdef0123456789abcdef; theme=dark-as-the-night");
    const Answer& first = rig.Send(request, nullptr);
    const Answer& second = rig.Send(request, nullptr);
    rig.Run();
    EXPECT_GT(first.requestHeaderBytes, 100u);
    // The 9 octets of the frame header and an octet each for the pseudo-header fields and the
    // indexed ones.
    EXPECT_EQ(second.requestHeaderBytes, 9u + 8u);
    EXPECT_LT(second.responseHeaderBytes, 9u + 8u);
    ASSERT_EQ(rig.site.requests.size(), 2u);
    EXPECT_EQ(rig.site.requests[1].fields.Find("user-agent"), std::string(120, 'u'));
    EXPECT_EQ(rig.site.requests[1].fields.Find("cookie"),
              "session=0123456789abcdef0123456789abcdef; theme=dark-as-the-night");
}

TEST(H2Exchange, CountsOctetsAsFramed)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {}}, std::make_unique<PatternBody>(40000));
    };
    const Answer& answer = rig.Get("/");
    rig.Run();
    // 16384 + 16384 + 7232 octets: three DATA frames.
    EXPECT_EQ(answer.responseBodyBytes, 40000u + 3 * 9);
    std::size_t headers = 0;
    for (const Frame& frame : rig.FromServer())
    {
        headers += frame.type == HEADERS ? 9 + frame.payload.size() : 0;
    }
    EXPECT_EQ(answer.responseHeaderBytes, headers);
    for (const Frame& frame : rig.FromClient())
    {
        if (frame.type == HEADERS)
        {
            EXPECT_EQ(answer.requestHeaderBytes, 9 + frame.payload.size());
        }
    }
}
