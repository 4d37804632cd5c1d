// SPDX-License-Identifier: GPL-2.0-only
#include "support/ws-rig.h"

#include "ns3/simulator.h"

namespace pagewire::test
{

void
WsEars::HandleMessage(const WsMessage& message)
{
    messages.push_back(message);
    if (onMessage)
    {
        onMessage(message);
    }
}

void
WsEars::HandleWritable()
{
    ++writable;
}

void
WsEars::HandlePong(std::string_view payload, ns3::Time roundTrip)
{
    pongs.emplace_back(payload);
    roundTrips.push_back(roundTrip);
}

void
WsEars::HandleClosing(std::uint16_t code, std::string_view)
{
    closing.push_back(code);
}

void
WsEars::HandleClosed(const WsEnd& how)
{
    end = how;
    closed = ns3::Simulator::Now();
}

WsRig::WsRig(const WsOptions& clientOptions,
             const WsOptions& serverOptions,
             const PipeOptions& pipe)
{
    auto [near, far] = PipeStream::MakePair(pipe);
    far->Open();
    near->Open();
    ns3::Simulator::Stop(2 * pipe.delay);
    ns3::Simulator::Run(); // the streams are open now
    client = MakeWsConnection(std::move(near), WsRole::CLIENT, clientOptions, 1);
    server = MakeWsConnection(std::move(far), WsRole::SERVER, serverOptions, 2);
    client->SetListener(&clientEars);
    server->SetListener(&serverEars);
    client->Open();
    server->Open();
}

WsRig::~WsRig()
{
    client.reset();
    server.reset();
    ns3::Simulator::Destroy();
}

void
WsRig::Run(ns3::Time duration)
{
    ns3::Simulator::Stop(duration);
    ns3::Simulator::Run();
}

RawWsRig::RawWsRig(WsRole role, const WsOptions& options, const PipeOptions& pipe)
{
    auto [near, far] = PipeStream::MakePair(pipe);
    peer = std::make_unique<RawPeer>(std::move(near));
    far->Open();
    peer->stream->Open();
    ns3::Simulator::Run();
    connection = MakeWsConnection(std::move(far), role, options, 1);
    connection->SetListener(&ears);
    connection->Open();
}

RawWsRig::~RawWsRig()
{
    connection.reset();
    peer.reset();
    ns3::Simulator::Destroy();
}

std::string
RawWsRig::Converse(std::string_view octets)
{
    peer->Say(octets);
    ns3::Simulator::Stop(ns3::Seconds(1000));
    ns3::Simulator::Run();
    return peer->heard;
}

} // namespace pagewire::test
