// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-under-fire.h"
#include "wire/h3-client.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <vector>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

using Fields = std::vector<std::pair<std::string, std::string>>;

const Fields GET{{":method", "GET"},
                 {":scheme", "https"},
                 {":authority", "example.org"},
                 {":path", "/"}};

/** Expects that the server closed with this code and handled nothing. */
void
ExpectClosed(ServerUnderFire& test, std::uint64_t code)
{
    test.Run();
    EXPECT_EQ(test.end->closeCode, code);
    EXPECT_EQ(test.ears.closed.size(), 1u);
    EXPECT_EQ(static_cast<std::size_t>(test.site.gone), test.site.requests.size());
    EXPECT_TRUE(test.peer->closed);
}

std::string
ResponseFrame(const Fields& more = {})
{
    Fields lines{{":status", "200"}};
    lines.insert(lines.end(), more.begin(), more.end());
    return H3FrameBytes(H3_HEADERS, QpackSection(lines));
}

} // namespace

TEST(H3Misbehaviour, ARawClientIsServed)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    const QuicStreamId id = test.Ask(GetFrame());
    test.Run();
    ASSERT_EQ(test.site.requests.size(), 1u);
    EXPECT_EQ(test.site.requests[0].authority, "example.org");
    const std::vector<H3Frame> frames = ParseH3Frames(test.peer->got[id]);
    ASSERT_EQ(frames.size(), 2u);
    EXPECT_EQ(frames[1].payload.size(), 1000u);
    EXPECT_FALSE(test.end->closeCode);
}

TEST(H3Misbehaviour, UnknownFramesAndStreamsAreIgnored)
{
    ServerUnderFire test;
    const QuicStreamId control = test.peer->SaySettings();
    test.peer->Say(control, H3FrameBytes(0x21, "reserved"));
    const QuicStreamId unknown = test.peer->SayUni(0x21, "whatever");
    const QuicStreamId id =
        test.Ask(H3FrameBytes(0x40, "reserved") + GetFrame() + H3FrameBytes(0x5f, ""));
    test.Run();
    EXPECT_EQ(test.site.requests.size(), 1u);
    EXPECT_FALSE(test.peer->got[id].empty());
    EXPECT_FALSE(test.end->closeCode);
    EXPECT_EQ(test.peer->stops[unknown], 0x103u); // H3_STREAM_CREATION_ERROR
    EXPECT_EQ(test.end->Unconsumed(), 0u);
}

TEST(H3Misbehaviour, GarbageOnARequestStream)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    test.Ask(H3FrameBytes(H3_SETTINGS, "xx"));
    ExpectClosed(test, 0x105); // H3_FRAME_UNEXPECTED
}

TEST(H3Misbehaviour, DataBeforeHeaders)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    test.Ask(H3FrameBytes(H3_DATA, "content"));
    ExpectClosed(test, 0x105);
}

TEST(H3Misbehaviour, AFrameThatIsCutShort)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    test.Ask(GetFrame().substr(0, 20));
    ExpectClosed(test, 0x106); // H3_FRAME_ERROR
}

TEST(H3Misbehaviour, AFieldSectionThatIsNone)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    // A reference to the first entry of a dynamic table that has none.
    test.Ask(H3FrameBytes(H3_HEADERS, std::string("\0\0\x80", 3)));
    ExpectClosed(test, 0x200); // QPACK_DECOMPRESSION_FAILED
}

TEST(H3Misbehaviour, GarbageOnTheEncoderStream)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    // A capacity beyond what SETTINGS allow.
    test.peer->SayUni(ENCODER_STREAM, "\x3f\xe1\xff\x7f");
    ExpectClosed(test, 0x201); // QPACK_ENCODER_STREAM_ERROR
}

TEST(H3Misbehaviour, GarbageOnTheDecoderStream)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    test.peer->SayUni(DECODER_STREAM, "\x3e"); // more insertions than were made
    ExpectClosed(test, 0x202);                 // QPACK_DECODER_STREAM_ERROR
}

TEST(H3Misbehaviour, MissingSettings)
{
    ServerUnderFire test;
    test.peer->SayUni(CONTROL_STREAM, H3FrameBytes(0x21, ""));
    ExpectClosed(test, 0x10a); // H3_MISSING_SETTINGS
}

TEST(H3Misbehaviour, SettingsTwice)
{
    ServerUnderFire test;
    const QuicStreamId control = test.peer->SaySettings();
    test.peer->Say(control, H3FrameBytes(H3_SETTINGS, ""));
    ExpectClosed(test, 0x105);
}

