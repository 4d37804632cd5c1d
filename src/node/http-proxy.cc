// SPDX-License-Identifier: GPL-2.0-only
#include "node/http-proxy.h"

#include "base/error.h"
#include "node/connection-observer.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <cassert>
#include <sstream>
#include <utility>

namespace pagewire
{

namespace
{

std::string
Text(const std::optional<ns3::InetSocketAddress>& address)
{
    std::ostringstream text;
    if (address)
    {
        text << address->GetIpv4();
    }
    return text.str();
}

} // namespace

/** Hears of the connections behind; HttpFront hears of those in front by the same names. */
class HttpProxy::PoolEar : public PoolObserver
{
  public:
    explicit PoolEar(HttpProxy& proxy)
        : m_proxy(proxy)
    {}

    void HandleConnectionOpened(const ConnectionRecord&) override
    {}

    void HandleConnectionClosed(const ConnectionRecord& record) override
    {
        m_proxy.m_upstreamConnectionClosed(record);
    }

    /** What is pushed to a proxy it would have to push on, which no browser takes any more. */
    ResponseReceiver* HandlePush(PooledConnection&, const Request&, ClientExchange&) override
    {
        return nullptr;
    }

  private:
    HttpProxy& m_proxy;
};

HttpProxy::HttpProxy() = default;

HttpProxy::~HttpProxy() = default;

void
HttpProxy::SetDialer(std::shared_ptr<Dialer> dialer)
{
    m_dialer = std::move(dialer);
}

void
HttpProxy::SetConnector(std::unique_ptr<Connector> connector)
{
    m_connector = std::move(connector);
}

void
HttpProxy::SetUpstreamTlsContext(std::shared_ptr<TlsClientContext> context)
{
    m_tls = std::move(context);
}

void
HttpProxy::SetUpstreamQuicContext(std::shared_ptr<QuicClientContext> context)
{
    m_quic = std::move(context);
}

void
HttpProxy::SetUpstreamH1Options(const H1Options& options)
{
    m_h1 = options;
}

void
HttpProxy::SetUpstreamH2Options(const H2Options& options)
{
    m_h2 = options;
}

void
HttpProxy::SetUpstreamH3Options(const H3Options& options)
{
    m_h3 = options;
}

void
HttpProxy::SetRequestRules(std::vector<HeaderRule> rules)
{
    m_requestRules = std::move(rules);
}

void
HttpProxy::SetResponseRules(std::vector<HeaderRule> rules)
{
    m_responseRules = std::move(rules);
}

void
HttpProxy::SetProtocolName(std::string name)
{
    const Protocol protocol = ParseProtocol(name);
    if (protocol == Protocol::H09 || protocol == Protocol::H11_PIPELINED)
    {
        // The one has no fields to put Via in; the other lets one slow answer hold up strangers'.
        throw InputError("a proxy does not speak " + name +
                         " behind; h10, h10-keepalive, h11, h2 and h3 are possible");
    }
    m_protocol = protocol;
}

std::string
HttpProxy::GetProtocolName() const
{
    return std::string(ProtocolName(m_protocol));
}

bool
HttpProxy::HasUpstreamTls() const
{
    return m_tls != nullptr;
}

Dialer&
HttpProxy::Way() const
{
    assert(m_dialer);
    return *m_dialer;
}

ns3::Time
HttpProxy::ConnectTimeout() const
{
    return m_connectTimeout;
}

ns3::Time
HttpProxy::TunnelTimeout() const
{
    return m_tunnelTimeout;
}

void
HttpProxy::Drop(const std::string& reason)
{
    HttpFront::Drop(reason);
    if (m_pool)
    {
        m_pool->Finish(reason);
        m_lastConnection = m_pool->LastNumber();
        m_pool.reset();
    }
}

void
HttpProxy::Revive()
{
    MakePool();
}

void
HttpProxy::MakePool()
{
    m_pool = std::make_unique<ConnectionPool>(*m_connector, MakePoolOptions(), *m_poolEar);
}

void
HttpProxy::DoDispose()
{
    HttpFront::DoDispose();
    m_pool.reset();
    m_connector.reset();
}

void
HttpProxy::DropExchanges()
{
    m_relays.clear();
    m_lingering.clear();
    if (m_cacheFront)
    {
        m_cacheFront->Drop();
    }
}

void
HttpProxy::StartApplication()
{
    if (m_passUpgrade)
    {
        OfferConnectProtocol();
    }
    m_relay = MakeRelayOptions();
    m_fields = MakeFieldOptions();
    MakeConnector();
    m_poolEar = std::make_unique<PoolEar>(*this);
    MakePool();
    MakeCache();
    StartServing();
}

void
HttpProxy::MakeConnector()
{
    if (!m_connector)
    {
        assert(m_dialer);
        m_connector = std::make_unique<DialingConnector>(m_dialer, m_tls, m_quic);
    }
}

PoolOptions
HttpProxy::MakePoolOptions() const
{
    PoolOptions options;
    options.protocol = m_protocol;
    options.connectionsPerOrigin = m_connectionsPerServer;
    options.limits = {m_requestsPerConnection, m_upstreamKeepAlive};
    options.h1 = m_h1;
    options.h2 = m_h2;
    options.h3 = m_h3;
    options.alternatives = std::make_shared<AlternativeServices>();
    options.alternatives->TellAll();
    options.numbersFrom = m_lastConnection;
    options.fallback = false; // a proxy is told what the servers behind it speak
    return options;
}

RelayOptions
HttpProxy::MakeRelayOptions() const
{
    RelayOptions options;
    options.timeouts = {m_connectTimeout, m_sendTimeout, m_readTimeout, m_tunnelTimeout};
    options.maxAttempts = m_maxAttempts;
    options.protocol = m_protocol;
    options.bufferRequests = m_bufferRequests;
    options.bufferResponses = m_bufferResponses;
    options.bufferLimit = m_bufferLimit;
    options.repeatLimit = m_repeatLimit;
    return options;
}

ProxyFieldOptions
HttpProxy::MakeFieldOptions() const
{
    ProxyFieldOptions options;
    options.pseudonym =
        m_pseudonym.empty() ? "proxy-" + std::to_string(GetNode()->GetId()) : m_pseudonym;
    options.via = m_via;
    options.forwarded = m_forwarded;
    options.requestRules = m_requestRules;
    options.responseRules = m_responseRules;
    return options;
}

void
HttpProxy::HandleRequest(ServedConnection& connection, ServerExchange& exchange)
{
    CacheClient client{BeginServedRecord(exchange, connection.Record().id), {}};
    const Request& request = client.record.request;
    const TransportInfo transport = connection.Transport();
    client.hop = {Text(transport.remote),
                  Text(transport.local),
                  request.authority,
                  transport.tls ? "https" : "http"};
    TellReceived(client.record);
    auto own = AnswerMalformed(request);
    own = own ? own : Refuse(request);
    own = own ? own : AnswerByFields(request, m_fields);
    if (own)
    {
        HandleOwnAnswer(client.record, *own);
        AddRelay(exchange, client).Answer(*own);
    }
    else if (TakeTunnel(exchange, client.record))
    {
        return;
    }
    else if (m_cacheFront && !AsksForTunnel(request))
    {
        m_cacheFront->HandleRequest(exchange, client);
    }
    else
    {
        AddRelay(exchange, client).Start(++m_lastNumber);
    }
}

RelayedExchange&
HttpProxy::AddRelay(ServerExchange& exchange, const CacheClient& client)
{
    RelayOwner& self = *this;
    auto& relay = m_relays[&exchange];
    relay = std::make_unique<RelayedExchange>(*m_pool, m_relay, exchange, MakeOnward(client), self);
    return *relay;
}

RelayedRequest
HttpProxy::MakeOnward(const CacheClient& client) const
{
    RelayedRequest relayed;
    relayed.client = client.hop.from;
    relayed.record = client.record;
    relayed.onward =
        FieldsOnward(client.record.request, client.record.protocol, client.hop, m_fields);
    const bool hasUpgrade = m_protocol != Protocol::H10 && m_protocol != Protocol::H10_KEEPALIVE;
    if (!m_passUpgrade || !hasUpgrade)
    {
        relayed.onward.protocol.clear();
    }
    return relayed;
}

std::optional<OwnResponse>
HttpProxy::Refuse(const Request& request)
{
    return request.method == "CONNECT" ? std::make_optional(ExplainedResponse(501)) : std::nullopt;
}

void
HttpProxy::HandleOwnAnswer(const ServedRecord&, const OwnResponse&)
{}

bool
HttpProxy::TakeTunnel(ServerExchange&, const ServedRecord&)
{
    return false;
}

void
HttpProxy::HandleGone(ServerExchange& exchange)
{
    if (m_cacheFront && m_cacheFront->HandleGone(exchange))
    {
        return;
    }
    std::unique_ptr<RelayedExchange> relay = TakeRelay(exchange);
    if (relay && relay->Record().responded)
    {
        TellSent(relay->Record());
    }
    LetGo(std::move(relay));
}

std::unique_ptr<RelayedExchange>
HttpProxy::TakeRelay(ServerExchange& exchange)
{
    const auto found = m_relays.find(&exchange);
    if (found == m_relays.end())
    {
        return nullptr;
    }
    std::unique_ptr<RelayedExchange> relay = std::move(found->second);
    m_relays.erase(found);
    return relay;
}

void
HttpProxy::LetGo(std::unique_ptr<RelayedExchange> relay)
{
    if (!relay || relay->HandleFrontGone())
    {
        DisposeLater(std::move(relay));
    }
    else
    {
        m_lingering.push_back(std::move(relay));
    }
}

Response
HttpProxy::Back(const Response& response, Protocol received) const
{
    return FieldsBack(response, received, m_fields);
}

void
HttpProxy::HandleAttemptOver(const RelayTarget&, const UpstreamRecord& record, AttemptEnd)
{
    m_upstreamDone(record);
}

void
HttpProxy::HandleOver(RelayedExchange& exchange)
{
    const auto place = std::find_if(m_lingering.begin(), m_lingering.end(), [&](const auto& relay) {
        return relay.get() == &exchange;
    });
    DisposeLater(std::move(*place));
    m_lingering.erase(place);
}

} // namespace pagewire
