// SPDX-License-Identifier: GPL-2.0-only
#include "wire/connect-negotiation.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

using Progress = StreamNegotiation::Progress;

struct Asking
{
    explicit Asking(const std::string& authorization = "")
    {
        login->authorization = authorization;
    }

    /** Gives it the octets as it asks for them. \return what it says to them */
    std::string Hear(const std::string& octets)
    {
        std::string said;
        left = octets;
        while (!left.empty() && negotiation.Missing() > 0)
        {
            const std::size_t size = std::min(left.size(), negotiation.Missing());
            said += negotiation.Take(left.substr(0, size));
            left.erase(0, size);
        }
        return said;
    }

    std::shared_ptr<ProxyLogin> login{std::make_shared<ProxyLogin>()};
    ConnectNegotiation negotiation{Protocol::H11, {"a.example", 443}, login};
    std::string left; //!< not asked for: the tunnel's
};

const char REQUEST[] = "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n";
const char CHALLENGE[] = "HTTP/1.1 407 Proxy Authentication Required\r\n"
                         "Proxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 3\r\n\r\nno\n";

} // namespace

TEST(ConnectNegotiation, WhatFollowsASuccessIsTheTunnels)
{
    // RFC 9110 section 9.3.6: any length that the response tells is to be ignored.
    for (const char* fields : {"", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"})
    {
        Asking asking;
        EXPECT_EQ(asking.negotiation.Begin(), REQUEST + std::string("\r\n"));
        asking.Hear("HTTP/1.1 200 Connected\r\n" + std::string(fields) + "\r\n\x16\x03\x01");
        EXPECT_EQ(asking.negotiation.GetProgress(), Progress::GRANTED);
        EXPECT_EQ(asking.left, "\x16\x03\x01");
    }
}

TEST(ConnectNegotiation, InterimResponsesAreNotTheAnswer)
{
    Asking asking;
    asking.negotiation.Begin();
    asking.Hear("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
    EXPECT_EQ(asking.negotiation.GetProgress(), Progress::GOING_ON);
    asking.Hear("HTTP/1.1 204 No Content\r\n\r\n");
    EXPECT_EQ(asking.negotiation.GetProgress(), Progress::GRANTED) << "any 2xx";
}

TEST(ConnectNegotiation, A407IsAnsweredOnceAndRemembered)
{
    Asking asking("Basic dGVzdDoxMjPCow==");
    EXPECT_EQ(asking.negotiation.Begin(), REQUEST + std::string("\r\n"))
        << "not before it is asked";
    const std::string answer =
        REQUEST + std::string("Proxy-Authorization: Basic dGVzdDoxMjPCow==\r\n\r\n");
    EXPECT_EQ(asking.Hear(CHALLENGE), answer);
    EXPECT_TRUE(asking.login->wanted);
    asking.Hear(CHALLENGE);
    EXPECT_EQ(asking.negotiation.GetProgress(), Progress::REFUSED);
    EXPECT_EQ(asking.negotiation.Trouble(), "407 Proxy Authentication Required");
    ConnectNegotiation next(Protocol::H11, {"a.example", 443}, asking.login);
    EXPECT_EQ(next.Begin(), answer);
}

TEST(ConnectNegotiation, A407ThatClosesIsARefusalForNow)
{
    Asking asking("Basic x");
    asking.negotiation.Begin();
    EXPECT_EQ(asking.Hear("HTTP/1.1 407 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), "");
    EXPECT_EQ(asking.negotiation.GetProgress(), Progress::REFUSED);
    EXPECT_TRUE(asking.login->wanted) << "the next one says it at once";
}

TEST(ConnectNegotiation, RefusalsAndNonsenseSayWhatTheyWere)
{
    const std::vector<std::tuple<std::string, Progress, std::string>> cases{
        {"HTTP/1.1 403 Forbidden\r\n\r\n", Progress::REFUSED, "403 Forbidden"},
        {"HTTP/1.1 502 Bad Gateway\r\n\r\n", Progress::REFUSED, "502 Bad Gateway"},
        {"HTTP/1.1 302 Found\r\nLocation: x\r\n\r\n", Progress::REFUSED, "302 Found"},
        {std::string("\x05\x00", 2) + "\r\n\r\n",
         Progress::MALFORMED,
         "the proxy does not speak HTTP"},
        {"HTTP/1.1 200 OK\n\n", Progress::MALFORMED, "the proxy does not speak HTTP"},
    };
    for (const auto& [octets, progress, trouble] : cases)
    {
        Asking asking;
        asking.negotiation.Begin();
        asking.Hear(octets);
        EXPECT_EQ(asking.negotiation.GetProgress(), progress) << octets;
        EXPECT_EQ(asking.negotiation.Trouble(), trouble);
    }
}

TEST(ConnectNegotiation, AnEndlessHeaderSectionIsNotWaitedFor)
{
    Asking asking;
    asking.negotiation.Begin();
    asking.Hear("HTTP/1.1 200 OK\r\nX: " + std::string(70000, 'x'));
    EXPECT_EQ(asking.negotiation.GetProgress(), Progress::MALFORMED);
}
