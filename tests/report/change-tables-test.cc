// SPDX-License-Identifier: GPL-2.0-only
#include "report/change-tables.h"

#include "support/sample-run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

using ns3::MilliSeconds;

const RunIdentity IDENTITY{1, 1};

/** One end of a connection of the browser's side (client) or its peer's, of one row. */
WindowRecord
End(const std::string& node, bool quic, bool client, ns3::Time time)
{
    const ns3::InetSocketAddress near("10.0.0.1", 49153);
    const ns3::InetSocketAddress far("10.1.0.1", 443);
    WindowRecord end{node,
                     quic,
                     client ? near : far,
                     client ? far : near,
                     ChangeLog<WindowState>()};
    end.changes.Note(time, {14480, 2896, std::nullopt, std::nullopt});
    return end;
}

/** \return the numbers of connections in the rows, which stand before the node */
std::vector<std::string>
Numbers(const RunResult& result)
{
    std::vector<std::string> numbers;
    std::istringstream lines(WindowsTable(result, IDENTITY));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line))
    {
        std::size_t end = line.find(",browser,");
        for (const char* const node : {",reverse-proxy,", ",origin,"})
        {
            end = std::min(end, line.find(node));
        }
        const std::size_t begin = line.rfind(',', end - 1) + 1;
        numbers.push_back(line.substr(begin, end - begin));
    }
    return numbers;
}

std::vector<int>
Values(const ChangeLog<int>& log)
{
    std::vector<int> values;
    for (const auto& [time, value] : log.Entries())
    {
        values.push_back(value);
    }
    return values;
}

} // namespace

TEST(ChangeLog, KeepsTheLastStateOfAMomentIfItIsAnotherThanBefore)
{
    ChangeLog<int> log;
    log.Note(MilliSeconds(1), 5);
    log.Note(MilliSeconds(2), 5); // as before
    log.Note(MilliSeconds(3), 6);
    log.Note(MilliSeconds(3), 7); // the last of that moment
    log.Note(MilliSeconds(4), 8);
    log.Note(MilliSeconds(4), 7); // in the end it is as before
    log.Note(MilliSeconds(5), 9);
    EXPECT_EQ(Values(log), (std::vector<int>{5, 7, 9}));
    EXPECT_EQ(log.Entries()[1].time, MilliSeconds(3));
}

TEST(ChangeLog, WhatItIsAtFirstNeedsNoEntry)
{
    ChangeLog<int> log(0);
    log.Note(MilliSeconds(1), 3);
    log.Note(MilliSeconds(1), 0);
    EXPECT_TRUE(log.Entries().empty());
    log.Note(MilliSeconds(2), 3);
    log.Note(MilliSeconds(3), 0);
    EXPECT_EQ(Values(log), (std::vector<int>{3, 0}));
}

TEST(WindowsTable, WhatIsNotThereIsEmptyAndTimesCountFromTheNavigation)
{
    RunResult result = test::MakeSampleRun(); // starts at 100 ms; connection 1 opens then
    result.windows = {End("browser", false, true, MilliSeconds(120))};
    result.windows[0].changes.Note(MilliSeconds(140), {1448, 0, 28960, ns3::MicroSeconds(20500)});
    const std::string csv = WindowsTable(result, IDENTITY);
    EXPECT_NE(csv.find(",connection,node,local,remote,time_ms,cwnd_bytes,in_flight_bytes,"
                       "ssthresh_bytes,srtt_ms\n"),
              std::string::npos);
    const std::string who = ",1,browser,10.0.0.1:49153,10.1.0.1:443,";
    EXPECT_NE(csv.find(who + "20.000000,14480,2896,,\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(who + "40.000000,1448,0,28960,20.500000\n"), std::string::npos) << csv;
}

TEST(WindowsTable, BothEndsOfAConnectionHaveItsNumberAndOthersHaveNone)
{
    RunResult result = test::MakeSampleRun();
    WindowRecord upstream = End("reverse-proxy", false, true, MilliSeconds(150));
    upstream.local = ns3::InetSocketAddress("10.1.0.2", 49153);
    result.windows = {End("browser", false, true, MilliSeconds(120)),
                      End("reverse-proxy", false, false, MilliSeconds(130)),
                      upstream};
    EXPECT_EQ(Numbers(result), (std::vector<std::string>{"1", "1", ""}));
}

/** The origin's end is where the browser was before it moved, and never heard of that. */
TEST(WindowsTable, AnEndThatNeverHeardOfAMoveHasTheNumberToo)
{
    RunResult result = test::MakeSampleRun();
    ConnectionRecord& moved = result.connections[0];
    moved.protocol = Protocol::H3;
    moved.formerAddresses = {moved.localAddress};
    moved.localAddress = "10.0.0.2:49154";
    WindowRecord near = End("browser", true, true, MilliSeconds(120));
    near.local = ns3::InetSocketAddress("10.0.0.2", 49154);
    result.windows = {near, End("origin", true, false, MilliSeconds(120))};
    EXPECT_EQ(Numbers(result), (std::vector<std::string>{"1", "1"}));
}

TEST(WindowsTable, APortThatIsTakenAgainBelongsToTheLaterConnection)
{
    RunResult result = test::MakeSampleRun();
    result.connections[0].closed = MilliSeconds(200);
    ConnectionRecord later = result.connections[0];
    later.id = 2;
    later.opened = MilliSeconds(220);
    later.closed.reset();
    result.connections.push_back(later);
    result.windows = {End("origin", false, false, MilliSeconds(130)),
                      End("origin", false, false, MilliSeconds(210)),
                      End("origin", false, false, MilliSeconds(230))};
    EXPECT_EQ(Numbers(result), (std::vector<std::string>{"1", "", "2"}));
}

TEST(WindowsTable, PortsOfTcpAndOfUdpAreNumberedOnTheirOwn)
{
    RunResult result = test::MakeSampleRun();
    ConnectionRecord quic = result.connections[0];
    quic.id = 2;
    quic.protocol = Protocol::H3;
    result.connections.push_back(quic);
    result.windows = {End("browser", true, true, MilliSeconds(120)),
                      End("browser", false, true, MilliSeconds(120))};
    EXPECT_EQ(Numbers(result), (std::vector<std::string>{"2", "1"}));
    // HTTP/2 in a tunnel of HTTP/3 has UDP below, HTTP/3 never TCP.
    result.connections = {quic};
    result.connections[0].protocol = Protocol::H2;
    EXPECT_EQ(Numbers(result), (std::vector<std::string>{"2", "2"}));
    result.connections[0].protocol = Protocol::H3;
    EXPECT_EQ(Numbers(result), (std::vector<std::string>{"2", ""}));
}

TEST(QueuesTable, ARowForEachLengthAndDirection)
{
    RunResult result = test::MakeSampleRun();
    result.queues = {{"access", true, ChangeLog<QueueLength>(QueueLength{})},
                     {"access", false, ChangeLog<QueueLength>(QueueLength{})}};
    result.queues[0].changes.Note(MilliSeconds(100), {1, 1500});
    result.queues[1].changes.Note(MilliSeconds(101), {2, 540});
    result.queues[1].changes.Note(ns3::MicroSeconds(101250), {0, 0});
    const std::string csv = QueuesTable(result, IDENTITY);
    EXPECT_NE(csv.find(",link,direction,time_ms,packets,bytes\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",access,up,0.000000,1,1500\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",access,down,1.000000,2,540\n"), std::string::npos) << csv;
    EXPECT_NE(csv.find(",access,down,1.250000,0,0\n"), std::string::npos) << csv;
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4) << "a header and three";
}
