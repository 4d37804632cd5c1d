// SPDX-License-Identifier: GPL-2.0-only
#include "transport/arrival-ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace pagewire;

namespace
{

ns3::Time
At(std::int64_t milliseconds)
{
    return ns3::MilliSeconds(milliseconds);
}

std::string
Text(const TimeSpans& spans)
{
    std::string text;
    for (const TimeSpan& span : spans.All())
    {
        text += "[" + std::to_string(span.begin.GetMilliSeconds()) + "," +
                std::to_string(span.end.GetMilliSeconds()) + ")";
    }
    return text;
}

/** A receiver whose octets are claimed as told; what comes in is put in order as by TCP. */
class ArrivalLedgerTest : public ::testing::Test
{
  protected:
    void Arrive(std::uint64_t begin, std::uint64_t end, std::int64_t milliseconds)
    {
        for (std::uint64_t i = begin; i < end; ++i)
        {
            m_there[i] = true;
        }
        while (m_there.count(m_next) > 0)
        {
            ++m_next;
        }
        const bool gap = !m_there.empty() && m_there.rbegin()->first > m_next;
        m_ledger.Arrived(begin, end, m_next, gap, At(milliseconds));
    }

    std::string Own(std::uint64_t exchange)
    {
        return Text(m_stalls[exchange].holOwn);
    }

    std::string Other(std::uint64_t exchange)
    {
        return Text(m_stalls[exchange].holOther);
    }

    StallsByExchange m_stalls;
    ArrivalLedger m_ledger{m_stalls};
    std::map<std::uint64_t, bool> m_there;
    std::uint64_t m_next{0};
};

} // namespace

TEST_F(ArrivalLedgerTest, WhatComesInOrderIsNeverHeldUp)
{
    for (int i = 0; i < 10; ++i)
    {
        Arrive(i * 100, i * 100 + 100, i);
        m_ledger.Claim(i * 100 + 100, 1 + i % 2, 0);
    }
    EXPECT_TRUE(m_stalls.empty());
}

TEST_F(ArrivalLedgerTest, OctetsBeyondAMissingOneAreHeldUntilItComes)
{
    Arrive(0, 100, 10);
    m_ledger.Claim(100, 1, 0);
    Arrive(200, 300, 12); // [100, 200) is missing: exchange 1's
    Arrive(300, 400, 13); // exchange 2's
    Arrive(400, 500, 14);
    Arrive(100, 200, 60);
    m_ledger.Claim(300, 1, 0);
    m_ledger.Claim(500, 2, 0);
    EXPECT_EQ(Own(1), "[12,60)");
    EXPECT_EQ(Other(1), "");
    EXPECT_EQ(Own(2), "");
    EXPECT_EQ(Other(2), "[13,60)");
}

TEST_F(ArrivalLedgerTest, NothingIsHeldThatHasNotArrived)
{
    Arrive(0, 100, 10);
    Arrive(200, 300, 12);
    Arrive(100, 200, 60);
    Arrive(300, 400, 61); // exchange 2 comes when all is mended
    m_ledger.Claim(300, 1, 0);
    m_ledger.Claim(400, 2, 0);
    EXPECT_EQ(Own(1), "[12,60)");
    EXPECT_EQ(Other(2), "");
}

TEST_F(ArrivalLedgerTest, TheOwnerOfTheFirstMissingOctetIsToBlame)
{
    // Two holes: [0, 100) of exchange 1 and [200, 300) of exchange 2; [300, 400) is exchange 2's.
    Arrive(100, 200, 5);
    Arrive(300, 400, 6);
    Arrive(0, 100, 50);
    m_ledger.Claim(200, 1, 0);
    Arrive(200, 300, 70);
    m_ledger.Claim(400, 2, 0);
    EXPECT_EQ(Own(1), "[5,50)");
    EXPECT_EQ(Other(2), "[6,50)");
    EXPECT_EQ(Own(2), "[50,70)");
}

TEST_F(ArrivalLedgerTest, MissingOctetsOfNobodyAreAnothers)
{
    Arrive(100, 200, 5);
    Arrive(0, 100, 9);
    m_ledger.Claim(100, NO_EXCHANGE, 0);
    m_ledger.Claim(200, 3, 0);
    EXPECT_EQ(Other(3), "[5,9)");
    EXPECT_EQ(m_stalls.count(NO_EXCHANGE), 0u);
}

TEST_F(ArrivalLedgerTest, ARecordHoldsWhatArrivedOfItOnlyWhileSomethingIsMissing)
{
    // One record of 400 octets, usable as a whole: the first hundred are exchange 1's, the rest
    // 2's.
    Arrive(0, 100, 10);
    Arrive(100, 200, 20); // no gap yet: the rest has just not come
    Arrive(300, 350, 30); // now [200, 300), exchange 2's, is missing
    Arrive(200, 300, 80); // mended, but the record's end is still to come
    Arrive(350, 400, 99);
    m_ledger.Claim(100, 1, 400);
    m_ledger.Claim(400, 2, 400);
    EXPECT_EQ(Other(1), "[30,80)");
    EXPECT_EQ(Own(2), "[30,80)");
}

