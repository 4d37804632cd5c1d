// SPDX-License-Identifier: GPL-2.0-only
#include "support/h1-rig.h"
#include "wire/make-connection.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

// A server against a client that says exactly what a test wants.

namespace
{

std::unique_ptr<BodySource>
Text(const std::string& text)
{
    return std::make_unique<StringBody>(text);
}

void
AnswerWithTarget(ServerExchange& exchange)
{
    exchange.Respond({200, {}}, Text(exchange.GetRequest().target));
}

/** \return what a fresh server says to these octets, which it must close after */
std::string
Refusal(const std::string& octets, const H1Options& options = {})
{
    RawClientRig rig(options);
    const std::string answer = rig.Converse(octets);
    EXPECT_TRUE(rig.site.requests.empty()) << octets;
    EXPECT_TRUE(rig.peer->endHeard) << octets;
    EXPECT_EQ(rig.peer->closed, StreamEnd::GRACEFUL) << octets;
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"}) << octets;
    return answer;
}

std::string
Status(const std::string& line)
{
    return "HTTP/1.1 " + line + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

} // namespace

TEST(H1Server, RefusesWhatIsNoRequest)
{
    const std::string bad = Status("400 Bad Request");
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\n\r\n"), bad) << "no Host";
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("GET x HTTP/1.1\r\nHost: a\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("GET * HTTP/1.1\r\nHost: a\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              bad);
    EXPECT_EQ(Refusal("hello\r\n\r\n"), bad);
    EXPECT_EQ(Refusal("PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n"),
              Status("505 HTTP Version Not Supported"));
    EXPECT_EQ(Refusal("GET / HTTP/3.0\r\nHost: a\r\n\r\n"),
              Status("505 HTTP Version Not Supported"));
    EXPECT_EQ(Refusal("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"),
              Status("501 Not Implemented"));
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n"),
              Status("417 Expectation Failed"));
    H1Options small;
    small.maxHeaderBytes = 100;
    EXPECT_EQ(Refusal("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(100, 'x'), small),
              Status("431 Request Header Fields Too Large"));
}

TEST(H1Server, BadContentIsRefusedOrCutsTheAnswerShort)
{
    const std::string broken =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
    RawClientRig rig;
    rig.site.answer = [](ServerExchange&) {}; // would answer later
    EXPECT_EQ(rig.Converse(broken), Status("400 Bad Request"));
    EXPECT_EQ(rig.site.gone, 1);
    EXPECT_TRUE(rig.peer->endHeard);
}

TEST(H1Server, AcceptsEachFormOfTarget)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        if (exchange.GetRequest().method == "CONNECT")
        {
            exchange.Respond({405, {}}, nullptr); // or it would be a tunnel from here
            return;
        }
        AnswerWithTarget(exchange);
    };
    rig.Converse("GET http://Other.org:81/x?y HTTP/1.1\r\nHost: ignored.org\r\n\r\n"
                 "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"
                 "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n"
                 "GET / HTTP/1.0\r\n\r\n");
    ASSERT_EQ(rig.site.requests.size(), 4u);
    EXPECT_EQ(rig.site.requests[0].authority, "other.org:81");
    EXPECT_EQ(rig.site.requests[0].target, "/x?y");
    EXPECT_EQ(rig.site.requests[1].target, "*");
    EXPECT_EQ(rig.site.requests[2].authority, "h:443");
    EXPECT_EQ(rig.site.requests[3].authority, "");
    EXPECT_TRUE(rig.peer->endHeard) << "HTTP/1.0 ends the connection";
}

TEST(H1Server, AnswersPipelinedRequestsInOrderAndAllOfThem)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        const int number = std::stoi(exchange.GetRequest().target.substr(1));
        ns3::Simulator::Schedule(ns3::MilliSeconds(100 - number),
                                 [&exchange] { AnswerWithTarget(exchange); });
    };
    std::string asks;
    std::string expected;
    for (int i = 10; i < 60; ++i)
    {
        asks += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
        expected += "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n/" + std::to_string(i);
    }
    EXPECT_EQ(rig.Converse(asks), expected);
    EXPECT_EQ(rig.site.gone, 50);
}

TEST(H1Server, ThousandsOfPipelinedRequestsNeedNoDeepStack)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) { exchange.Respond({204, {}}, nullptr); };
    std::string asks;
    for (int i = 0; i < 5000; ++i)
    {
        asks += "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    }
    rig.Converse(asks);
    EXPECT_EQ(rig.site.gone, 5000);
}

