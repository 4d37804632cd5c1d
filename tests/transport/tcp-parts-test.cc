// SPDX-License-Identifier: GPL-2.0-only
// The parts of a TCP connection, each by itself.
#include "transport/tcp-ack-policy.h"
#include "transport/tcp-receive-window.h"
#include "transport/tcp-receiver.h"
#include "transport/tcp-rtt-estimator.h"
#include "transport/tcp-scoreboard.h"
#include "transport/tcp-segment.h"

#include "ns3/packet.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace pagewire::test
{

namespace
{

using ns3::MilliSeconds;
using ns3::TcpHeader;

std::string
Serialize(const TcpSegment& segment)
{
    std::string octets;
    AppendTcpHeader(segment, 49153, 80, octets);
    return octets;
}

/** \return the header as ns-3 reads it */
ns3::TcpHeader
ReadByNs3(const std::string& octets)
{
    const auto packet =
        ns3::Create<ns3::Packet>(reinterpret_cast<const std::uint8_t*>(octets.data()),
                                 static_cast<std::uint32_t>(octets.size()));
    TcpHeader header;
    EXPECT_EQ(packet->RemoveHeader(header), octets.size());
    return header;
}

TEST(TcpSegment, SurvivesTheWireWithAllOptions)
{
    TcpSegment segment;
    segment.sequence = 0xfffffff0;
    segment.acknowledgement = 0x12345678;
    segment.flags = TcpHeader::SYN | TcpHeader::ACK;
    segment.window = 64240;
    segment.mss = 1460;
    segment.windowScale = 7;
    segment.sackPermitted = true;
    segment.timestamps = true;
    segment.timestamp = 77;
    segment.timestampEcho = 0xffffffff;
    std::string octets = Serialize(segment);
    EXPECT_EQ(octets.size(), 40U); // as Linux's
    const TcpHeader known = ReadByNs3(octets);
    EXPECT_EQ(known.GetSourcePort(), 49153);
    EXPECT_EQ(known.GetDestinationPort(), 80);
    EXPECT_EQ(known.GetSequenceNumber().GetValue(), segment.sequence);
    EXPECT_EQ(known.GetFlags(), segment.flags);
    EXPECT_EQ(known.GetWindowSize(), segment.window);
    EXPECT_EQ(known.GetOptionList().size(), 4U + 1U); // and a NOP
    octets += "payload";
    TcpSegment read;
    ASSERT_TRUE(ParseTcpSegment(octets, read));
    EXPECT_EQ(read.sequence, segment.sequence);
    EXPECT_EQ(read.acknowledgement, segment.acknowledgement);
    EXPECT_EQ(read.flags, segment.flags);
    EXPECT_EQ(read.window, segment.window);
    EXPECT_EQ(read.mss, 1460);
    EXPECT_EQ(read.windowScale, 7);
    EXPECT_TRUE(read.sackPermitted);
    EXPECT_EQ(read.timestamp, 77U);
    EXPECT_EQ(read.timestampEcho, 0xffffffffU);
    EXPECT_EQ(read.payload, "payload");
}

TEST(TcpSegment, HasAsManyOctetsAsLinuxsWithSacks)
{
    TcpSegment segment;
    segment.flags = TcpHeader::ACK;
    segment.timestamps = true;
    EXPECT_EQ(Serialize(segment).size(), 32U);
    for (std::size_t blocks = 1; blocks <= 3; ++blocks)
    {
        segment.sacks[blocks - 1] = {1000U * static_cast<std::uint32_t>(blocks), 70000};
        segment.sackCount = blocks;
        const std::string octets = Serialize(segment);
        EXPECT_EQ(octets.size(), 32 + 4 + 8 * blocks);
        TcpSegment read;
        ASSERT_TRUE(ParseTcpSegment(octets, read));
        ASSERT_EQ(read.sackCount, blocks);
        EXPECT_EQ(read.sacks[blocks - 1].begin, 1000 * blocks);
        EXPECT_EQ(read.sacks[blocks - 1].end, 70000U);
    }
}

TEST(TcpSegment, AnyOctetsAreReadOrRefused)
{
    std::mt19937 random(1);
    TcpSegment segment;
    int good = 0;
    for (int i = 0; i < 20000; ++i)
    {
        std::string octets(random() % 70, '\0');
        for (char& octet : octets)
        {
            octet = static_cast<char>(random());
        }
        good += ParseTcpSegment(octets, segment) ? 1 : 0;
        EXPECT_LE(segment.payload.size(), octets.size());
        EXPECT_LE(segment.sackCount, segment.sacks.size());
    }
    EXPECT_GT(good, 100);
}

TEST(TcpRttEstimator, FollowsRfc6298WithLinuxsFloor)
{
    TcpRttEstimator rtt(MilliSeconds(200), ns3::Seconds(1));
    EXPECT_EQ(rtt.Timeout(), ns3::Seconds(1));
    rtt.Sample(MilliSeconds(50), 1, 1);
    EXPECT_EQ(rtt.Smoothed(), MilliSeconds(50));
    EXPECT_EQ(rtt.Timeout(), MilliSeconds(250)); // 4 * 25 ms are less than the floor
    rtt.Sample(MilliSeconds(130), 2, 3);
    EXPECT_EQ(rtt.Smoothed(), MilliSeconds(60)); // 7/8 of 50 and 1/8 of 130
    EXPECT_EQ(rtt.Timeout(), MilliSeconds(260)); // 4 * (3/4 of 25 + 1/4 of 80) = 155 ms
    rtt.BackOff();
    rtt.BackOff();
    EXPECT_EQ(rtt.Timeout(), MilliSeconds(1040));
    for (int i = 0; i < 20; ++i)
    {
        rtt.BackOff();
    }
    EXPECT_EQ(rtt.Timeout(), ns3::Seconds(120));
    rtt.Sample(MilliSeconds(60), 3, 4);
    EXPECT_EQ(rtt.Timeout(), MilliSeconds(260));
}

TEST(TcpRttEstimator, WideSpreadRaisesTheTimeout)
{
    TcpRttEstimator rtt(MilliSeconds(200), ns3::Seconds(1));
    for (std::uint64_t i = 0; i < 100; ++i)
    {
        rtt.Sample(MilliSeconds(i % 2 ? 100 : 500), 10 * i, 10 * i + 10);
    }
    EXPECT_GT(rtt.Timeout(), MilliSeconds(800));
    EXPECT_LT(rtt.Timeout(), MilliSeconds(1300));
}

TEST(TcpReceiver, SacksTheLatestBlockFirstAsInRfc2018)
{
    // Section 4, case 2: of eight segments of 500 the first is lost.
    TcpReceiver receiver(TcpReceiveWindow(65535, 65535, 500));
    receiver.Offer(500);
    const std::string segment(500, 'x');
    for (std::uint64_t i = 1; i < 8; ++i)
    {
        EXPECT_EQ(receiver.Accept(1 + 500 * i, segment, false), TcpArrival::OUT_OF_ORDER);
        const auto sacks = receiver.TakeSacks(4);
        ASSERT_EQ(sacks.size(), 1U);
        EXPECT_EQ(sacks[0].begin, 501U);
        EXPECT_EQ(sacks[0].end, 501 + 500 * i);
        EXPECT_EQ(receiver.Next(), 1U);
    }
    EXPECT_EQ(receiver.Accept(1, segment, false), TcpArrival::GAP_FILLED);
    EXPECT_EQ(receiver.Next(), 4001U);
    EXPECT_FALSE(receiver.HasGap());
    EXPECT_TRUE(receiver.TakeSacks(4).empty());
}

TEST(TcpReceiver, SacksSeparateBlocksAsInRfc2018)
{
    // Section 4, case 3: the second, fourth, sixth and eighth are lost.
    TcpReceiver receiver(TcpReceiveWindow(65535, 65535, 500));
    receiver.Offer(500);
    const std::string segment(500, 'x');
    receiver.Accept(1, segment, false);
    for (const std::uint64_t i : {2, 4, 6})
    {
        receiver.Accept(1 + 500 * i, segment, false);
    }
    auto sacks = receiver.TakeSacks(3);
    ASSERT_EQ(sacks.size(), 3U);
    EXPECT_EQ(sacks[0].begin, 3001U);
    EXPECT_EQ(sacks[1].begin, 2001U);
    EXPECT_EQ(sacks[2].begin, 1001U);
    // The fourth comes: one block of three, told first.
    receiver.Accept(1501, segment, false);
    sacks = receiver.TakeSacks(3);
    ASSERT_EQ(sacks.size(), 2U);
    EXPECT_EQ(sacks[0].begin, 1001U);
    EXPECT_EQ(sacks[0].end, 2501U);
}

TEST(TcpReceiver, TellsDuplicatesOnceAsInRfc2883)
{
    TcpReceiver receiver(TcpReceiveWindow(65535, 65535, 500));
    receiver.Offer(500);
    const std::string segment(500, 'x');
    receiver.Accept(1, segment, false);
    EXPECT_EQ(receiver.Accept(1, segment, false), TcpArrival::DUPLICATE);
    const auto sacks = receiver.TakeSacks(4);
    ASSERT_EQ(sacks.size(), 1U);
    EXPECT_EQ(sacks[0].begin, 1U);
    EXPECT_EQ(sacks[0].end, 501U);
    EXPECT_TRUE(receiver.TakeSacks(4).empty());
}

TEST(TcpReceiver, AnEmptyFinBehindAGapIsNoDuplicate)
{
    TcpReceiver receiver(TcpReceiveWindow(65535, 65535, 500));
    receiver.Offer(500);
    receiver.Accept(501, std::string(500, 'b'), false);
    receiver.Accept(1001, "", true);
    const auto sacks = receiver.TakeSacks(4);
    ASSERT_EQ(sacks.size(), 1U);
    EXPECT_EQ(sacks[0].begin, 501U);
    EXPECT_EQ(sacks[0].end, 1001U);
}

TEST(TcpReceiver, DoesNotTellOfWhatLayBeyondTheWindow)
{
    TcpReceiver receiver(TcpReceiveWindow(1000, 1000, 500));
    receiver.Offer(500);
    receiver.Accept(1, std::string(1000, 'a'), false);
    receiver.Accept(1001, "x", false); // a probe of the closed window
    EXPECT_TRUE(receiver.TakeSacks(4).empty());
}

TEST(TcpReceiver, PutsAnyOrderWithAnyOverlapRight)
{
    std::mt19937 random(3);
    std::string text(20000, '\0');
    for (char& octet : text)
    {
        octet = static_cast<char>(random());
    }
    for (int round = 0; round < 50; ++round)
    {
        TcpReceiver receiver(TcpReceiveWindow(65535, 65535, 500));
        receiver.Offer(500);
        std::string read;
        while (!receiver.FinReceived())
        {
            const std::size_t from = random() % text.size();
            const std::size_t size = std::min<std::size_t>(1 + random() % 2000, text.size() - from);
            const bool fin = from + size == text.size();
            receiver.Accept(1 + from, std::string_view(text).substr(from, size), fin);
            if (random() % 4 == 0)
            {
                receiver.Read(read, random() % 5000, ns3::Seconds(1));
            }
        }
        receiver.Read(read, text.size(), ns3::Seconds(1));
        ASSERT_EQ(read, text);
        EXPECT_FALSE(receiver.HasGap());
    }
}

TEST(TcpReceiver, OffersNoSillyWindow)
{
    TcpReceiver receiver(TcpReceiveWindow(3000, 3000, 1000));
    EXPECT_EQ(receiver.Offer(1000), 3000U);
    receiver.Accept(1, std::string(3000, 'x'), false);
    EXPECT_EQ(receiver.Offer(1000), 0U);
    std::string read;
    receiver.Read(read, 900, ns3::Seconds(1));
    EXPECT_EQ(receiver.Offer(1000), 0U);
    receiver.Read(read, 100, ns3::Seconds(1));
    EXPECT_EQ(receiver.Offer(1000), 1000U);
}

TEST(TcpReceiveWindow, FollowsWhatIsReadInARoundTrip)
{
    TcpReceiveWindow window(65535, 6000000, 1448);
    window.SampleRtt(MilliSeconds(100));
    std::uint64_t total = 0;
    ns3::Time now = ns3::Seconds(1);
    for (std::uint64_t flight = 14480; flight < 1000000; flight *= 2)
    {
        for (std::uint64_t octets = 0; octets < flight; octets += 1448)
        {
            window.Received(1448, 0);
        }
        EXPECT_GE(window.Size(), std::min<std::uint64_t>(65535, flight));
        total += flight;
        now += MilliSeconds(101);
        window.Read(total, 0, now);
    }
    EXPECT_GT(window.Size(), 1000000U); // never what holds a doubling sender back
    EXPECT_LE(window.Size(), 6000000U);
}

class AckPolicy : public testing::Test
{
  protected:
    /** A full segment comes after so long. \return whether it is acknowledged at once */
    bool Receive(std::int64_t milliseconds, std::uint32_t size = 1448, bool push = false)
    {
        m_now += MilliSeconds(milliseconds);
        m_situation.next += size;
        m_situation.smoothedRtt = MilliSeconds(50);
        m_situation.timeout = MilliSeconds(250);
        const bool at_once = m_policy.Received(size, push, m_situation, m_now);
        if (at_once)
        {
            m_policy.Sent(m_situation.next);
        }
        return at_once;
    }

    void EndQuickStart()
    {
        for (int i = 0; i < 16; ++i)
        {
            EXPECT_TRUE(Receive(1));
        }
    }

    TcpAckPolicy m_policy{TcpOptions()};
    TcpAckSituation m_situation{1, false, {}, {}, true, false};
    ns3::Time m_now{ns3::Seconds(1)};
};

TEST_F(AckPolicy, AcknowledgesSixteenSegmentsAtOnceThenEverySecond)
{
    EndQuickStart();
    for (int i = 0; i < 20; ++i)
    {
        EXPECT_FALSE(Receive(1));
        EXPECT_TRUE(Receive(1));
    }
}

TEST_F(AckPolicy, ALoneSegmentWaitsFortyMilliseconds)
{
    EndQuickStart();
    EXPECT_FALSE(Receive(1));
    ASSERT_TRUE(m_policy.Deadline());
    EXPECT_EQ(*m_policy.Deadline() - m_now, MilliSeconds(40));
}

TEST_F(AckPolicy, AGrowingWindowKeepsTheAcksComing)
{
    EndQuickStart();
    m_situation.windowGrew = true;
    for (int i = 0; i < 20; ++i)
    {
        EXPECT_TRUE(Receive(1));
    }
}

TEST_F(AckPolicy, AnAnsweringConnectionLetsItsDataCarryTheAck)
{
    EXPECT_TRUE(Receive(1));
    m_policy.SentData(m_now);
    EXPECT_FALSE(Receive(10, 300));
    ASSERT_TRUE(m_policy.Deadline());
    m_policy.Expire(*m_policy.Deadline(), MilliSeconds(250));
    m_policy.Sent(m_situation.next);
    EXPECT_TRUE(Receive(10, 300)); // it did not answer: back to acknowledging at once
}

TEST_F(AckPolicy, APauseStartsQuickAcksAgain)
{
    EndQuickStart();
    EXPECT_FALSE(Receive(1));
    EXPECT_TRUE(Receive(300));
    EXPECT_TRUE(Receive(1));
}

TEST_F(AckPolicy, ThreeAcksAboutAGapThenOneAMillisecond)
{
    EndQuickStart();
    m_situation.gap = true;
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_TRUE(m_policy.ReceivedAroundGap(m_situation, m_now));
        m_policy.Sent(m_situation.next);
    }
    EXPECT_FALSE(m_policy.ReceivedAroundGap(m_situation, m_now));
    ASSERT_TRUE(m_policy.Deadline());
    EXPECT_EQ(*m_policy.Deadline() - m_now, MilliSeconds(1));
}

TEST_F(AckPolicy, ReadingASmallSegmentAcknowledgesIt)
{
    EndQuickStart();
    EXPECT_FALSE(Receive(1, 100));
    EXPECT_TRUE(m_policy.Read(true, m_situation.next));
    EXPECT_FALSE(m_policy.Read(false, m_situation.next));
}

class Scoreboard : public testing::Test
{
  protected:
    /** So many segments of 1000 octets leave, a millisecond apart. */
    void Send(int segments)
    {
        for (int i = 0; i < segments; ++i)
        {
            m_now += MilliSeconds(1);
            m_board.Send(m_next, m_next + 1000, m_now);
            m_next += 1000;
        }
    }

    TcpAckOutcome Sack(std::uint64_t first, std::uint64_t last)
    {
        TcpAckOutcome outcome;
        m_board.Sack(1 + 1000 * first, 1 + 1000 * (last + 1), m_now, MilliSeconds(50), 0, outcome);
        return outcome;
    }

    TcpAckOutcome Acknowledge(std::uint64_t segments)
    {
        TcpAckOutcome outcome;
        m_board.Acknowledge(1 + 1000 * segments, m_now, MilliSeconds(50), 0, outcome);
        return outcome;
    }

    TcpScoreboard m_board;
    std::uint64_t m_next{1};
    ns3::Time m_now{ns3::Seconds(1)};
};

TEST_F(Scoreboard, CountsWhatIsInFlight)
{
    Send(10);
    m_now += MilliSeconds(50);
    EXPECT_EQ(m_board.InFlight(), 10U);
    EXPECT_EQ(Sack(4, 6).sacked, 3U);
    EXPECT_EQ(m_board.InFlight(), 7U);
    EXPECT_EQ(Sack(3, 7).sacked, 2U);
    EXPECT_EQ(Sack(3, 7).sacked, 0U);
    EXPECT_TRUE(m_board.IsSacked(3001, 8001));
    EXPECT_FALSE(m_board.IsSacked(2001, 8001));
    const TcpLossOutcome found = m_board.DetectLosses(m_now, ns3::Time(0));
    EXPECT_EQ(found.lost, 3U); // those before the last one delivered
    EXPECT_EQ(m_board.InFlight(), 2U);
    ASSERT_TRUE(m_board.NextLost());
    EXPECT_EQ(m_board.NextLost()->begin, 1U);
    m_board.RetransmitLost(m_now);
    EXPECT_EQ(m_board.InFlight(), 3U);
    const TcpAckOutcome outcome = Acknowledge(8);
    EXPECT_EQ(outcome.acknowledged, 8U);
    EXPECT_EQ(outcome.delivered, 3U);
    EXPECT_EQ(m_board.InFlight(), 2U);
    EXPECT_FALSE(m_board.HasLost());
}

TEST_F(Scoreboard, GivesSegmentsTheReorderingWindow)
{
    Send(10);
    m_now += MilliSeconds(50);
    Sack(5, 5);
    const TcpLossOutcome found = m_board.DetectLosses(m_now, MilliSeconds(12));
    EXPECT_EQ(found.lost, 0U);
    ASSERT_TRUE(found.recheck);
    // The one sent just before was sent 1 ms earlier, and has 12 ms more than the round trip.
    EXPECT_EQ(*found.recheck, m_now + MilliSeconds(11));
    EXPECT_EQ(m_board.DetectLosses(*found.recheck, MilliSeconds(12)).lost, 5U);
}

TEST_F(Scoreboard, SeesReorderingButNotInLateAcks)
{
    Send(10);
    m_now += MilliSeconds(50);
    EXPECT_FALSE(Sack(4, 5).reordered);
    EXPECT_TRUE(Sack(2, 2).reordered);
    EXPECT_FALSE(Acknowledge(0).reordered);
    EXPECT_TRUE(Acknowledge(4).reordered);
}

TEST_F(Scoreboard, FindsALostRetransmission)
{
    Send(10);
    m_now += MilliSeconds(50);
    Sack(1, 9);
    EXPECT_EQ(m_board.DetectLosses(m_now, ns3::Time(0)).lost, 1U);
    m_board.RetransmitLost(m_now);
    EXPECT_EQ(m_board.DetectLosses(m_now, ns3::Time(0)).lost, 0U);
    Send(3);
    m_now += MilliSeconds(60);
    Sack(10, 12);
    const TcpLossOutcome found = m_board.DetectLosses(m_now, ns3::Time(0));
    EXPECT_EQ(found.lost, 1U);
    EXPECT_TRUE(found.retransmissionLost);
}

TEST_F(Scoreboard, ATimeoutTakesBackTheSacksOfAPeerThatReneges)
{
    Send(10);
    m_now += MilliSeconds(50);
    Sack(0, 3); // what should have been acknowledged cumulatively
    m_now += ns3::Seconds(1);
    EXPECT_TRUE(m_board.MarkTimeout(m_now));
    EXPECT_EQ(m_board.Sacked(), 0U);
    EXPECT_EQ(m_board.InFlight(), 0U);
    EXPECT_EQ(m_board.NextLost()->begin, 1U);
}

TEST_F(Scoreboard, KeepsItsCountsInAnyOrderOfEvents)
{
    std::mt19937 random(4);
    for (int i = 0; i < 20000; ++i)
    {
        const std::uint64_t outstanding = m_board.Outstanding();
        const std::uint64_t first = outstanding ? (m_board.Front().begin - 1) / 1000 : 0;
        switch (random() % 6)
        {
        case 0:
        case 1:
            Send(1);
            break;
        case 2:
            if (outstanding)
            {
                const std::uint64_t from = first + random() % outstanding;
                Sack(from, std::min(from + random() % 4, first + outstanding - 1));
            }
            break;
        case 3:
            m_board.DetectLosses(m_now, MilliSeconds(random() % 10));
            break;
        case 4:
            if (m_board.NextLost())
            {
                m_board.RetransmitLost(m_now);
            }
            break;
        default:
            if (outstanding && random() % 4 == 0)
            {
                Acknowledge(first + random() % outstanding);
            }
        }
        ASSERT_LE(m_board.InFlight(), m_board.Outstanding() * 2);
        ASSERT_LE(m_board.Sacked(), m_board.Outstanding());
    }
    Acknowledge((m_next - 1) / 1000);
    EXPECT_TRUE(m_board.Empty());
    EXPECT_EQ(m_board.InFlight(), 0U);
    EXPECT_EQ(m_board.Sacked(), 0U);
    EXPECT_FALSE(m_board.HasLost());
}

} // namespace

} // namespace pagewire::test
