// SPDX-License-Identifier: GPL-2.0-only
#include "node/connect-dialer.h"

#include "base/error.h"
#include "transport/negotiated-stream.h"
#include "wire/h2-client.h"
#include "wire/h3-client.h"

#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

ConnectDialer::ConnectDialer(std::shared_ptr<Dialer> way, const ConnectProxy& proxy)
    : m_way(std::move(way)),
      m_proxy(proxy)
{
    ShareTunnels();
}

void
ConnectDialer::ShareTunnels()
{
    m_shared.reset();
    if (Multiplexes(m_proxy.protocol))
    {
        // By value: streams may keep the tunnels longer than this lives.
        m_shared = std::make_shared<SharedTunnels>(
            [self = ConnectDialer(*this)] { return self.Connect(); },
            m_proxy.login);
    }
}

std::unique_ptr<ByteStream>
ConnectDialer::Dial(const HostPort& to)
{
    if (m_shared)
    {
        return m_shared->Dial(to);
    }
    return std::make_unique<NegotiatedStream>(
        DialProxy(),
        std::make_unique<ConnectNegotiation>(m_proxy.protocol, to, m_proxy.login));
}

void
ConnectDialer::HandleNetworkChange()
{
    m_way->HandleNetworkChange();
    if (m_shared)
    {
        m_shared->HandleNetworkChange();
    }
}

void
ConnectDialer::HandleRestart()
{
    m_way->HandleRestart();
    if (m_proxy.tls)
    {
        ForgetServers(*m_proxy.tls);
    }
    if (m_proxy.quic)
    {
        ForgetServers(*m_proxy.quic);
    }
    ShareTunnels();
}

std::unique_ptr<ByteStream>
ConnectDialer::DialProxy() const
{
    std::unique_ptr<ByteStream> stream = m_way->Dial(m_proxy.at);
    if (m_proxy.tls)
    {
        const std::vector<std::string> alpn{std::string(AlpnOf(m_proxy.protocol))};
        stream = MakeTlsClient(std::move(stream), m_proxy.tls, m_proxy.at.host, alpn);
    }
    return stream;
}

std::unique_ptr<ClientConnection>
ConnectDialer::Connect() const
{
    if (m_proxy.protocol != Protocol::H3)
    {
        return MakeH2Client(DialProxy(), m_proxy.h2);
    }
    const auto flows = [way = m_way, at = m_proxy.at] { return way->DialDatagrams(at); };
    auto quic = MakeQuicClient(flows,
                               m_proxy.quic,
                               m_proxy.at.host,
                               std::string(AlpnOf(Protocol::H3)),
                               m_way->GetNode());
    return MakeH3Client(std::move(quic), m_proxy.h3);
}

} // namespace pagewire
