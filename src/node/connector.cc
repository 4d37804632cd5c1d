// SPDX-License-Identifier: GPL-2.0-only
#include "node/connector.h"

#include "http/protocol.h"

#include <cassert>

namespace pagewire
{

std::unique_ptr<QuicConnection>
Connector::ConnectQuic(const HttpOrigin&, std::uint16_t)
{
    return nullptr;
}

std::optional<std::string>
Connector::ForwarderOf(const HttpOrigin&) const
{
    return std::nullopt;
}

ProxyLogin*
Connector::Login() const
{
    return nullptr;
}

DialingConnector::DialingConnector(std::shared_ptr<Dialer> dialer,
                                   std::shared_ptr<TlsClientContext> tls,
                                   std::shared_ptr<QuicClientContext> quic)
    : m_dialer(std::move(dialer)),
      m_tls(std::move(tls)),
      m_quic(std::move(quic))
{}

std::unique_ptr<ByteStream>
DialingConnector::Connect(const HttpOrigin& origin, const std::vector<std::string>& alpn)
{
    std::unique_ptr<ByteStream> stream = m_dialer->Dial({origin.host, origin.port});
    if (origin.scheme == "https")
    {
        assert(m_tls);
        stream = MakeTlsClient(std::move(stream), m_tls, origin.host, alpn);
    }
    return stream;
}

void
DialingConnector::HandleNetworkChange()
{
    m_dialer->HandleNetworkChange();
}

void
DialingConnector::HandleRestart()
{
    m_dialer->HandleRestart();
    if (m_tls)
    {
        ForgetServers(*m_tls);
    }
    if (m_quic)
    {
        ForgetServers(*m_quic);
    }
}

std::unique_ptr<QuicConnection>
DialingConnector::ConnectQuic(const HttpOrigin& origin, std::uint16_t port)
{
    if (!m_quic)
    {
        return nullptr;
    }
    const HostPort to{origin.host, port};
    // The first flow at once: only so it shows whether datagrams go this way at all.
    auto first = std::make_shared<std::unique_ptr<DatagramFlow>>(m_dialer->DialDatagrams(to));
    if (!*first)
    {
        return nullptr;
    }
    const FlowFactory flows = [dialer = m_dialer, to, first] {
        return *first ? std::move(*first) : dialer->DialDatagrams(to);
    };
    return MakeQuicClient(flows,
                          m_quic,
                          origin.host,
                          std::string(AlpnOf(Protocol::H3)),
                          m_dialer->GetNode());
}

} // namespace pagewire
