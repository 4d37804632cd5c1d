// SPDX-License-Identifier: GPL-2.0-only
#include "node/message-client.h"

#include "node/feed-message.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <cassert>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(MessageClient);

ns3::TypeId
MessageClient::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::MessageClient");
        type.SetParent<ClientApplication>()
            .SetGroupName("Pagewire")
            .AddConstructor<MessageClient>()
            .AddAttribute("Name",
                          "What it is called among the authors of messages; without white space.",
                          ns3::StringValue("client"),
                          ns3::MakeStringAccessor(&MessageClient::m_name),
                          ns3::MakeStringChecker());
        AddConnectionAttributes(type);
        AddSayingAttributes(type);
        AddTraceSources(type);
        return type;
    }();
    return tid;
}

void
MessageClient::AddConnectionAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Way",
                      "How the feed is followed.",
                      ns3::EnumValue(MESSAGES_BY_WEBSOCKET),
                      ns3::MakeEnumAccessor(&MessageClient::m_way),
                      ns3::MakeEnumChecker(MESSAGES_BY_WEBSOCKET,
                                           "websocket",
                                           MESSAGES_BY_POLLING,
                                           "polling",
                                           MESSAGES_BY_LONG_POLLING,
                                           "long-polling"))
        .AddAttribute("FromBeginning",
                      "Whether it hears what was published before it came, too.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&MessageClient::m_fromBeginning),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Interval",
                      "From one poll to the next.",
                      ns3::TimeValue(ns3::Seconds(1)),
                      ns3::MakeTimeAccessor(&MessageClient::m_interval),
                      ns3::MakeTimeChecker(ns3::Time(1)))
        .AddAttribute("RetryWait",
                      "How long it waits after a failure.",
                      ns3::TimeValue(ns3::Seconds(1)),
                      ns3::MakeTimeAccessor(&MessageClient::m_retryWait),
                      ns3::MakeTimeChecker(ns3::Time(1)));
}

void
MessageClient::AddSayingAttributes(ns3::TypeId& type)
{
    type.AddAttribute("Hear",
                      "It stops when it has heard so many messages, and said its own; 0: not by "
                      "itself.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&MessageClient::m_toHear),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("Messages",
                      "How many messages it says.",
                      ns3::UintegerValue(0),
                      ns3::MakeUintegerAccessor(&MessageClient::m_toSay),
                      ns3::MakeUintegerChecker<std::uint64_t>())
        .AddAttribute("Gap",
                      "Seconds from one of these to the next, and before the first.",
                      ns3::StringValue("ns3::ExponentialRandomVariable[Mean=1.0]"),
                      ns3::MakePointerAccessor(&MessageClient::m_gap),
                      ns3::MakePointerChecker<ns3::RandomVariableStream>())
        .AddAttribute("Size",
                      "Octets of each of these.",
                      ns3::StringValue("ns3::ConstantRandomVariable[Constant=100]"),
                      ns3::MakePointerAccessor(&MessageClient::m_size),
                      ns3::MakePointerChecker<ns3::RandomVariableStream>());
}

void
MessageClient::AddTraceSources(ns3::TypeId& type)
{
    type.AddTraceSource("MessageReceived",
                        "A message of the feed came.",
                        ns3::MakeTraceSourceAccessor(&MessageClient::m_messageReceived),
                        "pagewire::MessageClient::MessageTracedCallback")
        .AddTraceSource("RequestDone",
                        "A poll, a request to say something, or an opening handshake was answered, "
                        "or failed.",
                        ns3::MakeTraceSourceAccessor(&MessageClient::m_requestDone),
                        "pagewire::MessageClient::RequestTracedCallback")
        .AddTraceSource("ConnectionOpened",
                        "A connection is ready for requests.",
                        ns3::MakeTraceSourceAccessor(&MessageClient::m_connectionOpened),
                        "pagewire::MessageClient::ConnectionTracedCallback")
        .AddTraceSource("ConnectionClosed",
                        "A connection is over; also one that never was ready.",
                        ns3::MakeTraceSourceAccessor(&MessageClient::m_connectionClosed),
                        "pagewire::MessageClient::ConnectionTracedCallback");
}

