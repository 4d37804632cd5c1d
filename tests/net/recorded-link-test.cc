// SPDX-License-Identifier: GPL-2.0-only
#include "net/link-device.h"
#include "net/link-trace.h"
#include "one-link.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace pagewire
{

namespace
{

using ns3::MicroSeconds;
using ns3::MilliSeconds;
using ns3::Seconds;
using test::OneLink;
using test::PlainLink;
using test::SendBurst;
using test::UpTo;

constexpr std::int64_t MS = 1'000'000;

/** A recording in a file that goes with the test. */
class RecordedLink : public ::testing::Test
{
  protected:
    LinkOptions WithTrace(const std::string& lines)
    {
        std::ofstream(m_file) << lines;
        auto options = PlainLink(1, MilliSeconds(20));
        options.up.traceFile = m_file;
        return options;
    }

    void TearDown() override
    {
        std::filesystem::remove(m_file);
    }

  private:
    std::string m_file{::testing::TempDir() + "pagewire-recorded-link-" +
                       ::testing::UnitTest::GetInstance()->current_test_info()->name()};
};

TEST_F(RecordedLink, DeliversAtTheListedMillisecondsAndRepeats)
{
    OneLink link(WithTrace("2\n3\n3\n10\n"));
    SendBurst(link, 9, 1500);
    link.simulation.Run();
    const std::vector<std::int64_t> ms{2, 3, 3, 10, 12, 13, 13, 20, 22};
    std::vector<std::int64_t> expected;
    for (const auto time : ms)
    {
        expected.push_back((time + 20) * MS);
    }
    EXPECT_EQ(link.receiver.Times(), expected);
    EXPECT_EQ(link.receiver.Numbers(), UpTo(9));
}

TEST_F(RecordedLink, LosesTheOpportunitiesThatFindNothing)
{
    OneLink link(WithTrace("2\n3\n3\n10\n"));
    link.sender.SendAt(MicroSeconds(2500), 1500, 0);
    link.sender.SendAt(MicroSeconds(3500), 1500, 1);
    link.sender.SendAt(MilliSeconds(113), 1500, 2); // in the very millisecond of an opportunity
    link.sender.SendAt(MilliSeconds(1'000'000'001), 1500, 3);
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Times(),
              (std::vector<std::int64_t>{23 * MS, 30 * MS, 133 * MS, 1'000'000'022 * MS}));
}

TEST_F(RecordedLink, SmallPacketsShareAnOpportunityAndLargeOnesStraddleTwo)
{
    OneLink link(WithTrace("2\n3\n7\n10\n"));
    // 600 + 600 and 300 of the third at 2 ms, its other 300 and 1200 of the fourth at 3 ms, the
    // rest of that at 7 ms; what is left of that opportunity is lost.
    link.sender.SendAt(Seconds(0), 600, 0);
    link.sender.SendAt(Seconds(0), 600, 1);
    link.sender.SendAt(Seconds(0), 600, 2);
    link.sender.SendAt(Seconds(0), 1500, 3);
    link.sender.SendAt(MicroSeconds(7001), 100, 4);
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Times(),
              (std::vector<std::int64_t>{22 * MS, 22 * MS, 23 * MS, 27 * MS, 30 * MS}));
}

TEST_F(RecordedLink, CountsItsQueueLikeAnyOther)
{
    auto options = WithTrace("2\n3\n10\n");
    options.up.queue.limit = 2;
    OneLink link(options);
    SendBurst(link, 4, 1500); // nothing is on its way before the first opportunity
    link.simulation.Run();
    EXPECT_EQ(link.receiver.Numbers(), UpTo(2));
    EXPECT_EQ(link.network.Up(0).queueDrops, 2U);
    EXPECT_EQ(link.network.Up(0).maxQueuePackets, 2U);
}

TEST_F(RecordedLink, ABusyRecordedLinkHasItsMeanRate)
{
    const char* data = std::getenv("PAGEWIRE_DATA");
    const std::filesystem::path file = std::filesystem::path(data ? data : "../shared/data") /
                                       "link-traces" / "ATT-LTE-driving-2016.up";
    if (!std::filesystem::exists(file))
    {
        GTEST_SKIP() << "the recorded links are not there; set PAGEWIRE_DATA to their folder";
    }
    auto options = PlainLink(1, MilliSeconds(20));
    options.up.traceFile = file;
    options.up.queue.limit = 40000;
    OneLink link(options);
    // A period of the recording with a queue that never runs dry: every opportunity is used.
    const auto trace = LinkTrace::FromFile(file);
    const auto count = static_cast<int>(trace.Count());
    SendBurst(link, count, 1500);
    link.simulation.Run();
    const double seconds = static_cast<double>(link.receiver.Times().back() - 20 * MS) / 1e9;
    EXPECT_EQ(link.receiver.arrivals.size(), trace.Count());
    EXPECT_NEAR(count * 12000 / seconds, static_cast<double>(trace.MeanRate()), 1);
}

} // namespace

} // namespace pagewire
