// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-bench.h"
#include "transport/node-power.h"

#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

const ns3::Time ONE_WAY = ns3::MilliSeconds(25);
const ns3::Time ROUND_TRIP = 2 * ONE_WAY;

/** What packets take on the link besides its delay. */
const ns3::Time NEARLY = ns3::MicroSeconds(5);

/** A server that publishes messages of 100 octets by itself. */
std::function<void(MessageServer&)>
Ticker(std::uint64_t messages, const std::string& gap)
{
    return [messages, gap](MessageServer& server) {
        server.SetAttribute("Messages", ns3::UintegerValue(messages));
        server.SetAttribute("Gap", ns3::StringValue(gap));
        server.AssignStreams(500);
    };
}

/** A client that stops when it has heard so many. */
std::function<void(MessageClient&)>
Hears(std::uint64_t messages)
{
    return [messages](MessageClient& client) {
        client.SetAttribute("Hear", ns3::UintegerValue(messages));
    };
}

std::function<void(MessageClient&)>
Polls(const std::string& interval)
{
    return [interval](MessageClient& client) {
        client.SetAttribute("Interval", ns3::StringValue(interval));
    };
}

void
ExpectNear(ns3::Time value, ns3::Time expected, std::uint64_t number)
{
    EXPECT_GE(value, expected) << number;
    EXPECT_LE(value, expected + NEARLY) << number;
}

/** Everybody has heard everything once, in order. */
void
ExpectAllHeard(const MessageBench& bench, std::uint64_t messages)
{
    EXPECT_EQ(bench.published.size(), messages);
    for (std::size_t i = 0; i < bench.clients.size(); ++i)
    {
        const auto records = bench.HeardBy(i);
        ASSERT_EQ(records.size(), messages) << "client " << i;
        for (std::uint64_t n = 0; n < messages; ++n)
        {
            EXPECT_EQ(records[n].number, n + 1);
            EXPECT_EQ(records[n].published, bench.published[n].published);
        }
    }
}

/** \return octets of the header section that opens a WebSocket, by hand */
std::uint64_t
HandshakeAnswer(const std::string& protocol)
{
    // RFC 6455 section 1.3, without its subprotocol: four lines and an empty one.
    const std::string_view upgrade = "HTTP/1.1 101 Switching Protocols\r\n"
                                     "Upgrade: websocket\r\n"
                                     "Connection: Upgrade\r\n"
                                     "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    return protocol == "h2" ? 9 + 1     // a frame's header; ":status: 200" of HPACK's table
         : protocol == "h3" ? 2 + 2 + 1 // likewise, QPACK's prefix, ":status: 200"
                            : upgrade.size();
}

} // namespace

/** A message is on its way as soon as it is published: half a round trip. */
TEST(Ticker, ByWebSocketTakesHalfARoundTrip)
{
    MessageBenchOptions options;
    options.server = Ticker(50, "ns3::ExponentialRandomVariable[Mean=0.3]");
    MessageBench bench(options);
    bench.Run(ns3::Seconds(60));
    ASSERT_EQ(bench.published.size(), 50u);
    const auto late = std::count_if(bench.published.begin(), bench.published.end(), [](auto& m) {
        return m.published < 2 * ROUND_TRIP - ONE_WAY; // before the handshake is through
    });
    ASSERT_EQ(bench.heard.size(), 50u - late);
    for (const MessageRecord& record : bench.heard)
    {
        ExpectNear(record.received - record.published, ONE_WAY, record.number);
        EXPECT_EQ(record.said, record.published);
        EXPECT_EQ(record.size, 100u);
        EXPECT_EQ(record.wireBytes, 102u); // RFC 6455 section 5.2: two octets of header
    }
}

