// SPDX-License-Identifier: GPL-2.0-only
#include "support/pipe-stream.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <vector>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

struct Ear : ByteStreamListener
{
    void HandleOpen() override
    {
        opened = ns3::Simulator::Now();
        stream->Write(toSend);
        stream->CloseWrite();
    }

    void HandleReadable() override
    {
        stream->Read(got, 1 << 20);
    }

    void HandleWritable() override
    {
        writable.push_back(ns3::Simulator::Now());
    }

    void HandleClosed(StreamEnd how) override
    {
        end = how;
    }

    std::unique_ptr<ByteStream> stream;
    std::string toSend;
    std::string got;
    ns3::Time opened{-1};
    std::vector<ns3::Time> writable;
    StreamEnd end{StreamEnd::TIMEOUT};
};

} // namespace

TEST(PipeStream, CarriesBytesBothWaysAndCloses)
{
    Ear near;
    Ear far;
    std::tie(near.stream, far.stream) = PipeStream::MakePair();
    near.toSend = std::string(5000, 'n');
    far.toSend = "far";
    near.stream->SetListener(&near);
    far.stream->SetListener(&far);
    near.stream->Open();
    far.stream->Open();
    ns3::Simulator::Run();
    EXPECT_EQ(near.opened, ns3::MilliSeconds(20));
    EXPECT_EQ(near.got, "far");
    EXPECT_EQ(far.got, near.toSend);
    EXPECT_EQ(near.end, StreamEnd::GRACEFUL);
    EXPECT_EQ(far.end, StreamEnd::GRACEFUL);
    ns3::Simulator::Destroy();
}

TEST(PipeStream, SerialisesAtItsRateAndTellsOfTheLowWaterMark)
{
    PipeOptions options;
    options.rate = 1000000; // a byte a microsecond
    options.chunk = 1000;
    Ear near;
    Ear far;
    std::tie(near.stream, far.stream) = PipeStream::MakePair(options);
    near.toSend = std::string(5000, 'n');
    near.stream->SetListener(&near);
    far.stream->SetListener(&far);
    EXPECT_TRUE(near.stream->SetUnsentLowWater(2000));
    near.stream->Open();
    far.stream->Open();
    ns3::Simulator::Stop(ns3::MilliSeconds(20) + ns3::MicroSeconds(500));
    ns3::Simulator::Run();
    EXPECT_EQ(near.stream->Unsent(), 5000);
    ns3::Simulator::Run();
    EXPECT_EQ(near.writable, std::vector<ns3::Time>{ns3::MilliSeconds(23)});
    EXPECT_EQ(near.stream->Unsent(), 0);
    EXPECT_EQ(far.got, near.toSend);
    ns3::Simulator::Destroy();
}
