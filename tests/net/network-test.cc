// SPDX-License-Identifier: GPL-2.0-only
#include "base/error.h"
#include "net/network.h"
#include "udp-probe.h"

#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <gtest/gtest.h>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::NanoSeconds;
using test::PlainLink;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

constexpr std::int64_t MS = 1'000'000;

TEST(Network, TenHopsTakeTheirDelaysAndSerialisationsToTheNanosecond)
{
    SimulationScope simulation;
    // Rates whose packet times are whole nanoseconds and ones whose are not.
    const std::vector<std::uint64_t> rates{10'000'000,
                                           2'000'000,
                                           7'000'000,
                                           1'000'000'000,
                                           33'333,
                                           10'000'000,
                                           3,
                                           64'000,
                                           999,
                                           123'457};
    std::vector<LinkOptions> links;
    std::int64_t oneWay = 0;
    for (const std::uint64_t rate : rates)
    {
        links.push_back(PlainLink(rate, MilliSeconds(10)));
        const double exact = 1000 * 8 * 1e9 / static_cast<double>(rate);
        oneWay += 10 * MS + std::llround(exact);
    }
    Network network(links, 100);
    const auto server = network.AddHost("server.example", 10);
    UdpReceiver receiver(network, 10, server, true);
    UdpSender sender(network, 0, server);
    UdpReceiver back(sender.GetSocket());
    sender.SendAt(MilliSeconds(5), 1000);
    simulation.Run();

    EXPECT_EQ(receiver.Times(), std::vector<std::int64_t>{5 * MS + oneWay});
    EXPECT_EQ(back.Times(), std::vector<std::int64_t>{5 * MS + 2 * oneWay});
    EXPECT_EQ(back.arrivals.at(0).from, server);
    EXPECT_EQ(network.RoundTrip(), MilliSeconds(200));
}

} // namespace

} // namespace pagewire