/** Polls leave at multiples of the interval; a message waits for the next one to arrive. */
TEST(Ticker, ByPollingWaitsForTheNextPoll)
{
    const double interval = 1;
    MessageBenchOptions options;
    options.way = MESSAGES_BY_POLLING;
    options.server = Ticker(400, "ns3::ExponentialRandomVariable[Mean=0.7]");
    options.client = Polls("1s");
    MessageBench bench(options);
    bench.Run(ns3::Seconds(600));
    double sum = 0;
    std::size_t counted = 0;
    for (const MessageRecord& record : bench.heard)
    {
        const double arrival = (record.published - ONE_WAY).GetSeconds() / interval;
        const ns3::Time poll = ns3::Seconds(std::ceil(arrival) * interval) + ONE_WAY;
        if (poll > ns3::Seconds(interval))
        {
            ExpectNear(record.received, poll + ONE_WAY, record.number);
            EXPECT_EQ(record.wireBytes, 101u);
            sum += (record.received - record.published).GetSeconds();
            ++counted;
        }
    }
    ASSERT_GT(counted, 390u);
    // Uniform between half a round trip and an interval more, so that the mean of n has a standard
    // deviation of interval / sqrt(12 n).
    const double deviation = interval / std::sqrt(12.0 * static_cast<double>(counted));
    EXPECT_NEAR(sum / static_cast<double>(counted),
                ONE_WAY.GetSeconds() + interval / 2,
                3 * deviation);
}

/** A poll that waits is answered at once; what is published until the next one has arrived goes
 * with that. */
TEST(Ticker, ByLongPollingTakesUpToThreeHalvesOfARoundTrip)
{
    MessageBenchOptions options;
    options.way = MESSAGES_BY_LONG_POLLING;
    options.server = Ticker(300, "ns3::ExponentialRandomVariable[Mean=0.06]");
    MessageBench bench(options);
    bench.Run(ns3::Seconds(60));
    ns3::Time ready = ROUND_TRIP + ONE_WAY; // the first poll arrives, without a position
    std::size_t next = 0;
    while (bench.published[next].published < ready)
    {
        ++next; // before the first poll: not asked for
    }
    std::size_t atOnce = 0;
    for (const MessageRecord& record : bench.heard)
    {
        ASSERT_EQ(record.number, ++next);
        const ns3::Time answered = std::max(ready, record.published);
        ExpectNear(record.received, answered + ONE_WAY, record.number);
        EXPECT_LE(record.received - record.published, 3 * ONE_WAY + 2 * NEARLY);
        atOnce += answered == record.published ? 1 : 0;
        const bool last = next == bench.published.size();
        if (last || bench.published[next].published > answered)
        {
            ready = record.received + ONE_WAY; // the next poll has arrived
        }
    }
    EXPECT_EQ(next, 300u);
    EXPECT_GT(atOnce, 50u);
    EXPECT_LT(atOnce, 250u);
}

TEST(Ticker, LongPollsThatBringNothingAreCounted)
{
    MessageBenchOptions options;
    options.way = MESSAGES_BY_LONG_POLLING;
    options.server = [](MessageServer& server) {
        server.SetAttribute("Hold", ns3::StringValue("2s"));
    };
    MessageBench bench(options);
    bench.Run(ns3::Seconds(20));
    const MessageTotals totals = bench.clients[0]->Totals();
    EXPECT_EQ(totals.emptyAnswers, 9u); // every 2.05 s, after 0.05 s of connecting
    EXPECT_EQ(totals.requests, 10u);
    EXPECT_EQ(totals.failures, 0u);
    EXPECT_EQ(bench.received.size(), 10u);
}

/** Each way over each version brings everything once, in order. */
class EveryWay : public ::testing::TestWithParam<std::tuple<MessageWayName, const char*, bool>>
{};

TEST_P(EveryWay, BringsAll)
{
    MessageBenchOptions options;
    options.way = std::get<0>(GetParam());
    options.protocol = std::get<1>(GetParam());
    options.tls = std::get<2>(GetParam());
    options.clients = 3;
    options.server = Ticker(20, "ns3::ConstantRandomVariable[Constant=0.5]");
    options.client = Hears(20);
    MessageBench bench(options);
    bench.Run(ns3::Seconds(100));
    ExpectAllHeard(bench, 20);
    EXPECT_EQ(bench.closed.size(), 3u);
    for (const ConnectionRecord& record : bench.closed)
    {
        EXPECT_TRUE(record.closed) << record.closeReason; // in order, before the end
        EXPECT_EQ(record.protocol, ParseProtocol(options.protocol));
        EXPECT_EQ(record.tls.has_value(), options.tls || options.protocol == "h3");
    }
    EXPECT_EQ(bench.served.size(), 3u);
    const MessageTotals totals = bench.clients[0]->Totals();
    EXPECT_EQ(totals.heard, 20u);
    EXPECT_EQ(totals.failures, 0u);
    EXPECT_GT(totals.bytesDown, 20 * 100u);
    if (options.way == MESSAGES_BY_WEBSOCKET)
    {
        // And the server's Close, of 2 octets and the code; the client's is masked by 4 more.
        EXPECT_EQ(totals.bytesDown, HandshakeAnswer(options.protocol) + 20 * 102 + 4);
        EXPECT_GT(totals.bytesUp, 8u) << "the request has octets, too";
    }
}

