// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "http/message.h"
#include "http/method.h"
#include "http/protocol.h"
#include "http/status.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(HeaderFields, LookUpsIgnoreCaseAndKeepOrder)
{
    HeaderFields fields{{"Host", "a"}, {"Accept", "x"}, {"accept", "y"}};
    EXPECT_EQ(fields.Find("ACCEPT"), "x");
    EXPECT_EQ(fields.Combined("Accept"), "x, y");
    EXPECT_EQ(fields.Count("accept"), 2u);
    fields.Set("aCCept", "z");
    EXPECT_EQ(fields.Combined("accept"), "z");
    EXPECT_EQ((fields.begin() + 1)->name, "Accept");
    fields.Set("New", "n");
    EXPECT_EQ(fields.Size(), 3u);
    EXPECT_EQ(fields.Remove("host"), 1u);
    EXPECT_FALSE(fields.Has("Host"));
    EXPECT_FALSE(fields.Find("Host"));
    EXPECT_EQ(fields.Combined("Host"), "");
    EXPECT_TRUE(HeaderFields().Empty());
}

TEST(HeaderFields, ListsOfTheStandard)
{
    // RFC 9110 section 5.6.1.2's valid values.
    for (const char* value : {"foo,bar", "foo ,bar,", "foo , ,bar,charlie"})
    {
        const auto members = HeaderFields{{"X", value}}.List("x");
        ASSERT_GE(members.size(), 2u) << value;
        EXPECT_EQ(members[0], "foo");
        EXPECT_EQ(members[1], "bar");
    }
    EXPECT_TRUE((HeaderFields{{"X", ""}, {"X", ","}, {"X", " ,\t,"}}).List("x").empty());
}

