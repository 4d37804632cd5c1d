// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tls-record-sizer.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

constexpr std::size_t OVERHEAD = 22;

TlsRecordSize
Sizes(bool dynamic, std::uint32_t small, std::uint32_t large, std::uint64_t warmUp)
{
    TlsRecordSize sizes;
    sizes.dynamic = dynamic;
    sizes.small = small;
    sizes.large = large;
    sizes.warmUp = warmUp;
    return sizes;
}

} // namespace

TEST(TlsRecordSizer, GrowsAfterWarmUpAndStartsOverAfterIdling)
{
    TlsRecordSizer sizer(Sizes(true, 100, 1000, 250));
    ns3::Time now = ns3::Seconds(5);
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(sizer.Next(now), 100U);
        sizer.Made(100, now);
    }
    EXPECT_EQ(sizer.Next(now), 1000U);
    now += ns3::Seconds(1); // not longer than the idle time
    EXPECT_EQ(sizer.Next(now), 1000U);
    now += ns3::NanoSeconds(1);
    EXPECT_EQ(sizer.Next(now), 100U);
    sizer.Made(100, now);
    EXPECT_EQ(sizer.Next(now), 100U);
}

TEST(TlsRecordSizer, StaysLargeUnlessDynamic)
{
    TlsRecordSizer sizer(Sizes(false, 100, 1000, 250));
    EXPECT_EQ(sizer.Next(ns3::Time(0)), 1000U);
    EXPECT_EQ(sizer.PlaintextFor(0, OVERHEAD, ns3::Time(0)), 1000U);
    EXPECT_EQ(sizer.PlaintextFor(1022, OVERHEAD, ns3::Time(0)), 1000U);
    EXPECT_EQ(sizer.PlaintextFor(1023, OVERHEAD, ns3::Time(0)), 2000U);
}

TEST(TlsRecordSizer, ForetellsWhatTheRecordsWillTake)
{
    for (const std::size_t room : {0U, 1U, 121U, 122U, 123U, 366U, 367U, 500U, 5000U, 40000U})
    {
        for (int before = 0; before < 5; ++before)
        {
            TlsRecordSizer sizer(Sizes(true, 100, 1000, 250));
            const ns3::Time now = ns3::Seconds(1);
            for (int i = 0; i < before; ++i)
            {
                sizer.Made(sizer.Next(now), now);
            }
            const std::size_t foretold = sizer.PlaintextFor(room, OVERHEAD, now);
            std::size_t taken = 0;
            std::size_t filled = 0;
            do
            {
                const std::size_t record = sizer.Next(now);
                sizer.Made(record, now);
                taken += record;
                filled += record + OVERHEAD;
            } while (filled < room);
            EXPECT_EQ(foretold, taken) << room << " after " << before;
        }
    }
}

TEST(TlsRecordSizer, RefusesImpossibleSizes)
{
    EXPECT_THROW(TlsRecordSizer(Sizes(true, 0, 16384, 1)), InputError);
    EXPECT_THROW(TlsRecordSizer(Sizes(true, 1000, 16385, 1)), InputError);
    EXPECT_NO_THROW(TlsRecordSizer(Sizes(true, 1, 16384, 0)));
}
