// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-stream.h"

#include <utility>

namespace pagewire
{

SocksStream::SocksStream(std::unique_ptr<ByteStream> below,
                         const SocksOptions& options,
                         SocksCommand command,
                         const HostPort& to)
    : SocksStream(std::move(below), std::make_unique<SocksClientNegotiation>(options, command, to))
{}

SocksStream::SocksStream(std::unique_ptr<ByteStream> below,
                         std::unique_ptr<SocksClientNegotiation> negotiation)
    : NegotiatedStream(std::move(below), std::move(negotiation)),
      m_negotiation(static_cast<const SocksClientNegotiation&>(Negotiation()))
{}

} // namespace pagewire
