// SPDX-License-Identifier: GPL-2.0-only
#include "node/socket-way.h"

#include "base/error.h"

#include "ns3/simulator.h"

#include <utility>

namespace pagewire
{

SocketWay::SocketWay(Connector& connector, const MessageWayOptions& options, MessageWayOwner& owner)
    : m_connector(connector),
      m_options(options),
      m_owner(owner),
      m_keys(MixSeed(options.seed, "websocket keys"))
{}

SocketWay::~SocketWay()
{
    m_retry.Cancel();
}

void
SocketWay::Start()
{
    Open();
}

void
SocketWay::Say(std::string line)
{
    m_unsaid.push_back(std::move(line));
    SayOn();
}

void
SocketWay::Stop()
{
    m_stopped = true;
    m_retry.Cancel();
    if (m_socket)
    {
        m_socket->Close(WS_NORMAL, "");
        return;
    }
    m_asking.reset();
    if (m_connection)
    {
        m_connection->Close();
    }
}

void
SocketWay::Finish(const std::string& reason)
{
    m_stopped = true;
    m_retry.Cancel();
    if (m_connection)
    {
        ConnectionRecord record = m_connection->Observe();
        record.closeReason = record.closed ? record.closeReason : reason;
        m_owner.HandleConnectionClosed(record);
    }
    CountSocket();
    m_socket.reset();
    m_asking.reset();
    m_connection.reset();
}

MessageTotals
SocketWay::Totals() const
{
    MessageTotals totals = m_totals;
    if (m_socket)
    {
        totals.bytesUp += m_socket->Counters().wireSent;
        totals.bytesDown += m_socket->Counters().wireReceived;
    }
    return totals;
}

void
SocketWay::Open()
{
    ConnectionRecord record;
    record.id = ++m_connections;
    record.host = m_options.origin.host;
    record.protocol = m_options.protocol;
    try
    {
        PooledConnectionOwner& self = *this;
        m_connection = std::make_unique<PooledConnection>(ConnectClient(m_connector,
                                                                        m_options.origin,
                                                                        m_options.protocol,
                                                                        m_options.origin.port,
                                                                        m_options.codecs),
                                                          record,
                                                          m_options.origin,
                                                          ReuseLimits(),
                                                          self);
    }
    catch (const InputError&)
    {
        Lose();
        return;
    }
    m_connection->Open();
}

WsTerms
SocketWay::Terms() const
{
    return {{}, m_options.ws.deflate};
}

Request
SocketWay::MakeRequest()
{
    Request request;
    request.scheme = m_options.origin.scheme;
    request.authority = m_options.origin.Authority();
    request.target = "/socket";
    if (m_position > 0 || m_options.fromBeginning)
    {
        request.target += "?after=" + std::to_string(m_position);
    }
    AskForWebSocket(request, m_options.protocol, Terms(), m_options.origin.Text(), m_keys);
    return request;
}

void
SocketWay::HandleReady(PooledConnection& connection)
{
    m_owner.HandleConnectionOpened(connection.Record());
    if (!m_stopped && connection.HasRoom())
    {
        m_request = MakeRequest();
        ++m_totals.requests;
        m_asked = ns3::Simulator::Now();
        TunnelAsker& self = *this;
        m_asking = std::make_unique<TunnelRequest>(connection.Lend(), m_request, self);
    }
}

void
SocketWay::HandleChange(PooledConnection&)
{}

ResponseReceiver*
SocketWay::HandlePush(PooledConnection&, const Request&, ClientExchange&)
{
    return nullptr;
}

void
SocketWay::HandleGone(PooledConnection& connection)
{
    m_owner.HandleConnectionClosed(connection.Observe());
    const bool inUse = m_asking || m_socket;
    DisposeLater(std::move(m_connection));
    if (!inUse)
    {
        Lose();
    }
}

void
SocketWay::TellHandshake(const Response& response, const std::string& failure)
{
    const ns3::Time now = ns3::Simulator::Now();
    UpstreamRecord record;
    record.request = m_request;
    record.response = response;
    record.failure = failure;
    record.protocol = m_connection->Record().protocol;
    record.connection = m_connection->Record().id;
    record.exchange = m_asking->Number();
    record.sendStart = m_asked;
    record.sendEnd = m_asked;
    record.firstByte = failure.empty() ? std::make_optional(now) : std::nullopt;
    record.end = now;
    m_totals.bytesUp += m_asking->BytesUp();
    m_totals.bytesDown += m_asking->BytesDown();
    m_owner.HandleRequestDone(record);
}

void
SocketWay::HandleTunnel(const Response& response, std::unique_ptr<ByteStream> stream)
{
    TellHandshake(response, {});
    const WsVerdict verdict = CheckWebSocket(m_request, response, Terms());
    WsOptions options = m_options.ws;
    options.deflate = verdict.agreement ? verdict.agreement->deflate : std::nullopt;
    const std::uint64_t seed = MixSeed(m_options.seed, std::to_string(m_connections));
    m_socket = MakeWsConnection(std::move(stream), WsRole::CLIENT, options, seed);
    m_socket->SetListener(this);
    m_socket->Open();
    m_closing = !verdict.agreement;
    if (m_closing)
    {
        m_socket->Close(verdict.code, verdict.failure);
    }
    DisposeLater(std::move(m_asking));
    SayOn();
}

void
SocketWay::HandleRefusal(const Response& response)
{
    TellHandshake(response, {});
    DisposeLater(std::move(m_asking));
    m_connection->Close();
}

void
SocketWay::HandleNoTunnel(const ExchangeFailure& failure)
{
    TellHandshake({}, failure.reason);
    DisposeLater(std::move(m_asking));
    m_connection->Close();
}

void
SocketWay::HandleMessage(const WsMessage& message)
{
    const std::uint64_t number = m_owner.HandleHeard(message.bytes, message.wireBytes);
    m_position = number > 0 ? number : m_position;
}

void
SocketWay::HandleWritable()
{
    SayOn();
}

void
SocketWay::HandlePong(std::string_view, ns3::Time)
{}

void
SocketWay::HandleClosing(std::uint16_t, std::string_view)
{
    m_closing = true;
}

void
SocketWay::HandleClosed(const WsEnd&)
{
    CountSocket();
    DisposeLater(std::move(m_socket));
    if (m_connection)
    {
        m_connection->Close(); // HandleGone comes
        return;
    }
    Lose();
}

/** Says what waits, as far as the socket takes it. */
void
SocketWay::SayOn()
{
    while (m_socket && !m_closing && !m_unsaid.empty() &&
           m_socket->Send(WsKind::TEXT, m_unsaid.front()))
    {
        m_unsaid.pop_front();
    }
}

/** There is no connection any more: tries again, unless that is as it should be. */
void
SocketWay::Lose()
{
    if (!m_stopped)
    {
        ++m_totals.failures;
        m_retry = ns3::Simulator::Schedule(m_options.retryWait, [this] { Open(); });
    }
}

void
SocketWay::CountSocket()
{
    if (m_socket)
    {
        m_totals.bytesUp += m_socket->Counters().wireSent;
        m_totals.bytesDown += m_socket->Counters().wireReceived;
    }
}

} // namespace pagewire
