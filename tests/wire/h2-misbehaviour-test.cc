// SPDX-License-Identifier: GPL-2.0-only
#include "base/seed.h"
#include "support/h2-rig.h"
#include "wire/h2-client.h"
#include "wire/h2-server.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <numeric>

using namespace pagewire;
using namespace pagewire::test;

namespace
{

/** A peer that writes what it is told as soon as it can, and closes when we do. */
struct RawPeer : ByteStreamListener
{
    explicit RawPeer(std::unique_ptr<ByteStream> end)
        : stream(std::move(end))
    {
        stream->SetListener(this);
    }

    void HandleOpen() override
    {
        open = true;
        HandleWritable();
    }

    void HandleReadable() override
    {
        if (reads)
        {
            stream->Read(got, 1 << 20);
        }
        if (stream->AtEnd() && polite)
        {
            stream->CloseWrite();
        }
    }

    void HandleWritable() override
    {
        at += open ? stream->Write(std::string_view(say).substr(at)) : 0;
    }

    void HandleClosed(StreamEnd) override
    {}

    /** Writes more. */
    void Say(std::string_view more)
    {
        say += more;
        HandleWritable();
    }

    std::unique_ptr<ByteStream> stream;
    std::string say;
    std::size_t at{0};
    std::string got;
    bool open{false};
    bool polite{true};
    bool reads{true};
};

/** Our server against a raw client. */
struct ServerUnderFire
{
    explicit ServerUnderFire(std::string bytes)
    {
        auto [near, far] = PipeStream::MakePair();
        peer = std::make_unique<RawPeer>(std::move(near));
        peer->say = std::move(bytes);
        far->Open();
        server = MakeH2Server(std::move(far), "", site, H2Options{});
        server->SetListener(&ears);
        server->Open();
        peer->stream->Open();
    }

    ~ServerUnderFire()
    {
        server.reset();
        peer.reset();
        ns3::Simulator::Destroy();
    }

    /** \return the error code of the last GOAWAY that the server sent, -1 for none */
    int GoawayCode() const
    {
        int code = -1;
        for (const Frame& frame : ParseFrames(peer->got))
        {
            code = frame.type == GOAWAY ? frame.payload.at(7) : code;
        }
        return code;
    }

    Site site;
    Ears ears;
    std::unique_ptr<RawPeer> peer;
    std::unique_ptr<ServerConnection> server;
};

/** Our client, with three requests, against a raw server. */
struct ClientUnderFire
{
    explicit ClientUnderFire(std::string bytes)
    {
        auto [near, far] = PipeStream::MakePair();
        peer = std::make_unique<RawPeer>(std::move(far));
        peer->say = std::move(bytes);
        H2Options options;
        options.enablePush = true;
        client = MakeH2Client(std::move(near), options);
        client->SetListener(&ears);
        for (int i = 0; i < 3; ++i)
        {
            Request request;
            request.authority = "example.org";
            request.target = "/" + std::to_string(i);
            Answer& answer = answers.emplace_back();
            answer.exchange = &client->Send(request, nullptr, answer);
        }
        peer->stream->Open();
        client->Open();
    }

    ~ClientUnderFire()
    {
        client.reset();
        peer.reset();
        ns3::Simulator::Destroy();
    }

    Ears ears;
    std::deque<Answer> answers;
    std::unique_ptr<RawPeer> peer;
    std::unique_ptr<ClientConnection> client;
};

std::string
ClientStart()
{
    return std::string(PREFACE) + FrameBytes(SETTINGS, 0, 0, "");
}

/** GET / of http://a: indexed fields of HPACK's static table, and a literal authority. */
const std::string GET_BLOCK("\x82\x86\x84\x41\x01"
                            "a",
                            6);

/** \return one way's bytes of a lively connection: requests, uploads, trailers, a push, updates */
std::string
ValidBytes(bool ofClient)
{
    H2Options options;
    options.enablePush = true;
    H2Rig rig({}, options, options);
    rig.clientEars.onPush = [&rig](const Request&, ClientExchange& exchange) {
        Answer& answer = rig.answers.emplace_back();
        answer.exchange = &exchange;
        return &answer;
    };
    rig.site.answer = [](ServerExchange& exchange) {
        Request promise;
        promise.authority = "example.org";
        promise.target = "/pushed" + exchange.GetRequest().target.substr(1);
        exchange.Push(promise, {200, {}}, std::make_unique<StringBody>("pushed"));
        exchange.SendInformational({103, {}});
        auto body = std::make_unique<DoledBody>();
        body->ready = std::string(3000, 'b');
        body->ended = true;
        body->trailers.Add("check", "sum");
        exchange.Respond({200, {{"server", "pagewire"}}}, std::move(body));
    };
    for (int i = 0; i < 3; ++i)
    {
        Request request;
        request.method = "POST";
        request.authority = "example.org";
        request.target = "/" + std::to_string(i);
        request.priority = Priority{i, true};
        rig.Send(request, std::make_unique<PatternBody>(700))
            .exchange->Reprioritize({i + 1, false});
    }
    rig.client->Close();
    rig.Run();
    const auto& writes = ofClient ? rig.clientTap->writes : rig.serverTap->writes;
    return std::accumulate(writes.begin(), writes.end(), std::string());
}

/** Changes, removes, doubles or cuts off some of it. */
std::string
Mutate(std::string bytes, SeededBytes& random, std::size_t keep)
{
    const std::size_t changes = 1 + random.Next() % 4;
    for (std::size_t i = 0; i < changes && bytes.size() > keep + 1; ++i)
    {
        const std::size_t at = keep + random.Next() % (bytes.size() - keep);
        const std::size_t size = 1 + random.Next() % 40;
        switch (random.Next() % 5)
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
            bytes.insert(at, bytes.substr(keep + random.Next() % (bytes.size() - keep), size));
            break;
        default:
            bytes.resize(at);
        }
    }
    return bytes;
}

} // namespace