/** Said, passed on by the server to all, heard: a round trip. */
TEST_P(EveryWay, ChatIsHeardByAll)
{
    MessageBenchOptions options;
    options.way = std::get<0>(GetParam());
    options.protocol = std::get<1>(GetParam());
    options.tls = std::get<2>(GetParam());
    options.clients = 3;
    options.client = [](MessageClient& client) {
        client.SetAttribute("Messages", ns3::UintegerValue(8));
        client.SetAttribute("Hear", ns3::UintegerValue(24));
        client.SetAttribute("Interval", ns3::StringValue("200ms"));
    };
    MessageBench bench(options);
    bench.Run(ns3::Seconds(100));
    ExpectAllHeard(bench, 24);
    std::set<std::pair<std::string, ns3::Time>> said;
    for (const MessageRecord& record : bench.heard)
    {
        said.emplace(record.author, record.said);
        EXPECT_GE(record.received - record.said, ROUND_TRIP);
        if (options.way == MESSAGES_BY_WEBSOCKET && record.said > ns3::Seconds(0.5))
        {
            EXPECT_LE(record.received - record.said, ROUND_TRIP + 2 * NEARLY);
        }
    }
    EXPECT_EQ(said.size(), 24u);
    EXPECT_EQ(bench.clients[2]->Totals().said, 8u);
    EXPECT_EQ(bench.clients[2]->Totals().failures, 0u);
}

INSTANTIATE_TEST_SUITE_P(Messages,
                         EveryWay,
                         ::testing::Combine(::testing::Values(MESSAGES_BY_WEBSOCKET,
                                                              MESSAGES_BY_POLLING,
                                                              MESSAGES_BY_LONG_POLLING),
                                            ::testing::Values("h11", "h2", "h3"),
                                            ::testing::Bool()));

/** A client that comes too early, or loses its server, goes on where it was. */
TEST(MessageClient, TriesAgainUntilTheServerIsThere)
{
    for (const auto way : {MESSAGES_BY_WEBSOCKET, MESSAGES_BY_POLLING, MESSAGES_BY_LONG_POLLING})
    {
        MessageBenchOptions options;
        options.way = way;
        options.serverStart = ns3::Seconds(3.5);
        options.server = Ticker(10, "ns3::ConstantRandomVariable[Constant=2.0]");
        options.client = Hears(10);
        MessageBench bench(options);
        bench.Run(ns3::Seconds(100));
        ExpectAllHeard(bench, 10);
        EXPECT_EQ(bench.clients[0]->Totals().failures, 4u) << way; // at 0, 1.05, 2.1 and 3.15 s
    }
}

/** The server closes a socket on which too much is said at once; the feed goes on where it was. */
TEST(MessageClient, GoesOnWhereALostSocketWas)
{
    MessageBenchOptions options;
    options.ws.maxMessage = 1000;
    options.server = Ticker(40, "ns3::ConstantRandomVariable[Constant=0.25]");
    options.client = [](MessageClient& client) {
        client.SetAttribute("Hear", ns3::UintegerValue(40));
        client.SetAttribute("Messages", ns3::UintegerValue(1));
        client.SetAttribute("Gap", ns3::StringValue("ns3::ConstantRandomVariable[Constant=3.1]"));
        client.SetAttribute("Size", ns3::StringValue("ns3::ConstantRandomVariable[Constant=1001]"));
    };
    MessageBench bench(options);
    bench.Run(ns3::Seconds(100));
    ExpectAllHeard(bench, 40);
    EXPECT_EQ(bench.clients[0]->Totals().failures, 1u);
    ASSERT_EQ(bench.received.size(), 2u);
    EXPECT_EQ(bench.received[0].request.target, "/socket");
    EXPECT_EQ(bench.received[1].request.target, "/socket?after=12"); // those up to 3 s
}

