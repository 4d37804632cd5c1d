// SPDX-License-Identifier: GPL-2.0-only
#include "node/connection-observer.h"

#include "ns3/simulator.h"

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
        record.formerAddresses.clear();
        for (const ns3::InetSocketAddress& former : info.formerLocals)
        {
            record.formerAddresses.push_back(AddressText(former));
        }
        record.counters = info.counters;
        record.stalls = info.stalls;
    }
    record.tls = info.tls;
}

ServedRecord
BeginServedRecord(const ServerExchange& exchange, std::uint32_t connection)
{
    ServedRecord record;
    record.connection = connection;
    record.exchange = exchange.Number();
    record.request = exchange.GetRequest();
    record.protocol = exchange.GetProtocol();
    record.received = ns3::Simulator::Now();
    return record;
}

} // namespace pagewire
