// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-server.h"

#include "http/origin.h"
#include "http/protocol.h"

#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(MessageServer);

ns3::TypeId
MessageServer::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::MessageServer");
        type.SetParent<ns3::Application>()
            .SetGroupName("Pagewire")
            .AddConstructor<MessageServer>()
            .AddAttribute("Port",
                          "TCP port that is listened on; 0: 80, or 443 with TLS.",
                          ns3::UintegerValue(0),
                          ns3::MakeUintegerAccessor(&MessageServer::m_port),
                          ns3::MakeUintegerChecker<std::uint16_t>())
            .AddAttribute("KeepAlive",
                          "How long an idle connection is kept.",
                          ns3::TimeValue(ns3::Seconds(75)),
                          ns3::MakeTimeAccessor(&MessageServer::m_keepAlive),
                          ns3::MakeTimeChecker(ns3::Time(0)))
            .AddAttribute("Hold",
                          "How long a long poll waits for a message at most.",
                          ns3::TimeValue(ns3::Seconds(30)),
                          ns3::MakeTimeAccessor(&MessageServer::m_hold),
                          ns3::MakeTimeChecker(ns3::Time(0)));
        AddTicker(type);
        AddTraceSources(type);
        return type;
    }();
    return tid;
}

void
MessageServer::AddTicker(ns3::TypeId& type)
{
    type.AddAttribute("Messages",
                      "How many messages the server publishes by itself.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&MessageServer::m_toPublish),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("Gap",
                      "Seconds from one of these to the next, and before the first.",
                      ns3::StringValue("ns3::ConstantRandomVariable[Constant=1.0]"),
                      ns3::MakePointerAccessor(&MessageServer::m_gap),
                      ns3::MakePointerChecker<ns3::RandomVariableStream>())
        .AddAttribute("Size",
                      "Octets of each of these.",
                      ns3::StringValue("ns3::ConstantRandomVariable[Constant=100]"),
                      ns3::MakePointerAccessor(&MessageServer::m_size),
                      ns3::MakePointerChecker<ns3::RandomVariableStream>());
}

void
MessageServer::AddTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("MessagePublished",
                        "A message is in the feed, and on its way to those who follow it.",
                        ns3::MakeTraceSourceAccessor(&MessageServer::m_messagePublished),
                        "pagewire::MessageServer::MessageTracedCallback")
        .AddTraceSource("RequestReceived",
                        "The header section of a request is in.",
                        ns3::MakeTraceSourceAccessor(&MessageServer::m_requestReceived),
                        "pagewire::MessageServer::RequestTracedCallback")
        .AddTraceSource("ResponseSent",
                        "A response was handed to its connection; a 101 opens a WebSocket.",
                        ns3::MakeTraceSourceAccessor(&MessageServer::m_responseSent),
                        "pagewire::MessageServer::RequestTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A connection is over; also one whose handshake failed.",
                        ns3::MakeTraceSourceAccessor(&MessageServer::m_connectionClosed),
                        "pagewire::MessageServer::ConnectionTracedCallback");
}

MessageServer::MessageServer()
    : m_context{m_feed,
                ns3::Time(0),
                [this](const FeedMessage& message) { Publish(message); },
                [this](const ServedRecord& record) { m_requestReceived(record); },
                [this](const ServedRecord& record) { m_responseSent(record); }}
{}

MessageServer::~MessageServer() = default;

void
MessageServer::SetTlsContext(std::shared_ptr<TlsServerContext> context)
{
    m_tls = std::move(context);
}

void
MessageServer::SetQuicContext(std::shared_ptr<QuicServerContext> context)
{
    m_quic = std::move(context);
}

void
MessageServer::SetTcpOptions(const TcpOptions& options)
{
    m_tcp = options;
}

void
MessageServer::SetH1Options(const H1Options& options)
{
    m_h1 = options;
}

void
MessageServer::SetH2Options(const H2Options& options)
{
    m_h2 = options;
}

void
MessageServer::SetH3Options(const H3Options& options)
{
    m_h3 = options;
}

void
MessageServer::SetWsOptions(const WsOptions& options)
{
    m_ws = options;
}

std::int64_t
MessageServer::AssignStreams(std::int64_t stream)
{
    m_gap->SetStream(stream);
    m_size->SetStream(stream + 1);
    return 2;
}

void
MessageServer::Finish()
{
    m_tick.Cancel();
    m_listener.reset();
    m_quicListener.reset();
    if (m_server)
    {
        m_server->Finish("open at the end");
    }
    m_answers.clear();
    m_sockets.clear();
}

