// SPDX-License-Identifier: GPL-2.0-only
#include "lab/ns3-arguments.h"

#include "base/error.h"

#include "ns3/boolean.h"
#include "ns3/drop-tail-queue.h"
#include "ns3/global-value.h"
#include "ns3/packet.h"
#include "ns3/string.h"
#include "ns3/tcp-socket.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
ErrorOf(const std::string& argument)
{
    try
    {
        Ns3Arguments({argument});
        return "";
    }
    catch (const InputError& e)
    {
        return e.what();
    }
}

} // namespace

TEST(Ns3Arguments, AttributesThatOptionsStandInForSetTheOption)
{
    const Ns3Arguments arguments(
        {"--ns3::TcpSocket::SegmentSize=1400", "--RngRun=3", "--ns3::TcpSocketBase::Sack=false"});
    EXPECT_TRUE(arguments.ForNs3().empty());
    Scenario scenario;
    arguments.AssignTo(scenario);
    EXPECT_EQ(scenario.Given("tcp.mss")->text, "1400");
    EXPECT_EQ(scenario.Given("first-run")->text, "3");
    EXPECT_EQ(scenario.Given("tcp.sack")->text, "false");
}

TEST(Ns3Arguments, OthersAreKeptForNs3)
{
    const Ns3Arguments arguments(
        {"--ns3::DropTailQueue<Packet>::MaxSize=7p", "--SchedulerType=ns3::CalendarScheduler"});
    EXPECT_EQ(arguments.ForNs3(),
              (std::vector<std::string>{"--ns3::DropTailQueue<Packet>::MaxSize=7p",
                                        "--SchedulerType=ns3::CalendarScheduler"}));
    EXPECT_FALSE(arguments.AsksToPrint());
    EXPECT_TRUE(Ns3Arguments({"--PrintHelp"}).AsksToPrint());
}

TEST(Ns3Arguments, WhatNobodyKnowsIsRefusedWithTheNearestName)
{
    EXPECT_EQ(ErrorOf("--ns3::PieQueueDisc::MaxSzie=7p"),
              "neither pagewire nor ns-3 has an option --ns3::PieQueueDisc::MaxSzie: did you mean "
              "--ns3::PieQueueDisc::MaxSize?");
    EXPECT_EQ(ErrorOf("--RngRum=1"),
              "neither pagewire nor ns-3 has an option --RngRum: did you mean --RngRun?");
    EXPECT_EQ(ErrorOf("--entirely-unknown-thing=1"),
              "neither pagewire nor ns-3 has an option --entirely-unknown-thing (pagewire run "
              "--help and --PrintHelp list them)");
    EXPECT_EQ(ErrorOf("--PrintAttributes=ns3::TcpSockt"),
              "--PrintAttributes=ns3::TcpSockt: ns-3 has no class 'ns3::TcpSockt': did you mean "
              "'ns3::TcpSocket'?");
}

TEST(Ns3Arguments, ValuesAreChecked)
{
    EXPECT_EQ(ErrorOf("--ns3::PieQueueDisc::MaxSize=many").substr(0, 62),
              "--ns3::PieQueueDisc::MaxSize=many: 'many' is no value for it: ");
    EXPECT_EQ(ErrorOf("--ChecksumEnabled=true"), "");
}

TEST(Ns3Arguments, TheSchedulerThatMixesUpTheOrderOfEventsIsRefused)
{
    EXPECT_NE(ErrorOf("--SchedulerType=ns3::HeapScheduler").find("out of order"),
              std::string::npos);
    EXPECT_EQ(ErrorOf("--SchedulerType=ns3::CalendarScheduler"), "");
}

TEST(Ns3Arguments, EveryNameOfTheOptionTableIsNs3s)
{
    // RngRun and RngSeed are global values, the others attributes: an ns-3 that renames one is
    // seen.
    for (const char* name : {"ns3::TcpSocket::InitialCwnd=4",
                             "ns3::TcpSocket::SegmentSize=1400",
                             "ns3::TcpSocketBase::MinRto=1s",
                             "ns3::TcpSocket::ConnTimeout=1s",
                             "ns3::TcpSocket::DelAckTimeout=40ms",
                             "ns3::TcpSocketBase::Sack=true",
                             "ns3::TcpSocketBase::Timestamp=true",
                             "ns3::TcpSocket::TcpNoDelay=true",
                             "ns3::TcpSocket::SndBufSize=100000",
                             "ns3::TcpSocket::RcvBufSize=100000",
                             "ns3::TcpSocket::ConnCount=3",
                             "ns3::TcpSocket::DataRetries=3"})
    {
        const std::string argument = name;
        const std::string full = argument.substr(0, argument.find('='));
        ns3::TypeId::AttributeInformation information;
        const ns3::TypeId type = ns3::TypeId::LookupByName(full.substr(0, full.rfind("::")));
        EXPECT_TRUE(type.LookupAttributeByName(full.substr(full.rfind("::") + 2), &information))
            << full;
        EXPECT_TRUE(Ns3Arguments({"--" + argument}).ForNs3().empty()) << full;
    }
}

TEST(Ns3Arguments, AppliesToObjectsOverWhatBuiltThem)
{
    const auto queue = ns3::CreateObject<ns3::DropTailQueue<ns3::Packet>>();
    Ns3Arguments::ApplyTo(
        {"--ns3::DropTailQueue<Packet>::MaxSize=7p", "--ns3::DropTailQueue<Packet>::MaxSize=7p"},
        *queue);
    EXPECT_EQ(queue->GetMaxSize(), ns3::QueueSize("7p"));
}
