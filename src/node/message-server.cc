// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-server.h"

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
        type.SetParent<ns3::Application>().SetGroupName("Pagewire").AddConstructor<MessageServer>();
        AddAttributes(type, 0);
        type.AddAttribute("Hold",
                          "How long a long poll waits for a message at most.",
                          ns3::TimeValue(ns3::Seconds(30)),
                          ns3::MakeTimeAccessor(&MessageServer::m_hold),
                          ns3::MakeTimeChecker(ns3::Time(0)));
        AddTicker(type);
        AddTraceSources(type, "pagewire::MessageServer");
        type.AddTraceSource("MessagePublished",
                            "A message is in the feed, and on its way to those who follow it.",
                            ns3::MakeTraceSourceAccessor(&MessageServer::m_messagePublished),
                            "pagewire::MessageServer::MessageTracedCallback");
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

MessageServer::MessageServer()
    : m_context{m_feed,
                ns3::Time(0),
                [this](const FeedMessage& message) { Publish(message); },
                [this](const ServedRecord& record) { TellReceived(record); },
                [this](const ServedRecord& record) { TellSent(record); }}
{}

MessageServer::~MessageServer() = default;

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
MessageServer::StartApplication()
{
    m_context.hold = m_hold;
    OfferConnectProtocol();
    StartServing();
    ScheduleTick();
}

void
MessageServer::StopApplication()
{
    m_tick.Cancel();
    m_feed.End();
    HttpFront::StopApplication();
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
    TellReceived(record);
    const WsAnswer answer = AnswerWebSocket(record.request, record.protocol, {{}, m_ws.deflate});
    record.response = answer.response;
    record.responded = record.received;
    TellSent(record);
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
MessageServer::DropExchanges()
{
    m_tick.Cancel();
    m_answers.clear();
    for (Socket& member : m_sockets)
    {
        member.socket->HandleGone(); // so that it leaves its exchange alone
    }
    m_sockets.clear();
}

void
MessageServer::Revive()
{
    ScheduleTick();
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
