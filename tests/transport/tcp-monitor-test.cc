// SPDX-License-Identifier: GPL-2.0-only
// The states of RFC 9293 figure 5, of both ends, to the nanosecond.
#include "support/tcp-transfer.h"
#include "support/two-nodes.h"
#include "transport/node-power.h"
#include "transport/tcp-monitor.h"

#include "ns3/callback.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace pagewire::test
{

namespace
{

/** A change as the tests write it. */
struct Step
{
    ns3::Time time;
    std::string to;
    std::string why;

    bool operator==(const Step& other) const
    {
        return time == other.time && to == other.to && why == other.why;
    }
};

std::ostream&
operator<<(std::ostream& out, const Step& step)
{
    return out << step.time.GetNanoSeconds() << " ns " << step.to << " (" << step.why << ")";
}

using Steps = std::vector<Step>;

void
Keep(std::vector<TcpStateChange>* list, const TcpStateChange& change)
{
    list->push_back(change);
}

struct TcpMonitorTest : ::testing::Test
{
    TcpMonitorTest()
    {
        options.responses = {};
        Watch(net.Client(), client);
        Watch(net.Server(), server);
    }

    static void Watch(ns3::Ptr<ns3::Node> node, std::vector<TcpStateChange>& list)
    {
        const bool found =
            TcpMonitor::Of(node)->TraceConnectWithoutContext("StateChanged",
                                                             ns3::MakeBoundCallback(&Keep, &list));
        ASSERT_TRUE(found);
    }

    /** \return the changes from one on; each must begin where the one before has ended */
    static Steps StepsOf(const std::vector<TcpStateChange>& changes, std::size_t from = 0)
    {
        Steps steps;
        TcpState state = TcpState::CLOSED;
        for (std::size_t i = 0; i < changes.size(); ++i)
        {
            const TcpStateChange& change = changes[i];
            EXPECT_EQ(TcpStateName(change.from), TcpStateName(state));
            state = change.to;
            if (i >= from)
            {
                steps.push_back({change.time, std::string(TcpStateName(state)), change.why});
            }
        }
        return steps;
    }

    /** \return one way of a packet of so many octets of IP */
    ns3::Time OneWay(std::uint32_t octets) const
    {
        return net.Serialization(octets) + ns3::MilliSeconds(10);
    }

    ns3::Time Bare() const
    {
        return OneWay(52);
    }

    TwoNodes net;
    TcpTransferOptions options;
    std::vector<TcpStateChange> client;
    std::vector<TcpStateChange> server;
};

constexpr std::size_t OPENING = 2; //!< changes of each end until both are established

TEST_F(TcpMonitorTest, OpeningAndClosingByTheServer)
{
    TcpTransfer transfer(net, options);
    const ns3::Time close = ns3::Seconds(1);
    ns3::Simulator::Schedule(close, [&] { transfer.Server()->Send(0, true); });
    net.Run();
    const ns3::Time opened = 2 * OneWay(60);
    // The client closes at once, and its FIN acknowledges the server's.
    const ns3::Time finished = close + 2 * Bare();
    EXPECT_EQ(StepsOf(client),
              (Steps{{ns3::Seconds(0), "SYN-SENT", "SYN sent"},
                     {opened, "ESTABLISHED", "SYN-ACK received"},
                     {close + Bare(), "CLOSE-WAIT", "FIN received"},
                     {close + Bare(), "LAST-ACK", "close"},
                     {finished + Bare(), "CLOSED", "ACK of FIN received"}}));
    EXPECT_EQ(StepsOf(server),
              (Steps{{OneWay(60), "SYN-RECEIVED", "SYN received"},
                     {opened + Bare(), "ESTABLISHED", "ACK of SYN-ACK received"},
                     {close, "FIN-WAIT-1", "close"},
                     {finished, "FIN-WAIT-2", "ACK of FIN received"},
                     {finished, "TIME-WAIT", "FIN received"},
                     {finished + ns3::Seconds(60), "CLOSED", "timeout"}}));
    EXPECT_EQ(server.front().local.GetPort(), 80);
    EXPECT_EQ(server.front().local.GetIpv4(), net.ServerAddress());
    EXPECT_EQ(server.front().remote.GetPort(), client.front().local.GetPort());
    EXPECT_EQ(client.front().remote.GetPort(), 80);
}

TEST_F(TcpMonitorTest, HalfClosedForAWhile)
{
    TcpTransfer transfer(net, options);
    transfer.Client().closeAtEnd = false;
    ns3::Simulator::Schedule(ns3::Seconds(1), [&] { transfer.Server()->Send(0, true); });
    ns3::Simulator::Schedule(ns3::Seconds(5), [&] { transfer.Client().Send(0, true); });
    net.Run();
    const Steps steps = StepsOf(server, OPENING);
    ASSERT_EQ(steps.size(), 4U);
    EXPECT_EQ(steps[1].to, "FIN-WAIT-2");
    EXPECT_LT(steps[1].time, ns3::Seconds(2));
    EXPECT_EQ(steps[2], (Step{ns3::Seconds(5) + Bare(), "TIME-WAIT", "FIN received"}));
    EXPECT_EQ(StepsOf(client, OPENING)[1], (Step{ns3::Seconds(5), "LAST-ACK", "close"}));
}

TEST_F(TcpMonitorTest, SimultaneousCloseEndsInTimeWaitOnBothSides)
{
    TcpTransfer transfer(net, options);
    const ns3::Time close = ns3::Seconds(1);
    ns3::Simulator::Schedule(close, [&] {
        transfer.Server()->Send(0, true);
        transfer.Client().Send(0, true);
    });
    net.Run();
    const Steps expected{{close, "FIN-WAIT-1", "close"},
                         {close + Bare(), "CLOSING", "FIN received"},
                         {close + 2 * Bare(), "TIME-WAIT", "ACK of FIN received"},
                         {close + 2 * Bare() + ns3::Seconds(60), "CLOSED", "timeout"}};
    EXPECT_EQ(StepsOf(client, OPENING), expected);
    EXPECT_EQ(StepsOf(server, OPENING), expected);
}

TEST_F(TcpMonitorTest, CloseWithUnsentDataIsFinWaitAtOnce)
{
    // Of 1 MB only the first window has left when close is called (RFC 9293 section 3.10.4).
    options.responses = {1000000};
    TcpTransfer transfer(net, options);
    net.Run();
    const Steps steps = StepsOf(server, OPENING);
    ASSERT_TRUE(transfer.finished);
    ASSERT_GE(steps.size(), 3U);
    EXPECT_EQ(steps[0].to, "FIN-WAIT-1");
    EXPECT_LT(steps[0].time, ns3::MilliSeconds(700)) << "when the last octet was written";
    EXPECT_EQ(steps[1].to, "FIN-WAIT-2");
    EXPECT_GT(steps[1].time, ns3::MilliSeconds(800)) << "1 MB at 10 Mbit/s";
}

TEST_F(TcpMonitorTest, Refused)
{
    TcpPeer peer(MakeTcpClient(net.Client(), {net.ServerAddress(), 81}, {}));
    peer.Stream().Open();
    net.Run();
    EXPECT_EQ(StepsOf(client),
              (Steps{{ns3::Seconds(0), "SYN-SENT", "SYN sent"},
                     {OneWay(60) + OneWay(40), "CLOSED", "RST received"}}));
    EXPECT_TRUE(server.empty());
}

TEST_F(TcpMonitorTest, Reset)
{
    TcpTransfer transfer(net, options);
    ns3::Simulator::Schedule(ns3::Seconds(1), [&] { transfer.Client().Stream().Abort(); });
    net.Run();
    EXPECT_EQ(StepsOf(client, OPENING), (Steps{{ns3::Seconds(1), "CLOSED", "abort"}}));
    EXPECT_EQ(StepsOf(server, OPENING),
              (Steps{{ns3::Seconds(1) + Bare(), "CLOSED", "RST received"}}));
}

TEST_F(TcpMonitorTest, ACrashIsSilentAndThePeerIsHalfOpen)
{
    TcpTransfer transfer(net, options);
    NodePower::Of(net.Server())->ScheduleCrash(ns3::Seconds(1), ns3::Seconds(1));
    net.Run();
    EXPECT_EQ(StepsOf(server, OPENING), (Steps{{ns3::Seconds(1), "CLOSED", "crash"}}));
    EXPECT_EQ(StepsOf(client, OPENING), Steps()) << "established for ever";
}

TEST_F(TcpMonitorTest, NobodyAnswersTheOpening)
{
    options.client.synRetries = 1;
    net.LoseUp([](std::uint64_t, const ns3::Packet&) { return true; });
    TcpTransfer transfer(net, options);
    net.Run();
    EXPECT_EQ(
        StepsOf(client),
        (Steps{{ns3::Seconds(0), "SYN-SENT", "SYN sent"}, {ns3::Seconds(2), "CLOSED", "timeout"}}));
}

} // namespace

} // namespace pagewire::test
