// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pagewire::test
{

namespace
{

constexpr std::uint32_t PPP_BYTES = 2;

/** The packets that arrived in one direction. */
struct Arrivals
{
    std::vector<ns3::Time> times;
    std::vector<std::uint32_t> sizes; //!< IP octets

    LossRule Note()
    {
        return [this](std::uint64_t, const ns3::Packet& packet) {
            times.push_back(ns3::Simulator::Now());
            sizes.push_back(packet.GetSize() - PPP_BYTES);
            return false;
        };
    }

    /** \return how many were there at the moment, those of the moment included */
    std::size_t At(ns3::Time moment) const
    {
        return static_cast<std::size_t>(
            std::count_if(times.begin(), times.end(), [&](ns3::Time t) { return t <= moment; }));
    }
};

/**
 * Handshakes on a link where each flight is reckoned by hand: a way, and each packet of the flight
 * up to the one that was waited for on the line. What is sent waits for nothing else, no pacer and
 * no timer.
 */
class QuicExactTimes : public testing::TestWithParam<std::int64_t>
{
  protected:
    QuicExactTimes()
        : net(Link())
    {
        net.LoseUp(up.Note());
        net.LoseDown(down.Note());
    }

    static TwoNodesOptions Link()
    {
        TwoNodesOptions link;
        link.delay = ns3::MilliSeconds(GetParam()) / 2;
        link.rate = 100000000;
        return link;
    }

    /** \return a way and the packets from the first to before the last on the line */
    ns3::Time Flight(const Arrivals& packets, std::size_t first, std::size_t last) const
    {
        ns3::Time time = Link().delay;
        for (std::size_t i = first; i < last; ++i)
        {
            time += net.Serialization(packets.sizes[i]);
        }
        return time;
    }

    /** \return when the last octet of the server's packet with the first octet of the response is
     * there, after handshakes that took so many exchanges of one packet each way before */
    ns3::Time FirstByte(const QuicTransferOptions& options,
                        std::size_t before,
                        QuicTransfer& transfer)
    {
        ns3::Time time = options.start;
        for (std::size_t i = 0; i < before; ++i)
        {
            time += Flight(up, i, i + 1) + Flight(down, i, i + 1);
        }
        const std::size_t hello = before;
        const std::size_t flight = down.At(*transfer.Client().handshake);
        const std::size_t asked = up.At(*transfer.Server()->firstByte);
        const std::size_t answered = down.At(*transfer.Client().firstByte);
        return time + Flight(up, hello, hello + 1) + Flight(down, before, flight) +
               Flight(up, hello + 1, asked) + Flight(down, flight, answered);
    }

    /** What costs one exchange of a packet each way before the handshake. */
    void ExpectOneMore(QuicTransferOptions options)
    {
        options.responses = {1000};
        QuicContexts contexts(options);
        QuicTransfer transfer(net, options, contexts);
        net.Run();
        ASSERT_TRUE(transfer.finished) << transfer.Client().reason;
        EXPECT_EQ(*transfer.Client().firstByte, FirstByte(options, 1, transfer));
        EXPECT_GT(*transfer.Client().firstByte, options.start + 6 * Link().delay);
    }

    Arrivals up;
    Arrivals down;
    TwoNodes net;
};

TEST_P(QuicExactTimes, FullHandshake)
{
    QuicTransferOptions options;
    options.responses = {1000};
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run();
    ASSERT_TRUE(transfer.finished) << transfer.Client().reason;
    EXPECT_TRUE(transfer.Client().intact);
    const std::size_t flight = down.At(*transfer.Client().handshake);
    EXPECT_EQ(*transfer.Client().handshake,
              options.start + Flight(up, 0, 1) + Flight(down, 0, flight));
    EXPECT_EQ(*transfer.Client().firstByte, FirstByte(options, 0, transfer));
    EXPECT_GT(*transfer.Client().firstByte, options.start + 4 * Link().delay);
    EXPECT_LT(*transfer.Client().firstByte,
              options.start + 4 * Link().delay + ns3::MilliSeconds(1));
    EXPECT_EQ(transfer.Client().reason, "graceful");
    EXPECT_EQ(transfer.Server()->reason, "graceful");
}

TEST_P(QuicExactTimes, Retry)
{
    QuicTransferOptions options;
    options.server.retry = true;
    ExpectOneMore(options);
}

TEST_P(QuicExactTimes, VersionNegotiation)
{
    QuicTransferOptions options;
    options.client.version = QuicVersion::DRAFT_29;
    ExpectOneMore(options);
}

TEST_P(QuicExactTimes, EarlyData)
{
    QuicTransferOptions options;
    options.responses = {1000};
    QuicContexts contexts(options);
    QuicTransfer first(net, options, contexts);
    net.Run();
    QuicTransferOptions later = options;
    later.start = ns3::Seconds(20);
    later.listen = false;
    const std::size_t upBefore = up.sizes.size();
    const std::size_t downBefore = down.sizes.size();
    QuicTransfer second(net, later, contexts);
    net.Run();
    ASSERT_TRUE(second.finished);
    EXPECT_FALSE(first.Client().Connection().Transport().tls->resumed);
    const TlsInfo tls = *second.Client().Connection().Transport().tls;
    EXPECT_TRUE(tls.resumed);
    ASSERT_TRUE(tls.earlyData);
    const ns3::Time start = *second.Client().ready;
    const std::size_t asked = upBefore + 1; // all that is asked goes with the first datagram
    const std::size_t answered = down.At(*second.Client().firstByte);
    EXPECT_EQ(*second.Client().firstByte,
              start + Flight(up, upBefore, asked) + Flight(down, downBefore, answered));
    EXPECT_LT(*second.Client().firstByte, start + 2 * Link().delay + ns3::MilliSeconds(1));
}

TEST_P(QuicExactTimes, HelloRetryRequest)
{
    QuicTransferOptions options;
    options.tls.helloRetry = true;
    ExpectOneMore(options);
}

TEST_P(QuicExactTimes, AChainWithinTheAmplificationLimit)
{
    QuicTransferOptions options;
    options.tls.chainBytes = 2329;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run();
    ASSERT_TRUE(transfer.finished);
    const std::size_t flight = down.At(*transfer.Client().handshake);
    EXPECT_GT(flight, 1U);
    EXPECT_EQ(*transfer.Client().handshake,
              options.start + Flight(up, 0, 1) + Flight(down, 0, flight));
}

TEST_P(QuicExactTimes, AChainBeyondTheAmplificationLimit)
{
    QuicTransferOptions options;
    options.responses = {1000};
    options.tls.chainBytes = 4022;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run();
    ASSERT_TRUE(transfer.finished);
    // Three datagrams of 1200 octets; the rest when the answer to the first of them has come.
    const std::size_t allowed = down.At(options.start + 3 * Link().delay);
    EXPECT_EQ(allowed, 3U);
    const ns3::Time done = *transfer.Client().handshake;
    const std::size_t flight = down.At(done);
    EXPECT_EQ(done,
              options.start + Flight(up, 0, 1) + Flight(down, 0, 1) + Flight(up, 1, 2) +
                  Flight(down, allowed, flight));
    const std::size_t before = up.At(done + Link().delay);
    const std::size_t asked = up.At(*transfer.Server()->firstByte);
    const std::size_t answered = down.At(*transfer.Client().firstByte);
    EXPECT_EQ(*transfer.Client().firstByte,
              done + Flight(up, before, asked) + Flight(down, flight, answered));
    EXPECT_GT(*transfer.Client().firstByte, options.start + 6 * Link().delay);
}

INSTANTIATE_TEST_SUITE_P(RoundTrips, QuicExactTimes, testing::Values(20, 100, 200));

} // namespace

} // namespace pagewire::test
