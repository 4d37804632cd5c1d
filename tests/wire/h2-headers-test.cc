// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

TEST(H2Headers, OptionsForTheServerAsAWhole)
{
    H2Rig rig;
    Request request;
    request.method = "OPTIONS";
    request.authority = "example.org";
    request.target = "*";
    rig.Send(request, nullptr);
    rig.Run();
    ASSERT_EQ(rig.site.requests.size(), 1u);
    EXPECT_EQ(rig.site.requests[0].target, "*");
    EXPECT_TRUE(rig.answers[0].completed);
}

// The four examples of RFC 9113 section 8.8: what is said in HTTP/1.1 terms there arrives with the
// meaning given there.

TEST(Rfc9113Examples, SimpleRequestAndNotModified)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond(
            {304, {{"ETag", "\"xyzzy\""}, {"Expires", "Thu, 23 Jan 2020 00:00:00 GMT"}}},
            nullptr);
    };
    Request request;
    request.scheme = "https";
    request.authority = "example.org";
    request.target = "/resource";
    request.fields = {{"Host", "example.org"}, {"Accept", "image/jpeg"}};
    const Answer& answer = rig.Send(request, nullptr);
    rig.Run();
    const Request& got = rig.site.requests.at(0);
    EXPECT_EQ(got.method, "GET");
    EXPECT_EQ(got.scheme, "https");
    EXPECT_EQ(got.authority, "example.org");
    EXPECT_EQ(got.target, "/resource");
    ASSERT_EQ(got.fields.Size(), 1u);
    EXPECT_EQ(got.fields.begin()->name, "accept");
    EXPECT_EQ(answer.response->status, 304);
    ASSERT_EQ(answer.response->fields.Size(), 2u);
    EXPECT_EQ(answer.response->fields.begin()->name, "etag");
    // END_STREAM | END_HEADERS on the HEADERS frames of both.
    for (const auto& frames : {rig.FromClient(), rig.FromServer()})
    {
        for (const Frame& frame : frames)
        {
            EXPECT_TRUE(frame.type != HEADERS || frame.flags == 0x5);
        }
    }
}

TEST(Rfc9113Examples, PostInHeadersAndData)
{
    H2Rig rig;
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] { exchange.Respond({200, {}}, nullptr); };
    };
    Request request;
    request.method = "POST";
    request.scheme = "https";
    request.authority = "example.org";
    request.target = "/resource";
    request.fields = {{"Content-Type", "image/jpeg"}, {"Content-Length", "123"}};
    rig.Send(request, std::make_unique<PatternBody>(123));
    rig.Run();
    EXPECT_EQ(upload.body.size(), 123u);
    EXPECT_EQ(rig.site.requests.at(0).fields.Size(), 2u);
    std::vector<std::pair<int, int>> sent;
    for (const Frame& frame : rig.FromClient())
    {
        if (frame.type == HEADERS || frame.type == DATA)
        {
            sent.emplace_back(frame.type, frame.flags);
        }
    }
    EXPECT_EQ(sent, (std::vector<std::pair<int, int>>{{HEADERS, 0x4}, {DATA, 0x1}}));
}

TEST(Rfc9113Examples, ResponseWithContent)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {{"Content-Type", "image/jpeg"}}},
                         std::make_unique<PatternBody>(123));
    };
    const Answer& answer = rig.Get("/resource");
    rig.Run();
    EXPECT_EQ(answer.response->fields.Find("content-type"), "image/jpeg");
    EXPECT_EQ(answer.response->fields.Find("content-length"), "123");
    EXPECT_EQ(answer.body.size(), 123u);
}

TEST(Rfc9113Examples, ContinueThenResponseWithTrailers)
{
    H2Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.SendInformational({100, {{"Extension-Field", "bar"}}});
        auto body = std::make_unique<DoledBody>();
        body->trailers.Add("Foo", "bar");
        body->ready = std::string(123, 'x');
        body->ended = true;
        exchange.Respond({200, {{"Content-Type", "image/jpeg"}, {"Trailer", "Foo"}}},
                         std::move(body));
    };
    const Answer& answer = rig.Get("/resource");
    rig.Run();
    EXPECT_EQ(answer.interim, std::vector<int>{100});
    EXPECT_EQ(answer.response->fields.Find("trailer"), "Foo");
    EXPECT_EQ(answer.body.size(), 123u);
    EXPECT_EQ(answer.trailers.Find("foo"), "bar");
    std::vector<std::pair<int, int>> sent;
    for (const Frame& frame : rig.FromServer())
    {
        if (frame.type == HEADERS || frame.type == DATA)
        {
            sent.emplace_back(frame.type, frame.flags);
        }
    }
    EXPECT_EQ(sent,
              (std::vector<std::pair<int, int>>{{HEADERS, 0x4},
                                                {HEADERS, 0x4},
                                                {DATA, 0},
                                                {HEADERS, 0x5}}));
}