TEST(H1Server, ClosesWhenAsked)
{
    for (const char* ask : {"GET /1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                            "GET /1 HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n"})
    {
        RawClientRig rig;
        rig.site.answer = AnswerWithTarget;
        const std::string answer =
            rig.Converse(std::string(ask) + "GET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
        EXPECT_EQ(answer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/1");
        EXPECT_EQ(rig.site.requests.size(), 1u) << "what comes after close is not processed";
        EXPECT_EQ(rig.peer->closed, StreamEnd::GRACEFUL);
    }
}

TEST(H1Server, ClosesAfterSoManyRequestsOrAlways)
{
    H1Options options;
    options.maxRequests = 2;
    const std::string two = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n";
    {
        RawClientRig rig(options);
        rig.site.answer = AnswerWithTarget;
        EXPECT_EQ(rig.Converse(two),
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/1"
                  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/2");
    }
    options.keepAlive = false;
    RawClientRig rig(options);
    rig.site.answer = AnswerWithTarget;
    EXPECT_EQ(rig.Converse("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
              "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n/1");
    EXPECT_EQ(rig.peer->closed, StreamEnd::GRACEFUL);
}

// What else a server says in Connection is its own affair (RFC 9110 section 7.6.1): the framing of
// HTTP/1.1 needs "close" alone.
TEST(H1Server, KeepsWhatAResponseSaysInConnectionBesidesItsFraming)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.Respond({200, {{"Connection", "A, keep-alive, b"}, {"A", "1"}}}, nullptr);
    };
    EXPECT_EQ(rig.Converse("GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nA: 1\r\nConnection: A, b\r\nContent-Length: 0\r\n\r\n");
}

TEST(H1Server, CloseFinishesTheAnswerInProgress)
{
    RawClientRig rig;
    rig.site.answer = [&rig](ServerExchange& exchange) {
        ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.server->Close(); });
        ns3::Simulator::Schedule(ns3::MilliSeconds(200),
                                 [&exchange] { AnswerWithTarget(exchange); });
    };
    EXPECT_EQ(rig.Converse("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/1");
    EXPECT_EQ(rig.site.requests.size(), 1u);
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Server, CloseWhenIdleClosesAtOnce)
{
    RawClientRig rig;
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.server->Close(); });
    EXPECT_EQ(rig.Converse("GET / HTTP/1.1\r\nHost: h\r\n\r\n").size(), 1000u + 41u);
    EXPECT_EQ(rig.peer->endHeard, ns3::MilliSeconds(110));
}

TEST(H1Server, AnswersAClientThatHasClosedItsDirection)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        ns3::Simulator::Schedule(ns3::MilliSeconds(100),
                                 [&exchange] { AnswerWithTarget(exchange); });
    };
    EXPECT_EQ(rig.Converse("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n", true),
              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/1");
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Server, RequestThatCrossesTheClosingIsNotServed)
{
    RawClientRig rig;
    rig.server->Close(); // before the first octet says which version it is
    EXPECT_EQ(rig.Converse("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"), "");
    EXPECT_TRUE(rig.site.requests.empty());
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Server, HalfARequestIsNoRequest)
{
    RawClientRig rig;
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
    };
    EXPECT_EQ(rig.Converse("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nshort", true),
              "");
    EXPECT_EQ(upload.body, "short");
    EXPECT_FALSE(upload.completed);
    EXPECT_EQ(rig.site.gone, 1);
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Server, ResetTakesTheExchangeAway)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange&) {};
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.peer->stream->Abort(); });
    rig.Converse("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(rig.site.gone, 1);
    EXPECT_TRUE(rig.site.open.empty());
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"reset"});
}

TEST(H1Server, AbortShowsThatTheAnswerIsNotWhole)
{
    for (const char* version : {"HTTP/1.1", "HTTP/1.0"})
    {
        RawClientRig rig;
        rig.site.answer = [](ServerExchange& exchange) {
            auto body = std::make_unique<DoledBody>();
            body->Give("part", false);
            exchange.Respond({200, {}}, std::move(body));
            ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&exchange] { exchange.Abort(); });
        };
        const std::string answer =
            rig.Converse("GET / " + std::string(version) + "\r\nHost: h\r\n\r\n");
        EXPECT_NE(answer.find("part"), std::string::npos);
        EXPECT_EQ(answer.find("0\r\n\r\n"), std::string::npos);
        EXPECT_EQ(rig.site.gone, 1);
        // Where only the end of the connection says that the content is whole, it must be a reset.
        EXPECT_EQ(rig.peer->closed,
                  std::string(version) == "HTTP/1.1" ? StreamEnd::GRACEFUL : StreamEnd::RESET);
    }
}

TEST(H1Server, SendsContinueWhenTheHandlerWaitsForTheContent)
{
    RawClientRig rig;
    Upload upload;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
        upload.onComplete = [&exchange] { exchange.Respond({200, {}}, nullptr); };
    };
    const std::string head =
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n";
    EXPECT_EQ(rig.Converse(head), "HTTP/1.1 100 Continue\r\n\r\n");
    rig.peer->Say("ok");
    ns3::Simulator::Run();
    EXPECT_EQ(rig.peer->heard,
              "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(upload.body, "ok");
    EXPECT_FALSE(rig.peer->endHeard);
}

