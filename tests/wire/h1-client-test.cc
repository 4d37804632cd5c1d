// SPDX-License-Identifier: GPL-2.0-only
#include "support/h1-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

// A client against a server that says exactly what a test wants.

namespace
{

const std::string OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

std::string
Failure(const Answer& answer)
{
    EXPECT_EQ(answer.lastCalls, 1);
    return answer.failure
             ? answer.failure->reason + (answer.failure->surelyUnprocessed ? ", unprocessed" : "")
             : "none";
}

/** \return how a GET ends when the server says these octets and perhaps closes */
std::string
Outcome(const std::string& octets, bool finish, const std::string& method = "GET")
{
    RawServerRig rig;
    const Answer& answer = rig.Converse(octets, finish, method);
    const bool over = rig.ears.closed.size() == 1;
    EXPECT_EQ(rig.client->Active(), 0u);
    return Failure(answer) + " / " + (over ? rig.ears.closed[0] : "open");
}

Request
Expecting(const std::string& method)
{
    Request request = H1Rig::Ask(method, "/");
    request.fields.Add("Expect", "100-continue");
    return request;
}

} // namespace

TEST(H1Client, TellsHowAResponseFails)
{
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", true),
              "closed early / graceful");
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Le", true), "closed early / graceful");
    EXPECT_EQ(Outcome("", true), "closed early / graceful");
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", true),
              "closed early / graceful");
    // Connection: close says that later requests are not processed, and this one was.
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nab", true),
              "closed early / graceful");
    EXPECT_EQ(Outcome("SSH-2.0-OpenSSH\r\n", false), "malformed response / malformed response");
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nX : y\r\n\r\n", false),
              "malformed response / malformed response");
    EXPECT_EQ(Outcome("HTTP/1.1 101 Switching Protocols\r\n\r\n", false),
              "malformed response / malformed response");
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", false),
              "malformed response / malformed response");
}

TEST(H1Client, TellsWhenAResponseIsWhole)
{
    EXPECT_EQ(Outcome(OK, false), "none / open");
    EXPECT_EQ(Outcome(OK, true), "none / graceful");
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\n\r\nto the end", true), "none / graceful");
    EXPECT_EQ(Outcome("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true), "none / graceful");
    EXPECT_EQ(Outcome("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", false, "HEAD"),
              "none / open");
    EXPECT_EQ(Outcome("HTTP/1.1 103 Hints\r\n\r\n" + OK, false), "none / open");
    EXPECT_EQ(Outcome(OK + "more", false), "none / unexpected data");
}

TEST(H1Client, ResetNamesItself)
{
    RawServerRig rig;
    Answer& answer = rig.Send(H1Rig::Ask("GET", "/"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&rig] { rig.peer->stream->Abort(); });
    ns3::Simulator::Run();
    EXPECT_EQ(Failure(answer), "reset");
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"reset"});
    EXPECT_EQ(rig.client->Room(), 0u);
}

TEST(H1Client, WhatNeverLeftIsSurelyUnprocessed)
{
    RawServerRig rig;
    rig.peer->stream->Abort(); // its reset arrives before the connection is open
    Answer& answer = rig.Send(H1Rig::Ask("POST", "/"));
    ns3::Simulator::Run();
    EXPECT_EQ(Failure(answer), "reset, unprocessed");
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"reset"});
    EXPECT_FALSE(rig.ears.ready);
}

TEST(H1Client, ClosingBeforeItOpensGivesUp)
{
    RawServerRig rig;
    rig.client->Close();
    ns3::Simulator::Run();
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"closed"});
}

TEST(H1Client, IdleConnectionThatTheServerClosesJustCloses)
{
    RawServerRig rig;
    ns3::Simulator::Schedule(ns3::Seconds(5), [&rig] { rig.peer->Finish(); });
    const Answer& answer = rig.Converse(OK, false);
    EXPECT_EQ(Failure(answer), "none");
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
    EXPECT_EQ(rig.ears.draining, 1);
    EXPECT_EQ(rig.client->Room(), 0u);
    EXPECT_EQ(rig.peer->closed, StreamEnd::GRACEFUL);
}

TEST(H1Client, AfterCloseTheOtherPipelinedRequestsAreSurelyUnprocessed)
{
    for (const bool option : {true, false})
    {
        RawServerRig rig(Protocol::H11_PIPELINED);
        Answer& first = rig.Send(H1Rig::Ask("GET", "/1"));
        Answer& second = rig.Send(H1Rig::Ask("GET", "/2"));
        Answer& third = rig.Send(H1Rig::Ask("GET", "/3"));
        ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&rig, option] {
            rig.peer->Say(
                option ? "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" : OK);
            rig.peer->Finish();
        });
        ns3::Simulator::Run();
        EXPECT_EQ(Failure(first), "none");
        // RFC 9112 section 9.6: after the option no further request is processed; section 9.3.2:
        // without it nobody knows.
        EXPECT_EQ(Failure(second), option ? "closed early, unprocessed" : "closed early");
        EXPECT_EQ(Failure(third), option ? "closed early, unprocessed" : "closed early");
        EXPECT_EQ(rig.ears.draining, 1);
    }
}

