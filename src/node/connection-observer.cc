// SPDX-License-Identifier: GPL-2.0-only
#include "node/connection-observer.h"

#include <sstream>

namespace pagewire
{

namespace
{

template <typename Layer>
const Layer*
FindLayer(ByteStream& stream)
{
    for (ByteStream* layer = &stream; layer; layer = layer->Below())
    {
        if (const auto* found = dynamic_cast<const Layer*>(layer))
        {
            return found;
        }
    }
    return nullptr;
}

} // namespace

const TcpStream*
FindTcp(ByteStream& stream)
{
    return FindLayer<TcpStream>(stream);
}

const TlsStream*
FindTls(ByteStream& stream)
{
    return FindLayer<TlsStream>(stream);
}

std::string
AddressText(const ns3::InetSocketAddress& address)
{
    std::ostringstream text;
    text << address.GetIpv4() << ':' << address.GetPort();
    return text.str();
}

void
ObserveStream(ByteStream& stream, ConnectionRecord& record)
{
    if (const TcpStream* tcp = FindTcp(stream))
    {
        record.localAddress = AddressText(tcp->Local());
        record.remoteAddress = AddressText(tcp->Remote());
        record.counters = tcp->Counters();
    }
    if (const TlsStream* tls = FindTls(stream))
    {
        record.tls = tls->Info();
    }
}

} // namespace pagewire
