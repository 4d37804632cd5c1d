// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"
#include "node/scripted-server.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Script = ScriptedConnection::Script;

/** Answers every request. */
void
Answer(ScriptedConnection& connection)
{
    connection.Say(ResponseText(10));
}

/** Answers the first request and closes when the next one is on its way, as a server does whose
 * keep-alive time is over. */
void
CloseOnSecond(ScriptedConnection& connection)
{
    if (connection.Requests() == 1)
    {
        connection.Say(ResponseText(10));
    }
    else
    {
        connection.Close();
    }
}

/** Answers as long as it is fresh. */
void
SoonStale(ScriptedConnection& connection)
{
    ns3::Simulator::Now() < ns3::Seconds(1) ? connection.Say(ResponseText(10)) : connection.Close();
}

void
CloseAtOnce(ScriptedConnection& connection)
{
    connection.Close();
}

void
ResetAtOnce(ScriptedConnection& connection)
{
    connection.Reset();
}

void
TalkNonsense(ScriptedConnection& connection)
{
    connection.Say("220 mail.example ESMTP\r\n\r\n");
}

void
SayNothing(ScriptedConnection&)
{}

PageLoadOptions
OneConnection(Protocol protocol = Protocol::H11)
{
    PageLoadOptions options;
    options.pool.protocol = protocol;
    options.pool.connectionsPerOrigin = 1;
    return options;
}

PageLoadOptions
TwoConnections()
{
    PageLoadOptions options;
    options.pool.connectionsPerOrigin = 2;
    return options;
}

/** Three objects at once, which two connections share, and one much later. */
Page
PageWithALateObject()
{
    Page page = PageOfObjects(4, 10);
    page.resources[4].dependencies.front().delay = std::chrono::seconds(5);
    return page;
}

Page
PageWithMethod(const std::string& method)
{
    Page page = PageOfObjects(1, 10);
    page.resources[1].method = method;
    return page;
}

} // namespace

TEST(Retry, AStalePersistentConnectionIsReplaced)
{
    ScriptedLoad test(PageOfObjects(1, 10), OneConnection(), {CloseOnSecond, Answer});
    test.Run();
    ASSERT_EQ(test.complete.size(), 2u);
    EXPECT_EQ(test.complete[1].status, RequestStatus::OK);
    EXPECT_EQ(test.complete[1].attempts, 2u);
    EXPECT_EQ(test.complete[1].connection, 2u);
    EXPECT_FALSE(test.complete[1].reused);
    EXPECT_TRUE(test.complete[1].connectEnd);
    EXPECT_EQ(test.connector.connections[1]->Requests(), 1u);
}

