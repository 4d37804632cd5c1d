// SPDX-License-Identifier: GPL-2.0-only
// Connection IDs of a server with many connections (RFC 9000 section 5.1), and its codes of
// closing.
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace pagewire::test
{

namespace
{

TEST(QuicConnectionIds, ShortOnesStillMeanOneConnectionEach)
{
    // Twenty connections with eight IDs each, out of 256: drawn blindly, some would be drawn twice.
    TwoNodes net;
    QuicTransferOptions options;
    options.responses = {20000};
    options.server.connectionIdLength = 1;
    QuicContexts contexts(options);
    std::vector<std::unique_ptr<QuicTransfer>> transfers;
    for (int i = 0; i < 20; ++i)
    {
        options.start = ns3::MilliSeconds(100 + 10 * i);
        transfers.push_back(std::make_unique<QuicTransfer>(net, options, contexts));
        transfers.back()->closeWhenDone = false;
        options.listen = false;
    }
    net.Run(ns3::Seconds(10));
    EXPECT_GT(transfers[0]->Acceptor().LiveIds(), 128U);
    for (const auto& transfer : transfers)
    {
        EXPECT_TRUE(transfer->finished && transfer->Client().intact) << transfer->Client().reason;
    }
}

TEST(QuicClose, OfAnApplicationWithoutAPhraseIsToldByItsCode)
{
    TwoNodes net;
    QuicTransferOptions options;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    transfer.closeWhenDone = false;
    ns3::Simulator::Schedule(ns3::Seconds(1),
                             [&] { transfer.Client().Connection().Close(258, ""); });
    net.Run(ns3::Seconds(10));
    ASSERT_TRUE(transfer.Server());
    EXPECT_EQ(transfer.Server()->reason, "closed by peer: application error 258");
}

} // namespace

} // namespace pagewire::test
