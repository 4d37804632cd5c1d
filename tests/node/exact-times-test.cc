// SPDX-License-Identifier: GPL-2.0-only
#include "node/load-bench.h"

#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

/**
 * Loads on a link that takes exactly a nanosecond for each octet, where the onload moment is
 * reckoned by hand: the round trips, and each packet that something waited for. A SYN and its
 * answer have 60 octets with their options, other segments 52 and what they carry.
 */
class ExactTimes : public ::testing::Test
{
  protected:
    static constexpr std::uint64_t SYN = 60;
    static constexpr std::uint64_t ACK = 52;
    static constexpr std::size_t OBJECTS = 5;

    static BenchOptions Options(const std::string& protocol, unsigned connections)
    {
        BenchOptions options;
        options.protocol = protocol;
        options.links.front().up.rate = options.links.front().down.rate = 8000000000;
        options.browser = [connections](Browser& browser) {
            browser.SetAttribute("ConnectionsPerHost", ns3::UintegerValue(connections));
        };
        return options;
    }

    static std::uint64_t RequestPacket(const RequestRecord& record)
    {
        return ACK + record.requestHeaderBytes;
    }

    static std::uint64_t ResponsePacket(const RequestRecord& record)
    {
        return ACK + record.responseHeaderBytes + record.responseWireBytes;
    }

    static void ExpectLoaded(const LoadBench& bench, int roundTrips, std::uint64_t octets)
    {
        ASSERT_TRUE(bench.AllArrived());
        EXPECT_EQ(*bench.loaded - bench.network->RoundTrip() * roundTrips,
                  ns3::NanoSeconds(octets));
    }
};

TEST_F(ExactTimes, SerialPersistent)
{
    LoadBench bench(PageOfObjects(OBJECTS, 500), Options("h11", 1));
    bench.Run();
    // The first request waits for the ACK of the handshake to leave. A new connection acknowledges
    // at once, as Linux does, until it has answered for the first time: so the first response
    // waits behind an ACK, and the second request behind the one of the first response.
    std::uint64_t octets = 2 * SYN + 3 * ACK;
    for (const RequestRecord& record : bench.complete)
    {
        octets += RequestPacket(record) + ResponsePacket(record);
    }
    ExpectLoaded(bench, 2 + OBJECTS, octets);
}

TEST_F(ExactTimes, SerialShort)
{
    LoadBench bench(PageOfObjects(OBJECTS, 500), Options("h10", 1));
    bench.Run();
    // Each response has its FIN with it and waits behind the ACK of the request. Each connection
    // but the first waits behind the ACK and the FIN of the one before.
    std::uint64_t octets = OBJECTS * 2 * ACK;
    for (const RequestRecord& record : bench.complete)
    {
        octets += 2 * SYN + 2 * ACK + RequestPacket(record) + ResponsePacket(record);
    }
    ExpectLoaded(bench, 2 * (1 + OBJECTS), octets);
}

TEST_F(ExactTimes, Pipelined)
{
    LoadBench bench(PageOfObjects(OBJECTS, 500), Options("h11-pipelined", 1));
    bench.Run();
    // The requests for the objects share one segment, and so do the first of their responses, sent
    // as the origin reads them one after the other; the last octet comes behind all others.
    std::uint64_t requests = 0;
    std::uint64_t responses = 0;
    for (std::size_t i = 1; i <= OBJECTS; ++i)
    {
        requests += bench.Of(i).requestHeaderBytes;
        responses += bench.Of(i).responseHeaderBytes + bench.Of(i).responseWireBytes;
    }
    ASSERT_LE(requests, 1448u);
    const std::uint64_t segments = (responses + 1447) / 1448;
    ExpectLoaded(bench,
                 3,
                 2 * SYN + 3 * ACK + RequestPacket(bench.Of(0)) + ResponsePacket(bench.Of(0)) +
                     ACK + requests + segments * ACK + responses);
}
