// SPDX-License-Identifier: GPL-2.0-only
// A client that goes on from another address (RFC 9000 section 9).
#include "support/quic-transfer.h"

#include "ns3/ipv4.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

using ns3::MilliSeconds;
using ns3::Seconds;

/** A transfer of some seconds, in which the client moves. */
class QuicMigration : public testing::Test
{
  protected:
    QuicMigration()
        : net(Link())
    {
        options.responses = {3000000};
        options.taps = &taps;
    }

    static TwoNodesOptions Link()
    {
        TwoNodesOptions link;
        link.delay = MilliSeconds(25);
        return link;
    }

    void Begin()
    {
        contexts = std::make_unique<QuicContexts>(options);
        transfer = std::make_unique<QuicTransfer>(net, options, *contexts);
    }

    /** Makes room for another one. */
    void Finish()
    {
        transfer.reset();
        taps = {};
        net.Run(MilliSeconds(1));
    }

    void MoveAt(ns3::Time at)
    {
        ns3::Simulator::Schedule(at, [this] { transfer->Client().Connection().Migrate(); });
    }

    /** Only what goes through the newest tap gets anywhere. */
    void KillOldFlows()
    {
        taps.up.rule = [this](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
            if (&tap == taps.taps.back())
            {
                tap.PassUp(payload, ecn);
            }
        };
        taps.down.rule = [this](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
            if (&tap == taps.taps.back())
            {
                tap.PassDown(payload, ecn);
            }
        };
    }

    /** It is over as if nothing had happened, and the server talks to the newest flow. */
    void ExpectWhole(std::size_t flows)
    {
        ASSERT_TRUE(transfer->finished) << transfer->Client().reason;
        EXPECT_TRUE(transfer->Client().intact);
        EXPECT_EQ(transfer->Client().reason, "graceful");
        EXPECT_EQ(transfer->ServerConnections(), 1U);
        ASSERT_EQ(taps.taps.size(), flows);
        const auto here = taps.taps.back()->Local();
        const TransportInfo info = transfer->Client().Connection().Transport();
        EXPECT_EQ(info.local->GetPort(), here.GetPort());
        ASSERT_EQ(info.formerLocals.size(), flows - 1);
        for (std::size_t i = 0; i + 1 < flows; ++i)
        {
            EXPECT_EQ(info.formerLocals[i].GetPort(), taps.taps[i]->Local().GetPort());
        }
        EXPECT_EQ(transfer->Server()->Connection().Transport().remote->GetPort(), here.GetPort());
    }

    TwoNodes net;
    TapRules taps;
    QuicTransferOptions options;
    std::unique_ptr<QuicContexts> contexts;
    std::unique_ptr<QuicTransfer> transfer;
};

TEST_F(QuicMigration, GoesOnWithTheOldFlowAlive)
{
    Begin();
    MoveAt(Seconds(1));
    net.Run(Seconds(60));
    ExpectWhole(2);
    // 2.4 s of data; the new path begins with the initial window.
    EXPECT_LT(*transfer->finished, Seconds(4));
}

TEST_F(QuicMigration, GoesOnWithTheOldFlowDead)
{
    KillOldFlows();
    Begin();
    MoveAt(Seconds(1));
    net.Run(Seconds(60));
    ExpectWhole(2);
    EXPECT_LT(*transfer->finished, Seconds(4));
}

TEST_F(QuicMigration, AnUploadGoesOnToo)
{
    KillOldFlows();
    options.request = 2000000;
    options.responses = {1000};
    Begin();
    MoveAt(Seconds(1));
    net.Run(Seconds(60));
    ExpectWhole(2);
    EXPECT_TRUE(transfer->Server()->intact);
}

TEST_F(QuicMigration, ManyTimesInASecond)
{
    // Each costs a connection ID of the server's, which has given seven and replaces them.
    KillOldFlows();
    Begin();
    for (int i = 0; i < 7; ++i)
    {
        MoveAt(Seconds(1) + MilliSeconds(200) * i);
    }
    net.Run(Seconds(60));
    ExpectWhole(8);
}

TEST_F(QuicMigration, TwiceBeforeTheFirstPathIsValidated)
{
    KillOldFlows();
    Begin();
    MoveAt(Seconds(1));
    MoveAt(Seconds(1) + MilliSeconds(10));
    net.Run(Seconds(60));
    ExpectWhole(3);
}

TEST_F(QuicMigration, SurvivesTheLossOfWhatValidatesThePath)
{
    for (const bool up : {true, false})
    {
        std::uint64_t onNew = 0;
        Begin();
        (up ? taps.up : taps.down).rule =
            [&, up](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
                if (taps.taps.size() == 2 && &tap == taps.taps.back() && onNew++ < 3)
                {
                    return;
                }
                up ? tap.PassUp(payload, ecn) : tap.PassDown(payload, ecn);
            };
        MoveAt(Seconds(1));
        net.Run(Seconds(60));
        ExpectWhole(2);
        EXPECT_GT(onNew, 3U);
        Finish();
    }
}

TEST_F(QuicMigration, ANewPathThatIsDeadForEverEndsInTheIdleTimeout)
{
    options.client.idleTimeout = Seconds(5);
    taps.up.rule = [this](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
        if (taps.taps.size() == 1)
        {
            tap.PassUp(payload, ecn);
        }
    };
    Begin();
    MoveAt(Seconds(1));
    net.Run(Seconds(100));
    EXPECT_FALSE(transfer->finished);
    ASSERT_TRUE(transfer->Client().closed);
    EXPECT_LT(*transfer->Client().closed, Seconds(20)) << transfer->Client().reason;
    EXPECT_TRUE(transfer->Server()->closed);
}

TEST_F(QuicMigration, BeforeTheHandshakeIsConfirmedTheConnectionEnds)
{
    // Opened at 100 ms; done after one round trip, confirmed half of one later.
    for (const auto at : {0, 99, 101, 149, 151, 199})
    {
        Begin();
        MoveAt(MilliSeconds(at));
        net.Run(Seconds(60));
        if (at < options.start.GetMilliSeconds())
        {
            EXPECT_TRUE(transfer->Client().closed) << at;
        }
        EXPECT_EQ(transfer->Client().reason, "network changed") << at;
        EXPECT_FALSE(transfer->finished);
        Finish();
    }
}

TEST_F(QuicMigration, WithoutARouteTheConnectionEnds)
{
    Begin();
    ns3::Simulator::Schedule(Seconds(1), [this] {
        const auto ipv4 = net.Client()->GetObject<ns3::Ipv4>();
        ipv4->SetDown(1);
        transfer->Client().Connection().Migrate();
    });
    net.Run(Seconds(60));
    EXPECT_EQ(transfer->Client().reason, "network changed");
}

TEST_F(QuicMigration, FromInsideACallAndAfterTheEndNothingBreaks)
{
    options.responses = {100000};
    Begin();
    int moves = 0;
    const auto whenMore = transfer->Client().onData;
    transfer->Client().onData = [&](QuicStreamId stream, std::size_t total, bool fin) {
        if (total > 30000 && moves++ == 0)
        {
            transfer->Client().Connection().Migrate();
        }
        whenMore(stream, total, fin);
    };
    net.Run(Seconds(60));
    ExpectWhole(2);
    transfer->Client().Connection().Migrate();
    net.Run(Seconds(60));
    EXPECT_EQ(taps.taps.size(), 2U);
    transfer->Server()->Connection().Migrate(); // a server stays where it is
    net.Run(Seconds(60));
}

} // namespace

} // namespace pagewire::test
