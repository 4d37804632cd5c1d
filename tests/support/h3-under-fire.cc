// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-under-fire.h"

#include "wire/h3-client.h"
#include "wire/h3-server.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

#include <utility>

namespace pagewire::test
{

namespace
{

/** What happens at the end of that time happens, too. */
void
RunFor(int ms)
{
    ns3::Simulator::Stop(ns3::MilliSeconds(ms) + ns3::NanoSeconds(1));
    ns3::Simulator::Run();
}

} // namespace

ServerUnderFire::ServerUnderFire(const H3Options& options)
{
    QuicPipe::Pair pair = QuicPipe::MakePair();
    end = pair.serverEnd;
    peer = std::make_unique<RawQuicPeer>(std::move(pair.client));
    server = MakeH3Server(std::move(pair.server), site, options);
    server->SetListener(&ears);
    server->Open();
    peer->quic->Open();
    Run(20);
}

ServerUnderFire::~ServerUnderFire()
{
    server.reset();
    peer.reset();
    ns3::Simulator::Destroy();
}

void
ServerUnderFire::Run(int ms)
{
    RunFor(ms);
}

QuicStreamId
ServerUnderFire::Ask(const std::string& bytes, bool fin)
{
    const QuicStreamId id = peer->quic->OpenBidi();
    peer->Say(id, bytes, fin);
    return id;
}

ClientUnderFire::ClientUnderFire(const H3Options& options)
{
    QuicPipe::Pair pair = QuicPipe::MakePair();
    end = pair.clientEnd;
    peer = std::make_unique<RawQuicPeer>(std::move(pair.server));
    client = MakeH3Client(std::move(pair.client), options);
    client->SetListener(&ears);
    for (int i = 0; i < 3; ++i)
    {
        Request request;
        request.authority = "example.org";
        request.target = "/" + std::to_string(i);
        Answer& answer = answers.emplace_back();
        answer.exchange = &client->Send(request, nullptr, answer);
    }
    peer->quic->Open();
    client->Open();
    Run(40);
}

ClientUnderFire::~ClientUnderFire()
{
    client.reset();
    peer.reset();
    ns3::Simulator::Destroy();
}

void
ClientUnderFire::Run(int ms)
{
    RunFor(ms);
}

void
ClientUnderFire::ExpectBroken(std::uint64_t code, const std::string& name)
{
    EXPECT_EQ(end->closeCode, code);
    for (const Answer& answer : answers)
    {
        EXPECT_EQ(answer.lastCalls, 1);
        ASSERT_TRUE(answer.failure);
        EXPECT_EQ(answer.failure->reason, "protocol error: " + name);
        EXPECT_FALSE(answer.failure->surelyUnprocessed);
    }
    EXPECT_EQ(ears.draining, 1);
    EXPECT_EQ(ears.closed, std::vector<std::string>{"protocol error: " + name});
    EXPECT_EQ(client->Room(), 0u);
}

} // namespace pagewire::test
