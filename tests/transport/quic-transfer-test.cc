// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-transfer.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

TEST(QuicTransfer, AHandshakeAndAResponseTakeTwoRoundTrips)
{
    TwoNodesOptions link;
    link.delay = ns3::MilliSeconds(50);
    link.rate = 1000000000;
    TwoNodes net(link);
    QuicTransferOptions options;
    options.responses = {1000};
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run();
    ASSERT_TRUE(transfer.finished) << transfer.Client().reason;
    EXPECT_TRUE(transfer.Client().intact);
    EXPECT_NEAR((*transfer.Client().handshake - options.start).GetSeconds(), 0.1, 0.001);
    EXPECT_NEAR((*transfer.Client().firstByte - options.start).GetSeconds(), 0.2, 0.001);
    EXPECT_EQ(transfer.Client().reason, "graceful");
    ASSERT_TRUE(transfer.Server());
    EXPECT_EQ(transfer.Server()->reason, "graceful");
}

TEST(QuicTransfer, TenMegabytesFillTheLink)
{
    TwoNodesOptions link;
    link.rate = 50000000;
    TwoNodes net(link);
    QuicTransferOptions options;
    options.responses = {10000000};
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run();
    ASSERT_TRUE(transfer.finished) << transfer.Client().reason;
    EXPECT_TRUE(transfer.Client().intact);
    const double seconds = (*transfer.finished - options.start).GetSeconds();
    EXPECT_LT(seconds, 1.9);
    EXPECT_GT(seconds, 1.6);
}

} // namespace

} // namespace pagewire::test
