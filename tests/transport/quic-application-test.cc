// SPDX-License-Identifier: GPL-2.0-only
// Applications on QUIC that use little room, and that act from inside every call.
#include "support/quic-transfer.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
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
        {"Allow", [](auto& connection, auto&) { connection.AllowStream(); }},
        {"Others",
         [](auto& connection, auto&) {
             connection.Wake();
             connection.Consumed(0, 1);
             connection.Transport();
             connection.BidiRoom();
         }},
    };
    return actions;
}

/** At the n-th call of a kind, at one of the ends, something is done. */
struct Meddling
{
    Call call;
    bool atServer;
    int count;
    Action action;
};

/** What goes on anyway in an exchange. */
enum class Story
{
    PLAIN,    //!< a first visit
    REJECTED, //!< the client has a session, and the server other keys than those of its ticket
    RESET,    //!< streams are longer and no window stops them; in their midst the end that does not
              //!< meddle resets stream 0 in both directions and stops stream 4
};

/** A client and a server that both may meddle; streams 0 and 4, with 30 kB each way. */
class MeddledExchange
{
  public:
    explicit MeddledExchange(const Meddling& meddling, Story story = Story::PLAIN)
        : m_story(story),
          m_octets(story == Story::RESET ? 200000 : 30000),
          m_options(Options(story)),
          m_contexts(m_options)
    {
        if (story == Story::REJECTED)
        {
            BringASession();
        }
        Listen(meddling);
        MakeClient(meddling);
        ns3::Simulator::Schedule(ns3::MilliSeconds(1), [this] { client->Connection().Open(); });
        if (story == Story::RESET)
        {
            ns3::Simulator::Schedule(ns3::MilliSeconds(200), [this, meddling] {
                QuicPeer& other = meddling.atServer ? *client : *server;
                other.Connection().Shutdown(0, 9);
                other.Connection().ShutdownRead(4, 9);
            });
        }
        m_net.Run(Seconds(200));
    }

    /** What both ends owe whatever was done. */
    void ExpectNoHarm() const
    {
        EXPECT_TRUE(client->closed);
        EXPECT_TRUE(!server || server->closed);
        EXPECT_TRUE(client->intact);
    }

  private:
    static QuicTransferOptions Options(Story story)
    {
        QuicTransferOptions options;
        for (QuicOptions* end : {&options.client, &options.server})
        {
            end->streamWindow = story == Story::RESET ? end->streamWindow : 4000;
            end->idleTimeout = Seconds(5);
        }
        return options;
    }

    void BringASession()
    {
        {
            QuicTransfer before(m_net, m_options, m_contexts);
            m_net.Run();
            EXPECT_TRUE(before.finished);
        }
        QuicTransferOptions others = m_options;
        others.seed = 77;
        m_strangers = std::make_unique<QuicContexts>(others);
        m_contexts.server = m_strangers->server;
        m_net.Run(ns3::MilliSeconds(1));
    }

    void Watch(MeddlingPeer& peer, const Meddling& meddling, bool isServer)
    {
        peer.meddle = [this, meddling, isServer](MeddlingPeer& called, Call call, int count) {
            calls[isServer][call] = count;
            if (isServer == meddling.atServer && call == meddling.call && count == meddling.count)
            {
                meddled = true;
                meddling.action(called.Connection(), called);
            }
        };
    }

    void Listen(const Meddling& meddling)
    {
        const auto accept = [this, meddling](std::unique_ptr<QuicConnection> connection) {
            server = std::make_unique<MeddlingPeer>(std::move(connection));
            server->onData = [this](QuicStreamId stream, std::size_t, bool fin) {
                if (fin || m_story == Story::RESET)
                {
                    server->Send(stream, m_octets);
                }
            };
            Watch(*server, meddling, true);
        };
        m_acceptor =
            std::make_unique<QuicAcceptor>(m_net.Server(), 443, m_contexts.server, "test", accept);
    }

    void MakeClient(const Meddling& meddling)
    {
        const auto flow = [this] {
            return MakeUdpFlow(m_net.Client(), ns3::InetSocketAddress(m_net.ServerAddress(), 443));
        };
        client = std::make_unique<MeddlingPeer>(
            MakeQuicClient(flow, m_contexts.client, "server.example", "test"));
        const auto ask = [this] {
            for (int i = 0; i < 2; ++i)
            {
                client->Send(client->Connection().OpenBidi(), m_octets);
            }
        };
        client->onReady = ask;
        client->onHandshake = [this, ask] {
            if (client->earlyRejected)
            {
                ask();
            }
        };
        Watch(*client, meddling, false);
    }