TEST(HeaderFields, ListsKeepQuotedStringsWhole)
{
    const HeaderFields fields{{"X", R"(a="1,2", b)"}, {"X", R"("q\",r" , c)"}};
    EXPECT_EQ(fields.List("x"), (std::vector<std::string>{R"(a="1,2")", "b", R"("q\",r")", "c"}));
    EXPECT_EQ((HeaderFields{{"X", R"(a, "open, b)"}}).List("x"),
              (std::vector<std::string>{"a", R"("open, b)"}));
    EXPECT_EQ((HeaderFields{{"X", R"("\)"}}).List("x"), (std::vector<std::string>{R"("\)"}));
}

TEST(HeaderFields, TokensAndSize)
{
    const HeaderFields fields{{"Connection", "Keep-Alive, TE"}, {"connection", "close"}};
    EXPECT_TRUE(fields.HasToken("connection", "keep-alive"));
    EXPECT_TRUE(fields.HasToken("connection", "Close"));
    EXPECT_FALSE(fields.HasToken("connection", "keep"));
    EXPECT_EQ(fields.WireSize(),
              std::string("Connection: Keep-Alive, TE\r\nconnection: close\r\n").size());
    EXPECT_TRUE(IsToken("X-a!~"));
    EXPECT_FALSE(IsToken(""));
    EXPECT_FALSE(IsToken("a b"));
    EXPECT_EQ(TrimOws(" \tx y\t "), "x y");
}

TEST(Message, ContentByMethodAndStatus)
{
    EXPECT_TRUE(ResponseHasContent("GET", 200));
    EXPECT_TRUE(ResponseHasContent("POST", 404));
    EXPECT_FALSE(ResponseHasContent("HEAD", 200));
    EXPECT_FALSE(ResponseHasContent("GET", 103));
    EXPECT_FALSE(ResponseHasContent("GET", 204));
    EXPECT_FALSE(ResponseHasContent("GET", 304));
    EXPECT_FALSE(ResponseHasContent("CONNECT", 200));
    EXPECT_TRUE(ResponseHasContent("CONNECT", 502));
    EXPECT_TRUE(ResponseTellsLength("GET", 200));
    EXPECT_TRUE(ResponseTellsLength("HEAD", 200));
    EXPECT_FALSE(ResponseTellsLength("HEAD", 204));
    EXPECT_FALSE(ResponseTellsLength("CONNECT", 200));
}

TEST(Message, MethodProperties)
{
    // The table of RFC 9110 section 9.1 and the lists of 9.2.
    for (const char* name : {"GET", "HEAD", "OPTIONS", "TRACE"})
    {
        EXPECT_TRUE(IsSafe(name)) << name;
        EXPECT_TRUE(IsIdempotent(name)) << name;
    }
    for (const char* name : {"PUT", "DELETE"})
    {
        EXPECT_FALSE(IsSafe(name)) << name;
        EXPECT_TRUE(IsIdempotent(name)) << name;
    }
    for (const char* name : {"POST", "PATCH", "CONNECT", "get", "FROB"})
    {
        EXPECT_FALSE(IsIdempotent(name)) << name;
    }
    EXPECT_EQ(FindMethod("FROB"), nullptr);
}

TEST(Status, ReasonPhrasesOfTheRegistry)
{
    EXPECT_EQ(ReasonPhrase(200), "OK");
    EXPECT_EQ(ReasonPhrase(206), "Partial Content");
    EXPECT_EQ(ReasonPhrase(304), "Not Modified");
    EXPECT_EQ(ReasonPhrase(413), "Content Too Large");
    EXPECT_EQ(ReasonPhrase(431), "Request Header Fields Too Large");
    EXPECT_EQ(ReasonPhrase(511), "Network Authentication Required");
    EXPECT_EQ(ReasonPhrase(599), "");
    EXPECT_TRUE(IsInformational(103));
    EXPECT_FALSE(IsInformational(200));
    EXPECT_TRUE(IsSuccess(206));
    EXPECT_TRUE(IsHeuristicallyCacheable(404));
    EXPECT_FALSE(IsHeuristicallyCacheable(302));
}

TEST(Protocol, NamesReadBack)
{
    for (const Protocol protocol : AllProtocols())
    {
        EXPECT_EQ(ParseProtocol(ProtocolName(protocol)), protocol);
    }
    EXPECT_EQ(AllProtocols().size(), 7u);
    EXPECT_EQ(AlpnOf(Protocol::H11_PIPELINED), "http/1.1");
    EXPECT_EQ(AlpnOf(Protocol::H2), "h2");
    EXPECT_EQ(AlpnOf(Protocol::H09), "");
    EXPECT_EQ(HttpVersionText(Protocol::H10_KEEPALIVE), "HTTP/1.0");
}

TEST(Protocol, UnknownNamesGetTheList)
{
    try
    {
        ParseProtocol("http3");
        FAIL();
    }
    catch (const InputError& e)
    {
        EXPECT_STREQ(e.what(),
                     "'http3' is not a protocol: write one of h09, h10, h10-keepalive, h11, "
                     "h11-pipelined, h2, h3");
    }
}

TEST(Priority, WritesWhatDiffersFromTheDefault)
{
    EXPECT_EQ(FormatPriority({}), "");
    EXPECT_EQ(FormatPriority({5, false}), "u=5");
    EXPECT_EQ(FormatPriority({3, true}), "i");
    EXPECT_EQ(FormatPriority({0, true}), "u=0, i");
}

TEST(Priority, ReadsLeniently)
{
    // RFC 9218 section 4: what is unknown or wrong is as if it were not there.
    EXPECT_EQ(ParsePriority("u=5, i"), (Priority{5, true}));
    EXPECT_EQ(ParsePriority("i=?0,u=7"), (Priority{7, false}));
    EXPECT_EQ(ParsePriority("i;x=1, u=2;y"), (Priority{2, true}));
    EXPECT_EQ(ParsePriority("u=8"), Priority());
    EXPECT_EQ(ParsePriority("u=-1, i=1"), Priority());
    EXPECT_EQ(ParsePriority("u=1, u=4"), (Priority{4, false}));
    EXPECT_EQ(ParsePriority("x=\"u=1, i\", u=6"), (Priority{6, false}));
    EXPECT_EQ(ParsePriority(""), Priority());
    EXPECT_EQ(ParsePriority(",,=,"), Priority());
    for (int urgency = 0; urgency < 8; ++urgency)
    {
        const Priority priority{urgency, urgency % 2 == 1};
        EXPECT_EQ(ParsePriority(FormatPriority(priority)), priority);
    }
}
