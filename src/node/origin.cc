// SPDX-License-Identifier: GPL-2.0-only
#include "node/origin.h"

#include "http/alt-svc.h"
#include "http/origin.h"
#include "node/origin-answer.h"

#include "ns3/boolean.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(Origin);

ns3::TypeId
Origin::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::Origin");
        type.SetParent<ns3::Application>()
            .SetGroupName("Pagewire")
            .AddConstructor<Origin>()
            .AddAttribute("Port",
                          "TCP port that is listened on; 0: 80, or 443 with TLS.",
                          ns3::UintegerValue(0),
                          ns3::MakeUintegerAccessor(&Origin::m_port),
                          ns3::MakeUintegerChecker<std::uint16_t>())
            .AddAttribute("Listen",
                          "Whether a port is listened on at all, or only Accept gives streams.",
                          ns3::BooleanValue(true),
                          ns3::MakeBooleanAccessor(&Origin::m_listen),
                          ns3::MakeBooleanChecker())
            .AddAttribute("KeepAlive",
                          "How long an idle connection is kept; 0: it ends with its first pause.",
                          ns3::TimeValue(ns3::Seconds(75)),
                          ns3::MakeTimeAccessor(&Origin::m_keepAlive),
                          ns3::MakeTimeChecker(ns3::Time(0)))
            .AddAttribute("MaxRequests",
                          "Requests that a connection may carry; 0: no limit.",
                          ns3::UintegerValue(0),
                          ns3::MakeUintegerAccessor(&Origin::m_maxRequests),
                          ns3::MakeUintegerChecker<std::uint32_t>());
        type.AddAttribute("AltSvc",
                          "Whether responses tell of HTTP/3 by Alt-Svc, where it is spoken.",
                          ns3::BooleanValue(true),
                          ns3::MakeBooleanAccessor(&Origin::m_altSvc),
                          ns3::MakeBooleanChecker())
            .AddAttribute("Workers",
                          "Requests that are thought about at once; 0: no limit.",
                          ns3::UintegerValue(0),
                          ns3::MakeUintegerAccessor(&Origin::m_workers),
                          ns3::MakeUintegerChecker<std::uint32_t>());
        AddTraceSources(type);
        return type;
    }();
    return tid;
}

void
Origin::AddTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("RequestReceived",
                        "The header section of a request is in.",
                        ns3::MakeTraceSourceAccessor(&Origin::m_requestReceived),
                        "pagewire::Origin::RequestTracedCallback")
        .AddTraceSource("ResponseSent",
                        "A response, or a pushed one, was handed to its connection.",
                        ns3::MakeTraceSourceAccessor(&Origin::m_responseSent),
                        "pagewire::Origin::RequestTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A connection is over; also one whose handshake failed.",
                        ns3::MakeTraceSourceAccessor(&Origin::m_connectionClosed),
                        "pagewire::Origin::ConnectionTracedCallback");
}

Origin::Origin() = default;

Origin::~Origin() = default;

void
Origin::SetPage(std::shared_ptr<const Page> page)
{
    m_page = std::move(page);
}

void
Origin::AddHost(const std::string& name, ns3::Ipv4Address address)
{
    m_hosts.emplace_back(name, address);
}

void
Origin::SetTlsContext(std::shared_ptr<TlsServerContext> context)
{
    m_tls = std::move(context);
}

void
Origin::SetQuicContext(std::shared_ptr<QuicServerContext> context)
{
    m_quic = std::move(context);
}

void
Origin::SetTcpOptions(const TcpOptions& options)
{
    m_tcp = options;
}

void
Origin::SetH1Options(const H1Options& options)
{
    m_h1 = options;
}

void
Origin::SetH2Options(const H2Options& options)
{
    m_h2 = options;
}

void
Origin::SetH3Options(const H3Options& options)
{
    m_h3 = options;
}

void
Origin::Accept(std::unique_ptr<ByteStream> stream)
{
    assert(m_server);
    m_server->Accept(std::move(stream));
}

void
Origin::Finish()
{
    Drop("open at the end");
}

void
Origin::SetFaults(std::vector<ServerFault> rules)
{
    m_faults = ServerFaults(std::move(rules));
}

std::int64_t
Origin::AssignStreams(std::int64_t stream)
{
    return m_faults.AssignStreams(stream);
}

