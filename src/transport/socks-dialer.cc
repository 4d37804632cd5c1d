// SPDX-License-Identifier: GPL-2.0-only
#include "transport/socks-dialer.h"

#include "transport/socks-flow.h"
#include "transport/socks-stream.h"

#include <cassert>

namespace pagewire
{

SocksDialer::SocksDialer(std::shared_ptr<Dialer> way,
                         const HostPort& proxy,
                         const SocksOptions& options,
                         Resolver resolver)
    : m_way(std::move(way)),
      m_proxy(proxy),
      m_options(options),
      m_resolver(std::move(resolver))
{
    assert(m_resolver || m_options.version != SocksVersion::V4);
}

std::unique_ptr<ByteStream>
SocksDialer::Dial(const HostPort& to)
{
    HostPort target = to;
    if (m_options.version == SocksVersion::V4)
    {
        target.host = DottedText(m_resolver(to.host));
    }
    return std::make_unique<SocksStream>(m_way->Dial(m_proxy),
                                         m_options,
                                         SocksCommand::CONNECT,
                                         target);
}

std::unique_ptr<DatagramFlow>
SocksDialer::DialDatagrams(const HostPort& to)
{
    if (m_options.version != SocksVersion::V5)
    {
        return nullptr;
    }
    // We do not say where our datagrams will come from: what the way to the relay makes of them is
    // not ours to know.
    auto control = std::make_unique<SocksStream>(m_way->Dial(m_proxy),
                                                 m_options,
                                                 SocksCommand::UDP_ASSOCIATE,
                                                 HostPort{"0.0.0.0", 0});
    return std::make_unique<SocksFlow>(m_way, m_proxy, std::move(control), to);
}

} // namespace pagewire
