// SPDX-License-Identifier: GPL-2.0-only
#include "node/client-application.h"

#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cassert>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(ClientApplication);

ns3::TypeId
ClientApplication::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::ClientApplication")
            .SetParent<ns3::Application>()
            .SetGroupName("Pagewire")
            .AddAttribute("Protocol",
                          "Version of HTTP and use of connections: h09, h10, h10-keepalive, h11, "
                          "h11-pipelined, h2 or h3.",
                          ns3::StringValue("h11"),
                          ns3::MakeStringAccessor(&ClientApplication::SetProtocolName,
                                                  &ClientApplication::GetProtocolName),
                          ns3::MakeStringChecker())
            .AddAttribute("Port",
                          "TCP port of all servers; 0: 80, or 443 with TLS.",
                          ns3::UintegerValue(0),
                          ns3::MakeUintegerAccessor(&ClientApplication::m_port),
                          ns3::MakeUintegerChecker<std::uint16_t>());
    return tid;
}

ClientApplication::ClientApplication() = default;

ClientApplication::~ClientApplication() = default;

void
ClientApplication::SetResolver(Resolver resolver)
{
    m_resolver = std::move(resolver);
}

void
ClientApplication::SetConnector(std::unique_ptr<Connector> connector)
{
    m_connector = std::move(connector);
}

void
ClientApplication::SetTlsContext(std::shared_ptr<TlsClientContext> context)
{
    m_tls = std::move(context);
}

void
ClientApplication::SetQuicContext(std::shared_ptr<QuicClientContext> context)
{
    m_quic = std::move(context);
}

void
ClientApplication::SetTcpOptions(const TcpOptions& options)
{
    m_tcp = options;
}

void
ClientApplication::SetH1Options(const H1Options& options)
{
    m_codecs.h1 = options;
}

void
ClientApplication::SetH2Options(const H2Options& options)
{
    m_codecs.h2 = options;
}

void
ClientApplication::SetH3Options(const H3Options& options)
{
    m_codecs.h3 = options;
}

void
ClientApplication::SetProtocolName(std::string name)
{
    m_protocol = ParseProtocol(name);
}

std::string
ClientApplication::GetProtocolName() const
{
    return std::string(ProtocolName(m_protocol));
}

std::string
ClientApplication::Scheme() const
{
    return m_tls ? "https" : "http";
}

std::uint16_t
ClientApplication::Port() const
{
    return m_port > 0 ? m_port : DefaultPort(Scheme());
}

std::unique_ptr<Connector>
ClientApplication::TakeConnector()
{
    if (m_connector)
    {
        return std::move(m_connector);
    }
    assert(m_resolver);
    return std::make_unique<DialingConnector>(
        std::make_shared<DirectDialer>(GetNode(), m_resolver, m_tcp),
        m_tls,
        m_quic);
}

void
ClientApplication::DoDispose()
{
    m_connector.reset();
    ns3::Application::DoDispose();
}

} // namespace pagewire
