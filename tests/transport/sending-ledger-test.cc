// SPDX-License-Identifier: GPL-2.0-only
#include "transport/sending-ledger.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

ns3::Time
At(std::int64_t milliseconds)
{
    return ns3::MilliSeconds(milliseconds);
}

class SendingLedgerTest : public ::testing::Test
{
  protected:
    std::int64_t Congestion(std::uint64_t exchange)
    {
        return m_stalls[exchange].congestion.Total().GetMilliSeconds();
    }

    std::int64_t FlowControl(std::uint64_t exchange)
    {
        return m_stalls[exchange].flowControl.Total().GetMilliSeconds();
    }

    StallsByExchange m_stalls;
    SendingLedger m_ledger{m_stalls};
};

} // namespace

TEST_F(SendingLedgerTest, WhatLeavesAtOnceIsNotHeldUp)
{
    m_ledger.SetReady(1, true, At(5));
    m_ledger.Claim(1000, 1, At(5));
    m_ledger.SetReady(1, false, At(5));
    m_ledger.Sent(1000, At(5));
    m_ledger.SetLimits(true, true, At(6)); // not for want of anything of exchange 1
    m_ledger.SetLimits(false, false, At(9));
    EXPECT_TRUE(m_stalls.empty());
}

TEST_F(SendingLedgerTest, TheWindowHoldsUpWhoHasSomethingToSend)
{
    m_ledger.SetLimits(true, false, At(0));
    m_ledger.SetReady(1, true, At(10)); // more than the transport has taken
    m_ledger.Claim(1000, 1, At(10));
    m_ledger.Sent(400, At(20));
    m_ledger.SetReady(1, false, At(20)); // all is handed down, but not sent
    m_ledger.SetLimits(false, false, At(30));
    m_ledger.SetLimits(true, false, At(35));
    m_ledger.Sent(1000, At(50));
    m_ledger.SetLimits(false, false, At(60));
    EXPECT_EQ(Congestion(1), 20 + 15);
    EXPECT_EQ(FlowControl(1), 0);
}

TEST_F(SendingLedgerTest, AllThatArePendingWait)
{
    m_ledger.SetReady(1, true, At(0));
    m_ledger.SetReady(3, true, At(4));
    m_ledger.SetLimits(true, false, At(2));
    m_ledger.Claim(100, 1, At(2));
    m_ledger.SetReady(1, false, At(6));
    m_ledger.Claim(150, 3, At(6));
    m_ledger.SetReady(3, false, At(6));
    m_ledger.Sent(100, At(10));
    m_ledger.Sent(150, At(12));
    m_ledger.SetLimits(false, false, At(12));
    EXPECT_EQ(Congestion(1), 8);
    EXPECT_EQ(Congestion(3), 8);
}

TEST_F(SendingLedgerTest, WindowsOfThePeerAreFlowControl)
{
    m_ledger.SetReady(1, true, At(0));
    m_ledger.SetReady(2, true, At(0));
    m_ledger.SetBlocked(1, true, At(3)); // its own window
    m_ledger.SetBlocked(1, false, At(7));
    m_ledger.SetLimits(false, true, At(5)); // the connection's
    m_ledger.SetLimits(false, false, At(9));
    m_ledger.SetReady(1, false, At(9));
    m_ledger.SetReady(2, false, At(8));
    EXPECT_EQ(FlowControl(1), 6) << "from 3 to 9, however many windows are closed";
    EXPECT_EQ(FlowControl(2), 3) << "counted when it ended, at 8";
    EXPECT_EQ(Congestion(1), 0);
}

TEST_F(SendingLedgerTest, APausedSourceIsNotHeldUp)
{
    m_ledger.SetLimits(true, false, At(0));
    m_ledger.SetReady(1, true, At(0));
    m_ledger.SetReady(1, false, At(10));
    m_ledger.SetReady(1, true, At(50));
    m_ledger.SetReady(1, false, At(55));
    EXPECT_EQ(Congestion(1), 15);
}

TEST_F(SendingLedgerTest, TheEndCountsWhatIsStillPending)
{
    m_ledger.SetReady(1, true, At(0));
    m_ledger.SetLimits(true, false, At(5));
    m_ledger.SetBlocked(1, true, At(8));
    m_ledger.CountPending(At(20));
    m_ledger.CountPending(At(25));
    EXPECT_EQ(Congestion(1), 20);
    EXPECT_EQ(FlowControl(1), 17);
}

TEST_F(SendingLedgerTest, NobodysOctetsAreNobodys)
{
    m_ledger.Claim(100, NO_EXCHANGE, At(0));
    m_ledger.SetLimits(true, true, At(0));
    m_ledger.Claim(200, 1, At(1));
    m_ledger.Claim(150, 2, At(1)); // claimed already
    m_ledger.Sent(200, At(4));
    m_ledger.CountPending(At(9));
    EXPECT_EQ(Congestion(1), 3);
    EXPECT_EQ(m_stalls.count(NO_EXCHANGE), 0u);
    EXPECT_EQ(m_stalls.count(2), 0u);
}