void
MessageServer::DoDispose()
{
    m_tick.Cancel();
    m_listener.reset();
    m_quicListener.reset();
    m_server.reset();
    m_answers.clear();
    m_sockets.clear();
    ns3::Application::DoDispose();
}

void
MessageServer::StartApplication()
{
    m_context.hold = m_hold;
    const ServedOptions options{m_h1, m_h2, m_h3, m_keepAlive};
    HttpServerHandler& self = *this;
    m_server = std::make_unique<HttpServer>(options, self);
    Listen();
    ScheduleTick();
}

void
MessageServer::Listen()
{
    const std::uint16_t port = m_port > 0 ? m_port : DefaultPort(m_tls ? "https" : "http");
    m_listener = std::make_unique<Listener>(
        GetNode(),
        port,
        m_tcp,
        m_tls,
        [this](std::unique_ptr<ByteStream> stream) { m_server->Accept(std::move(stream)); });
    if (m_quic)
    {
        const auto accept = [this](std::unique_ptr<QuicConnection> quic) {
            m_server->Accept(std::move(quic));
        };
        m_quicListener = std::make_unique<QuicAcceptor>(GetNode(),
                                                        port,
                                                        m_quic,
                                                        std::string(AlpnOf(Protocol::H3)),
                                                        accept);
    }
}

void
MessageServer::StopApplication()
{
    m_tick.Cancel();
    m_listener.reset();
    if (m_quicListener)
    {
        // All its connections share one socket, which those that go on still need.
        m_quicListener->StopAccepting();
    }
    m_feed.End();
    if (m_server)
    {
        m_server->Close();
    }
}

void
MessageServer::HandleRequest(ServedConnection& connection, ServerExchange& exchange)
{
    const Request& request = exchange.GetRequest();
    const std::uint32_t id = connection.Record().id;
    const std::string path = request.target.substr(0, request.target.find('?'));
    if (request.protocol == WS_PROTOCOL && path == "/socket")
    {
        OpenSocket(exchange, id);
        return;
    }
    auto& answer = m_answers[&exchange];
    answer = std::make_unique<FeedAnswer>(m_context, exchange, id);
    answer->Start();
}

void
MessageServer::OpenSocket(ServerExchange& exchange, std::uint32_t connection)
{
    ServedRecord record;
    record.connection = connection;
    record.exchange = exchange.Number();
    record.request = exchange.GetRequest();
    record.protocol = exchange.GetProtocol();
    record.received = ns3::Simulator::Now();
    record.complete = record.received;
    m_requestReceived(record);
    const WsAnswer answer = AnswerWebSocket(record.request, record.protocol, {{}, m_ws.deflate});
    record.response = answer.response;
    record.responded = record.received;
    m_responseSent(record);
    if (!answer.agreement)
    {
        exchange.Respond(answer.response, nullptr);
        return;
    }
    const auto position = FeedPositionOf(record.request.target).value_or(m_feed.Last());
    FeedSocketOwner& self = *this;
    m_sockets.push_back(
        {&exchange, std::make_unique<FeedSocket>(exchange, answer, m_ws, m_feed, position, self)});
}

void
MessageServer::HandleGone(ServerExchange& exchange)
{
    m_answers.erase(&exchange);
    for (Socket& member : m_sockets)
    {
        if (member.exchange == &exchange)
        {
            member.exchange = nullptr;
            member.socket->HandleGone();
            return;
        }
    }
}

void
MessageServer::HandleConnectionClosed(const ConnectionRecord& record)
{
    m_connectionClosed(record);
}

void
MessageServer::HandleSaid(const FeedMessage& message)
{
    Publish(message);
}

void
MessageServer::HandleOver(FeedSocket& socket)
{
    const auto place = std::find_if(m_sockets.begin(), m_sockets.end(), [&](const Socket& member) {
        return member.socket.get() == &socket;
    });
    std::unique_ptr<FeedSocket> over = std::move(place->socket);
    m_sockets.erase(place);
    DisposeLater(std::move(over));
}

void
MessageServer::Publish(const FeedMessage& message)
{
    m_messagePublished(m_feed.Publish(message));
}

void
MessageServer::ScheduleTick()
{
    if (m_published < m_toPublish)
    {
        m_tick = ns3::Simulator::Schedule(ns3::Seconds(m_gap->GetValue()), [this] { Tick(); });
    }
}

void
MessageServer::Tick()
{
    ++m_published;
    FeedMessage message;
    message.said = ns3::Simulator::Now();
    message.size = m_size->GetInteger();
    Publish(message);
    ScheduleTick();
}

} // namespace pagewire