TEST(Retry, IdempotentMethodsAreRepeated)
{
    for (const char* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    {
        ScriptedLoad test(PageWithMethod(method), OneConnection(), {CloseOnSecond, Answer});
        test.Run();
        EXPECT_EQ(test.complete[1].attempts, 2u) << method;
    }
}

TEST(Retry, APostThatMayHaveBeenProcessedIsNot)
{
    for (const char* method : {"POST", "PATCH"})
    {
        ScriptedLoad test(PageWithMethod(method), OneConnection(), {CloseOnSecond, Answer});
        test.Run();
        ASSERT_EQ(test.complete.size(), 2u);
        EXPECT_EQ(test.complete[1].status, RequestStatus::FAILED) << method;
        EXPECT_EQ(test.complete[1].attempts, 1u);
        EXPECT_EQ(test.connector.connections.size(), 1u) << "nobody was asked again";
        EXPECT_TRUE(test.loaded) << "the page is over nevertheless";
    }
}

TEST(Retry, APostThatNeverLeftIs)
{
    Page page = PageOfObjects(0, 10);
    page.resources[0].method = "POST";
    ScriptedLoad test(page, OneConnection(), {nullptr, Answer});
    test.Run();
    EXPECT_EQ(test.complete[0].status, RequestStatus::OK);
    EXPECT_EQ(test.complete[0].attempts, 2u) << "the first found no connection";
}

TEST(Retry, ASecondStaleConnectionIsNotTried)
{
    ScriptedLoad test(PageWithALateObject(), TwoConnections(), {SoonStale, SoonStale, Answer});
    test.Run();
    ASSERT_EQ(test.complete.size(), 5u);
    EXPECT_EQ(test.complete[4].status, RequestStatus::OK);
    EXPECT_EQ(test.complete[4].attempts, 2u);
    EXPECT_EQ(test.complete[4].connection, 3u);
    EXPECT_GT(test.connector.connections[1]->Requests(), 0u) << "it was used before";
}

TEST(Retry, AnIdleConnectionMakesRoomForTheNewOneThatARetryNeeds)
{
    // As above, but no third connection is let in beside the second, which idles.
    ScriptedLoad test(PageWithALateObject(),
                      TwoConnections(),
                      {SoonStale, SoonStale, nullptr, Answer});
    test.Run();
    ASSERT_EQ(test.complete.size(), 5u);
    EXPECT_EQ(test.complete[4].status, RequestStatus::OK) << test.complete[4].failure;
    EXPECT_EQ(test.complete[4].attempts, 2u);
    EXPECT_EQ(test.complete[4].connection, 4u);
    EXPECT_LT(*test.complete[4].end, ns3::Seconds(6)) << "not only when the idle one had its time";
}

TEST(Retry, APostWaitsForAConnectionThatGoesOn)
{
    const Script lastOne = [](ScriptedConnection& connection) {
        connection.Say(ResponseText(10, "Connection: close\r\n"));
        connection.Close();
    };
    ScriptedLoad test(PageWithMethod("POST"), OneConnection(), {lastOne, Answer});
    test.Run();
    EXPECT_EQ(test.complete[1].status, RequestStatus::OK);
    EXPECT_EQ(test.complete[1].attempts, 1u);
}

TEST(Retry, PipelinedRequestsBehindTheLastAnswerAreRepeated)
{
    const Script oneOnly = [](ScriptedConnection& connection) {
        if (connection.Requests() >= 3)
        {
            connection.Say(ResponseText(10));
            connection.Close();
        }
        else if (connection.Requests() == 1)
        {
            connection.Say(ResponseText(10));
        }
    };
    const Script all = [said = std::size_t(0)](ScriptedConnection& connection) mutable {
        for (; said < connection.Requests(); ++said)
        {
            connection.Say(ResponseText(10));
        }
    };
    ScriptedLoad test(PageOfObjects(4, 10), OneConnection(Protocol::H11_PIPELINED), {oneOnly, all});
    test.Run();
    ASSERT_EQ(test.complete.size(), 5u);
    for (const RequestRecord& record : test.complete)
    {
        EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    }
    EXPECT_EQ(test.complete[1].attempts, 1u);
    EXPECT_EQ(test.complete[4].attempts, 2u);
}

TEST(Retry, ARepeatedRequestIsNotPipelinedBeforeTheConnectionIsProven)
{
    std::size_t atFirst = 0;
    const Script slow = [&](ScriptedConnection& connection) {
        // What has come half a second later is all that was sent without an answer.
        if (connection.Requests() == 1)
        {
            ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&] {
                atFirst = connection.Requests();
                connection.Say(ResponseText(10));
            });
        }
        else
        {
            connection.Say(ResponseText(10));
            connection.Say(ResponseText(10));
        }
    };
    ScriptedLoad test(PageOfObjects(3, 10),
                      OneConnection(Protocol::H11_PIPELINED),
                      {CloseOnSecond, slow});
    test.Run();
    EXPECT_EQ(atFirst, 1u);
    for (const RequestRecord& record : test.complete)
    {
        EXPECT_EQ(record.status, RequestStatus::OK) << record.failure;
    }
}

TEST(Retry, NothingIsPipelinedBehindAPost)
{
    Page page = PageOfObjects(3, 10);
    page.resources[2].method = "POST";
    std::vector<std::size_t> inOne; // requests that were there when each answer was given
    const Script oneAnswerEach = [&](ScriptedConnection& connection) {
        inOne.push_back(connection.Requests());
        connection.Say(ResponseText(10));
    };
    ScriptedLoad test(page, OneConnection(Protocol::H11_PIPELINED), {oneAnswerEach});
    test.Run();
    EXPECT_EQ(inOne, (std::vector<std::size_t>{1, 2, 3, 4}));
    EXPECT_EQ(test.complete.size(), 4u);
}

/** Servers that never give a response: a recorded failure after the attempts, never a hang. */
class Misbehaviour : public ::testing::TestWithParam<std::pair<const char*, Script>>
{};

TEST_P(Misbehaviour, IsAFailureAfterSoManyAttempts)
{
    for (const Protocol protocol : AllProtocols())
    {
        if (protocol == Protocol::H3)
        {
            continue; // these servers speak over streams
        }
        const bool anything = protocol == Protocol::H09; // whatever comes is content
        PageLoadOptions options = OneConnection(protocol);
        options.fetch.maxAttempts = 4;
        options.fetch.silence = ns3::Seconds(20);
        ScriptedLoad test(PageOfObjects(2, 10), options, {GetParam().second});
        test.Run();
        ASSERT_EQ(test.complete.size(), 3u) << ProtocolName(protocol);
        EXPECT_EQ(test.closed.size(), test.connector.connections.size());
        if (anything)
        {
            continue;
        }
        EXPECT_EQ(test.complete[0].status, RequestStatus::FAILED) << ProtocolName(protocol);
        EXPECT_EQ(test.complete[0].attempts, 4u) << ProtocolName(protocol);
        EXPECT_NE(test.complete[0].failure, "");
        EXPECT_EQ(test.complete[1].failure, "parent failed");
        EXPECT_EQ(test.complete[1].attempts, 0u);
        EXPECT_TRUE(test.loaded);
    }
}

INSTANTIATE_TEST_SUITE_P(Servers,
                         Misbehaviour,
                         ::testing::Values(std::pair("closes", Script(CloseAtOnce)),
                                           std::pair("resets", Script(ResetAtOnce)),
                                           std::pair("nonsense", Script(TalkNonsense)),
                                           std::pair("silent", Script(SayNothing))),
                         [](const auto& test) { return std::string(test.param.first); });
