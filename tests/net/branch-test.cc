// SPDX-License-Identifier: GPL-2.0-only
// Several servers side by side behind one node.
#include "net/network.h"

#include "udp-probe.h"

#include <gtest/gtest.h>

namespace pagewire
{

namespace
{

using ns3::MilliSeconds;
using test::PlainLink;
using test::SimulationScope;
using test::UdpReceiver;
using test::UdpSender;

/** A browser, a router, a server at its end and two beside it, each behind 1 ms more. */
struct Star
{
    Star()
        : network({PlainLink(1000000000, MilliSeconds(10)), PlainLink(1000000000, MilliSeconds(1))},
                  1)
    {
        for (int i = 2; i <= 3; ++i)
        {
            LinkOptions link = PlainLink(1000000000, MilliSeconds(i));
            link.name = "branch-" + std::to_string(i);
            branches.push_back(network.AddBranch(link));
        }
    }

    SimulationScope simulation;
    Network network;
    std::vector<std::size_t> branches;
};

/** \return when a packet of 1000 octets, 8 us a link, has come from one node to a host of another
 */
std::int64_t
Crossing(Star& star, std::size_t from, std::size_t to)
{
    const std::string name = "host-" + std::to_string(to);
    UdpReceiver receiver(star.network, to, star.network.AddHost(name, to));
    UdpSender sender(star.network, from, star.network.Resolve(name));
    sender.SendAt(ns3::Time(0), 1000);
    star.simulation.Run();
    return receiver.arrivals.empty() ? -1 : receiver.arrivals.front().ns;
}

TEST(Branch, HasANodeAndALinkOfItsOwn)
{
    Star star;
    EXPECT_EQ(star.branches, (std::vector<std::size_t>{3, 4}));
    EXPECT_EQ(star.network.NodeCount(), 5u);
    EXPECT_EQ(star.network.LinkCount(), 4u);
}

std::int64_t
CrossingAlone(std::size_t from, std::size_t to)
{
    Star star;
    return Crossing(star, from, to);
}

TEST(Branch, IsAsFarAsItsLinkSays)
{
    const std::vector<std::pair<std::size_t, std::int64_t>> ways{{2, 11}, {3, 12}, {4, 13}};
    for (const auto& [node, milliseconds] : ways)
    {
        EXPECT_EQ(CrossingAlone(0, node), milliseconds * 1000000 + 16000);
        EXPECT_EQ(CrossingAlone(node, 0), milliseconds * 1000000 + 16000);
    }
}

TEST(Branch, ServersReachEachOther)
{
    EXPECT_EQ(CrossingAlone(3, 4), 5 * 1000000 + 16000);
    EXPECT_EQ(CrossingAlone(2, 3), 3 * 1000000 + 16000);
    EXPECT_EQ(CrossingAlone(4, 2), 4 * 1000000 + 16000);
}

/** A branch of 2 ms as above, one of 4 ms behind it, and one of 8 ms behind that. */
std::int64_t
CrossingTree(std::size_t from, std::size_t to)
{
    Star star;
    std::size_t hub = star.branches.front();
    for (const int milliseconds : {4, 8})
    {
        LinkOptions link = PlainLink(1000000000, MilliSeconds(milliseconds));
        link.name = "twig-" + std::to_string(milliseconds);
        hub = star.network.AddBranch(link, hub);
    }
    return Crossing(star, from, to);
}

TEST(Branch, HasBranchesOfItsOwn)
{
    // Of the tree's nodes 5 and 6 are behind 3, which is behind 1; 8 us for each link.
    EXPECT_EQ(CrossingTree(6, 2), (8 + 4 + 2 + 1) * 1000000 + 4 * 8000);
    EXPECT_EQ(CrossingTree(2, 6), (8 + 4 + 2 + 1) * 1000000 + 4 * 8000);
    EXPECT_EQ(CrossingTree(0, 5), (10 + 2 + 4) * 1000000 + 3 * 8000);
    EXPECT_EQ(CrossingTree(6, 4), (8 + 4 + 2 + 3) * 1000000 + 4 * 8000);
    EXPECT_EQ(CrossingTree(3, 6), (4 + 8) * 1000000 + 2 * 8000);
    EXPECT_EQ(CrossingTree(5, 6), 8 * 1000000 + 8000);
}

TEST(Branch, CountsItsOwnPackets)
{
    Star star;
    Crossing(star, 0, 4);
    EXPECT_EQ(star.network.Up(3).packets, 1u);
    EXPECT_EQ(star.network.Up(1).packets, 0u);
    EXPECT_EQ(star.network.Up(2).packets, 0u);
}

} // namespace

} // namespace pagewire
