// SPDX-License-Identifier: GPL-2.0-only
#include "support/h1-rig.h"

#include "wire/make-connection.h"

#include "ns3/simulator.h"

#include <numeric>

namespace pagewire::test
{

H1Rig::H1Rig(const H1RigOptions& options)
    : ExchangeRig("http")
{
    auto [near, far] = PipeStream::MakePair(options.pipe);
    auto nearTap = std::make_unique<TapStream>(std::move(near));
    auto farTap = std::make_unique<TapStream>(std::move(far));
    clientTap = nearTap.get();
    serverTap = farTap.get();
    client = MakeClientConnection(options.protocol, std::move(nearTap), options.client, {});
    farTap->Open();
    server = MakeServerConnection(std::move(farTap), site, options.server, {});
    Open();
}

std::string
H1Rig::FromClient() const
{
    return std::accumulate(clientTap->writes.begin(), clientTap->writes.end(), std::string());
}

std::string
H1Rig::FromServer() const
{
    return std::accumulate(serverTap->writes.begin(), serverTap->writes.end(), std::string());
}

RawPeer::RawPeer(std::unique_ptr<ByteStream> ownStream)
    : stream(std::move(ownStream))
{
    stream->SetListener(this);
}

RawPeer::~RawPeer()
{
    stream->SetListener(nullptr);
}

void
RawPeer::Say(std::string_view octets)
{
    m_toSay += octets;
    Flush();
}

void
RawPeer::Finish()
{
    m_finish = true;
    Flush();
}

void
RawPeer::HandleOpen()
{
    m_open = true;
    Flush();
}

void
RawPeer::HandleReadable()
{
    if (reads)
    {
        stream->Read(heard, 1 << 20);
    }
    if (stream->AtEnd() && !endHeard)
    {
        endHeard = ns3::Simulator::Now();
        Finish();
    }
}

void
RawPeer::HandleWritable()
{
    Flush();
}

void
RawPeer::HandleClosed(StreamEnd end)
{
    closed = end;
}

void
RawPeer::Flush()
{
    if (m_open)
    {
        m_toSay.erase(0, stream->Write(m_toSay));
        if (m_finish && m_toSay.empty())
        {
            stream->CloseWrite();
        }
    }
}

RawClientRig::RawClientRig(const H1Options& options, const PipeOptions& pipe)
{
    auto [near, far] = PipeStream::MakePair(pipe);
    peer = std::make_unique<RawPeer>(std::move(near));
    far->Open();
    server = MakeServerConnection(std::move(far), site, options, {});
    server->SetListener(&ears);
    server->Open();
    peer->stream->Open();
}

RawClientRig::~RawClientRig()
{
    peer.reset();
    server.reset();
    ns3::Simulator::Destroy();
}

std::string
RawClientRig::Converse(std::string_view octets, bool finish)
{
    peer->Say(octets);
    if (finish)
    {
        peer->Finish();
    }
    ns3::Simulator::Run();
    return peer->heard;
}

RawServerRig::RawServerRig(Protocol protocol, const H1Options& options, const PipeOptions& pipe)
{
    auto [near, far] = PipeStream::MakePair(pipe);
    peer = std::make_unique<RawPeer>(std::move(far));
    peer->stream->Open();
    client = MakeClientConnection(protocol, std::move(near), options, {});
    client->SetListener(&ears);
    client->Open();
}

RawServerRig::~RawServerRig()
{
    client.reset();
    peer.reset();
    ns3::Simulator::Destroy();
}

Answer&
RawServerRig::Send(const Request& request, std::unique_ptr<BodySource> body)
{
    Answer& answer = answers.emplace_back();
    answer.exchange = &client->Send(request, std::move(body), answer);
    return answer;
}

Answer&
RawServerRig::Converse(std::string_view octets, bool finish, const std::string& method)
{
    Answer& answer = Send(H1Rig::Ask(method, "/"));
    // Later than the request arrives (20 ms to open, 10 ms on the way).
    ns3::Simulator::Schedule(ns3::MilliSeconds(40), [this, text = std::string(octets), finish] {
        peer->Say(text);
        if (finish)
        {
            peer->Finish();
        }
    });
    ns3::Simulator::Run();
    return answer;
}

} // namespace pagewire::test