TEST(H2Misbehaviour, WrongPrefaceEndsTheConnection)
{
    ServerUnderFire test("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n");
    ns3::Simulator::Run();
    EXPECT_EQ(test.GoawayCode(), 1); // PROTOCOL_ERROR
    ASSERT_EQ(test.ears.closed.size(), 1u);
    EXPECT_NE(test.ears.closed[0].find("protocol error"), std::string::npos);
    EXPECT_TRUE(test.site.requests.empty());
}

TEST(H2Misbehaviour, AnotherProtocolsServerFailsEveryRequestOnce)
{
    ClientUnderFire test("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    ns3::Simulator::Run();
    for (const Answer& answer : test.answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        ASSERT_TRUE(answer.failure);
        EXPECT_NE(answer.failure->reason.find("protocol error"), std::string::npos);
    }
    EXPECT_EQ(test.ears.draining, 1);
    EXPECT_EQ(test.ears.closed.size(), 1u);
}

TEST(H2Misbehaviour, APeerThatNeverClosesIsResetAfterAWhile)
{
    ServerUnderFire test("nonsense nonsense nonsense nonsense");
    test.peer->polite = false;
    ns3::Simulator::Run();
    EXPECT_EQ(test.ears.closed.size(), 1u);
    EXPECT_LE(ns3::Simulator::Now(), ns3::Seconds(6));
}

TEST(H2Misbehaviour, PingsAreAnsweredAndFloodsOfThemAreNot)
{
    ServerUnderFire test(ClientStart() + FrameBytes(PING, 0, 0, "12345678"));
    ns3::Simulator::Run();
    std::size_t answered = 0;
    for (const Frame& frame : ParseFrames(test.peer->got))
    {
        answered += frame.type == PING && frame.flags == 1 && frame.payload == "12345678" ? 1 : 0;
    }
    EXPECT_EQ(answered, 1u);
    // One that does not read: answers pile up in nghttp2, which gives up at a thousand.
    test.peer->reads = false;
    std::string flood;
    for (int i = 0; i < 20000; ++i)
    {
        flood += FrameBytes(PING, 0, 0, "12345678");
    }
    test.peer->Say(flood);
    ns3::Simulator::Run();
    ASSERT_EQ(test.ears.closed.size(), 1u);
    EXPECT_NE(test.ears.closed[0].find("protocol error"), std::string::npos);
}

TEST(H2Misbehaviour, RapidResetIsStopped)
{
    std::string bytes = ClientStart();
    for (std::uint32_t i = 0; i < 1200; ++i)
    {
        bytes += FrameBytes(HEADERS, 0x5, 2 * i + 1, GET_BLOCK);
        bytes += FrameBytes(RST_STREAM, 0, 2 * i + 1, std::string("\0\0\0\x8", 4));
    }
    ServerUnderFire test(bytes);
    test.site.answer = [](ServerExchange&) {};
    ns3::Simulator::Run();
    EXPECT_EQ(test.GoawayCode(), 11); // ENHANCE_YOUR_CALM
    EXPECT_LE(test.site.requests.size(), 1001u + 1);
    EXPECT_EQ(static_cast<std::size_t>(test.site.gone), test.site.requests.size());
}

TEST(H2Misbehaviour, ConnectionFieldsMakeARequestMalformed)
{
    // "connection: a" after the request's pseudo-header fields, as a literal.
    const std::string block = GET_BLOCK + std::string("\x00\x0a", 2) + "connection" + "\x01" + "a";
    ServerUnderFire test(ClientStart() + FrameBytes(HEADERS, 0x5, 1, block) +
                         FrameBytes(HEADERS, 0x5, 3, GET_BLOCK));
    ns3::Simulator::Run();
    ASSERT_EQ(test.site.requests.size(), 1u); // only the second
    std::size_t resets = 0;
    for (const Frame& frame : ParseFrames(test.peer->got))
    {
        resets += frame.type == RST_STREAM && frame.stream == 1 ? 1 : 0;
    }
    EXPECT_EQ(resets, 1u);
    EXPECT_TRUE(test.ears.closed.empty());
}

TEST(H2Misbehaviour, MalformedResponseFailsOnlyItsExchange)
{
    // ":status 200" and "content-length: 5", then three octets and the end.
    const std::string headers = std::string("\x88\x0f\x0d\x01", 4) + "5";
    ClientUnderFire test(FrameBytes(SETTINGS, 0, 0, ""));
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&test, headers] {
        test.peer->Say(FrameBytes(HEADERS, 0x4, 1, headers) + FrameBytes(DATA, 0x1, 1, "abc") +
                       FrameBytes(HEADERS, 0x4, 3, headers) + FrameBytes(DATA, 0x1, 3, "abcde"));
    });
    ns3::Simulator::Run();
    ASSERT_TRUE(test.answers[0].failure);
    EXPECT_EQ(test.answers[0].failure->reason, "malformed response");
    EXPECT_EQ(test.answers[1].body, "abcde");
    EXPECT_TRUE(test.answers[1].completed);
    EXPECT_FALSE(test.answers[2].Over());
}

