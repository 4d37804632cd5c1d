// SPDX-License-Identifier: GPL-2.0-only
#include "node/http-front.h"

#include "http/origin.h"
#include "http/protocol.h"

#include "ns3/boolean.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <cassert>
#include <utility>

namespace pagewire
{

HttpFront::HttpFront() = default;

HttpFront::~HttpFront() = default;

void
HttpFront::AddAttributes(ns3::TypeId& type, std::uint16_t port)
{
    type.AddAttribute("Port",
                      "TCP port that is listened on; 0: 80, or 443 with TLS.",
                      ns3::UintegerValue(port),
                      ns3::MakeUintegerAccessor(&HttpFront::m_port),
                      ns3::MakeUintegerChecker<std::uint16_t>())
        .AddAttribute("Listen",
                      "Whether a port is listened on at all, or only Accept gives streams.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&HttpFront::m_listen),
                      ns3::MakeBooleanChecker())
        .AddAttribute("KeepAlive",
                      "How long an idle connection is kept; 0: it ends with its first pause.",
                      ns3::TimeValue(ns3::Seconds(75)),
                      ns3::MakeTimeAccessor(&HttpFront::m_keepAlive),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("MaxRequests",
                      "Requests that a connection may carry; 0: no limit.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&HttpFront::m_maxRequests),
                      ns3::MakeUintegerChecker<std::uint32_t>());
}

void
HttpFront::AddTraceSources(ns3::TypeId& type, const std::string& prefix)
{
    type.AddTraceSource("RequestReceived",
                        "The header section of a request is in.",
                        ns3::MakeTraceSourceAccessor(&HttpFront::m_requestReceived),
                        prefix + "::RequestTracedCallback")
        .AddTraceSource("ResponseSent",
                        "A response, or a pushed one, was handed to its connection.",
                        ns3::MakeTraceSourceAccessor(&HttpFront::m_responseSent),
                        prefix + "::RequestTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A connection is over; also one whose handshake failed.",
                        ns3::MakeTraceSourceAccessor(&HttpFront::m_connectionClosed),
                        prefix + "::ConnectionTracedCallback");
}

void
HttpFront::SetTlsContext(std::shared_ptr<TlsServerContext> context)
{
    m_tls = std::move(context);
}

void
HttpFront::SetQuicContext(std::shared_ptr<QuicServerContext> context)
{
    m_quic = std::move(context);
}

void
HttpFront::SetTcpOptions(const TcpOptions& options)
{
    m_tcp = options;
}

void
HttpFront::SetH1Options(const H1Options& options)
{
    m_h1 = options;
}

void
HttpFront::SetH2Options(const H2Options& options)
{
    m_h2 = options;
}

void
HttpFront::SetH3Options(const H3Options& options)
{
    m_h3 = options;
}

void
HttpFront::Accept(std::unique_ptr<ByteStream> stream)
{
    assert(m_server);
    m_server->Accept(std::move(stream));
}

void
HttpFront::Finish()
{
    Drop(std::string(OPEN_AT_THE_END));
}

void
HttpFront::HandleCrash()
{
    m_crashed = m_serving;
    Drop("crashed");
    if (m_quic)
    {
        ForgetClients(*m_quic);
    }
}

void
HttpFront::HandleRestart()
{
    if (std::exchange(m_crashed, false))
    {
        Revive();
        Listen();
    }
}

void
HttpFront::Drop(const std::string& reason)
{
    m_listener.reset();
    m_quicListener.reset();
    DropExchanges();
    if (m_server)
    {
        m_server->Finish(reason);
    }
}

void
HttpFront::DoDispose()
{
    m_listener.reset();
    m_quicListener.reset();
    DropExchanges();
    m_server.reset();
    ns3::Application::DoDispose();
}

ServedOptions
HttpFront::Options() const
{
    ServedOptions options{m_h1, m_h2, m_h3, m_keepAlive};
    options.h1.keepAlive = m_h1.keepAlive && m_keepAlive.IsStrictlyPositive();
    options.h1.maxRequests = m_maxRequests > 0 ? m_maxRequests : m_h1.maxRequests;
    return options;
}

void
HttpFront::OfferConnectProtocol()
{
    m_h2.connectProtocol = true;
    m_h3.connectProtocol = true;
}

void
HttpFront::StartServing()
{
    HttpServerHandler& self = *this;
    m_server = std::make_unique<HttpServer>(Options(), self);
    m_serving = true;
    Listen();
}

void
HttpFront::Listen()
{
    if (!m_listen)
    {
        return;
    }
    const auto accept = [this](std::unique_ptr<ByteStream> stream) {
        m_server->Accept(std::move(stream));
    };
    m_listener = std::make_unique<Listener>(GetNode(), Port(), m_tcp, m_tls, accept);
    if (m_quic)
    {
        const auto acceptQuic = [this](std::unique_ptr<QuicConnection> quic) {
            m_server->Accept(std::move(quic));
        };
        m_quicListener = std::make_unique<QuicAcceptor>(GetNode(),
                                                        Port(),
                                                        m_quic,
                                                        std::string(AlpnOf(Protocol::H3)),
                                                        acceptQuic);
    }
}

void
HttpFront::StopApplication()
{
    m_serving = false;
    m_crashed = false;
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

std::string
HttpFront::Scheme() const
{
    return m_tls ? "https" : "http";
}

std::uint16_t
HttpFront::Port() const
{
    return m_port > 0 ? m_port : DefaultPort(Scheme());
}

bool
HttpFront::SpeaksHttp3() const
{
    return m_quic != nullptr;
}

const TcpOptions&
HttpFront::Tcp() const
{
    return m_tcp;
}

void
HttpFront::TellReceived(const ServedRecord& record)
{
    m_requestReceived(record);
}

void
HttpFront::TellSent(const ServedRecord& record)
{
    m_responseSent(record);
}

void
HttpFront::HandleConnectionClosed(const ConnectionRecord& record)
{
    m_connectionClosed(record);
}

} // namespace pagewire
