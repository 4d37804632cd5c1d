// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"
#include "wire/h2-headers.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Lines = std::vector<std::pair<std::string, std::string>>;

Lines
LinesOf(const H2Block& block)
{
    Lines lines;
    for (std::size_t i = 0; i < block.Size(); ++i)
    {
        const nghttp2_nv& nv = block.Data()[i];
        lines.emplace_back(std::string(reinterpret_cast<const char*>(nv.name), nv.namelen),
                           std::string(reinterpret_cast<const char*>(nv.value), nv.valuelen));
    }
    return lines;
}

} // namespace

TEST(H2Headers, ConnectionFieldsAreLeftOut)
{
    Request request;
    request.authority = "example.org";
    request.fields = {{"Connection", "X-Hop, keep-alive"},
                      {"Keep-Alive", "timeout=5"},
                      {"Transfer-Encoding", "chunked"},
                      {"Upgrade", "websocket"},
                      {"Proxy-Connection", "close"},
                      {"Host", "other.example"},
                      {"X-Hop", "1"},
                      {"TE", "gzip"},
                      {"Accept", "*/*"}};
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)),
              (Lines{{":method", "GET"},
                     {":scheme", "http"},
                     {":authority", "example.org"},
                     {":path", "/"},
                     {"Accept", "*/*"}}));
}

TEST(H2Headers, TeTrailersStays)
{
    Request request;
    request.fields = {{"TE", "trailers"}};
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)).back(),
              (std::pair<std::string, std::string>("TE", "trailers")));
}

TEST(H2Headers, AbsoluteTargetsComeApart)
{
    Request request;
    request.authority = "proxy.example";
    request.target = "https://example.org:8443?q=1";
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)),
              (Lines{{":method", "GET"},
                     {":scheme", "https"},
                     {":authority", "example.org:8443"},
                     {":path", "/?q=1"}}));
    request.target = "http://example.org/a?u=http://b/";
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)).back().second, "/a?u=http://b/");
    request.target = "/redirect?to=http://b/";
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)).back().second, "/redirect?to=http://b/");
}

TEST(H2Headers, DefaultPriorityNeedsNoWords)
{
    Request request;
    request.priority = Priority{};
    EXPECT_EQ(H2Block(request, -1, true).Size(), 4u);
    request.priority = Priority{5, true};
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)).back().second, "u=5, i");
    EXPECT_EQ(H2Block(request, -1, false).Size(), 4u);
    request.fields.Add("Priority", "u=0");
    EXPECT_EQ(LinesOf(H2Block(request, -1, true)).back().second, "u=0");
}

TEST(H2Headers, HostStandsInForAuthority)
{
    H2Section section;
    section.Add(":method", "GET");
    section.Add(":path", "/");
    section.Add("host", "example.org");
    section.Add("cookie", "a=1");
    section.Add("cookie", "b=2");
    EXPECT_FALSE(section.HostContradicts());
    const Request request = section.TakeRequest();
    EXPECT_EQ(request.authority, "example.org");
    EXPECT_FALSE(request.fields.Has("host"));
    EXPECT_EQ(request.fields.Find("cookie"), "a=1; b=2");
}

TEST(H2Headers, HostAndAuthorityMayNotDiffer)
{
    H2Section section;
    section.Add(":authority", "example.org");
    section.Add("host", "EXAMPLE.org");
    EXPECT_FALSE(section.HostContradicts());
    H2Section other;
    other.Add(":authority", "example.org");
    other.Add("host", "example.net");
    EXPECT_TRUE(other.HostContradicts());
}

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
