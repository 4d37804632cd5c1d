// SPDX-License-Identifier: GPL-2.0-only
#include "support/tls-rig.h"

#include "ns3/simulator.h"

#include <gtest/gtest.h>

namespace pagewire::test
{

void
TlsEar::HandleOpen()
{
    opened = ns3::Simulator::Now();
    if (onOpen)
    {
        onOpen();
    }
    Send();
}

void
TlsEar::HandleReadable()
{
    ++readables;
    if (onReadable)
    {
        onReadable();
    }
    if (readSize > 0)
    {
        ReadAll();
    }
}

void
TlsEar::HandleWritable()
{
    ++writables;
    if (onWritable)
    {
        onWritable();
    }
    Send();
}

void
TlsEar::HandleClosed(StreamEnd end)
{
    EXPECT_FALSE(closed) << "HandleClosed is the last call";
    closed = end;
    if (onClosed)
    {
        onClosed();
    }
}

void
TlsEar::ReadAll()
{
    if (!stream)
    {
        return;
    }
    const std::size_t step = readSize > 0 ? readSize : 1 << 20;
    while (stream->Read(received, step) > 0)
    {
        firstByte = firstByte.value_or(ns3::Simulator::Now());
    }
    if (stream->AtEnd())
    {
        ended = ended.value_or(ns3::Simulator::Now());
        if (closeAtEnd)
        {
            stream->CloseWrite();
        }
    }
}

void
TlsEar::Send()
{
    if (!stream || toSend.empty())
    {
        if (stream && closeAfterSending)
        {
            stream->CloseWrite();
        }
        return;
    }
    const std::size_t taken = stream->Write(toSend);
    toSend.erase(0, taken);
    if (toSend.empty() && closeAfterSending)
    {
        stream->CloseWrite();
    }
}

TlsRig::TlsRig(TlsVersion version)
{
    clientOptions.version = version;
    serverOptions.version = version;
}

TlsRig::~TlsRig()
{
    client.stream.reset();
    server.stream.reset();
    ns3::Simulator::Destroy();
}

void
TlsRig::Connect()
{
    if (!clientContext)
    {
        clientContext = MakeTlsClientContext(clientOptions, seed, [this](const std::string& line) {
            keyLog.push_back(line);
        });
    }
    if (!serverContext)
    {
        serverContext = MakeTlsServerContext(serverOptions, names, seed);
    }
    auto [near, far] = PipeStream::MakePair(pipe);
    auto nearTap = std::make_unique<WireTap>(std::move(near));
    auto farTap = std::make_unique<WireTap>(std::move(far));
    for (TlsEar* ear : {&client, &server})
    {
        ear->received.clear();
        ear->opened.reset();
        ear->firstByte.reset();
        ear->ended.reset();
        ear->closed.reset();
    }
    client.wire = nearTap.get();
    server.wire = farTap.get();
    client.stream = MakeTlsClient(std::move(nearTap), clientContext, serverName, clientAlpn);
    server.stream = MakeTlsServer(std::move(farTap), serverContext, serverAlpn);
    client.stream->SetListener(&client);
    server.stream->SetListener(&server);
    client.stream->Open();
    server.stream->Open();
}

void
TlsRig::Run()
{
    Connect();
    ns3::Simulator::Run();
}

} // namespace pagewire::test
