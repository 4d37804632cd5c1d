// SPDX-License-Identifier: GPL-2.0-only
#include "transport/transport-info.h"

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

TransportInfo
DescribeStream(ByteStream& stream)
{
    TransportInfo info;
    if (const auto* tcp = FindLayer<TcpStream>(stream))
    {
        info.local = tcp->Local();
        info.remote = tcp->Remote();
        info.counters = tcp->Counters();
        info.stalls = tcp->Stalls();
    }
    if (const auto* tls = FindLayer<TlsStream>(stream))
    {
        info.tls = tls->Info();
    }
    return info;
}

} // namespace pagewire