void
Origin::HandleCrash()
{
    m_listened = m_listener || m_quicListener;
    Drop("crashed");
    if (m_quic)
    {
        ForgetClients(*m_quic);
    }
}

void
Origin::HandleRestart()
{
    if (m_listened)
    {
        Listen();
    }
}

/** Reports and forgets all that is open. */
void
Origin::Drop(const std::string& reason)
{
    m_listener.reset();
    m_quicListener.reset();
    m_answers.clear();
    if (m_server)
    {
        m_server->Finish(reason);
    }
}

void
Origin::DoDispose()
{
    m_listener.reset();
    m_quicListener.reset();
    m_answers.clear();
    m_server.reset();
    ns3::Application::DoDispose();
}

void
Origin::StartApplication()
{
    assert(m_page && !m_page->resources.empty());
    const std::string scheme = m_tls ? "https" : "http";
    const std::uint16_t port = ListenPort();
    if (m_hosts.empty())
    {
        for (const Host& host : m_page->hosts)
        {
            AddHost(host.name);
        }
    }
    m_site = std::make_unique<Site>(*m_page, HostNames());
    m_fields = std::make_unique<ResponseFields>(*m_page, scheme, port);
    if (m_quic && m_altSvc)
    {
        m_fields->SetAltSvc(FormatAltSvc({std::string(AlpnOf(Protocol::H3)), "", port}));
    }
    ServedOptions options{m_h1, m_h2, m_h3, m_keepAlive};
    options.h1.keepAlive = m_h1.keepAlive && m_keepAlive.IsStrictlyPositive();
    options.h1.maxRequests = m_maxRequests > 0 ? m_maxRequests : m_h1.maxRequests;
    HttpServerHandler& self = *this;
    m_server = std::make_unique<HttpServer>(options, self);
    m_line = std::make_unique<WorkerLine>(m_workers);
    Listen();
}

std::uint16_t
Origin::ListenPort() const
{
    return m_port > 0 ? m_port : DefaultPort(m_tls ? "https" : "http");
}

void
Origin::Listen()
{
    if (m_listen)
    {
        const auto accept = [this](std::unique_ptr<ByteStream> stream) {
            m_server->Accept(std::move(stream));
        };
        m_listener = std::make_unique<Listener>(GetNode(), ListenPort(), m_tcp, m_tls, accept);
    }
    if (m_listen && m_quic)
    {
        const auto accept = [this](std::unique_ptr<QuicConnection> quic) {
            m_server->Accept(std::move(quic));
        };
        m_quicListener = std::make_unique<QuicAcceptor>(GetNode(),
                                                        ListenPort(),
                                                        m_quic,
                                                        std::string(AlpnOf(Protocol::H3)),
                                                        accept);
    }
}

void
Origin::StopApplication()
{
    m_listened = false;
    m_listener.reset();
    if (m_quicListener)
    {
        // All its connections share one socket, which those that go on still need.
        m_quicListener->StopAccepting();
    }
    if (m_server)
    {
        m_server->Close();
    }
}

void
Origin::HandleRequest(ServedConnection& connection, ServerExchange& exchange)
{
    const AnswerContext context{*m_page,
                                *m_site,
                                *m_fields,
                                m_faults,
                                *m_line,
                                [this](const ServedRecord& record) { m_requestReceived(record); },
                                [this](const ServedRecord& record) { m_responseSent(record); }};
    auto& answer = m_answers[&exchange];
    answer = std::make_unique<OriginAnswer>(context, exchange, connection, HostAt(connection));
    answer->Start();
}

void
Origin::HandleGone(ServerExchange& exchange)
{
    m_answers.erase(&exchange);
}

void
Origin::HandleConnectionClosed(const ConnectionRecord& record)
{
    m_connectionClosed(record);
}

std::string
Origin::HostAt(ServedConnection& connection) const
{
    if (const auto local = connection.Transport().local)
    {
        for (const auto& [name, address] : m_hosts)
        {
            if (address == local->GetIpv4())
            {
                return name;
            }
        }
    }
    return m_hosts.front().first;
}

std::vector<std::string>
Origin::HostNames() const
{
    std::vector<std::string> names;
    for (const auto& [name, address] : m_hosts)
    {
        names.push_back(name);
    }
    return names;
}

} // namespace pagewire
