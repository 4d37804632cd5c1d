// SPDX-License-Identifier: GPL-2.0-only
#include "transport/transport-info.h"

namespace pagewire
{

namespace
{

template <typename Layer>
Layer*
FindLayer(ByteStream& stream)
{
    for (ByteStream* layer = &stream; layer; layer = layer->Below())
    {
        if (auto* found = dynamic_cast<Layer*>(layer))
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
    else if (auto* carried = FindLayer<CarriedStream>(stream))
    {
        info = carried->Carrier();
        info.tls.reset(); // that is not the stream's own
    }
    if (const auto* tls = FindLayer<TlsStream>(stream))
    {
        info.tls = tls->Info();
    }
    return info;
}

} // namespace pagewire
