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

} // namespace pagewire
