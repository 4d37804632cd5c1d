// SPDX-License-Identifier: GPL-2.0-only
#include "support/stream-ear.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace pagewire::test
{

StreamEar::~StreamEar()
{
    if (stream)
    {
        stream->SetListener(nullptr);
    }
}

void
StreamEar::Use(std::unique_ptr<ByteStream> own)
{
    stream = std::move(own);
    stream->SetListener(this);
    stream->Open();
}

void
StreamEar::Send(const std::string& bytes)
{
    toSend += bytes;
    HandleWritable();
}

void
StreamEar::Read(std::size_t max)
{
    constexpr std::size_t portion = 65536;
    for (std::size_t got = 1; max > 0 && got > 0; max -= got)
    {
        got = stream->Read(received, std::min(max, portion));
    }
    if (stream->AtEnd() && !ended)
    {
        ended = ns3::Simulator::Now();
        closeAfterSending = closeAfterSending || closeAtEnd;
        HandleWritable();
    }
}

void
StreamEar::HandleOpen()
{
    opened = ns3::Simulator::Now();
    HandleWritable();
    if (onOpen)
    {
        onOpen();
    }
}

void
StreamEar::HandleReadable()
{
    if (reading)
    {
        Read();
    }
    if (onReadable)
    {
        onReadable();
    }
}

void
StreamEar::HandleWritable()
{
    if (!opened || !stream || (written == toSend.size() && !closeAfterSending))
    {
        return;
    }
    written += stream->Write(std::string_view(toSend).substr(written));
    if (closeAfterSending && written == toSend.size())
    {
        closeAfterSending = false;
        stream->CloseWrite();
    }
}

void
StreamEar::HandleClosed(StreamEnd end)
{
    closed = end;
    closedAt = ns3::Simulator::Now();
    if (reading)
    {
        Read();
    }
}

std::string
Pattern(std::size_t size)
{
    std::string octets(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
    {
        octets[i] = static_cast<char>((i * 7 + i / 251) % 256);
    }
    return octets;
}

} // namespace pagewire::test