    Story m_story;
    std::size_t m_octets;
    TwoNodes m_net;
    QuicTransferOptions m_options;
    QuicContexts m_contexts;
    std::unique_ptr<QuicContexts> m_strangers; //!< with other keys
    std::unique_ptr<QuicAcceptor> m_acceptor;

  public:
    std::unique_ptr<MeddlingPeer> client;
    std::unique_ptr<MeddlingPeer> server;
    bool meddled{false};
    int calls[2][CALLS] = {}; //!< how often each came, at the client and at the server
};

TEST(QuicStopSending, IsHeardByThePeerAndNotByWhoeverAskedForIt)
{
    const auto stop = [](QuicConnection& connection, QuicPeer&) { connection.ShutdownRead(0, 3); };
    MeddledExchange exchange({DATA, false, 1, stop});
    EXPECT_EQ(exchange.calls[false][STOP], 0);
    EXPECT_EQ(exchange.calls[true][STOP], 1);
    EXPECT_EQ(exchange.client->received[4], 30000U); // the other stream is as it was
}

/** \return how often the call comes at one end if nothing is done */
int
HowOften(Story story, Call call, bool atServer)
{
    const auto nothing = [](QuicConnection&, QuicPeer&) {};
    return MeddledExchange({call, atServer, 0, nothing}, story).calls[atServer][call];
}

/** What goes on, and the call from inside which something is done. */
struct Cell
{
    const char* name;
    Story story;
    Call call;
    bool atServer{true}; //!< it comes there, too
};

std::string
CellName(const testing::TestParamInfo<Cell>& cell)
{
    return cell.param.name;
}

void
PrintTo(const Cell& cell, std::ostream* out)
{
    *out << cell.name;
}

class QuicMeddling : public testing::TestWithParam<Cell>
{};

TEST_P(QuicMeddling, FromInsideAnyCallDoesNoHarm)
{
    const auto& [cell, story, call, atServer] = GetParam();
    for (const bool server : {false, true})
    {
        const int comes = HowOften(story, call, server);
        EXPECT_EQ(comes > 0, !server || atServer) << "at the " << (server ? "server" : "client");
        for (const auto& [name, action] : Actions())
        {
            for (const int count : {1, 2, 7})
            {
                if (count <= comes)
                {
                    SCOPED_TRACE(std::string(name) + (server ? " at the server" : "") + ", time " +
                                 std::to_string(count));
                    const MeddledExchange exchange({call, server, count, action}, story);
                    EXPECT_TRUE(exchange.meddled);
                    exchange.ExpectNoHarm();
                }
            }
        }
    }
}

const std::vector<Cell> CELLS{
    {"Ready", Story::PLAIN, READY},
    {"ReadyWithEarlyData", Story::REJECTED, READY},
    {"Handshake", Story::PLAIN, HANDSHAKE},
    {"HandshakeAfterRejection", Story::REJECTED, HANDSHAKE},
    {"Rejected", Story::REJECTED, REJECTED, false},
    {"Data", Story::PLAIN, DATA},
    {"Acked", Story::PLAIN, ACKED},
    {"Reset", Story::RESET, RESET},
    {"Stop", Story::RESET, STOP},
    {"StreamClosed", Story::PLAIN, STREAM_CLOSED},
    {"StreamClosedByReset", Story::RESET, STREAM_CLOSED},
    {"Room", Story::PLAIN, ROOM},
    {"Unblocked", Story::PLAIN, UNBLOCKED},
    {"Next", Story::PLAIN, NEXT},
    {"NextWithEarlyData", Story::REJECTED, NEXT},
    {"Taken", Story::PLAIN, TAKEN},
    {"Blocked", Story::PLAIN, BLOCKED},
    {"Shut", Story::RESET, SHUT},
    {"Closed", Story::PLAIN, CLOSED},
};

INSTANTIATE_TEST_SUITE_P(Calls, QuicMeddling, testing::ValuesIn(CELLS), CellName);

} // namespace

} // namespace pagewire::test