TEST(H1Server, AnHttp10ClientGetsNoContinue)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&exchange] {
            exchange.SendInformational({103, {}});
            exchange.Respond({200, {}}, nullptr);
        });
    };
    EXPECT_EQ(rig.Converse("PUT / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nok"),
              "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST(H1Server, TheHandlersOwnContinueIsTheOnlyOne)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange& exchange) { exchange.SendInformational({100, {}}); };
    EXPECT_EQ(rig.Converse("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n"
                           "Expect: 100-continue\r\n\r\n"),
              "HTTP/1.1 100 Continue\r\n\r\n");
}

TEST(H1Server, ContentNobodyTakesIsDropped)
{
    RawClientRig rig;
    const std::string content(300000, 'x');
    const std::string ask =
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + content;
    const std::string answer = rig.Converse(ask + "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(rig.site.requests.size(), 2u);
    EXPECT_EQ(answer.size(), 2u * 1041u);
}

TEST(H1Server, ARequestBodyThatNobodyConsumesStopsTheSender)
{
    H1Options options;
    options.bodyWindow = 20000;
    PipeOptions pipe;
    pipe.window = 10000;
    RawClientRig rig(options, pipe);
    Upload upload;
    upload.consume = false;
    rig.site.answer = [&upload](ServerExchange& exchange) {
        upload.exchange = &exchange;
        exchange.SetBodyReceiver(&upload);
    };
    rig.Converse("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" +
                 std::string(100000, 'x'));
    EXPECT_EQ(upload.body.size(), 20000u);
    upload.consume = true;
    upload.exchange->Consumed(20000);
    ns3::Simulator::Run();
    EXPECT_EQ(upload.body.size(), 100000u);
    EXPECT_TRUE(upload.completed);
}

TEST(H1Server, TakesNoMoreFromABodyThanTheStreamDoes)
{
    PipeOptions pipe;
    pipe.window = 30000;
    RawClientRig rig({}, pipe);
    rig.peer->reads = false;

    struct Counting : PatternBody
    {
        using PatternBody::PatternBody;

        std::size_t Read(char* data, std::size_t max) override
        {
            const std::size_t size = PatternBody::Read(data, max);
            *total += size;
            return size;
        }

        std::size_t* total{nullptr};
    };

    std::size_t total = 0;
    rig.site.answer = [&total](ServerExchange& exchange) {
        auto body = std::make_unique<Counting>(10000000);
        body->total = &total;
        exchange.Respond({200, {}}, std::move(body));
    };
    rig.Converse("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_GE(total, 30000u - 100u);
    EXPECT_LE(total, 30000u + 16384u);
    rig.peer->reads = true;
    rig.peer->HandleReadable();
    ns3::Simulator::Run();
    EXPECT_EQ(total, 10000000u);
    EXPECT_EQ(rig.peer->heard.size(),
              10000000u + std::string("HTTP/1.1 200 OK\r\nContent-Length: "
                                      "10000000\r\n\r\n")
                              .size());
}

TEST(H1Server, FirstOctetsTellTheVersion)
{
    {
        RawClientRig rig;
        const std::string answer =
            rig.Converse("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + FrameBytes(SETTINGS, 0, 0, ""));
        const auto frames = ParseFrames(answer);
        ASSERT_FALSE(frames.empty());
        EXPECT_EQ(frames[0].type, SETTINGS);
    }
    {
        PipeOptions bytewise;
        bytewise.chunk = 1;
        RawClientRig rig({}, bytewise);
        EXPECT_EQ(rig.Converse("PRI / HTTP/1.1\r\nHost: h\r\n\r\n").substr(0, 15),
                  "HTTP/1.1 200 OK");
        EXPECT_EQ(rig.site.requests[0].method, "PRI");
    }
    {
        RawClientRig rig;
        EXPECT_EQ(rig.Converse("", true), "");
        EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
    }
    RawClientRig rig;
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&rig] { rig.server->Close(); });
    EXPECT_EQ(rig.Converse("PR"), "");
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Server, MayBeDisposedOfInTheMidstOfACall)
{
    RawClientRig rig;
    rig.site.answer = [&rig](ServerExchange& exchange) {
        AnswerWithTarget(exchange);
        if (rig.server)
        {
            rig.server->SetListener(nullptr);
            DisposeLater(std::move(rig.server));
        }
    };
    rig.Converse("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_GE(rig.site.gone, 1);
    EXPECT_TRUE(rig.site.open.empty());
}

TEST(H1Server, DestroyedInMidExchangeItTellsTheHandler)
{
    RawClientRig rig;
    rig.site.answer = [](ServerExchange&) {};
    rig.Converse("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_EQ(rig.site.open.size(), 1u);
    rig.server.reset();
    EXPECT_TRUE(rig.site.open.empty());
}