TEST(H3Misbehaviour, ASecondControlStream)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    test.peer->SaySettings();
    ExpectClosed(test, 0x103); // H3_STREAM_CREATION_ERROR
}

TEST(H3Misbehaviour, AControlStreamThatEnds)
{
    ServerUnderFire test;
    const QuicStreamId control = test.peer->SaySettings();
    test.peer->Say(control, "", true);
    ExpectClosed(test, 0x104); // H3_CLOSED_CRITICAL_STREAM
}

TEST(H3Misbehaviour, AControlStreamThatIsReset)
{
    ServerUnderFire test;
    const QuicStreamId control = test.peer->SaySettings();
    test.Run(50);
    test.peer->quic->ShutdownWrite(control, 0x100);
    ExpectClosed(test, 0x104);
}

TEST(H3Misbehaviour, AControlStreamThatIsNotWanted)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    test.Run(50);
    test.peer->quic->ShutdownRead(3, 0x100);
    ExpectClosed(test, 0x104);
}

TEST(H3Misbehaviour, MalformedRequestsAreResetAndOthersServed)
{
    ServerUnderFire test;
    test.peer->SaySettings();
    const auto with = [](const Fields& more) {
        Fields lines = GET;
        lines.insert(lines.end(), more.begin(), more.end());
        return H3FrameBytes(H3_HEADERS, QpackSection(lines));
    };
    std::vector<QuicStreamId> malformed;
    malformed.push_back(test.Ask(with({{"connection", "close"}})));
    malformed.push_back(test.Ask(with({{"Upper", "case"}})));
    malformed.push_back(test.Ask(with({{":path", "/again"}})));
    malformed.push_back(test.Ask(with({{"host", "other.example"}})));
    malformed.push_back(test.Ask(H3FrameBytes(H3_HEADERS, QpackSection({{":method", "GET"}}))));
    malformed.push_back(
        test.Ask(with({{"content-length", "9"}}) + H3FrameBytes(H3_DATA, "ten octets")));
    malformed.push_back(test.Ask(with({{"content-length", "9"}}) + H3FrameBytes(H3_DATA, "few")));
    const QuicStreamId good = test.Ask(GetFrame());
    test.Run();
    for (const QuicStreamId id : malformed)
    {
        ASSERT_EQ(test.peer->resets.count(id), 1u) << "stream " << id;
        EXPECT_EQ(test.peer->resets[id], 0x10eu) << "stream " << id; // H3_MESSAGE_ERROR
    }
    EXPECT_FALSE(test.peer->got[good].empty());
    EXPECT_FALSE(test.end->closeCode);
    EXPECT_EQ(static_cast<std::size_t>(test.site.gone), test.site.requests.size());
    EXPECT_EQ(test.end->Unconsumed(), 0u);
}

TEST(H3Misbehaviour, OversizeHeadersAreAnsweredWith431)
{
    H3Options options;
    options.maxFieldSection = 1000;
    ServerUnderFire test(options);
    test.peer->SaySettings();
    Fields lines = GET;
    for (int i = 0; i < 20; ++i)
    {
        lines.emplace_back("x-" + std::to_string(i), std::string(50, 'x'));
    }
    const QuicStreamId id = test.Ask(H3FrameBytes(H3_HEADERS, QpackSection(lines)));
    const QuicStreamId good = test.Ask(GetFrame());
    test.Run();
    EXPECT_EQ(test.site.requests.size(), 1u);
    EXPECT_EQ(test.site.gone, 1);
    EXPECT_NE(test.peer->got[id].find("431"), std::string::npos);
    EXPECT_FALSE(test.peer->got[good].empty());
    EXPECT_EQ(test.end->Unconsumed(), 0u);
}

TEST(H3Misbehaviour, OversizeTrailersAreReset)
{
    H3Options options;
    options.maxFieldSection = 1000;
    ServerUnderFire test(options);
    test.site.answer = [](ServerExchange&) {};
    test.peer->SaySettings();
    const Fields lines{{"x-long", std::string(2000, 'x')}};
    const QuicStreamId id = test.Ask(GetFrame() + H3FrameBytes(H3_DATA, "content") +
                                     H3FrameBytes(H3_HEADERS, QpackSection(lines)));
    test.Run();
    EXPECT_EQ(test.peer->resets[id], 0x107u); // H3_EXCESSIVE_LOAD
    EXPECT_EQ(test.site.gone, 1);
}

