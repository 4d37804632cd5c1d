// SPDX-License-Identifier: GPL-2.0-only
#include "support/ws-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;
using namespace std::string_literals;

namespace
{

const ns3::Time ONE_WAY = ns3::MilliSeconds(10);

} // namespace

/** RFC 6455 section 7.1: Close frame, its answer, and the server ends the stream first. */
TEST(WsClose, ByTheClient)
{
    WsRig rig;
    const ns3::Time start = ns3::Simulator::Now();
    rig.client->Send(WsKind::TEXT, "last words");
    rig.client->Close(WS_GOING_AWAY, "bye");
    EXPECT_FALSE(rig.client->Send(WsKind::TEXT, "too late"));
    rig.Run();
    EXPECT_EQ(rig.serverEars.messages.size(), 1u);
    EXPECT_EQ(rig.serverEars.closing, std::vector<std::uint16_t>{WS_GOING_AWAY});
    ASSERT_TRUE(rig.serverEars.end);
    EXPECT_EQ(rig.serverEars.end->received, WS_GOING_AWAY);
    EXPECT_EQ(rig.serverEars.end->reason, "bye");
    EXPECT_EQ(rig.serverEars.end->sent, WS_GOING_AWAY);
    EXPECT_EQ(rig.serverEars.end->failure, "");
    ASSERT_TRUE(rig.clientEars.end);
    EXPECT_EQ(rig.clientEars.end->received, WS_GOING_AWAY);
    EXPECT_EQ(rig.clientEars.end->failure, "");
    // A Close frame there and back, the stream's end with it, and the client's own end there.
    EXPECT_EQ(*rig.clientEars.closed - start, 2 * ONE_WAY);
    EXPECT_EQ(*rig.serverEars.closed - start, 3 * ONE_WAY);
}

TEST(WsClose, ByTheServerWithoutACode)
{
    WsRig rig;
    rig.server->Close(WS_NO_STATUS, "");
    rig.Run();
    EXPECT_EQ(rig.clientEars.end->received, WS_NO_STATUS);
    EXPECT_EQ(rig.clientEars.end->sent, WS_NO_STATUS);
    EXPECT_EQ(rig.serverEars.end->received, WS_NO_STATUS);
    EXPECT_EQ(rig.serverEars.end->failure, "");
}

TEST(WsClose, ByBothAtOnce)
{
    WsRig rig;
    rig.client->Close(WS_NORMAL, "");
    rig.server->Close(WS_GOING_AWAY, "");
    rig.Run();
    EXPECT_EQ(rig.clientEars.end->received, WS_GOING_AWAY);
    EXPECT_EQ(rig.serverEars.end->received, WS_NORMAL);
    EXPECT_EQ(rig.clientEars.end->failure, "");
    EXPECT_EQ(rig.serverEars.end->failure, "");
}

TEST(WsClose, MessagesOfThePeerStillComeUntilItAnswers)
{
    WsRig rig;
    rig.client->Close(WS_NORMAL, "");
    rig.server->Send(WsKind::TEXT, "under way");
    rig.Run();
    EXPECT_EQ(rig.clientEars.messages.size(), 1u);
}

TEST(WsClose, FramesOnTheWire)
{
    RawWsRig rig(WsRole::SERVER);
    rig.connection->Close(WS_NORMAL, "done");
    const std::string heard = rig.Converse("\x88\x82\x00\x00\x00\x00\x03\xe8"s);
    EXPECT_EQ(heard, "\x88\x06\x03\xe8"s + "done");
    EXPECT_TRUE(rig.peer->endHeard); // the server ends the stream
    EXPECT_EQ(rig.ears.end->failure, "");
}

TEST(WsClose, EchoesTheCode)
{
    RawWsRig rig(WsRole::SERVER);
    EXPECT_EQ(rig.Converse("\x88\x85\x00\x00\x00\x00\x0f\xa0why"s), "\x88\x02\x0f\xa0"s);
    EXPECT_EQ(rig.ears.end->received, 4000);
    EXPECT_EQ(rig.ears.end->reason, "why");
}

