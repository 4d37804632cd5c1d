// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-ledger.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** Octets 1 to 100 come a second after 101 to 200. */
void
ReceiveWithGap(TcpLedger& ledger)
{
    const auto packet = ns3::Create<ns3::Packet>();
    ns3::Simulator::Schedule(ns3::Seconds(1),
                             [&ledger, packet] { ledger.Received(*packet, 101, 201, 1, true); });
    ns3::Simulator::Schedule(ns3::Seconds(2), [&ledger, packet] {
        ledger.Received(*packet, 1, 101, 201, false);
        ledger.Read(200);
        ledger.ClaimRead(200, 7, 0);
    });
    ns3::Simulator::Run();
    ns3::Simulator::Destroy();
}

} // namespace

TEST(TcpLedger, KeepsNoAccountOfWhatNobodyClaims)
{
    TcpLedger claimed;
    ReceiveWithGap(claimed);
    EXPECT_EQ(claimed.Stalls().count(7), 1U);
    TcpLedger unclaimed;
    unclaimed.ClaimNone();
    ReceiveWithGap(unclaimed);
    EXPECT_TRUE(unclaimed.Stalls().empty());
}

TEST(TcpLedger, WatchesTheSenderAsLongAsAnExchangeIsPending)
{
    TcpLedger ledger;
    EXPECT_TRUE(ledger.Watches()); // one may come
    ledger.SetReady(7, true);
    ledger.ClaimNone();
    EXPECT_TRUE(ledger.Watches());
    ledger.ClaimWritten(100, 7);
    ledger.SetReady(7, false);
    EXPECT_TRUE(ledger.Watches());
    ledger.Sent(101, false, false);
    EXPECT_FALSE(ledger.Watches());
}
