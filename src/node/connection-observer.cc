// SPDX-License-Identifier: GPL-2.0-only
#include "node/connection-observer.h"

#include <sstream>

namespace pagewire
{

std::string
AddressText(const ns3::InetSocketAddress& address)
{
    std::ostringstream text;
    text << address.GetIpv4() << ':' << address.GetPort();
    return text.str();
}

void
NoteTransport(const TransportInfo& info, ConnectionRecord& record)
{
    if (info.local)
    {
        record.localAddress = AddressText(*info.local);
        record.remoteAddress = AddressText(*info.remote);
        record.counters = info.counters;
        record.stalls = info.stalls;
    }
    record.tls = info.tls;
}

} // namespace pagewire