MessageClient::MessageClient() = default;

MessageClient::~MessageClient() = default;

void
MessageClient::SetServer(const std::string& host)
{
    m_server = host;
}

void
MessageClient::SetWsOptions(const WsOptions& options)
{
    m_ws = options;
}

void
MessageClient::SetSeed(std::uint64_t seed)
{
    m_seed = seed;
}

std::int64_t
MessageClient::AssignStreams(std::int64_t stream)
{
    m_gap->SetStream(stream);
    m_size->SetStream(stream + 1);
    return 2;
}

MessageTotals
MessageClient::Totals() const
{
    MessageTotals totals = m_messages ? m_messages->Totals() : m_totals;
    totals.heard = m_heard;
    totals.said = m_said;
    return totals;
}

void
MessageClient::Finish()
{
    m_saying.Cancel();
    m_done.Cancel();
    if (m_messages)
    {
        m_messages->Finish(std::string(OPEN_AT_THE_END));
        m_totals = m_messages->Totals();
        m_messages.reset();
    }
}

void
MessageClient::DoDispose()
{
    m_saying.Cancel();
    m_done.Cancel();
    m_messages.reset();
    m_connector.reset();
    ClientApplication::DoDispose();
}

MessageWayOptions
MessageClient::WayOptions() const
{
    MessageWayOptions options;
    options.way = m_way;
    options.fromBeginning = m_fromBeginning;
    options.origin.scheme = Scheme();
    options.origin.host = m_server;
    options.origin.port = Port();
    options.protocol = GetProtocol();
    options.codecs = Codecs();
    options.ws = m_ws;
    options.interval = m_interval;
    options.retryWait = m_retryWait;
    options.seed = MixSeed(m_seed, m_name);
    return options;
}

void
MessageClient::StartApplication()
{
    assert(!m_server.empty());
    m_connector = TakeConnector();
    MessageWayOwner& self = *this;
    m_messages = MakeMessageWay(*m_connector, WayOptions(), self);
    m_messages->Start();
    ScheduleSaying();
}

void
MessageClient::StopApplication()
{
    m_saying.Cancel();
    m_done.Cancel();
    if (m_messages)
    {
        m_messages->Stop();
    }
}

std::uint64_t
MessageClient::HandleHeard(std::string_view line, std::uint64_t wireBytes)
{
    const auto message = ParseFeedMessage(line);
    if (!message)
    {
        return 0;
    }
    ++m_heard;
    MessageRecord record;
    record.number = message->number;
    record.author = message->author;
    record.client = m_name;
    record.way = m_way;
    record.size = message->size;
    record.wireBytes = wireBytes;
    record.said = message->said;
    record.published = message->published;
    record.received = ns3::Simulator::Now();
    m_messageReceived(record);
    StopIfDone();
    return message->number;
}

void
MessageClient::HandleRequestDone(const UpstreamRecord& record)
{
    m_requestDone(record);
}

void
MessageClient::HandleConnectionOpened(const ConnectionRecord& record)
{
    m_connectionOpened(record);
}

void
MessageClient::HandleConnectionClosed(const ConnectionRecord& record)
{
    m_connectionClosed(record);
}

void
MessageClient::ScheduleSaying()
{
    if (m_said < m_toSay)
    {
        m_saying = ns3::Simulator::Schedule(ns3::Seconds(m_gap->GetValue()), [this] { Say(); });
    }
}

void
MessageClient::Say()
{
    ++m_said;
    FeedMessage message;
    message.author = m_name;
    message.said = ns3::Simulator::Now();
    message.size = m_size->GetInteger();
    m_messages->Say(FormatFeedMessage(message));
    ScheduleSaying();
    StopIfDone();
}

/** In an event of its own: it is in the midst of hearing, or of what says. */
void
MessageClient::StopIfDone()
{
    if (m_toHear > 0 && m_heard >= m_toHear && m_said >= m_toSay && !m_done.IsRunning())
    {
        m_done = ns3::Simulator::ScheduleNow([this] { m_messages->Stop(); });
    }
}

} // namespace pagewire