/** What was on its way when the server crashed comes after it, to a client that has noticed. */
TEST(MessageClient, OutlivesACrashOfTheServer)
{
    MessageBenchOptions options;
    options.ws.pingInterval = ns3::Seconds(1);
    options.ws.pongWait = ns3::Seconds(1);
    options.server = Ticker(40, "ns3::ConstantRandomVariable[Constant=0.25]");
    options.client = Hears(40);
    MessageBench bench(options);
    // A message is half way.
    const ns3::Time crash = ns3::Seconds(3) + ONE_WAY / 2;
    NodePower::Of(bench.network->GetNode(1))->ScheduleCrash(crash, ns3::Seconds(2));
    bench.Run(ns3::Seconds(100));
    ExpectAllHeard(bench, 40);
    EXPECT_EQ(bench.clients[0]->Totals().failures, 1u);
    EXPECT_EQ(bench.published[11].published, ns3::Seconds(3));
    EXPECT_EQ(bench.published[12].published, crash + ns3::Seconds(2.25));
    ASSERT_EQ(bench.served.size(), 2u);
    EXPECT_EQ(bench.served[0].closeReason, "crashed");
}

TEST(MessageServer, StopEndsWaitsAndSockets)
{
    for (const auto way : {MESSAGES_BY_WEBSOCKET, MESSAGES_BY_LONG_POLLING})
    {
        MessageBenchOptions options;
        options.way = way;
        options.client = [](MessageClient& client) {
            client.SetStopTime(ns3::Seconds(5.06)); // before it tries again
        };
        options.server = [](MessageServer& server) { server.SetStopTime(ns3::Seconds(5)); };
        MessageBench bench(options);
        bench.Run(ns3::Seconds(100));
        ASSERT_EQ(bench.served.size(), 1u);
        ASSERT_TRUE(bench.served[0].closed);
        EXPECT_LT(*bench.served[0].closed, ns3::Seconds(6)) << way;
    }
}

TEST(Messages, CompressionSavesAsMuchAsTheFillingAllows)
{
    MessageBenchOptions options;
    options.server = [](MessageServer& server) {
        Ticker(50, "ns3::ConstantRandomVariable[Constant=0.5]")(server);
        server.SetAttribute("Size", ns3::StringValue("ns3::ConstantRandomVariable[Constant=1000]"));
    };
    options.client = Hears(50);
    std::uint64_t plain = 0;
    {
        MessageBench bench(options);
        bench.Run(ns3::Seconds(100));
        ExpectAllHeard(bench, 50);
        plain = bench.clients[0]->Totals().bytesDown;
    }
    options.ws.deflate.emplace();
    MessageBench bench(options);
    bench.Run(ns3::Seconds(100));
    ExpectAllHeard(bench, 50);
    const std::uint64_t compressed = bench.clients[0]->Totals().bytesDown;
    EXPECT_GT(plain, 50 * 1000u);
    EXPECT_GT(compressed, plain / 2);
    EXPECT_LT(compressed, plain * 2 / 3);
}

TEST(Messages, RunsRepeat)
{
    for (const auto way : {MESSAGES_BY_WEBSOCKET, MESSAGES_BY_POLLING, MESSAGES_BY_LONG_POLLING})
    {
        std::string transcripts[2];
        for (std::string& transcript : transcripts)
        {
            MessageBenchOptions options;
            options.way = way;
            options.protocol = "h2";
            options.tls = true;
            options.clients = 3;
            options.ws.deflate.emplace();
            options.client = [](MessageClient& client) {
                client.SetAttribute("Messages", ns3::UintegerValue(10));
            };
            MessageBench bench(options);
            bench.Run(ns3::Seconds(40));
            transcript = bench.Transcript();
        }
        EXPECT_GT(transcripts[0].size(), 1000u);
        EXPECT_EQ(transcripts[0], transcripts[1]);
    }
}