TEST(H3Misbehaviour, ARequestThatIsResetIsGone)
{
    ServerUnderFire test;
    Upload upload;
    test.site.answer = [&upload](ServerExchange& exchange) { exchange.SetBodyReceiver(&upload); };
    test.peer->SaySettings();
    const QuicStreamId id = test.Ask(GetFrame(), false);
    const QuicStreamId stopped = test.Ask(GetFrame());
    const QuicStreamId unheard = test.peer->quic->OpenBidi();
    test.Run(50);
    test.peer->quic->ShutdownWrite(id, 0x10c);
    test.peer->quic->ShutdownRead(stopped, 0x10c);
    test.peer->quic->Shutdown(unheard, 0x10c);
    test.Run(15);
    EXPECT_EQ(test.site.gone, 2);
    test.Run();
    EXPECT_EQ(test.peer->resets[id], 0x10cu);
    EXPECT_EQ(test.peer->resets[stopped], 0x10cu);
    EXPECT_FALSE(test.end->closeCode);
    EXPECT_EQ(test.peer->quic->BidiRoom(), 100u); // each was given back, also the unheard of
}

TEST(H3Misbehaviour, RequestsBeyondTheLastAreRejected)
{
    ServerUnderFire test;
    test.site.answer = [](ServerExchange& exchange) {
        ns3::Simulator::Schedule(ns3::MilliSeconds(500), [&exchange] {
            exchange.Respond({200, {}}, nullptr);
        });
    };
    test.peer->SaySettings();
    const QuicStreamId last = test.Ask(GetFrame());
    test.Run(50);
    test.server->Close();
    test.Run(50);
    const QuicStreamId late = test.Ask(GetFrame());
    test.Run(50);
    EXPECT_EQ(test.peer->resets[late], 0x10bu); // H3_REQUEST_REJECTED
    EXPECT_EQ(test.site.requests.size(), 1u);
    test.Run();
    EXPECT_FALSE(test.peer->got[last].empty());
    EXPECT_EQ(test.peer->closed, "closed by peer: application error 256"); // H3_NO_ERROR
    EXPECT_EQ(test.end->Unconsumed(), 0u);
}

TEST(H3Misbehaviour, MalformedResponseFailsOnlyItsExchange)
{
    ClientUnderFire test;
    test.peer->SaySettings();
    test.peer->Say(0,
                   ResponseFrame({{"content-length", "5"}}) + H3FrameBytes(H3_DATA, "abc"),
                   true);
    test.peer->Say(4,
                   ResponseFrame({{"content-length", "5"}}) + H3FrameBytes(H3_DATA, "abcde"),
                   true);
    test.Run();
    ASSERT_TRUE(test.answers[0].failure);
    EXPECT_EQ(test.answers[0].failure->reason, "malformed response");
    EXPECT_FALSE(test.answers[0].failure->surelyUnprocessed);
    EXPECT_EQ(test.answers[1].body, "abcde");
    EXPECT_TRUE(test.answers[1].completed);
    EXPECT_FALSE(test.answers[2].Over());
    EXPECT_TRUE(test.ears.closed.empty());
}

TEST(H3Misbehaviour, ResponsesWithWrongFieldsAreMalformed)
{
    ClientUnderFire test;
    test.peer->SaySettings();
    test.peer->Say(0, H3FrameBytes(H3_HEADERS, QpackSection({{"server", "x"}})), true);
    test.peer->Say(4, ResponseFrame({{"transfer-encoding", "chunked"}}), false);
    test.peer->Say(8, ResponseFrame() + H3FrameBytes(H3_DATA, "more"), false);
    test.Run();
    for (const int i : {0, 1})
    {
        ASSERT_TRUE(test.answers[i].failure) << i;
        EXPECT_EQ(test.answers[i].failure->reason, "malformed response");
        EXPECT_EQ(test.answers[i].lastCalls, 1);
    }
    EXPECT_EQ(test.answers[2].body, "more");
    EXPECT_EQ(test.peer->stops[4], 0x10eu);
    EXPECT_EQ(test.end->Unconsumed(), 0u);
}

TEST(H3Misbehaviour, OversizeResponseFieldsFailTheExchange)
{
    H3Options options;
    options.maxFieldSection = 1000;
    ClientUnderFire test(options);
    test.peer->SaySettings();
    test.peer->Say(0, ResponseFrame({{"x-long", std::string(2000, 'x')}}), false);
    test.Run();
    ASSERT_TRUE(test.answers[0].failure);
    EXPECT_EQ(test.answers[0].failure->reason, "field section too large");
    EXPECT_EQ(test.peer->stops[0], 0x107u);
    EXPECT_FALSE(test.answers[1].Over());
}

