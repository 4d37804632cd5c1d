// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-transfer.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

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
