// SPDX-License-Identifier: GPL-2.0-only
#include "lab/option-table.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <set>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

const Option&
The(const std::string& name)
{
    const Option* const option = FindOption(name);
    EXPECT_NE(option, nullptr) << name;
    return *option;
}

std::string
ErrorOf(const std::string& name, const std::string& text)
{
    try
    {
        ParseOptionValue(The(name), text);
        return "";
    }
    catch (const InputError& e)
    {
        return e.what();
    }
}

} // namespace

TEST(OptionTable, NamesAreUniqueAndSectionsKeptTogether)
{
    std::set<std::string> names;
    std::set<std::string> ended;
    std::string section;
    for (const Option& option : OptionTable())
    {
        EXPECT_TRUE(names.insert(option.name).second) << option.name;
        if (option.Section() != section)
        {
            EXPECT_TRUE(ended.insert(section).second) << option.name;
            section = option.Section();
        }
        EXPECT_FALSE(option.help.empty()) << option.name;
        EXPECT_NE(option.help.back(), '.') << option.name;
        EXPECT_TRUE(option.apply) << option.name;
    }
}

TEST(OptionTable, EveryDefaultIsAValueOfItsOption)
{
    for (const Option& option : OptionTable())
    {
        EXPECT_NO_THROW(ParseOptionValue(option, option.defaultText)) << option.name;
    }
}

TEST(OptionTable, EveryNs3NameStandsForOneOption)
{
    std::set<std::string> names;
    for (const Option& option : OptionTable())
    {
        if (!option.ns3Name.empty())
        {
            EXPECT_TRUE(names.insert(option.ns3Name).second) << option.ns3Name;
            EXPECT_EQ(FindOptionOfNs3(option.ns3Name), &option);
        }
    }
    EXPECT_EQ(FindOptionOfNs3("ns3::TcpSocket::SegmentSize")->name, "tcp.mss");
    EXPECT_EQ(FindOptionOfNs3("ns3::TcpSocket::Nonsense"), nullptr);
}

TEST(OptionTable, ReadsEachKindOfValue)
{
    EXPECT_EQ(ParseOptionValue(The("access.rate"), "10Mbps").number, 10000000u);
    EXPECT_EQ(ParseOptionValue(The("access.delay"), "25ms").duration, 25ms);
    EXPECT_DOUBLE_EQ(ParseOptionValue(The("access.loss"), "0.5%").real, 0.005);
    EXPECT_EQ(ParseOptionValue(The("tcp.sack"), "no").number, 0u);
    EXPECT_EQ(ParseOptionValue(The("tcp.sack"), "true").number, 1u);
    EXPECT_EQ(ParseOptionValue(The("h2.initial-window-size"), "64KiB").number, 65536u);
    EXPECT_EQ(ParseOptionValue(The("access.drop"), "3,7").numbers,
              (std::vector<std::uint64_t>{3, 7}));
    EXPECT_EQ(ParseOptionValue(The("tls.record-size"), "dynamic").text, "dynamic");
    EXPECT_EQ(ParseOptionValue(The("tls.record-size"), "4KiB").number, 4096u);
}

TEST(OptionTable, ReadsQueueLimitsInThreeUnits)
{
    const Option& queue = The("access.queue");
    EXPECT_EQ(ParseOptionValue(queue, "1.5bdp").queue.unit, QueueOptions::Unit::BDP);
    EXPECT_DOUBLE_EQ(ParseOptionValue(queue, "1.5bdp").queue.limit, 1.5);
    EXPECT_EQ(ParseOptionValue(queue, "100p").queue.unit, QueueOptions::Unit::PACKETS);
    EXPECT_DOUBLE_EQ(ParseOptionValue(queue, "100p").queue.limit, 100);
    EXPECT_EQ(ParseOptionValue(queue, "64KB").queue.unit, QueueOptions::Unit::BYTES);
    EXPECT_DOUBLE_EQ(ParseOptionValue(queue, "64KB").queue.limit, 64000);
    for (const char* text : {"100", "0p", "bdp", "p", "-1p", "1.5p", "1bdpp", "0bdp"})
    {
        EXPECT_THROW(ParseOptionValue(queue, text), InputError) << text;
    }
}

TEST(OptionTable, ErrorsSayWhatWouldBeRight)
{
    EXPECT_EQ(ErrorOf("browser.tls", "1.1"), "'1.1' is not one of none, 1.2 or 1.3");
    EXPECT_EQ(ErrorOf("browser.connections-per-host", "0"), "'0' is out of range: write 1 to 256");
    EXPECT_EQ(ErrorOf("browser.connections-per-host", "six"), "'six' is not a whole number");
    EXPECT_EQ(ErrorOf("browser.connections-per-host", ""), "it needs a value: whole number");
    EXPECT_EQ(ErrorOf("tcp.sack", "maybe"), "'maybe' is neither yes nor no");
    EXPECT_EQ(ErrorOf("tcp.min-rto", "1us"), "'1us' is out of range: write 1ms to 1min");
    EXPECT_EQ(ErrorOf("access.rate", "10mb"),
              "'10mb' is not a bit rate: write a number and one of bps, kbps, Mbps, Gbps");
    EXPECT_EQ(ErrorOf("tls.record-size", "20KiB"),
              "'20KiB' is out of range: write dynamic, or 512B to 16384B");
    EXPECT_EQ(ErrorOf("access.drop", "3,0"), "'3,0' has the number 0, and they begin with 1");
}

TEST(OptionTable, FindsWhatWasMeant)
{
    EXPECT_EQ(NearestOption("access.los"), "access.loss");
    EXPECT_EQ(NearestOption("acess.dealy"), "access.delay");
    EXPECT_EQ(NearestOption("browser.rate"), "access.rate");
    EXPECT_EQ(NearestOption("protocol"), "browser.protocol");
    EXPECT_EQ(NearestOption("utterly.unlike.anything.here"), "");
}
