// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include "ns3/simulator.h"

#include <sstream>

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** \return everything that a load's records say, as text */
std::string
Story(const BenchOptions& options)
{
    LoadBench bench(PageOfObjects(20, 5000), options);
    bench.Run();
    EXPECT_TRUE(bench.AllArrived());
    std::ostringstream text;
    for (const RequestRecord& record : bench.complete)
    {
        text << record.resource << ' ' << record.connection << ' '
             << record.queued.value_or(ns3::Time(-1)) << ' '
             << record.sendStart.value_or(ns3::Time(0)) << ' ' << *record.firstByte << ' '
             << *record.end << ' ' << record.requestHeaderBytes << ' ' << record.responseHeaderBytes
             << ' ' << record.responseWireBytes << '\n';
    }
    for (const auto* list : {&bench.closed, &bench.served})
    {
        for (const ConnectionRecord& record : *list)
        {
            text << record.id << ' ' << record.localAddress << ' ' << record.remoteAddress << ' '
                 << record.opened << ' ' << *record.closed << ' ' << record.counters.packetsSent
                 << ' ' << record.counters.bytesReceived << ' ' << record.counters.retransmissions
                 << ' ' << record.closeReason << '\n';
        }
    }
    return text.str();
}

BenchOptions
LossyOptions(Protocol protocol)
{
    BenchOptions options;
    options.protocol = std::string(ProtocolName(protocol));
    LinkOptions& link = options.links.front();
    link.up.rate = link.down.rate = 5000000;
    link.down.loss.model = LossOptions::Model::IID;
    link.down.loss.rate = 0.02;
    return options;
}

} // namespace

TEST(Repeatable, TheSameRunTellsTheSameStory)
{
    for (const Protocol protocol : AllProtocols())
    {
        const std::string first = Story(LossyOptions(protocol));
        EXPECT_EQ(first, Story(LossyOptions(protocol))) << ProtocolName(protocol);
    }
}

TEST(Repeatable, TwoHundredSimulationsInOneProcess)
{
    for (int i = 0; i < 200; ++i)
    {
        BenchOptions options;
        options.protocol = i % 2 ? "h2" : "h11";
        if (i % 4 == 3)
        {
            options.tls = TlsOptions();
        }
        LoadBench bench(PageOfObjects(3, 2000), options);
        bench.Run();
        ASSERT_TRUE(bench.AllArrived()) << i;
    }
}

TEST(Repeatable, ASimulationMayEndAnywhere)
{
    // Torn down in the middle of handshakes, requests and closings, with and without a word of
    // farewell: sanitizers see that nothing is left and nothing is used too late.
    for (const Protocol protocol : AllProtocols())
    {
        for (int ms = 0; ms < 400; ms += 13)
        {
            BenchOptions options;
            options.protocol = std::string(ProtocolName(protocol));
            if (ms % 2)
            {
                options.tls = TlsOptions();
            }
            LoadBench bench(PageOfObjects(4, 100000), options);
            ns3::Simulator::Stop(ns3::MilliSeconds(ms));
            if (ms % 3)
            {
                bench.Run();
                EXPECT_EQ(bench.complete.size(), 5u);
            }
            else
            {
                ns3::Simulator::Run();
            }
        }
    }
}

TEST(Repeatable, LossDelaysButLosesNothing)
{
    for (const Protocol protocol : AllProtocols())
    {
        for (std::int64_t run = 1; run <= 5; ++run)
        {
            BenchOptions options = LossyOptions(protocol);
            options.links.front().up.loss = options.links.front().down.loss;
            options.links.front().down.loss.rate = 0.05;
            options.links.front().down.loss.burst = static_cast<double>(run);
            options.links.front().down.loss.model = LossOptions::Model::GILBERT_ELLIOTT;
            LoadBench bench(PageOfObjects(15, 20000), options);
            bench.Run();
            EXPECT_TRUE(bench.AllArrived()) << options.protocol << ", bursts of " << run;
        }
    }
}