TEST(H3Misbehaviour, ResetsByTheirCodes)
{
    ClientUnderFire test;
    test.peer->SaySettings();
    test.peer->quic->ShutdownWrite(0, 0x10b);
    test.peer->quic->ShutdownWrite(4, 0x102);
    test.peer->Say(8, ResponseFrame() + H3FrameBytes(H3_DATA, "half"));
    test.Run(30);
    test.peer->quic->ShutdownWrite(8, 0x777);
    test.Run();
    const std::vector<std::string> reasons{"refused", "reset: H3_INTERNAL_ERROR", "reset: 0x777"};
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(test.answers[i].lastCalls, 1);
        ASSERT_TRUE(test.answers[i].failure);
        EXPECT_EQ(test.answers[i].failure->reason, reasons[i]);
        EXPECT_EQ(test.answers[i].failure->surelyUnprocessed, i == 0);
    }
    EXPECT_EQ(test.answers[2].body, "half");
    EXPECT_EQ(test.client->Active(), 0u);
    EXPECT_TRUE(test.ears.closed.empty());
}

TEST(H3Misbehaviour, StreamsFromGoawaysOnMayBeTriedAgain)
{
    ClientUnderFire test;
    const QuicStreamId control = test.peer->SaySettings();
    test.peer->Say(control, H3FrameBytes(H3_GOAWAY, VarInt(4)));
    test.Run(30);
    EXPECT_EQ(test.client->Room(), 0u);
    test.peer->Say(0, ResponseFrame(), true);
    test.Run();
    EXPECT_TRUE(test.answers[0].completed);
    for (std::size_t i = 1; i < 3; ++i)
    {
        EXPECT_EQ(test.answers[i].lastCalls, 1);
        ASSERT_TRUE(test.answers[i].failure);
        EXPECT_EQ(test.answers[i].failure->reason, "goaway");
        EXPECT_TRUE(test.answers[i].failure->surelyUnprocessed);
    }
    EXPECT_EQ(test.ears.draining, 1);
    EXPECT_EQ(test.ears.closed, std::vector<std::string>{"graceful"});
}

TEST(H3Misbehaviour, GoawayMayNotRise)
{
    ClientUnderFire test;
    const QuicStreamId control = test.peer->SaySettings();
    test.peer->Say(control,
                   H3FrameBytes(H3_GOAWAY, VarInt(400)) + H3FrameBytes(H3_GOAWAY, VarInt(800)));
    test.Run();
    test.ExpectBroken(0x108, "H3_ID_ERROR");
}

TEST(H3Misbehaviour, ServerPushIsNotAllowed)
{
    ClientUnderFire test;
    test.peer->SaySettings();
    test.peer->SayUni(1, VarInt(0) + ResponseFrame());
    test.Run();
    // RFC 9114 section 4.6 would say H3_ID_ERROR; nghttp3 knows no pushes at all.
    test.ExpectBroken(0x103, "H3_STREAM_CREATION_ERROR");
}

TEST(H3Misbehaviour, GarbageFromAServerFailsEveryRequestOnce)
{
    ClientUnderFire test;
    test.peer->SaySettings();
    test.peer->Say(4, H3FrameBytes(H3_DATA, "content before the fields"));
    test.Run();
    test.ExpectBroken(0x105, "H3_FRAME_UNEXPECTED");
}

TEST(H3Misbehaviour, AnUploadThatIsNotWantedMayYetBeAnswered)
{
    QuicPipe::Pair pair = QuicPipe::MakePair();
    RawQuicPeer peer(std::move(pair.server));
    auto client = MakeH3Client(std::move(pair.client), H3Options{});
    Answer answer;
    Request request;
    request.method = "POST";
    request.authority = "example.org";
    answer.exchange = &client->Send(request, std::make_unique<PatternBody>(10000000), answer);
    peer.quic->Open();
    client->Open();
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&peer] {
        peer.quic->ShutdownRead(0, 0x100);
        peer.SaySettings();
    });
    ns3::Simulator::Schedule(ns3::MilliSeconds(200), [&peer] {
        peer.Say(0, ResponseFrame() + H3FrameBytes(H3_DATA, "enough"), true);
    });
    ns3::Simulator::Stop(ns3::Seconds(1));
    ns3::Simulator::Run();
    EXPECT_TRUE(answer.completed);
    EXPECT_EQ(answer.body, "enough");
    EXPECT_FALSE(answer.sent);
    client.reset();
    ns3::Simulator::Destroy();
}