TEST(WsClose, APeerThatDoesNotAnswerIsGivenUp)
{
    WsOptions options;
    options.closeWait = ns3::Seconds(4);
    RawWsRig rig(WsRole::CLIENT, options);
    const ns3::Time start = ns3::Simulator::Now();
    rig.connection->Close(WS_NORMAL, "");
    rig.Converse("");
    ASSERT_TRUE(rig.ears.end);
    EXPECT_EQ(rig.ears.end->failure, "close timeout");
    EXPECT_EQ(rig.ears.end->received, WS_ABNORMAL);
    EXPECT_EQ(rig.ears.end->sent, WS_NORMAL);
    EXPECT_EQ(*rig.ears.closed - start, ns3::Seconds(4));
}

/** The peer closes, and then takes nothing that we still have to write. */
TEST(WsClose, APeerThatDoesNotTakeOurCloseFrameIsGivenUp)
{
    WsOptions options;
    options.closeWait = ns3::Seconds(4);
    RawWsRig rig(WsRole::CLIENT, options, {ONE_WAY, 100, 1448, 0});
    rig.peer->reads = false;
    rig.connection->Send(WsKind::BINARY, std::string(1000, 'x'));
    const ns3::Time start = ns3::Simulator::Now();
    rig.Converse("\x88\x02\x03\xe8"s);
    ASSERT_TRUE(rig.ears.end);
    EXPECT_EQ(rig.ears.end->failure, "close timeout");
    EXPECT_EQ(rig.ears.end->received, WS_NORMAL);
    EXPECT_EQ(rig.ears.end->sent, WS_ABNORMAL);
    EXPECT_EQ(*rig.ears.closed - start, ns3::Seconds(4) + ONE_WAY);
}

/** The server has answered the Close frame, but leaves the stream open. */
TEST(WsClose, AServerThatKeepsTheStreamOpenIsGivenUp)
{
    WsOptions options;
    options.closeWait = ns3::Seconds(4);
    RawWsRig rig(WsRole::CLIENT, options);
    rig.connection->Close(WS_NORMAL, "");
    rig.Converse("\x88\x02\x03\xe8"s);
    EXPECT_EQ(rig.ears.end->received, WS_NORMAL);
    EXPECT_EQ(rig.ears.end->failure, "close timeout");
}

TEST(WsClose, AStreamThatEndsWithoutACloseFrameIsAbnormal)
{
    RawWsRig rig(WsRole::CLIENT);
    rig.peer->Finish();
    rig.Converse("");
    ASSERT_TRUE(rig.ears.end);
    EXPECT_EQ(rig.ears.end->received, WS_ABNORMAL);
    EXPECT_EQ(rig.ears.end->failure, "closed early");
}

TEST(WsClose, AReset)
{
    RawWsRig rig(WsRole::CLIENT);
    rig.peer->stream->Abort();
    rig.Converse("");
    EXPECT_EQ(rig.ears.end->failure, "reset");
    EXPECT_EQ(rig.ears.end->received, WS_ABNORMAL);
}

/** After a Close frame nothing that comes means anything (section 5.5.1). */
TEST(WsClose, NothingAfterACloseFrameIsHeard)
{
    RawWsRig rig(WsRole::CLIENT);
    rig.Converse("\x88\x02\x03\xe8\x81\x05Hello"s);
    EXPECT_TRUE(rig.ears.messages.empty());
    EXPECT_EQ(rig.ears.closing.size(), 1u);
}

TEST(WsClose, AbortInsideAMessageEndsIt)
{
    WsRig rig;
    rig.serverEars.onMessage = [&rig](const WsMessage&) { rig.server->Abort(); };
    rig.client->Send(WsKind::TEXT, "one");
    rig.client->Send(WsKind::TEXT, "two");
    rig.Run();
    EXPECT_EQ(rig.serverEars.messages.size(), 1u);
    EXPECT_FALSE(rig.serverEars.end);
    EXPECT_EQ(rig.clientEars.end->failure, "reset");
}

TEST(WsClose, TheOwnerMayDisposeOfItInItsLastCall)
{
    struct Owner : WsEars
    {
        void HandleClosed(const WsEnd& how) override
        {
            WsEars::HandleClosed(how);
            DisposeLater(std::move(*owned));
        }

        std::unique_ptr<WsConnection>* owned{nullptr};
    };

    WsRig rig;
    Owner owner;
    owner.owned = &rig.client;
    rig.client->SetListener(&owner);
    rig.server->Close(WS_NORMAL, "");
    rig.Run();
    EXPECT_TRUE(owner.end);
    EXPECT_FALSE(rig.client);
}
