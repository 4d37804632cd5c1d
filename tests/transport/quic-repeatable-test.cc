// SPDX-License-Identifier: GPL-2.0-only
// The same seed gives the same packets, qlogs and keys, whatever else there is in the simulation.
#include "support/quic-transfer.h"

#include "base/seed.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace pagewire::test
{

namespace
{

/** What is to be the same. */
struct Record
{
    std::uint64_t hash{0};
    std::map<std::string, std::string> qlogs;
    std::vector<std::string> keyLog;
    std::vector<std::string> sent; //!< the client's datagrams, those of its first connection
    std::vector<std::string> received;
};

/** 2 MB, of whose datagrams 1 % are lost. \param beside another client and server on the same
 * nodes, whose connection is over when this one begins */
Record
Transfer(std::uint64_t seed, bool beside = false)
{
    TwoNodesOptions link;
    link.rate = 50000000;
    TwoNodes net(link);
    TapRules taps;
    SeededBytes random(seed);
    taps.up.keep = taps.down.keep = true;
    taps.down.rule = [&random](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
        if (random.Next() % 100 != 0)
        {
            tap.PassDown(payload, ecn);
        }
    };
    QuicTransferOptions options;
    options.responses = {2000000};
    options.seed = seed;
    options.start = ns3::Seconds(10);
    options.taps = &taps;
    QuicContexts contexts(options);
    std::unique_ptr<QuicContexts> otherContexts;
    std::unique_ptr<QuicTransfer> other;
    if (beside)
    {
        QuicTransferOptions others = options;
        others.taps = nullptr;
        others.seed = seed + 100;
        others.port = 4433;
        others.start = ns3::Seconds(1);
        otherContexts = std::make_unique<QuicContexts>(others);
        other = std::make_unique<QuicTransfer>(net, others, *otherContexts);
    }
    QuicTransfer transfer(net, options, contexts);
    net.Run(ns3::Seconds(60));
    EXPECT_TRUE(transfer.finished && transfer.Client().intact) << transfer.Client().reason;
    EXPECT_TRUE(!other || (other->finished && *other->finished < options.start));
    return {net.TraceHash(), contexts.qlogs, contexts.keyLog, taps.up.kept, taps.down.kept};
}

void
ExpectSame(const Record& a, const Record& b)
{
    EXPECT_EQ(a.qlogs.size(), 2U);
    EXPECT_TRUE(a.qlogs == b.qlogs);
    EXPECT_EQ(a.keyLog, b.keyLog);
    EXPECT_GE(a.keyLog.size(), 4U);
    EXPECT_TRUE(a.sent == b.sent);
    EXPECT_TRUE(a.received == b.received);
}

TEST(QuicRepeatable, TheSameSeedGivesTheSameOctetsAtTheSameTimes)
{
    const Record one = Transfer(1);
    const Record again = Transfer(1);
    EXPECT_EQ(one.hash, again.hash);
    ExpectSame(one, again);
}

TEST(QuicRepeatable, AnotherSeedGivesOtherOctets)
{
    const Record one = Transfer(1);
    const Record two = Transfer(2);
    EXPECT_NE(one.keyLog, two.keyLog);
    EXPECT_NE(one.sent.front(), two.sent.front());
    EXPECT_FALSE(one.qlogs == two.qlogs);
}

TEST(QuicRepeatable, OtherEndpointsDoNotChangeItsOctets)
{
    ExpectSame(Transfer(1), Transfer(1, true));
}

TEST(QuicRepeatable, AConnectionBesideItDoesNotChangeItsHandshake)
{
    // A moment before it over the same link, so that it waits in the queues: its times change, but
    // not a word of what it says.
    const auto handshake = [](bool together) {
        TwoNodesOptions link;
        link.rate = 50000000;
        TwoNodes net(link);
        TapRules taps;
        taps.up.keep = true;
        QuicTransferOptions options;
        options.taps = &taps;
        QuicContexts contexts(options);
        QuicTransfer transfer(net, options, contexts);
        QuicTransferOptions other = options;
        other.taps = nullptr;
        other.port = 4433;
        other.seed = 9;
        other.start = together ? options.start - ns3::MicroSeconds(1) : ns3::Seconds(60);
        QuicContexts others(other);
        QuicTransfer second(net, other, others);
        net.Run(ns3::Seconds(20));
        EXPECT_TRUE(transfer.finished) << transfer.Client().reason;
        EXPECT_EQ(second.finished.has_value(), together) << second.Client().reason;
        return std::tuple(*transfer.finished, contexts.keyLog, taps.up.kept);
    };
    const auto [aloneAt, aloneKeys, alone] = handshake(false);
    const auto [besideAt, besideKeys, beside] = handshake(true);
    EXPECT_GT(besideAt, aloneAt + ns3::MilliSeconds(1));
    EXPECT_GE(aloneKeys.size(), 4U);
    EXPECT_EQ(aloneKeys, besideKeys);
    EXPECT_GE(alone.size(), 3U);
    EXPECT_TRUE(alone == beside);
}

} // namespace

} // namespace pagewire::test