TEST(H2Misbehaviour, StreamsAboveGoawaysLastMayBeTriedAgain)
{
    ClientUnderFire test(FrameBytes(SETTINGS, 0, 0, ""));
    const std::string goaway("\0\0\0\1\0\0\0\0", 8); // last stream 1, NO_ERROR
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&test, goaway] {
        test.peer->Say(FrameBytes(GOAWAY, 0, 0, goaway) + FrameBytes(HEADERS, 0x5, 1, "\x88"));
    });
    ns3::Simulator::Run();
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

TEST(H2Misbehaviour, RefusedStreamMayBeTriedAgain)
{
    ClientUnderFire test(FrameBytes(SETTINGS, 0, 0, ""));
    ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&test] {
        test.peer->Say(FrameBytes(RST_STREAM, 0, 1, std::string("\0\0\0\x7", 4)) +
                       FrameBytes(RST_STREAM, 0, 3, std::string("\0\0\0\x2", 4)));
    });
    ns3::Simulator::Run();
    ASSERT_TRUE(test.answers[0].failure && test.answers[1].failure);
    EXPECT_EQ(test.answers[0].failure->reason, "refused");
    EXPECT_TRUE(test.answers[0].failure->surelyUnprocessed);
    EXPECT_EQ(test.answers[1].failure->reason, "reset: INTERNAL_ERROR");
    EXPECT_FALSE(test.answers[1].failure->surelyUnprocessed);
}

TEST(H2Misbehaviour, MutatedClientsNeverHurtTheServer)
{
    const std::string valid = ValidBytes(true);
    ASSERT_GT(valid.size(), 2000u);
    for (std::uint64_t seed = 1; seed <= 400; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededBytes random(seed);
        // The preface alone is kept in most: else nothing beyond it would be tried.
        ServerUnderFire test(Mutate(valid, random, seed % 8 == 0 ? 0 : PREFACE.size()));
        ns3::Simulator::Schedule(ns3::Seconds(1), [&test] { test.peer->stream->CloseWrite(); });
        ns3::Simulator::Run();
        EXPECT_EQ(test.ears.closed.size(), 1u);
        EXPECT_EQ(static_cast<std::size_t>(test.site.gone), test.site.requests.size());
    }
}

TEST(H2Misbehaviour, MutatedServersNeverHurtTheClient)
{
    const std::string valid = ValidBytes(false);
    ASSERT_GT(valid.size(), 9000u);
    for (std::uint64_t seed = 1; seed <= 400; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededBytes random(seed);
        const std::string bytes = Mutate(valid, random, 0);
        ClientUnderFire test(bytes.substr(0, 9)); // SETTINGS first: streams must be open before
        std::deque<Answer> pushed;
        test.ears.onPush = [&pushed](const Request&, ClientExchange& exchange) {
            pushed.emplace_back().exchange = &exchange;
            return &pushed.back();
        };
        ns3::Simulator::Schedule(ns3::MilliSeconds(100), [&] { test.peer->Say(bytes.substr(9)); });
        ns3::Simulator::Schedule(ns3::Seconds(1), [&test] { test.peer->stream->CloseWrite(); });
        ns3::Simulator::Run();
        EXPECT_EQ(test.ears.closed.size(), 1u);
        for (const Answer& answer : test.answers)
        {
            EXPECT_EQ(answer.lastCalls, 1);
        }
        for (const Answer& answer : pushed)
        {
            EXPECT_EQ(answer.lastCalls, 1);
        }
    }
}
