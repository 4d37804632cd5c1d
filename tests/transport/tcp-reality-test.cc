// SPDX-License-Identifier: GPL-2.0-only
// TCP against measured transfers between Linux hosts: one object of 1 MB over HTTP/1.1.
#include "net/network.h"
#include "support/tcp-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace pagewire::test
{

namespace
{

// curl's request, and nginx's response header before the object.
constexpr std::size_t g_request = 84;
constexpr std::size_t g_response = 217 + 1000000;

struct Load
{
    double seconds{0};
    double packetsDown{0};
    double packetsUp{0};
    double bytesDown{0};
    double bytesUp{0};
    double longestQueue{0};
};

struct Cell
{
    int rttMs{0};
    std::string loss;
};

/** \return the measured runs of a cell; none where the data are not there */
std::vector<Load>
Measured(const Cell& cell)
{
    const char* const folder = std::getenv("PAGEWIRE_DATA");
    std::ifstream file(std::string(folder ? folder : "../shared/data") + "/reality/runs.csv");
    const std::string key = "1M,h11-keep1," + std::to_string(cell.rttMs) + ",10," + cell.loss + ",";
    std::vector<Load> runs;
    for (std::string line; std::getline(file, line);)
    {
        if (line.rfind(key, 0) != 0)
        {
            continue;
        }
        std::vector<double> values;
        std::stringstream fields(line);
        for (std::string field; std::getline(fields, field, ',');)
        {
            values.push_back(std::atof(field.c_str()));
        }
        // page, protocol, rtt, rate, loss, run, seconds, packets down and up, bytes, ..., maxq_down
        runs.push_back({values[6], values[7], values[8], values[9], values[10], values[17]});
    }
    return runs;
}

Load
Simulate(const Cell& cell, std::int64_t stream)
{
    Load run;
    {
        LinkOptions link;
        for (DirectionOptions* direction : {&link.up, &link.down})
        {
            direction->rate = 10000000;
            direction->delay = ns3::MicroSeconds(500 * cell.rttMs);
            direction->loss.rate = std::stod(cell.loss);
            direction->loss.model =
                direction->loss.rate > 0 ? LossOptions::Model::IID : LossOptions::Model::NONE;
        }
        Network net({link}, stream);
        TcpTransferOptions options;
        options.server.linuxCubic = true;
        options.server.slowStartExit = SlowStartExit::HYSTART;
        options.request = g_request;
        options.responses = {g_response};
        options.close = false;
        TcpTransfer transfer(net.GetNode(0), net.GetNode(1), ns3::Ipv4Address("10.1.0.1"), options);
        transfer.closeWhenFinished = true;
        ns3::Simulator::Stop(ns3::Seconds(300));
        ns3::Simulator::Run();
        run.seconds = transfer.finished ? transfer.finished->GetSeconds() : 300;
        run.packetsDown = static_cast<double>(net.Down(0).packets);
        run.packetsUp = static_cast<double>(net.Up(0).packets);
        run.bytesDown = static_cast<double>(net.Down(0).bytes);
        run.bytesUp = static_cast<double>(net.Up(0).bytes);
        run.longestQueue = net.Down(0).maxQueuePackets;
    }
    ns3::Simulator::Destroy();
    return run;
}

class Reality : public testing::TestWithParam<Cell>
{};

class LossFree : public Reality
{};

TEST_P(LossFree, IsWhatWasMeasured)
{
    const std::vector<Load> measured = Measured(GetParam());
    if (measured.empty())
    {
        GTEST_SKIP() << "the measured transfers are not here: set PAGEWIRE_DATA to their folder";
    }
    const Load simulated = Simulate(GetParam(), 1);
    const Load& real = measured[0]; // a loss-free load repeats to 0.15 %
    EXPECT_NEAR(simulated.seconds / real.seconds, 1, 0.005);
    EXPECT_EQ(simulated.packetsDown, real.packetsDown);
    EXPECT_NEAR(simulated.bytesDown / real.bytesDown, 1, 0.001);
    EXPECT_NEAR(simulated.packetsUp / real.packetsUp, 1, 0.03);
    EXPECT_NEAR(simulated.bytesUp / real.bytesUp, 1, 0.03);
    EXPECT_NEAR(simulated.longestQueue, real.longestQueue, 2);
}

INSTANTIATE_TEST_SUITE_P(OneMegabyte, LossFree, testing::Values(Cell{20, "0"}, Cell{100, "0"}));

class Lossy : public Reality
{};

/** Mann and Whitney's statistic: standard normal if both samples are of one distribution. */
double
RankStatistic(const std::vector<double>& a, const std::vector<double>& b)
{
    double above = 0;
    for (const double x : a)
    {
        for (const double y : b)
        {
            above += x > y ? 1 : x == y ? 0.5 : 0;
        }
    }
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    return (above - n * m / 2) / std::sqrt(n * m * (n + m + 1) / 12);
}

TEST_P(Lossy, CannotBeToldFromWhatWasMeasured)
{
    const std::vector<Load> measured = Measured(GetParam());
    if (measured.empty())
    {
        GTEST_SKIP() << "the measured transfers are not here: set PAGEWIRE_DATA to their folder";
    }
    std::vector<Load> simulated;
    for (std::int64_t i = 0; i < 100; ++i)
    {
        simulated.push_back(Simulate(GetParam(), 1000 + 64 * i));
    }
    for (double Load::*figure :
         {&Load::seconds, &Load::packetsDown, &Load::packetsUp, &Load::longestQueue})
    {
        std::vector<double> values[2];
        for (const Load& run : simulated)
        {
            values[0].push_back(run.*figure);
        }
        for (const Load& run : measured)
        {
            values[1].push_back(run.*figure);
        }
        // Four figures of four cells: 3.2 would be passed by chance once in some fifty times.
        EXPECT_LT(std::abs(RankStatistic(values[0], values[1])), 3.2);
    }
}

INSTANTIATE_TEST_SUITE_P(
    OneMegabyte,
    Lossy,
    testing::Values(Cell{20, "0.01"}, Cell{20, "0.02"}, Cell{100, "0.01"}, Cell{100, "0.02"}));

} // namespace

} // namespace pagewire::test
