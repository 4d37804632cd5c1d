// SPDX-License-Identifier: GPL-2.0-only
// QUIC among datagrams that nobody honest sends, and peers that vanish.
#include "support/quic-stranger.h"
#include "support/quic-transfer.h"

#include "transport/ngtcp2-names.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace pagewire::test
{

namespace
{

using ns3::MilliSeconds;
using ns3::Seconds;

/** The connection IDs in a long header. */
struct LongHeader
{
    explicit LongHeader(const std::string& datagram)
        : destination(datagram.substr(6, static_cast<unsigned char>(datagram.at(5)))),
          source(datagram.substr(7 + destination.size(),
                                 static_cast<unsigned char>(datagram.at(6 + destination.size()))))
    {}

    std::string destination;
    std::string source;
};

/** A packet with a long header as nobody need know a key for. */
std::string
LongPacket(std::uint32_t version, const std::string& destination, const std::string& source)
{
    std::string packet{static_cast<char>(0xc0)};
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        packet += static_cast<char>(version >> shift & 0xff);
    }
    return packet + static_cast<char>(destination.size()) + destination +
           static_cast<char>(source.size()) + source;
}

constexpr const char VERSION_1[] = {0, 0, 0, 1};

class QuicMisbehaviour : public testing::Test
{
  protected:
    QuicMisbehaviour()
    {
        options.taps = &taps;
        taps.up.keep = taps.down.keep = true;
    }

    void Begin()
    {
        if (!contexts)
        {
            contexts = std::make_unique<QuicContexts>(options);
        }
        transfer = std::make_unique<QuicTransfer>(net, options, *contexts);
    }

    void ExpectWhole()
    {
        ASSERT_TRUE(transfer->finished) << transfer->Client().reason;
        EXPECT_TRUE(transfer->Client().intact);
        EXPECT_EQ(transfer->Client().reason, "graceful");
    }

    /** Nothing is kept of connections that are over. */
    void ExpectNothingLeft()
    {
        net.Run(Seconds(100));
        transfer->DropClosedServers();
        net.Run(Seconds(100));
        EXPECT_EQ(transfer->ServerConnections(), 0U);
        EXPECT_EQ(transfer->Acceptor().LiveIds(), 0U);
        EXPECT_EQ(transfer->Acceptor().BuriedIds(), 0U);
    }

    /** With each true datagram some that are not, each way. */
    void PesterBothWays(SeededBytes& random, const std::vector<std::string>& older);

    TwoNodes net;
    TapRules taps;
    QuicTransferOptions options;
    std::unique_ptr<QuicContexts> contexts;
    std::unique_ptr<QuicTransfer> transfer;
};

void
QuicMisbehaviour::PesterBothWays(SeededBytes& random, const std::vector<std::string>& older)
{
    const auto makeUp = [&random, &older](const TapRule& rule, const std::string& now) {
        switch (random.Next() % 6)
        {
        case 0:
            return RandomOctets(random, 1 + random.Next() % 1400);
        case 1:
            return rule.kept[random.Next() % rule.kept.size()];
        case 2:
            return older.empty() ? now : older[random.Next() % older.size()];
        default:
            return Damaged(now, random);
        }
    };
    taps.up.rule =
        [this, &random, makeUp](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
            tap.PassUp(makeUp(taps.up, payload), ecn, MilliSeconds(random.Next() % 3));
            tap.PassUp(payload, ecn);
            tap.PassDown(makeUp(taps.down.kept.empty() ? taps.up : taps.down, payload), ecn);
        };
    taps.down.rule =
        [this, &random, makeUp](FlowTap& tap, std::uint64_t, const std::string& payload, Ecn ecn) {
            tap.PassDown(payload, ecn);
            tap.PassDown(makeUp(taps.down, payload), ecn, MilliSeconds(random.Next() % 3));
            tap.PassDown(RandomOctets(random, random.Next() % 60000), ecn);
        };
}

TEST_F(QuicMisbehaviour, ForgedAndReplayedDatagramsDoNoHarm)
{
    std::vector<std::string> older;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
    {
        SCOPED_TRACE(seed);
        SeededBytes random(seed);
        options.responses = {100000, 20000};
        options.seed = seed;
        contexts.reset();
        Begin();
        PesterBothWays(random, older);
        net.Run(Seconds(60));
        ExpectWhole();
        ExpectNothingLeft();
        older = taps.up.kept;
        older.insert(older.end(), taps.down.kept.begin(), taps.down.kept.end());
        transfer.reset();
        taps = {};
        taps.up.keep = taps.down.keep = true;
        net.Run(MilliSeconds(1));
    }
}

TEST_F(QuicMisbehaviour, ShortFirstDatagramsAndNoiseGetNoAnswer)
{
    Begin();
    net.Run(Seconds(10));
    ExpectWhole();
    const std::string first = taps.up.kept.front();
    const std::uint64_t before = transfer->Acceptor().Strays();
    QuicStranger stranger(net);
    stranger.Send(first.substr(0, 1199));
    stranger.Send(LongPacket(0xbabababa, "12345678", "abcdefgh") + std::string(1000, 'x'));
    stranger.Send(LongPacket(1, std::string(21, 'd'), "abcdefgh") + std::string(1300, 'x'));
    stranger.Send(LongPacket(1, "12345678", "abcdefgh"));
    stranger.Send(LongPacket(0, "12345678", "abcdefgh") + std::string(1300, 'x'));
    stranger.Send("\x40");
    stranger.Send("\x40 short, and no reset either");
    stranger.Send("");
    EXPECT_FALSE(stranger.Send(std::string(1473, 'x'))); // too long for the link
    net.Run(Seconds(10));
    EXPECT_EQ(transfer->Acceptor().Strays(), before + 8 - 1); // one is of the connection's own ID
    EXPECT_EQ(transfer->ServerConnections(), 1U);
    // Only to the short packet of 28 octets: a stateless reset one octet shorter.
    ASSERT_EQ(stranger.answers.size(), 1U);
    EXPECT_EQ(stranger.answers[0].size(), 27U);
}

TEST_F(QuicMisbehaviour, AnUnknownVersionIsAnsweredWithThoseThatAreKnown)
{
    Begin();
    QuicStranger stranger(net);
    const std::string source(30, 's'); // other versions may have longer ones
    stranger.Send(LongPacket(0xbabababa, "12345678", source) + std::string(1300, 'x'));
    net.Run(Seconds(10));
    ExpectWhole();
    ASSERT_EQ(stranger.answers.size(), 1U);
    const std::string& answer = stranger.answers[0];
    EXPECT_EQ(answer.substr(1, 4), std::string(4, '\0'));
    EXPECT_EQ(LongHeader(answer).destination, source);
    EXPECT_EQ(LongHeader(answer).source, "12345678");
    EXPECT_NE(answer.find(std::string(VERSION_1, 4), 7 + source.size() + 8), std::string::npos);
    EXPECT_EQ(transfer->Acceptor().Strays(), 1U);
}

TEST_F(QuicMisbehaviour, ForgedVersionNegotiationAndRetryAreIgnored)
{
    for (const bool late : {false, true})
    {
        Begin();
        bool forged = false;
        const auto forge = [&](FlowTap& tap) {
            const LongHeader header(taps.up.kept.front());
            const std::string end = LongPacket(0, header.source, header.destination);
            // Version 1 among those offered; none known, but IDs of somebody else.
            tap.PassDown(end + "\xba\xba\xba\xba" + std::string(VERSION_1, 4), Ecn::NOT_ECT);
            tap.PassDown(LongPacket(0, "somebody", "someoneE") + "\xba\xba\xba\xba", Ecn::NOT_ECT);
            std::string retry = LongPacket(1, header.source, "newplace");
            retry[0] = static_cast<char>(0xf0);
            tap.PassDown(retry + "a token" + std::string(16, 'i'), Ecn::NOT_ECT);
            tap.PassDown(retry + std::string(16, 'i'), Ecn::NOT_ECT);
            // What looks like a stateless reset.
            tap.PassDown("\x45" + std::string(40, 'r'), Ecn::NOT_ECT);
            forged = true;
        };
        (late ? taps.down : taps.up).rule =
            [&forge,
             late](FlowTap& tap, std::uint64_t number, const std::string& payload, Ecn ecn) {
                late ? tap.PassDown(payload, ecn) : tap.PassUp(payload, ecn);
                if (number == 0)
                {
                    forge(tap);
                }
            };
        net.Run(Seconds(20));
        EXPECT_TRUE(forged);
        ExpectWhole();
        transfer.reset();
        taps = {};
        taps.up.keep = true;
        net.Run(MilliSeconds(1));
    }
}

TEST_F(QuicMisbehaviour, AReplayedEarlyRequestReachesNoApplication)
{
    for (const ns3::Time& later : {Seconds(5), ns3::Hours(2), ns3::Hours(7)})
    {
        SCOPED_TRACE(later);
        Begin();
        net.Run(Seconds(5));
        QuicTransferOptions resumed = options;
        resumed.listen = false;
        taps.up.kept.clear();
        QuicTransfer second(net, resumed, *contexts);
        net.Run(Seconds(1));
        ASSERT_TRUE(second.finished);
        ASSERT_TRUE(second.Client().Connection().Transport().tls->earlyData);
        const std::vector<std::string> recorded = taps.up.kept;
        EXPECT_EQ(transfer->ServerConnections(), 2U);
        transfer->DropClosedServers();
        net.Run(later);
        QuicStranger stranger(net);
        for (const std::string& datagram : recorded)
        {
            stranger.Send(datagram);
        }
        net.Run(Seconds(5));
        ASSERT_GT(transfer->ServerConnections(), 0U); // it looks like the beginning of one
        for (const auto& server : transfer->Servers())
        {
            EXPECT_TRUE(server->received.empty());
            EXPECT_FALSE(server->handshake);
        }
        ExpectNothingLeft();
        transfer.reset();
        net.Run(MilliSeconds(1));
    }
}

TEST_F(QuicMisbehaviour, AServerThatVanishesIsGivenUp)
{
    options.responses = {10000000};
    Begin();
    net.Run(Seconds(1));
    taps.up.rule = taps.down.rule = [](auto&&...) {};
    net.Run(Seconds(100));
    EXPECT_EQ(transfer->Client().reason, "idle timeout");
    EXPECT_EQ(transfer->Server()->reason, "idle timeout");
    EXPECT_LT(*transfer->Client().closed, Seconds(40));
    ExpectNothingLeft();
}

TEST_F(QuicMisbehaviour, AnOutageShorterThanTheIdleTimeoutIsSurvived)
{
    options.responses = {3000000};
    Begin();
    net.Run(Seconds(1));
    taps.up.rule = taps.down.rule = [](auto&&...) {};
    net.Run(Seconds(10));
    taps.up.rule = taps.down.rule = nullptr;
    net.Run(Seconds(100));
    ExpectWhole();
}

TEST_F(QuicMisbehaviour, AClientThatVanishesLeavesNothing)
{
    options.responses = {10000000};
    Begin();
    net.Run(Seconds(1));
    transfer->DropClient();
    net.Run(Seconds(100));
    EXPECT_EQ(transfer->Server()->reason, "idle timeout");
    ExpectNothingLeft();
}

TEST_F(QuicMisbehaviour, TheFarewellAnswersEverMoreRarelyAndIsForgotten)
{
    options.responses = {10000000};
    Begin();
    net.Run(Seconds(1));
    transfer->Server()->Connection().Close(7, "enough");
    net.Run(MilliSeconds(1));
    transfer->DropClosedServers();
    EXPECT_GT(transfer->Acceptor().BuriedIds(), 0U);
    QuicStranger stranger(net);
    for (int i = 0; i < 16; ++i)
    {
        stranger.Send(taps.up.kept.front());
    }
    net.Run(MilliSeconds(200));
    EXPECT_LE(stranger.answers.size(), 5U); // to visits 1, 2, 4, 8, 16
    EXPECT_GE(stranger.answers.size(), 1U); // the client's own visits count, too
    ExpectNothingLeft();
    EXPECT_EQ(transfer->Client().reason, "closed by peer: enough");
}

TEST_F(QuicMisbehaviour, ManyClientsThatSayNothingMoreAreForgotten)
{
    Begin();
    net.Run(Seconds(1));
    const std::string first = taps.up.kept.front();
    QuicStranger stranger(net);
    SeededBytes random(1);
    for (int i = 0; i < 50; ++i)
    {
        std::string other = first; // another connection ID: its keys are not the right ones
        random.Fill(other.data() + 6, 8);
        stranger.Send(other);
    }
    net.Run(Seconds(1));
    ExpectNothingLeft();
}

} // namespace

} // namespace pagewire::test
