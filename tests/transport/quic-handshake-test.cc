// SPDX-License-Identifier: GPL-2.0-only
#include "support/quic-key-phases.h"
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace pagewire::test
{

namespace
{

TwoNodesOptions
Link(std::int64_t roundTrip)
{
    TwoNodesOptions link;
    link.delay = ns3::MilliSeconds(roundTrip) / 2;
    link.rate = 1000000000;
    return link;
}

TEST(QuicTickets, EveryTicketBringsEarlyDataAsLongAsItLives)
{
    // Two tickets of the first connection, used an hour later, the second after the first.
    TwoNodes net(Link(100));
    QuicTransferOptions options;
    options.responses = {1000};
    QuicContexts contexts(options);
    QuicTransfer first(net, options, contexts);
    QuicTransferOptions later = options;
    later.listen = false;
    later.start = ns3::Hours(1);
    later.responses = {10000000}; // it is not over, and its own tickets are not there, when
    QuicTransfer second(net, later, contexts);
    later.start += ns3::MicroSeconds(1);
    QuicTransfer third(net, later, contexts);
    net.Run();
    EXPECT_TRUE(second.Client().Connection().Transport().tls->earlyData);
    EXPECT_TRUE(third.Client().Connection().Transport().tls->earlyData);
}

TEST(QuicCertificate, ALargeChainMeetsTheAmplificationLimit)
{
    // RFC 9000 section 8.1: three times 1200 octets until the client is validated.
    for (const auto& [chain, trips] : {std::pair{2329U, 1.0}, std::pair{4022U, 2.0}})
    {
        TwoNodes net(Link(100));
        QuicTransferOptions options;
        options.responses = {1000};
        options.tls.chainBytes = chain;
        QuicContexts contexts(options);
        QuicTransfer transfer(net, options, contexts);
        net.Run();
        ASSERT_TRUE(transfer.finished);
        EXPECT_NEAR((*transfer.Client().handshake - options.start).GetSeconds(), trips / 10, 0.002)
            << chain;
    }
}

TEST(QuicHandshakeFailure, NobodyAnswers)
{
    TwoNodes net(Link(100));
    net.LoseUp([](std::uint64_t, const ns3::Packet&) { return true; });
    QuicTransferOptions options;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run(ns3::Seconds(60));
    EXPECT_FALSE(transfer.finished);
    EXPECT_EQ(transfer.Client().reason, "handshake timeout");
    EXPECT_NEAR((*transfer.Client().closed - options.start).GetSeconds(), 10, 0.5);
}

TEST(QuicHandshakeFailure, AServerThatAcceptsNoEarlyDataAnswersAfterwards)
{
    TwoNodes net(Link(100));
    QuicTransferOptions options;
    options.responses = {1000};
    // A server of the same name with other ticket keys.
    QuicTransferOptions other = options;
    other.seed = 77;
    QuicContexts strangers(other);
    QuicContexts contexts(options);
    QuicTransfer first(net, options, contexts);
    QuicTransferOptions later = options;
    later.start = ns3::Seconds(20);
    later.listen = false;
    QuicTransfer second(net, later, contexts);
    net.Run(ns3::Seconds(10));
    contexts.server = strangers.server;
    first.ForgetServer();
    net.Run(ns3::MilliSeconds(1));
    second.ListenAgain();
    net.Run();
    ASSERT_TRUE(second.finished) << second.Client().reason;
    EXPECT_TRUE(second.Client().earlyRejected);
    EXPECT_NEAR((*second.Client().firstByte - later.start).GetSeconds(), 0.2, 0.001);
}

TEST(QuicStatelessReset, AServerThatForgotResetsTheConnection)
{
    TwoNodes net(Link(100));
    QuicTransferOptions options;
    options.responses = {100000000};
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run(ns3::Seconds(1));
    transfer.ForgetServer();
    net.Run(ns3::MilliSeconds(1));
    transfer.ListenAgain();
    net.Run(ns3::Seconds(100));
    EXPECT_FALSE(transfer.finished);
    EXPECT_EQ(transfer.Client().reason, "stateless reset");
}

TEST(QuicIdle, ASilentPeerIsGivenUpAfterTheIdleTimeout)
{
    TwoNodes net(Link(100));
    QuicTransferOptions options;
    options.responses = {1000};
    options.client.idleTimeout = ns3::Seconds(5);
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    transfer.closeWhenDone = false;
    net.Run(ns3::Seconds(100));
    ASSERT_TRUE(transfer.finished);
    EXPECT_EQ(transfer.Client().reason, "idle timeout");
    EXPECT_EQ(transfer.Server()->reason, "idle timeout");
    EXPECT_NEAR((*transfer.Client().closed - *transfer.finished).GetSeconds(), 5, 0.3);
}

/** \return how often the client and the server change the key phase in a transfer of 4.2 s */
std::pair<std::size_t, std::size_t>
KeyUpdates(ns3::Time interval)
{
    TwoNodesOptions link = Link(20);
    link.rate = 10000000;
    link.queue = 20;
    TwoNodes net(link);
    TapRules taps;
    taps.up.keep = taps.down.keep = true;
    QuicTransferOptions options;
    options.responses = {5000000};
    options.client.keyUpdate = interval;
    options.taps = &taps;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    net.Run();
    EXPECT_TRUE(transfer.finished) << transfer.Client().reason;
    EXPECT_TRUE(transfer.Client().intact);
    const auto changes = [&](const TapRule& rule, const std::string& label) {
        const auto line = std::find_if(contexts.keyLog.begin(),
                                       contexts.keyLog.end(),
                                       [&](const auto& l) { return l.find(label) == 0; });
        const std::size_t length = options.client.connectionIdLength;
        return CountChanges(KeyPhases(rule.kept, *line, length));
    };
    return {changes(taps.up, "CLIENT_TRAFFIC_SECRET_0"),
            changes(taps.down, "SERVER_TRAFFIC_SECRET_0")};
}

TEST(QuicKeyUpdate, TransfersGoOnOverManyKeyUpdates)
{
    // The client begins each, and the server follows.
    EXPECT_EQ(KeyUpdates(ns3::MilliSeconds(500)), std::pair(std::size_t{8}, std::size_t{8}));
    EXPECT_EQ(KeyUpdates(ns3::MilliSeconds(1000)), std::pair(std::size_t{4}, std::size_t{4}));
    EXPECT_EQ(KeyUpdates(ns3::Time(0)), std::pair(std::size_t{0}, std::size_t{0}));
}

} // namespace

} // namespace pagewire::test
