// SPDX-License-Identifier: GPL-2.0-only
#include "wire/field-section.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

using namespace pagewire;

namespace
{

using Lines = std::vector<std::pair<std::string, std::string>>;

Lines
LinesOf(const FieldBlock& block)
{
    Lines lines;
    for (const FieldLine& line : block.Lines())
    {
        lines.emplace_back(line.name, line.value);
    }
    return lines;
}

} // namespace

TEST(FieldSection, ConnectionFieldsAreLeftOut)
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
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)),
              (Lines{{":method", "GET"},
                     {":scheme", "http"},
                     {":authority", "example.org"},
                     {":path", "/"},
                     {"Accept", "*/*"}}));
}

TEST(FieldSection, TeTrailersStays)
{
    Request request;
    request.fields = {{"TE", "trailers"}};
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)).back(),
              (std::pair<std::string, std::string>("TE", "trailers")));
}

TEST(FieldSection, AbsoluteTargetsComeApart)
{
    Request request;
    request.authority = "proxy.example";
    request.target = "https://example.org:8443?q=1";
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)),
              (Lines{{":method", "GET"},
                     {":scheme", "https"},
                     {":authority", "example.org:8443"},
                     {":path", "/?q=1"}}));
    request.target = "http://example.org/a?u=http://b/";
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)).back().second, "/a?u=http://b/");
    request.target = "/redirect?to=http://b/";
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)).back().second, "/redirect?to=http://b/");
}

TEST(FieldSection, DefaultPriorityNeedsNoWords)
{
    Request request;
    request.priority = Priority{};
    EXPECT_EQ(FieldBlock(request, -1, true).Lines().size(), 4u);
    request.priority = Priority{5, true};
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)).back().second, "u=5, i");
    EXPECT_EQ(FieldBlock(request, -1, false).Lines().size(), 4u);
    request.fields.Add("Priority", "u=0");
    EXPECT_EQ(LinesOf(FieldBlock(request, -1, true)).back().second, "u=0");
}

TEST(FieldSection, HostStandsInForAuthority)
{
    FieldSection section;
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

TEST(FieldSection, HostAndAuthorityMayNotDiffer)
{
    FieldSection section;
    section.Add(":authority", "example.org");
    section.Add("host", "EXAMPLE.org");
    EXPECT_FALSE(section.HostContradicts());
    FieldSection other;
    other.Add(":authority", "example.org");
    other.Add("host", "example.net");
    EXPECT_TRUE(other.HostContradicts());
}

TEST(FieldSection, OctetsCountAnOverheadForEachLine)
{
    FieldSection section;
    section.Add(":method", "GET");
    section.Add("cookie", "a=1");
    section.Add("cookie", "b=2");
    EXPECT_EQ(section.Octets(), 10u + 9 + 9 + 3 * 32);
}

namespace
{

/** The request of RFC 8441 section 5.1, as a client of WebSocket words it over any version. */
Request
ExampleOfRfc8441()
{
    Request request;
    request.scheme = "https";
    request.authority = "server.example.com";
    request.target = "/chat";
    request.protocol = "websocket";
    request.fields = {{"Sec-WebSocket-Protocol", "chat, superchat"},
                      {"Sec-WebSocket-Extensions", "permessage-deflate"},
                      {"Sec-WebSocket-Version", "13"},
                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                      {"Origin", "http://www.example.com"}};
    return request;
}

std::string
TextOf(const FieldBlock& block)
{
    std::string text;
    for (const FieldLine& line : block.Lines())
    {
        text += std::string(line.name) + " = " + std::string(line.value) + "\n";
    }
    return text;
}

} // namespace

TEST(ExtendedConnect, IsWrittenAsRfc8441Section51HasIt)
{
    EXPECT_EQ(TextOf(FieldBlock(ExampleOfRfc8441(), -1, false)),
              ":method = CONNECT\n"
              ":protocol = websocket\n"
              ":scheme = https\n"
              ":authority = server.example.com\n"
              ":path = /chat\n"
              "Sec-WebSocket-Protocol = chat, superchat\n"
              "Sec-WebSocket-Extensions = permessage-deflate\n"
              "Sec-WebSocket-Version = 13\n"
              "Origin = http://www.example.com\n")
        << "without the key, which only HTTP/1.1 has use for";
    const Response response{101,
                            {{"Sec-WebSocket-Protocol", "chat"},
                             {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}}};
    EXPECT_EQ(TextOf(FieldBlock(response, -1)), ":status = 200\nSec-WebSocket-Protocol = chat\n");
}

TEST(ExtendedConnect, IsReadAsTheGetThatItStandsFor)
{
    FieldSection section;
    for (const auto& [name, value] :
         std::vector<std::pair<std::string, std::string>>{{":method", "CONNECT"},
                                                          {":protocol", "websocket"},
                                                          {":scheme", "https"},
                                                          {":path", "/chat"},
                                                          {":authority", "server.example.com"},
                                                          {"sec-websocket-version", "13"}})
    {
        section.Add(name, value);
    }
    const Request request = section.TakeRequest();
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.protocol, "websocket");
    EXPECT_EQ(request.target, "/chat");
    EXPECT_EQ(request.authority, "server.example.com");
    EXPECT_EQ(request.fields.Size(), 1u);
}

TEST(ExtendedConnect, APlainConnectHasNoSchemeAndPath)
{
    // RFC 9113 section 8.5.
    Request request;
    request.method = "CONNECT";
    request.authority = "server.example.com:443";
    request.target.clear();
    EXPECT_EQ(TextOf(FieldBlock(request, -1, false)),
              ":method = CONNECT\n:authority = server.example.com:443\n");
}
