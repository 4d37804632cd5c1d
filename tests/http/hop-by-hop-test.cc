// SPDX-License-Identifier: GPL-2.0-only
#include "http/hop-by-hop.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
Names(const HeaderFields& fields)
{
    std::string names;
    for (const HeaderField& field : fields)
    {
        names += field.name + " ";
    }
    return names;
}

} // namespace

TEST(HopByHop, FieldsOfOneHopGo)
{
    // Those that RFC 9110 section 7.6.1 and RFC 9112 name, none of them listed.
    HeaderFields fields{{"Accept", "*/*"},
                        {"Proxy-Connection", "keep-alive"},
                        {"Keep-Alive", "timeout=5"},
                        {"TE", "trailers"},
                        {"Transfer-Encoding", "chunked"},
                        {"Upgrade", "websocket"},
                        {"Proxy-Authorization", "Basic eA=="},
                        {"Proxy-Authenticate", "Basic"},
                        {"Trailer", "X-Sum"},
                        {"User-Agent", "x"}};
    RemoveHopByHop(fields);
    EXPECT_EQ(Names(fields), "Accept User-Agent ");
}

TEST(HopByHop, WhateverIsOfProxiesGoes)
{
    HeaderFields fields{{"Proxy-Features", "a"},
                        {"proxy-instruction", "b"},
                        {"PROXY-X", "c"},
                        {"Proxy-", "d"},
                        {"Proxy", "e"},
                        {"Proxying", "f"},
                        {"X-Proxy-Id", "g"}};
    RemoveHopByHop(fields);
    EXPECT_EQ(Names(fields), "Proxy Proxying X-Proxy-Id ");
}

TEST(HopByHop, WhatConnectionListsGoesToo)
{
    HeaderFields fields{{"Connection", "close, X-Hop"},
                        {"x-hop", "1"},
                        {"X-Hop", "2"},
                        {"connection", "x-other"},
                        {"X-Other", "3"},
                        {"X-Hop-Not", "4"}};
    EXPECT_EQ(ProtectedConnectionOption(fields), "");
    RemoveHopByHop(fields);
    EXPECT_EQ(Names(fields), "X-Hop-Not ");
}

TEST(HopByHop, FieldsForTheOtherEndMustNotBeListed)
{
    // RFC 9110 section 7.6.1: no connection option for a field meant for all recipients, such as
    // Cache-Control. The others are from published abuses of the rule.
    for (const char* name : {"cache-control",
                             "Host",
                             "Content-Length",
                             "Authorization",
                             "Cookie",
                             "X-Forwarded-For",
                             "Forwarded",
                             "Via",
                             "Date",
                             "If-Match",
                             "If-None-Match",
                             "If-Modified-Since",
                             "If-Unmodified-Since",
                             "If-Range"})
    {
        const HeaderFields fields{{"Connection", std::string("close, ") + name}};
        EXPECT_EQ(ProtectedConnectionOption(fields), name);
    }
}

TEST(HopByHop, OptionsThatAreNoFieldsAreFine)
{
    EXPECT_EQ(ProtectedConnectionOption({{"Connection", "keep-alive, TE, Upgrade"}}), "");
    EXPECT_EQ(ProtectedConnectionOption({{"Cache-Control", "no-cache"}}), "");
}

TEST(HopByHop, TrailersNeitherFrameNorRoute)
{
    // RFC 9110 section 6.5.1, each kind that it names.
    for (const char* name : {"Content-Length",
                             "Transfer-Encoding",
                             "Host",
                             "Via",
                             "Forwarded",
                             "X-Forwarded-For",
                             "x-forwarded-port",
                             "Max-Forwards",
                             "Authorization",
                             "Proxy-Authorization",
                             "WWW-Authenticate",
                             "Cookie",
                             "Set-Cookie",
                             "Expect",
                             "Range",
                             "If-Range",
                             "Cache-Control",
                             "Content-Encoding",
                             "Content-Type"})
    {
        HeaderFields trailers{{"X-Sum", "1"}, {name, "x"}, {"Server-Timing", "db"}};
        RemoveFromTrailers(trailers);
        EXPECT_EQ(Names(trailers), "X-Sum Server-Timing ") << name;
    }
}