TEST(H1Client, WaitsForContinue)
{
    RawServerRig rig;
    Answer& answer = rig.Send(Expecting("PUT"), std::make_unique<StringBody>("content"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&rig] {
        EXPECT_EQ(rig.peer->heard,
                  "PUT / HTTP/1.1\r\nHost: example.org\r\nExpect: 100-continue\r\n"
                  "Content-Length: 7\r\n\r\n");
        rig.peer->Say("HTTP/1.1 100 Continue\r\n\r\n");
    });
    ns3::Simulator::Schedule(ns3::MilliSeconds(600), [&rig] { rig.peer->Say(OK); });
    ns3::Simulator::Run();
    EXPECT_EQ(answer.started, ns3::MilliSeconds(20));
    EXPECT_EQ(answer.sent, ns3::MilliSeconds(510));
    EXPECT_EQ(answer.interim, std::vector<int>{100});
    EXPECT_EQ(Failure(answer), "none");
    EXPECT_EQ(rig.client->Room(), 1u);
}

TEST(H1Client, WaitsForContinueOneSecondAtMost)
{
    RawServerRig rig;
    Answer& answer = rig.Send(Expecting("PUT"), std::make_unique<StringBody>("content"));
    ns3::Simulator::Schedule(ns3::Seconds(2), [&rig] { rig.peer->Say(OK); });
    ns3::Simulator::Run();
    EXPECT_EQ(answer.sent, ns3::MilliSeconds(1020));
    EXPECT_EQ(Failure(answer), "none");
}

TEST(H1Client, AFinalResponseInsteadOfContinueSparesTheContent)
{
    RawServerRig rig;
    Answer& answer = rig.Send(Expecting("PUT"), std::make_unique<StringBody>("content"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&rig] {
        rig.peer->Say("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n");
    });
    ns3::Simulator::Run();
    EXPECT_EQ(answer.response->status, 417);
    EXPECT_EQ(Failure(answer), "none");
    EXPECT_FALSE(answer.sent);
    EXPECT_EQ(rig.peer->heard.find("\r\n\r\n") + 4, rig.peer->heard.size());
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Client, AnEarlyResponseWaitsForTheRequest)
{
    PipeOptions pipe;
    pipe.window = 10000;
    RawServerRig rig(Protocol::H11, {}, pipe);
    Answer& answer = rig.Send(H1Rig::Ask("POST", "/"), std::make_unique<PatternBody>(100000));
    ns3::Simulator::Schedule(ns3::MilliSeconds(35), [&rig] { rig.peer->Say(OK); });
    ns3::Simulator::Run();
    EXPECT_EQ(Failure(answer), "none");
    EXPECT_EQ(answer.body, "ok");
    EXPECT_GT(*answer.sent, ns3::MilliSeconds(100));
    EXPECT_EQ(answer.completed, answer.sent);
    EXPECT_EQ(rig.client->Room(), 1u);
}

TEST(H1Client, AnEarlyResponseThatClosesEndsTheRequest)
{
    PipeOptions pipe;
    pipe.window = 10000;
    RawServerRig rig(Protocol::H11, {}, pipe);
    Answer& answer = rig.Send(H1Rig::Ask("POST", "/"), std::make_unique<PatternBody>(100000));
    ns3::Simulator::Schedule(ns3::MilliSeconds(35), [&rig] {
        rig.peer->Say("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"
                      "Content-Length: 0\r\n\r\n");
    });
    ns3::Simulator::Run();
    EXPECT_EQ(Failure(answer), "none");
    EXPECT_EQ(answer.completed, ns3::MilliSeconds(45));
    EXPECT_FALSE(answer.sent);
    EXPECT_LT(rig.peer->heard.size(), 100000u);
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H1Client, ContentNotConsumedStopsTheServer)
{
    H1Options options;
    options.bodyWindow = 20000;
    PipeOptions pipe;
    pipe.window = 10000;
    RawServerRig rig(Protocol::H11, options, pipe);
    Answer& answer = rig.Send(H1Rig::Ask("GET", "/"));
    answer.consume = false;
    ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&rig] {
        rig.peer->Say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" +
                      std::string(100000, 'x'));
    });
    ns3::Simulator::Run();
    EXPECT_EQ(answer.body.size(), 20000u);
    answer.exchange->Consumed(5000);
    ns3::Simulator::Run();
    EXPECT_EQ(answer.body.size(), 25000u);
    answer.consume = true;
    answer.exchange->Consumed(20000);
    ns3::Simulator::Run();
    EXPECT_EQ(answer.body.size(), 100000u);
    EXPECT_EQ(Failure(answer), "none");
}

TEST(H1Client, ABodyThatEndsEarlyTakesTheConnectionDown)
{
    struct Short : StringBody
    {
        using StringBody::StringBody;

        std::optional<std::uint64_t> Length() const override
        {
            return 100;
        }
    };

    RawServerRig rig;
    Answer& answer = rig.Send(H1Rig::Ask("PUT", "/"), std::make_unique<Short>("few"));
    ns3::Simulator::Run();
    EXPECT_EQ(Failure(answer), "body ended early, unprocessed");
    EXPECT_EQ(rig.peer->closed, StreamEnd::RESET);
}

