// SPDX-License-Identifier: GPL-2.0-only
// How large QUIC's datagrams become on paths of several links (RFC 9000 section 14).
#include "support/quic-transfer.h"

#include "net/network.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pagewire::test
{

namespace
{

/** \return the size that is exceeded by few: probes that are too long leave, too */
std::size_t
Usual(const std::vector<std::string>& datagrams)
{
    std::vector<std::size_t> sizes;
    for (const std::string& datagram : datagrams)
    {
        sizes.push_back(datagram.size());
    }
    std::sort(sizes.begin(), sizes.end());
    return sizes.at(sizes.size() - 1 - sizes.size() / 20);
}

/** An upload, then a download, over links of these MTUs, the client's first. \return the sizes that
 * datagrams came to have at the client, down and up */
std::pair<std::size_t, std::size_t>
LongestDatagrams(const std::vector<std::uint16_t>& mtus)
{
    std::vector<LinkOptions> links(mtus.size());
    for (std::size_t i = 0; i < links.size(); ++i)
    {
        for (DirectionOptions* direction : {&links[i].up, &links[i].down})
        {
            direction->rate = 20000000;
            direction->delay = ns3::MilliSeconds(5);
        }
        links[i].mtu = mtus[i];
    }
    std::pair<std::size_t, std::size_t> longest;
    {
        Network network(links, 1);
        const auto address = network.AddHost("server.example", links.size());
        TapRules taps;
        taps.up.keep = taps.down.keep = true;
        QuicTransferOptions options;
        options.request = 4000000;
        options.responses = {4000000};
        options.taps = &taps;
        QuicContexts contexts(options);
        const QuicEnds ends{network.GetNode(0), network.GetNode(links.size()), address};
        QuicTransfer transfer(ends, options, contexts);
        ns3::Simulator::Stop(ns3::Seconds(60));
        ns3::Simulator::Run();
        EXPECT_TRUE(transfer.finished) << transfer.Client().reason;
        EXPECT_TRUE(transfer.Client().intact);
        EXPECT_TRUE(transfer.finished && *transfer.finished < ns3::Seconds(6));
        longest = {Usual(taps.down.kept), Usual(taps.up.kept)};
    }
    ns3::Simulator::Destroy();
    return longest;
}

TEST(QuicPathMtu, IsFoundByProbesThatLaterLinksLose)
{
    // The sizes that ngtcp2 probes on the way to 1452: 1454, 1390, 1280, 1492 less 48.
    EXPECT_EQ(LongestDatagrams({1500}), (std::pair<std::size_t, std::size_t>(1444, 1444)));
    EXPECT_EQ(LongestDatagrams({1500, 1500}), (std::pair<std::size_t, std::size_t>(1444, 1444)));
    EXPECT_EQ(LongestDatagrams({1400, 1500}), (std::pair<std::size_t, std::size_t>(1342, 1342)));
    EXPECT_EQ(LongestDatagrams({1500, 1400}), (std::pair<std::size_t, std::size_t>(1342, 1342)));
    EXPECT_EQ(LongestDatagrams({1500, 1300}), (std::pair<std::size_t, std::size_t>(1232, 1232)));
    EXPECT_EQ(LongestDatagrams({1240, 1500}), (std::pair<std::size_t, std::size_t>(1200, 1200)));
}

TEST(QuicPathMtu, APathTooNarrowForQuicEndsInTheHandshakeTimeout)
{
    // 1200 octets and the headers do not fit (section 14).
    std::vector<LinkOptions> links(2);
    links[1].mtu = 1227;
    {
        Network network(links, 1);
        const auto address = network.AddHost("server.example", 2);
        QuicTransferOptions options;
        QuicContexts contexts(options);
        QuicTransfer transfer({network.GetNode(0), network.GetNode(2), address}, options, contexts);
        ns3::Simulator::Stop(ns3::Seconds(60));
        ns3::Simulator::Run();
        EXPECT_EQ(transfer.Client().reason, "handshake timeout");
    }
    ns3::Simulator::Destroy();
}

} // namespace

} // namespace pagewire::test
