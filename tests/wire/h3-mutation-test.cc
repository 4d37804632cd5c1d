// SPDX-License-Identifier: GPL-2.0-only
#include "base/seed.h"
#include "support/h3-under-fire.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

struct Sent
{
    std::string bytes;
    bool fin{false};
};

using Streams = std::map<QuicStreamId, Sent>;

/** \return one way's octets of a lively connection: requests, uploads, trailers, updates */
Streams
ValidStreams(bool ofClient)
{
    H3Rig rig;
    rig.site.answer = [](ServerExchange& exchange) {
        exchange.SendInformational({103, {}});
        auto body = std::make_unique<DoledBody>();
        body->ready = std::string(3000, 'b');
        body->ended = true;
        body->trailers.Add("check", "sum");
        exchange.Respond({200, {{"server", "pagewire"}, {"x-again", "and again"}}},
                         std::move(body));
    };
    const auto ask = [&rig] {
        for (int i = 0; i < 3; ++i)
        {
            Request request;
            request.method = "POST";
            request.authority = "example.org";
            request.target = "/" + std::to_string(i);
            request.priority = Priority{i, true};
            request.fields.Add("x-again", "and again");
            rig.Send(request, std::make_unique<PatternBody>(700))
                .exchange->Reprioritize({i + 1, false});
        }
    };
    // Those in the first instants use no dynamic table yet, those later do.
    ask();
    rig.Run(ns3::MilliSeconds(500));
    ask();
    rig.Run();
    Streams streams;
    for (const QuicPipeWrite& write : (ofClient ? rig.clientEnd : rig.serverEnd)->writes)
    {
        Sent& sent = streams[write.stream];
        sent.bytes += write.bytes;
        sent.fin = sent.fin || write.fin;
    }
    return streams;
}

/** Changes, removes, doubles or cuts off some of it. */
void
Mutate(Sent& sent, SeededBytes& random)
{
    std::string& bytes = sent.bytes;
    const std::size_t changes = 1 + random.Next() % 4;
    for (std::size_t i = 0; i < changes && !bytes.empty(); ++i)
    {
        const std::size_t at = random.Next() % bytes.size();
        const std::size_t size = 1 + random.Next() % 40;
        switch (random.Next() % 6)
        {
        case 0:
            bytes[at] = static_cast<char>(random.Next());
            break;
        case 1:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.Next() % 8));
            break;
        case 2:
            bytes.erase(at, size);
            break;
        case 3:
            bytes.insert(at, bytes.substr(random.Next() % bytes.size(), size));
            break;
        case 4:
            sent.fin = !sent.fin;
            break;
        default:
            bytes.resize(at);
        }
    }
}

/** Mutates one stream, or some more, and says all of them. */
void
SayMutated(RawQuicPeer& peer, Streams streams, SeededBytes& random)
{
    const std::size_t count = 1 + random.Next() % 3;
    for (std::size_t i = 0; i < count; ++i)
    {
        auto victim = streams.begin();
        std::advance(victim, random.Next() % streams.size());
        Mutate(victim->second, random);
    }
    for (const auto& [id, sent] : streams)
    {
        // In pieces, so that what is said at once does not arrive at once.
        for (std::size_t at = 0; at < sent.bytes.size(); at += 500)
        {
            peer.Say(id, std::string_view(sent.bytes).substr(at, 500));
        }
        peer.Say(id, "", sent.fin);
    }
}

void
CloseIfOpen(RawQuicPeer& peer)
{
    if (!peer.closed)
    {
        peer.quic->Close(0x100, "");
    }
}

} // namespace

TEST(H3Mutation, MutatedClientsNeverHurtTheServer)
{
    const Streams valid = ValidStreams(true);
    ASSERT_EQ(valid.size(), 9u);
    std::size_t served = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededBytes random(seed);
        ServerUnderFire test;
        for (int i = 0; i < 6; ++i)
        {
            test.peer->quic->OpenBidi();
        }
        for (int i = 0; i < 3; ++i)
        {
            test.peer->quic->OpenUni();
        }
        SayMutated(*test.peer, valid, random);
        test.Run();
        CloseIfOpen(*test.peer);
        test.Run();
        EXPECT_EQ(test.ears.closed.size(), 1u);
        EXPECT_EQ(static_cast<std::size_t>(test.site.gone), test.site.requests.size());
        served += test.site.requests.size();
    }
    EXPECT_GT(served, 400u); // most of them are not hurt either
}

TEST(H3Mutation, MutatedServersNeverHurtTheClient)
{
    const Streams valid = ValidStreams(false);
    ASSERT_EQ(valid.size(), 9u);
    std::size_t completed = 0;
    for (std::uint64_t seed = 1; seed <= 400; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededBytes random(seed);
        ClientUnderFire test;
        Streams streams = valid;
        for (const QuicStreamId id : {12, 16, 20}) // the client has three requests
        {
            streams.erase(id);
        }
        for (int i = 0; i < 3; ++i)
        {
            test.peer->quic->OpenUni();
        }
        SayMutated(*test.peer, streams, random);
        test.Run();
        CloseIfOpen(*test.peer);
        test.Run();
        EXPECT_EQ(test.ears.closed.size(), 1u);
        for (const Answer& answer : test.answers)
        {
            EXPECT_EQ(answer.lastCalls, 1);
            completed += answer.completed ? 1 : 0;
        }
    }
    EXPECT_GT(completed, 200u);
}