TEST_F(ArrivalLedgerTest, ARecordMayBeHeldTwice)
{
    Arrive(0, 100, 10);
    Arrive(200, 300, 12);
    Arrive(100, 200, 20); // the gap is mended, the record goes on to 500
    Arrive(400, 500, 30); // another gap
    Arrive(300, 400, 45);
    m_ledger.Claim(500, 7, 500);
    EXPECT_EQ(Own(7), "[12,20)[30,45)");
}

TEST_F(ArrivalLedgerTest, WhatComesInOrderDuringAGapIsUsable)
{
    Arrive(0, 100, 10);
    Arrive(300, 400, 12);
    Arrive(100, 200, 20); // in order, though [200, 300) is still missing
    m_ledger.Claim(200, 1, 0);
    Arrive(200, 300, 30);
    m_ledger.Claim(300, 2, 0);
    m_ledger.Claim(400, 1, 0);
    EXPECT_EQ(Own(1), "[12,20)");
    EXPECT_EQ(Other(1), "[20,30)");
    EXPECT_EQ(Own(2), "");
    EXPECT_EQ(Other(2), "");
}

TEST_F(ArrivalLedgerTest, OctetsAfterAMendedGapAreNotHeldForIt)
{
    Arrive(100, 200, 10);
    Arrive(0, 100, 20);
    Arrive(200, 300, 21); // read with the others, later
    m_ledger.Claim(300, 4, 0);
    EXPECT_EQ(Own(4), "[10,20)");
}

TEST_F(ArrivalLedgerTest, WaitsBelongToAllWhoseOctetsThePacketHas)
{
    m_ledger.Waited(0, 150, At(1), At(3));
    m_ledger.Waited(150, 300, At(2), At(5));
    m_ledger.Claim(100, 1, 0);
    m_ledger.Claim(300, 2, 0);
    EXPECT_EQ(Text(m_stalls[1].queue), "[1,3)");
    EXPECT_EQ(Text(m_stalls[2].queue), "[1,5)");
    m_ledger.Waited(100, 200, At(7), At(9)); // again, when all of it is read
    m_ledger.Claim(400, 2, 0);
    EXPECT_EQ(Text(m_stalls[2].queue), "[1,5)");
}

/**
 * Packets in random order over random owners and records, against the definition applied octet by
 * octet and millisecond by millisecond.
 */
TEST_F(ArrivalLedgerTest, AgreesWithTheDefinition)
{
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round)
    {
        constexpr int OCTETS = 60;
        std::vector<int> packets;
        for (int i = 0; i < OCTETS / 5; ++i)
        {
            packets.push_back(i);
        }
        for (int swaps = static_cast<int>(random() % 15); swaps > 0; --swaps)
        {
            std::swap(packets[random() % packets.size()], packets[random() % packets.size()]);
        }
        std::vector<int> owner(OCTETS), usable(OCTETS), arrived(OCTETS);
        for (int i = 0; i < OCTETS; ++i)
        {
            const bool same = i > 0 && random() % 7 != 0;
            owner[i] = same ? owner[i - 1] : static_cast<int>(random() % 3);
        }
        for (int begin = 0; begin < OCTETS;)
        {
            const int end = std::min<int>(OCTETS, begin + 1 + static_cast<int>(random() % 14));
            std::fill(usable.begin() + begin, usable.begin() + end, round % 2 ? end : 0);
            begin = end;
        }
        StallsByExchange stalls;
        ArrivalLedger ledger(stalls);
        std::vector<bool> there(OCTETS);
        int claimed = 0;
        int time = 0;
        std::map<std::pair<int, bool>, std::int64_t> expected;
        for (const int packet : packets)
        {
            // What is held until the packet comes, which is a few milliseconds.
            const int passed = 1 + static_cast<int>(random() % 4);
            const int next =
                static_cast<int>(std::find(there.begin(), there.end(), false) - there.begin());
            const bool gap = std::find(there.begin() + next, there.end(), true) != there.end();
            for (int exchange = 1; gap && exchange < 3; ++exchange)
            {
                bool held = false;
                for (int i = 0; i < OCTETS; ++i)
                {
                    held |= owner[i] == exchange && there[i] && std::max(usable[i], i + 1) > next;
                }
                expected[{exchange, owner[next] == exchange}] += held ? passed : 0;
            }
            time += passed;
            std::fill_n(there.begin() + packet * 5, 5, true);
            const int now =
                static_cast<int>(std::find(there.begin(), there.end(), false) - there.begin());
            const bool still = std::find(there.begin() + now, there.end(), true) != there.end();
            ledger.Arrived(packet * 5, packet * 5 + 5, now, still, At(time));
            while (claimed < now && std::max(usable[claimed], claimed + 1) <= now)
            {
                ledger.Claim(claimed + 1, owner[claimed], usable[claimed]);
                ++claimed;
            }
        }
        for (int exchange = 1; exchange < 3; ++exchange)
        {
            ASSERT_EQ(stalls[exchange].holOwn.Total(), At(expected[{exchange, true}])) << round;
            ASSERT_EQ(stalls[exchange].holOther.Total(), At(expected[{exchange, false}])) << round;
        }
    }
}