TEST(H1Client, CancelResetsAndFailsTheOthers)
{
    RawServerRig rig(Protocol::H11_PIPELINED);
    Answer& first = rig.Send(H1Rig::Ask("GET", "/1"));
    Answer& second = rig.Send(H1Rig::Ask("GET", "/2"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&first] { first.exchange->Cancel(); });
    ns3::Simulator::Run();
    EXPECT_EQ(first.lastCalls, 0);
    EXPECT_EQ(Failure(second), "cancelled");
    EXPECT_EQ(rig.peer->closed, StreamEnd::RESET);
    EXPECT_EQ(rig.ears.closed, std::vector<std::string>{"cancelled"});
}

TEST(H1Client, CancelBeforeAnythingLeftSparesTheConnection)
{
    RawServerRig rig(Protocol::H11_PIPELINED);
    Answer& first = rig.Send(H1Rig::Ask("GET", "/1"));
    Answer& second = rig.Send(H1Rig::Ask("GET", "/2"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(5), [&second] { second.exchange->Cancel(); });
    ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&rig] { rig.peer->Say(OK); });
    ns3::Simulator::Run();
    EXPECT_EQ(Failure(first), "none");
    EXPECT_EQ(second.lastCalls, 0);
    EXPECT_EQ(rig.peer->heard, "GET /1 HTTP/1.1\r\nHost: example.org\r\n\r\n");
    EXPECT_EQ(rig.client->Room(), 8u);
}

TEST(H1Client, AnythingMayBeDoneFromInsideACall)
{
    // From inside HandleComplete: cancel (too late), send the next, close, dispose.
    for (int what = 0; what < 4; ++what)
    {
        RawServerRig rig;
        Answer& answer = rig.Send(H1Rig::Ask("GET", "/"));
        answer.onComplete = [&, what] {
            switch (what)
            {
            case 0:
                answer.exchange->Cancel();
                answer.exchange->Consumed(1);
                break;
            case 1:
                rig.Send(H1Rig::Ask("GET", "/next"));
                break;
            case 2:
                rig.client->Close();
                break;
            default:
                rig.client->SetListener(nullptr);
                DisposeLater(std::move(rig.client));
            }
        };
        ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&rig] { rig.peer->Say(OK); });
        ns3::Simulator::Schedule(ns3::MilliSeconds(80), [&rig] { rig.peer->Say(OK); });
        ns3::Simulator::Run();
        EXPECT_EQ(answer.lastCalls, 1) << what;
        EXPECT_EQ(rig.answers.size(), what == 1 ? 2u : 1u);
        EXPECT_EQ(rig.answers.back().lastCalls, 1) << what;
        EXPECT_EQ(rig.client == nullptr, what == 3);
        EXPECT_EQ(rig.peer->closed == StreamEnd::GRACEFUL, what == 2) << what;
    }
}

TEST(H1Client, CancelFromInsideTheContent)
{
    RawServerRig rig(Protocol::H11_PIPELINED);
    Answer& first = rig.Send(H1Rig::Ask("GET", "/1"));
    Answer& second = rig.Send(H1Rig::Ask("GET", "/2"));
    first.onBody = [&first] { first.exchange->Cancel(); };
    ns3::Simulator::Schedule(ns3::MilliSeconds(40), [&rig] { rig.peer->Say(OK + OK); });
    ns3::Simulator::Run();
    EXPECT_EQ(first.lastCalls, 0);
    EXPECT_EQ(Failure(second), "cancelled");
}

TEST(H1Client, DisposedOfFromHandleClosed)
{
    struct Closer : Ears
    {
        void HandleClosed(std::string_view reason) override
        {
            Ears::HandleClosed(reason);
            DisposeLater(std::move(*client));
        }

        std::unique_ptr<ClientConnection>* client;
    };

    Closer ears;
    RawServerRig rig;
    ears.client = &rig.client;
    rig.client->SetListener(&ears);
    Answer& answer = rig.Converse("garbage\r\n\r\n", false);
    EXPECT_EQ(Failure(answer), "malformed response");
    EXPECT_EQ(ears.closed.size(), 1u);
    EXPECT_EQ(rig.client, nullptr);
}

TEST(H1Client, DisposedOfWithRequestsWaiting)
{
    RawServerRig rig(Protocol::H11_PIPELINED);
    rig.Send(Expecting("PUT"), std::make_unique<StringBody>("x"));
    rig.Send(H1Rig::Ask("GET", "/"));
    ns3::Simulator::Schedule(ns3::MilliSeconds(50), [&rig] { rig.client.reset(); });
    ns3::Simulator::Run();
    EXPECT_EQ(ns3::Simulator::Now(), ns3::MilliSeconds(50)) << "no timer is left behind";
    EXPECT_EQ(rig.answers[0].lastCalls, 0);
}
