// SPDX-License-Identifier: GPL-2.0-only
#include "node/socks-proxy.h"

#include "ns3/boolean.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <cassert>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(SocksProxy);

ns3::TypeId
SocksProxy::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::SocksProxy");
        type.SetParent<ns3::Application>()
            .SetGroupName("Pagewire")
            .AddConstructor<SocksProxy>()
            .AddAttribute("Port",
                          "TCP port that is listened on.",
                          ns3::UintegerValue(1080),
                          ns3::MakeUintegerAccessor(&SocksProxy::m_port),
                          ns3::MakeUintegerChecker<std::uint16_t>(1));
        AddOffers(type);
        AddTimes(type);
        AddTraceSources(type);
        return type;
    }();
    return tid;
}

void
SocksProxy::AddOffers(ns3::TypeId& type)
{
    type.AddAttribute("Socks4",
                      "Whether SOCKS 4 is spoken.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&SocksProxy::m_socks4),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Socks4a",
                      "Whether SOCKS 4a is spoken.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&SocksProxy::m_socks4a),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Socks5",
                      "Whether SOCKS 5 is spoken.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&SocksProxy::m_socks5),
                      ns3::MakeBooleanChecker())
        .AddAttribute("UdpAssociate",
                      "Whether clients of SOCKS 5 may have datagrams relayed.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&SocksProxy::m_udp),
                      ns3::MakeBooleanChecker());
}

void
SocksProxy::AddTimes(ns3::TypeId& type)
{
    type.AddAttribute("NegotiationTimeout",
                      "How long a client may take to ask for its target.",
                      ns3::TimeValue(ns3::Seconds(30)),
                      ns3::MakeTimeAccessor(&SocksProxy::m_negotiationTimeout),
                      ns3::MakeTimeChecker(ns3::NanoSeconds(1)))
        .AddAttribute("ConnectTimeout",
                      "How long a target may take to answer; 0: until the dialer's TCP gives up.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&SocksProxy::m_connectTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("ResolveDelay",
                      "What looking up the name of a stream's target takes.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&SocksProxy::m_resolveDelay),
                      ns3::MakeTimeChecker(ns3::Time(0)));
}

void
SocksProxy::AddTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("TunnelClosed",
                        "A stream or an association that was asked for is over, or was refused.",
                        ns3::MakeTraceSourceAccessor(&SocksProxy::m_tunnelClosed),
                        "pagewire::SocksProxy::TunnelTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A client's connection is over; also one that asked for nothing.",
                        ns3::MakeTraceSourceAccessor(&SocksProxy::m_connectionClosed),
                        "pagewire::SocksProxy::ConnectionTracedCallback");
}

SocksProxy::SocksProxy() = default;

SocksProxy::~SocksProxy() = default;

void
SocksProxy::SetDialer(std::shared_ptr<Dialer> dialer)
{
    m_settings.dialer = std::move(dialer);
}

void
SocksProxy::SetResolver(Resolver resolver)
{
    m_resolver = std::move(resolver);
}

void
SocksProxy::SetTcpOptions(const TcpOptions& options)
{
    m_tcp = options;
}

void
SocksProxy::AddUser(const std::string& name, const std::string& password)
{
    FormatSocksLogin({name, password}); // throws what no client could send
    m_settings.admission.users[name] = password;
}

void
SocksProxy::SetAllowed(std::function<bool(const HostPort&)> allowed)
{
    m_settings.allowed = std::move(allowed);
}

void
SocksProxy::Accept(std::unique_ptr<ByteStream> stream)
{
    SocksSessionOwner& self = *this;
    const std::uint32_t id = ++m_lastId;
    auto& session = m_sessions[id];
    session = std::make_unique<SocksSession>(std::move(stream), id, m_settings, self);
    session->Open();
}

std::size_t
SocksProxy::Size() const
{
    return m_sessions.size();
}

void
SocksProxy::Finish()
{
    m_acceptor.reset();
    BreakAll(std::string(OPEN_AT_THE_END));
}

void
SocksProxy::HandleCrash()
{
    m_crashed = m_acceptor != nullptr;
    m_acceptor.reset();
    BreakAll("crashed");
}

void
SocksProxy::HandleRestart()
{
    if (std::exchange(m_crashed, false))
    {
        Listen();
    }
}

void
SocksProxy::DoDispose()
{
    m_acceptor.reset();
    m_sessions.clear();
    m_settings = SocksSettings();
    ns3::Application::DoDispose();
}

void
SocksProxy::StartApplication()
{
    m_settings.node = GetNode();
    m_settings.admission.socks4 = m_socks4;
    m_settings.admission.socks4a = m_socks4a;
    m_settings.admission.socks5 = m_socks5;
    m_settings.udp = m_udp;
    m_settings.negotiationTimeout = m_negotiationTimeout;
    m_settings.times = {m_resolveDelay, m_connectTimeout};
    if (!m_settings.dialer)
    {
        assert(m_resolver);
        m_settings.dialer = std::make_shared<DirectDialer>(GetNode(), m_resolver, m_tcp);
    }
    Listen();
}

void
SocksProxy::Listen()
{
    m_acceptor = std::make_unique<TcpAcceptor>(
        GetNode(),
        m_port,
        m_tcp,
        [this](std::unique_ptr<TcpStream> stream) { Accept(std::move(stream)); });
}

void
SocksProxy::StopApplication()
{
    m_crashed = false;
    m_acceptor.reset();
    BreakAll("proxy stopped");
}

void
SocksProxy::HandleTunnelClosed(const TunnelRecord& record)
{
    m_tunnelClosed(record);
}

void
SocksProxy::HandleOver(SocksSession& session)
{
    const auto place = m_sessions.find(session.Observe().id);
    std::unique_ptr<SocksSession> over = std::move(place->second);
    m_sessions.erase(place);
    m_connectionClosed(over->Observe());
    DisposeLater(std::move(over));
}

void
SocksProxy::BreakAll(const std::string& why)
{
    for (const auto& [id, session] : std::exchange(m_sessions, {}))
    {
        session->Break(why);
        m_connectionClosed(session->Observe());
    }
}

} // namespace pagewire
