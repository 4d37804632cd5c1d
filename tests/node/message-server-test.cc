// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-bench.h"
#include "support/exchange-ends.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const ns3::Time ROUND_TRIP = ns3::MilliSeconds(50);

MessageBenchOptions
NoClients()
{
    MessageBenchOptions options;
    options.clients = 0;
    return options;
}

} // namespace

/** A server of messages that a test asks by itself, over HTTP/1.1. */
class MessageServerAsked : public ::testing::Test
{
  protected:
    MessageServerAsked()
        : bench(NoClients()),
          connector(std::make_shared<DirectDialer>(
                        bench.network->GetNode(0),
                        [this](const std::string& name) { return bench.network->Resolve(name); },
                        TcpOptions()),
                    nullptr)
    {
        RunUntil(0);
    }

    void RunUntil(double seconds)
    {
        ns3::Simulator::Stop(ns3::Seconds(seconds) - ns3::Simulator::Now());
        ns3::Simulator::Run();
    }

    /** Asks on a connection of its own. */
    Answer& Ask(const std::string& method, const std::string& target, std::string content = "")
    {
        Request request;
        request.method = method;
        request.authority = "feed.example";
        request.target = target;
        return Ask(request, std::move(content));
    }

    Answer& Ask(const Request& request, std::string content)
    {
        const HttpOrigin origin{"http", "feed.example", 80};
        connections.push_back(ConnectClient(connector, origin, Protocol::H11, 0, {}));
        connections.back()->SetListener(&ears);
        connections.back()->Open();
        std::unique_ptr<BodySource> body;
        if (!content.empty())
        {
            body = std::make_unique<StringBody>(std::move(content));
        }
        Answer& answer = answers.emplace_back();
        answer.exchange = &connections.back()->Send(request, std::move(body), answer);
        return answer;
    }

    int StatusOf(const std::string& method, const std::string& target, std::string content = "")
    {
        const Answer& answer = Ask(method, target, std::move(content));
        RunUntil(ns3::Simulator::Now().GetSeconds() + 1);
        return answer.response ? answer.response->status : 0;
    }

    MessageBench bench;
    DialingConnector connector;
    Ears ears;
    std::deque<Answer> answers;
    std::vector<std::unique_ptr<ClientConnection>> connections;
};

TEST_F(MessageServerAsked, RefusesWhatIsNoFeed)
{
    EXPECT_EQ(StatusOf("GET", "/"), 404);
    EXPECT_EQ(StatusOf("GET", "/socket"), 404); // without Upgrade
    EXPECT_EQ(StatusOf("GET", "/say"), 405);
    EXPECT_EQ(StatusOf("POST", "/poll"), 405);
    EXPECT_EQ(StatusOf("POST", "/say", "hello"), 400);
    EXPECT_EQ(StatusOf("POST", "/say"), 400);
    EXPECT_EQ(StatusOf("POST", "/say", std::string(1048577, 'x')), 413);
    EXPECT_TRUE(bench.published.empty());
}

TEST_F(MessageServerAsked, OtherVersionsOfWebSocketAreRefused)
{
    Request request;
    request.authority = "feed.example";
    request.target = "/socket";
    SeededBytes random(1);
    AskForWebSocket(request, Protocol::H11, {}, "", random);
    request.fields.Set("Sec-WebSocket-Version", "8");
    const Answer& answer = Ask(request, "");
    RunUntil(1);
    ASSERT_TRUE(answer.response);
    EXPECT_EQ(answer.response->status, 426);
    EXPECT_EQ(answer.response->fields.Combined("Sec-WebSocket-Version"), "13");
}

TEST_F(MessageServerAsked, WhatIsSaidIsPassedOn)
{
    Answer& waits = Ask("GET", "/wait");
    RunUntil(1);
    EXPECT_FALSE(waits.response);
    EXPECT_EQ(StatusOf("POST", "/say", "0 me 0 0 something to say"), 204);
    ASSERT_EQ(bench.published.size(), 1u);
    EXPECT_EQ(bench.published[0].author, "me");
    EXPECT_EQ(bench.published[0].size, 25u);
    ASSERT_TRUE(waits.completed);
    // The saying connects first.
    EXPECT_NEAR((*waits.completed).GetSeconds(), 1 + 2 * ROUND_TRIP.GetSeconds(), 1e-5);
    EXPECT_EQ(waits.response->fields.Combined("Feed-Position"), "1");
    ASSERT_EQ(waits.body.back(), '\n');
    const auto heard = ParseFeedMessage(std::string_view(waits.body).substr(0, 25));
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->number, 1u);
    EXPECT_EQ(heard->author, "me");
    EXPECT_EQ(heard->published, bench.published[0].published);
}

TEST_F(MessageServerAsked, PollsGoOnFromAPosition)
{
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(StatusOf("POST", "/say", "0 me 0 0 "), 204);
    }
    Answer& fresh = Ask("GET", "/poll");
    Answer& all = Ask("GET", "/poll?after=0");
    Answer& last = Ask("GET", "/wait?after=2");
    RunUntil(5);
    EXPECT_EQ(fresh.body, "");
    EXPECT_EQ(fresh.response->fields.Combined("Feed-Position"), "3");
    EXPECT_EQ(std::count(all.body.begin(), all.body.end(), '\n'), 3);
    EXPECT_EQ(std::count(last.body.begin(), last.body.end(), '\n'), 1);
    EXPECT_EQ(last.body.substr(0, 5), "3 me ");
}

TEST(FeedMessage, TellsOfItself)
{
    FeedMessage message{7, "ann", ns3::MilliSeconds(5), ns3::MilliSeconds(6), 200};
    const std::string line = FormatFeedMessage(message);
    EXPECT_EQ(line.size(), 200u);
    EXPECT_EQ(line.substr(0, 24), "7 ann 5000000 6000000 " + line.substr(22, 2));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto parsed = ParseFeedMessage(line);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->number, 7u);
    EXPECT_EQ(parsed->author, "ann");
    EXPECT_EQ(parsed->said, ns3::MilliSeconds(5));
    EXPECT_EQ(parsed->published, ns3::MilliSeconds(6));
    EXPECT_EQ(parsed->size, 200u);
    for (const char* wrong :
         {"", "7", "7 ann", "x ann 1 2 ", "7  1 2 ", "7 ann -1 2 ", "7 ann 1 x"})
    {
        EXPECT_FALSE(ParseFeedMessage(wrong)) << wrong;
    }
}
