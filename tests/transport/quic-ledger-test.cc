// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-ledger.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

namespace
{

ns3::Time
Ms(std::int64_t milliseconds)
{
    return ns3::MilliSeconds(milliseconds);
}

ns3::Time
Total(const TimeSpans& spans)
{
    return spans.Total();
}

TEST(QuicLedger, StreamsAreNumberedInTheOrderOfRequests)
{
    EXPECT_EQ(ExchangeOf(0), 1U);
    EXPECT_EQ(ExchangeOf(4), 2U);
    for (const QuicStreamId other : {-1, 1, 2, 3, 7, 10})
    {
        EXPECT_EQ(ExchangeOf(other), NO_EXCHANGE);
    }
}

TEST(QuicLedger, AGapHoldsUpItsOwnStreamAlone)
{
    QuicLedger ledger;
    ledger.Arrived({{0, 0, 1000}}, Ms(10));
    ledger.Delivered(0, 1000);
    ledger.Arrived({{0, 2000, 3000}}, Ms(12)); // the packet of 1000 to 2000 is lost
    ledger.Arrived({{4, 0, 1000}}, Ms(13));
    ledger.Delivered(4, 1000);
    ledger.Arrived({{0, 3000, 4000}}, Ms(14));
    ledger.Arrived({{0, 1000, 2000}}, Ms(62));
    ledger.Delivered(0, 4000);
    const StallsByExchange& stalls = ledger.Stalls(Ms(100));
    EXPECT_EQ(Total(stalls.at(1).holOwn), Ms(50));
    EXPECT_EQ(Total(stalls.at(1).holOther), Ms(0));
    EXPECT_EQ(stalls.count(2), 0U);
}

TEST(QuicLedger, WhatComesTwiceCountsOnce)
{
    QuicLedger ledger;
    ledger.Arrived({{0, 1000, 2000}}, Ms(0));
    ledger.Arrived({{0, 1000, 2000}}, Ms(20));
    ledger.Arrived({{0, 500, 1500}}, Ms(30));
    ledger.Arrived({{0, 0, 500}}, Ms(40));
    ledger.Delivered(0, 2000);
    ledger.Arrived({{0, 0, 2000}}, Ms(50));
    EXPECT_EQ(Total(ledger.Stalls(Ms(60)).at(1).holOwn), Ms(40));
}

TEST(QuicLedger, PiecesInAnyOrderAreOneInTheEnd)
{
    QuicLedger ledger;
    ledger.Arrived({{0, 4000, 5000}, {0, 2000, 3000}}, Ms(1));
    ledger.Arrived({{0, 3000, 4000}}, Ms(2)); // joins its neighbours
    ledger.Arrived({{0, 0, 1000}}, Ms(3));
    ledger.Delivered(0, 1000);
    ledger.Arrived({{0, 1000, 2000}}, Ms(9));
    ledger.Delivered(0, 5000);
    ledger.Arrived({{0, 5000, 6000}}, Ms(20));
    ledger.Delivered(0, 6000);
    EXPECT_EQ(Total(ledger.Stalls(Ms(30)).at(1).holOwn), Ms(8));
}

TEST(QuicLedger, SectionsThatWaitForQpackAreHeldByAnother)
{
    QuicLedger ledger;
    ledger.NoteHeld(8, Ms(5), Ms(9));
    EXPECT_EQ(Total(ledger.Stalls(Ms(10)).at(3).holOther), Ms(4));
}

TEST(QuicLedger, ReadyOctetsAreKeptByTheFirstClosedWindow)
{
    QuicLedger ledger;
    ledger.SetReady(0, true, Ms(0));
    ledger.SetLimits(true, false, Ms(10));
    ledger.SetLimits(false, false, Ms(25));
    ledger.SetBlocked(0, true, Ms(30));
    ledger.SetBlocked(0, false, Ms(37));
    ledger.SetReady(0, false, Ms(40));
    ledger.SetLimits(true, false, Ms(50)); // nobody waits any more
    const ExchangeStalls& stalls = ledger.Stalls(Ms(90)).at(1);
    EXPECT_EQ(Total(stalls.congestion), Ms(15));
    EXPECT_EQ(Total(stalls.flowControl), Ms(7));
}

TEST(QuicLedger, WaitsInQueuesBelongToTheStreamsOfTheDatagram)
{
    QuicLedger ledger;
    ns3::Ptr<ns3::Packet> packet = ns3::Create<ns3::Packet>();
    QueueWaitTag::Note(*packet, Ms(1), Ms(4));
    QueueWaitTag tag;
    ASSERT_TRUE(packet->PeekPacketTag(tag));
    ledger.NoteWaits(tag);
    ledger.Arrived({{0, 0, 100}, {4, 0, 50}}, Ms(6));
    ledger.EndDatagram();
    ledger.Delivered(0, 100);
    ledger.Delivered(4, 50);
    ledger.Arrived({{8, 0, 50}}, Ms(7));
    ledger.Delivered(8, 50);
    const StallsByExchange& stalls = ledger.Stalls(Ms(10));
    EXPECT_EQ(Total(stalls.at(1).queue), Ms(3));
    EXPECT_EQ(Total(stalls.at(2).queue), Ms(3));
    EXPECT_EQ(stalls.count(3), 0U);
}

} // namespace

} // namespace pagewire::test
