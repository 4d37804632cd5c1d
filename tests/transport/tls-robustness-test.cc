// SPDX-License-Identifier: GPL-2.0-only
#include "support/tls-rig.h"

#include "base/seed.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** Plays a peer that speaks no TLS: writes these bytes as soon as it can, and goes on reading. */
struct Babbler : ByteStreamListener
{
    std::unique_ptr<ByteStream> stream;
    std::string bytes;
    std::string received;

    void HandleOpen() override
    {
        stream->Write(bytes);
    }

    void HandleReadable() override
    {
        stream->Read(received, 1 << 20);
    }

    void HandleWritable() override
    {}

    void HandleClosed(StreamEnd) override
    {}
};

/** \return what the server end of a rig has sent to a client that says these bytes */
std::string
AnswerTo(const std::string& bytes, TlsVersion version, TlsEar& server)
{
    TlsOptions options;
    options.version = version;
    auto [near, far] = PipeStream::MakePair();
    Babbler babbler;
    babbler.stream = std::move(near);
    babbler.bytes = bytes;
    babbler.stream->SetListener(&babbler);
    server.stream =
        MakeTlsServer(std::move(far), MakeTlsServerContext(options, {"www.example"}, 1), {});
    server.stream->SetListener(&server);
    babbler.stream->Open();
    server.stream->Open();
    ns3::Simulator::Run();
    server.stream.reset();
    babbler.stream.reset();
    ns3::Simulator::Destroy();
    return babbler.received;
}

/** Changes some octets of what one side writes, in the handshake or soon after. \param hit becomes
 * true if they were indeed written */
void
Mutate(TlsRig& rig, SeededBytes& random, bool& hit)
{
    TlsEar& side = random.Next() % 2 ? rig.client : rig.server;
    const std::size_t from = random.Next() % 1500;
    const std::size_t count = 1 + random.Next() % 4;
    const auto mask = static_cast<char>(1 + random.Next() % 255);
    side.wire->tamper = [=, &hit](std::string& bytes, std::size_t before) {
        for (std::size_t at = from; at < from + count; ++at)
        {
            if (at >= before && at < before + bytes.size())
            {
                bytes[at - before] ^= mask;
                hit = true;
            }
        }
    };
}

} // namespace

TEST(TlsRobustness, AnswersGarbageWithAnAlert)
{
    const std::string garbage[]{"GET / HTTP/1.1\r\nHost: www.example\r\n\r\n",
                                std::string(100, '\0'),
                                std::string(100, '\xff'),
                                std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10),
                                std::string("\x17\x03\x03\x00\x02\x00\x00", 7)};
    for (const std::string& bytes : garbage)
    {
        for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
        {
            TlsEar server;
            const std::string answer = AnswerTo(bytes, version, server);
            EXPECT_EQ(server.closed, StreamEnd::PROTOCOL);
            EXPECT_FALSE(server.opened);
            ASSERT_EQ(answer.size(), 7U);
            EXPECT_EQ(answer[0], 21); // an alert
            EXPECT_EQ(answer[5], 2);  // a fatal one
        }
    }
}

TEST(TlsRobustness, WaitsForTheRestOfAClientHello)
{
    TlsEar server;
    EXPECT_EQ(AnswerTo(std::string("\x16\x03\x01\x02\x00\x01", 6), TlsVersion::TLS13, server), "");
    EXPECT_FALSE(server.closed);
}

TEST(TlsRobustness, EndsCleanlyWhateverIsChangedOnTheWay)
{
    constexpr int MUTATIONS = 400;
    int hits = 0;
    int harmless = 0;
    for (int i = 0; i < MUTATIONS; ++i)
    {
        SCOPED_TRACE("mutation " + std::to_string(i));
        SeededBytes random(i);
        TlsRig rig(i % 2 ? TlsVersion::TLS12 : TlsVersion::TLS13);
        rig.clientOptions.falseStart = i % 4 == 1;
        rig.client.toSend = std::string(600, 'q');
        rig.server.toSend = std::string(2000, 'a');
        for (TlsEar* ear : {&rig.client, &rig.server})
        {
            ear->closeAfterSending = true;
        }
        rig.Connect();
        bool hit = false;
        Mutate(rig, random, hit);
        ns3::Simulator::Run();
        // What arrives is what was sent, or nothing: nothing forged.
        EXPECT_EQ(rig.client.received, std::string(rig.client.received.size(), 'a'));
        EXPECT_EQ(rig.server.received, std::string(rig.server.received.size(), 'q'));
        if (rig.client.ended)
        {
            EXPECT_EQ(rig.client.received.size(), 2000U);
        }
        if (rig.server.ended)
        {
            EXPECT_EQ(rig.server.received.size(), 600U);
        }
        const bool graceful =
            rig.client.closed == StreamEnd::GRACEFUL && rig.server.closed == StreamEnd::GRACEFUL;
        EXPECT_TRUE(hit || graceful);
        hits += hit;
        harmless += hit && graceful;
    }
    // All is protected but for the version in the header of the first records.
    EXPECT_GT(hits, MUTATIONS * 3 / 4);
    EXPECT_LT(harmless, hits / 50);
}

TEST(TlsRobustness, EndsCleanlyWhereverTheConnectionBreaks)
{
    for (const TlsVersion version : {TlsVersion::TLS12, TlsVersion::TLS13})
    {
        for (int ms = 0; ms < 120; ms += 5)
        {
            for (const int who : {0, 1})
            {
                for (const bool reset : {false, true})
                {
                    TlsRig rig(version);
                    rig.client.toSend = "question";
                    rig.server.toSend = "answer";
                    rig.Connect();
                    WireTap* wire = who ? rig.server.wire : rig.client.wire;
                    ns3::Simulator::Schedule(ns3::MilliSeconds(ms), [wire, reset] {
                        reset ? wire->Abort() : wire->CloseWrite();
                    });
                    ns3::Simulator::Run();
                    const TlsEar& other = who ? rig.client : rig.server;
                    EXPECT_FALSE(other.ended);
                    EXPECT_EQ(other.closed, reset ? StreamEnd::RESET : StreamEnd::PROTOCOL)
                        << ms << " " << who;
                }
            }
        }
    }
}
