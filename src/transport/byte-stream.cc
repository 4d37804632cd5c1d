// SPDX-License-Identifier: GPL-2.0-only
#include "transport/byte-stream.h"

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

} // namespace pagewire
