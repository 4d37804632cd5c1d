// SPDX-License-Identifier: GPL-2.0-only
#include "transport/byte-stream.h"

#include "transport/byte-queue.h"

namespace pagewire
{

std::string_view
StreamEndName(StreamEnd end)
{
    switch (end)
    {
    case StreamEnd::GRACEFUL:
        return "graceful";
    case StreamEnd::RESET:
        return "reset";
    case StreamEnd::TIMEOUT:
        return "timeout";
    case StreamEnd::REFUSED:
        return "refused";
    case StreamEnd::PROTOCOL:
        return "protocol";
    }
    return "unknown";
}

void
ByteStream::Push()
{}

std::size_t
ByteStream::WriteFrom(ByteQueue& queue)
{
    std::string scratch;
    const std::size_t taken = Write(queue.Peek(0, queue.Size(), scratch));
    queue.DropFront(taken);
    return taken;
}

std::size_t
ByteStream::ReadTo(ByteQueue& queue, std::size_t max)
{
    std::string octets;
    const std::size_t size = Read(octets, max);
    queue.Append(octets);
    return size;
}

bool
ByteStream::SetUnsentLowWater(std::size_t)
{
    return false;
}

void
ByteStream::ClaimRead(std::uint64_t, std::uint64_t, std::uint64_t)
{}

void
ByteStream::ClaimWritten(std::uint64_t, std::uint64_t)
{}

void
ByteStream::SetReady(std::uint64_t exchange, bool ready)
{
    if (ByteStream* below = Below())
    {
        below->SetReady(exchange, ready);
    }
}

void
ByteStream::SetBlocked(std::uint64_t exchange, bool blocked)
{
    if (ByteStream* below = Below())
    {
        below->SetBlocked(exchange, blocked);
    }
}

void
ByteStream::ClaimNone()
{
    if (ByteStream* below = Below())
    {
        below->ClaimNone();
    }
}

} // namespace pagewire
