// SPDX-License-Identifier: GPL-2.0-only
// Applications on QUIC that use little room, and that act from inside every call.
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace pagewire::test
{

namespace
{

using ns3::Seconds;

TEST(QuicFlowControl, WindowsOfAFewOctetsAreEnough)
{
    for (const std::uint64_t window : {1, 2, 17, 1000})
    {
        for (const bool ofStream : {false, true})
        {
            SCOPED_TRACE(window);
            TwoNodes net;
            QuicTransferOptions options;
            options.request = static_cast<std::size_t>(3 * window);
            options.responses = {static_cast<std::size_t>(40 * window)};
            for (QuicOptions* end : {&options.client, &options.server})
            {
                auto& least = ofStream ? end->streamWindow : end->connectionWindow;
                auto& most = ofStream ? end->maxStreamWindow : end->maxConnectionWindow;
                least = most = window;
            }
            QuicContexts contexts(options);
            QuicTransfer transfer(net, options, contexts);
            net.Run(Seconds(60));
            ASSERT_TRUE(transfer.finished) << transfer.Client().reason;
            EXPECT_TRUE(transfer.Client().intact && transfer.Server()->intact);
            EXPECT_EQ(transfer.Client().reason, "graceful");
        }
    }
}

TEST(QuicStreams, BeyondTheLimitTheyWaitForRoom)
{
    TwoNodes net;
    QuicTransferOptions options;
    options.responses.assign(50, 5000);
    options.server.maxStreams = 3;
    QuicContexts contexts(options);
    QuicTransfer transfer(net, options, contexts);
    QuicPeer& client = transfer.Client();
    std::size_t opened = 0;
    std::size_t done = 0;
    std::size_t most = 0;
    const auto open = [&] {
        while (opened < 50)
        {
            const auto room = client.Connection().BidiRoom();
            const QuicStreamId stream = client.Connection().OpenBidi();
            EXPECT_EQ(stream < 0, room == 0);
            if (stream < 0)
            {
                return;
            }
            ++opened;
            most = std::max(most, opened - done);
            client.Send(stream, 100);
        }
    };
    client.onReady = client.onRoom = open;
    client.onHandshake = nullptr;
    client.onData = [&](QuicStreamId, std::size_t, bool fin) {
        done += fin ? 1 : 0;
        if (done == 50)
        {
            client.Connection().Close(0, "");
        }
    };
    net.Run(Seconds(60));
    EXPECT_EQ(done, 50U);
    EXPECT_LE(most, 4U); // one more may be opened as the last octet of another comes
    EXPECT_EQ(client.reason, "graceful");
}

/** The calls of a QuicApplication. */
enum Call
{
    READY,
    HANDSHAKE,
    REJECTED,
    DATA,
    ACKED,
    RESET,
    STOP,
    STREAM_CLOSED,
    ROOM,
    UNBLOCKED,
    NEXT,
    TAKEN,
    BLOCKED,
    SHUT,
    CLOSED,
    CALLS,
};

/** A peer that does something when it is called for the n-th time in a way. */
class MeddlingPeer : public QuicPeer
{
  public:
    using QuicPeer::QuicPeer;

    std::function<void(MeddlingPeer&, Call, int count)> meddle;

    void HandleReady() override
    {
        QuicPeer::HandleReady();
        Note(READY);
    }

    void HandleHandshakeDone() override
    {
        QuicPeer::HandleHandshakeDone();
        Note(HANDSHAKE);
    }

    void HandleEarlyDataRejected() override
    {
        QuicPeer::HandleEarlyDataRejected();
        Note(REJECTED);
    }

    void HandleStreamData(QuicStreamId stream, std::string_view bytes, bool fin) override
    {
        QuicPeer::HandleStreamData(stream, bytes, fin);
        Note(DATA);
    }

    void HandleAcked(QuicStreamId, std::uint64_t) override
    {
        Note(ACKED);
    }

    void HandleReset(QuicStreamId, std::uint64_t) override
    {
        Note(RESET);
    }

    void HandleStopSending(QuicStreamId, std::uint64_t) override
    {
        Note(STOP);
    }

    void HandleStreamClosed(QuicStreamId stream, std::optional<std::uint64_t> code) override
    {
        QuicPeer::HandleStreamClosed(stream, code);
        Note(STREAM_CLOSED);
    }

    void HandleStreamRoom() override
    {
        QuicPeer::HandleStreamRoom();
        Note(ROOM);
    }

    void HandleUnblocked(QuicStreamId stream) override
    {
        QuicPeer::HandleUnblocked(stream);
        Note(UNBLOCKED);
    }

    void Next(QuicChunk& chunk) override
    {
        QuicPeer::Next(chunk);
        Note(NEXT);
    }

    void HandleTaken(QuicStreamId stream, std::size_t bytes, bool fin) override
    {
        QuicPeer::HandleTaken(stream, bytes, fin);
        Note(TAKEN);
    }

    void HandleBlocked(QuicStreamId stream) override
    {
        QuicPeer::HandleBlocked(stream);
        Note(BLOCKED);
    }

    void HandleShut(QuicStreamId stream) override
    {
        QuicPeer::HandleShut(stream);
        Note(SHUT);
    }

    void HandleClosed(std::string_view why) override
    {
        EXPECT_FALSE(closed) << "called twice";
        QuicPeer::HandleClosed(why);
        Note(CLOSED);
    }

  private:
    void Note(Call call)
    {
        EXPECT_TRUE(!closed || call == CLOSED) << "call " << call << " after the last one";
        const int count = ++m_counts[call];
        if (meddle)
        {
            meddle(*this, call, count);
        }
    }

    int m_counts[CALLS] = {};
};

/** What it does. */
using Action = std::function<void(QuicConnection&, QuicPeer&)>;

const std::vector<std::pair<const char*, Action>>&
Actions()
{
    static const std::vector<std::pair<const char*, Action>> actions{
        {"Close", [](auto& connection, auto&) { connection.Close(1, "why"); }},
        {"Fail", [](auto& connection, auto&) { connection.Fail(2, "fault"); }},
        {"Shutdown", [](auto& connection, auto&) { connection.Shutdown(0, 3); }},
        {"ShutdownRead", [](auto& connection, auto&) { connection.ShutdownRead(0, 4); }},
        {"ShutdownWrite", [](auto& connection, auto&) { connection.ShutdownWrite(0, 5); }},
        {"Migrate", [](auto& connection, auto&) { connection.Migrate(); }},
        {"Unknown", [](auto& connection, auto&) { connection.Shutdown(400, 6); }},
        {"Open",
         [](auto& connection, auto& peer) {
             const QuicStreamId stream = connection.OpenUni();
             if (stream >= 0)
             {
                 peer.Send(stream, 3000);
             }
         }},
        {"Others",
         [](auto& connection, auto&) {
             connection.Wake();
             connection.AllowStream();
             connection.Consumed(0, 1);
             connection.Transport();
             connection.BidiRoom();
         }},
    };
    return actions;
}

/** A client and a server that both may meddle; streams 0 and 4 with 30 kB each way. */
class MeddledExchange
{
  public:
    using Meddle = std::function<void(MeddlingPeer&, Call, int)>;

    /** At the n-th call of a kind, at one of the ends, something is done. \param watchClient,
     * watchServer are told of all calls */
    MeddledExchange(
        Call call,
        bool atServer,
        int count,
        const Action& action,
        const Meddle& watchClient = [](auto&&...) {},
        const Meddle& watchServer = [](auto&&...) {})
        : m_contexts(m_options)
    {
        const auto meddle = [=](bool isServer) {
            return [=](MeddlingPeer& peer, Call made, int times) {
                (isServer ? watchServer : watchClient)(peer, made, times);
                if (isServer == atServer && made == call && times == count)
                {
                    action(peer.Connection(), peer);
                }
            };
        };
        m_acceptor = std::make_unique<QuicAcceptor>(
            m_net.Server(),
            443,
            m_contexts.server,
            "test",
            [this, meddle](std::unique_ptr<QuicConnection> connection) {
                server = std::make_unique<MeddlingPeer>(std::move(connection));
                server->onData = [this](QuicStreamId stream, std::size_t, bool fin) {
                    if (fin)
                    {
                        server->Send(stream, 30000);
                    }
                };
                server->meddle = meddle(true);
            });
        const auto flow = [this] {
            return MakeUdpFlow(m_net.Client(), ns3::InetSocketAddress(m_net.ServerAddress(), 443));
        };
        client = std::make_unique<MeddlingPeer>(
            MakeQuicClient(flow, m_contexts.client, "server.example", "test"));
        client->onReady = [this] {
            for (int i = 0; i < 2; ++i)
            {
                client->Send(client->Connection().OpenBidi(), 30000);
            }
        };
        client->meddle = meddle(false);
        ns3::Simulator::Schedule(ns3::MilliSeconds(1), [this] { client->Connection().Open(); });
        m_net.Run(Seconds(200));
    }

  private:
    static QuicTransferOptions Options()
    {
        QuicTransferOptions options;
        for (QuicOptions* end : {&options.client, &options.server})
        {
            end->streamWindow = 4000;
            end->idleTimeout = Seconds(5);
        }
        return options;
    }

    TwoNodes m_net;
    QuicTransferOptions m_options{Options()};
    QuicContexts m_contexts;
    std::unique_ptr<QuicAcceptor> m_acceptor;

  public:
    std::unique_ptr<MeddlingPeer> client;
    std::unique_ptr<MeddlingPeer> server;
};

TEST(QuicStopSending, IsHeardByThePeerAndNotByWhoeverAskedForIt)
{
    int atClient = 0;
    int atServer = 0;
    const auto count = [&](auto& counter) {
        return [&counter](MeddlingPeer&, Call call, int) { counter += call == STOP ? 1 : 0; };
    };
    const auto stop = [](QuicConnection& connection, QuicPeer&) { connection.ShutdownRead(0, 3); };
    MeddledExchange exchange(DATA, false, 1, stop, count(atClient), count(atServer));
    EXPECT_EQ(atClient, 0);
    EXPECT_EQ(atServer, 1);
    EXPECT_EQ(exchange.client->received[4], 30000U); // the other stream is as it was
}

class QuicMeddling : public testing::TestWithParam<int>
{};

TEST_P(QuicMeddling, FromInsideAnyCallDoesNoHarm)
{
    const auto call = static_cast<Call>(GetParam());
    for (const bool atServer : {false, true})
    {
        for (const auto& [name, action] : Actions())
        {
            for (const int count : {1, 2, 7})
            {
                SCOPED_TRACE(std::string(name) + (atServer ? " at the server, time " : ", time ") +
                             std::to_string(count));
                MeddledExchange exchange(call, atServer, count, action);
                EXPECT_TRUE(exchange.client->closed);
                EXPECT_TRUE(!exchange.server || exchange.server->closed);
                EXPECT_TRUE(exchange.client->intact);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Calls, QuicMeddling, testing::Range(0, static_cast<int>(CALLS)));

TEST(QuicMeddlingBothWays, ResetsAndStopsComeWhileThePeerMeddlesInThem)
{
    for (const Call call : {RESET, STOP, SHUT, STREAM_CLOSED})
    {
        for (const auto& [name, action] : Actions())
        {
            SCOPED_TRACE(std::string(name) + " in " + std::to_string(call));
            TwoNodes net;
            QuicTransferOptions options;
            options.responses = {500000, 500000};
            QuicContexts contexts(options);
            std::unique_ptr<MeddlingPeer> server;
            bool called = false;
            QuicAcceptor acceptor(
                net.Server(),
                443,
                contexts.server,
                "test",
                [&, act = action](std::unique_ptr<QuicConnection> connection) {
                    server = std::make_unique<MeddlingPeer>(std::move(connection));
                    server->onData = [&](QuicStreamId stream, std::size_t, bool) {
                        server->Send(stream, 500000);
                    };
                    server->meddle = [&, act](MeddlingPeer& peer, Call made, int count) {
                        if (made == call && count == 1)
                        {
                            called = true;
                            act(peer.Connection(), peer);
                        }
                    };
                });
            options.listen = false;
            options.request = 100000;
            QuicTransfer transfer(net, options, contexts);
            ns3::Simulator::Schedule(ns3::MilliSeconds(250), [&] {
                transfer.Client().Connection().Shutdown(0, 9);
                transfer.Client().Connection().ShutdownRead(4, 9);
            });
            net.Run(Seconds(200));
            EXPECT_TRUE(transfer.Client().closed && server && server->closed);
            EXPECT_TRUE(called || call == SHUT);
        }
    }
}

} // namespace

} // namespace pagewire::test
