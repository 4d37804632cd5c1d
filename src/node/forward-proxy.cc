// SPDX-License-Identifier: GPL-2.0-only
#include "node/forward-proxy.h"

#include "http/status.h"

#include "ns3/boolean.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>
#include <utility>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(ForwardProxy);

ns3::TypeId
ForwardProxy::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::ForwardProxy");
        type.SetParent<ns3::Application>().SetGroupName("Pagewire").AddConstructor<ForwardProxy>();
        AddAttributes(type, 3128);
        AddForwardAttributes(type);
        AddTraceSources(type, "pagewire::ForwardProxy");
        type.AddTraceSource("TunnelClosed",
                            "A tunnel is over, or was refused.",
                            ns3::MakeTraceSourceAccessor(&ForwardProxy::m_tunnelClosed),
                            "pagewire::ForwardProxy::TunnelTracedCallback");
        return type;
    }();
    return tid;
}

void
ForwardProxy::AddForwardAttributes(ns3::TypeId& type)
{
    type.AddAttribute("RequireTls",
                      "Whether a tunnel is broken off that does not begin as TLS does.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&ForwardProxy::m_requireTls),
                      ns3::MakeBooleanChecker())
        .AddAttribute("Realm",
                      "What users are told that their password is for.",
                      ns3::StringValue("proxy"),
                      ns3::MakeStringAccessor(&ForwardProxy::m_realm),
                      ns3::MakeStringChecker());
}

ForwardProxy::ForwardProxy() = default;

ForwardProxy::~ForwardProxy() = default;

void
ForwardProxy::AllowHost(const std::string& pattern)
{
    m_hosts.allow.push_back(pattern);
}

void
ForwardProxy::DenyHost(const std::string& pattern)
{
    m_hosts.deny.push_back(pattern);
}

void
ForwardProxy::AddUser(const BasicCredentials& credentials)
{
    m_users.push_back(credentials);
}

void
ForwardProxy::SetTunnelPorts(std::set<std::uint16_t> ports)
{
    m_ports = std::move(ports);
}

void
ForwardProxy::Drop(const std::string& reason)
{
    for (const Tunnel& entry : m_tunnels)
    {
        TunnelRecord record = entry.tunnel->Observe();
        record.End(reason, ns3::Simulator::Now());
        m_tunnelClosed(record);
    }
    HttpProxy::Drop(reason);
}

void
ForwardProxy::DropExchanges()
{
    const std::vector<Tunnel> dropped = std::exchange(m_tunnels, {});
    HttpProxy::DropExchanges();
}

std::optional<OwnResponse>
ForwardProxy::Refuse(const Request& request)
{
    if (!IsKnown(request))
    {
        return OwnResponse{407,
                           {{"Proxy-Authenticate", FormatBasicChallenge(m_realm)}},
                           "Proxy Authentication Required\n"};
    }
    if (request.method == "CONNECT")
    {
        return RefuseTunnel(request);
    }
    const auto origin = ParseAuthority(request.scheme, request.authority);
    if (!origin)
    {
        return ExplainedResponse(400, "the request names no host");
    }
    if (!m_hosts.Allows(origin->host))
    {
        return ExplainedResponse(403, origin->host);
    }
    if (request.scheme != "http" && !(request.scheme == "https" && HasUpstreamTls()))
    {
        return ExplainedResponse(501, "scheme " + request.scheme);
    }
    return std::nullopt;
}

bool
ForwardProxy::IsKnown(const Request& request) const
{
    const auto field = request.fields.Find("Proxy-Authorization");
    const auto given = field ? ParseBasicCredentials(*field) : std::nullopt;
    return m_users.empty() ||
           (given && std::find(m_users.begin(), m_users.end(), *given) != m_users.end());
}

std::optional<OwnResponse>
ForwardProxy::RefuseTunnel(const Request& request) const
{
    const auto target = ParseAuthority("", request.authority);
    if (!target || target->port == 0)
    {
        return ExplainedResponse(400, "the request names no host and port");
    }
    if (!m_hosts.Allows(target->host))
    {
        return ExplainedResponse(403, target->host);
    }
    if (!m_ports.empty() && m_ports.count(target->port) == 0)
    {
        return ExplainedResponse(403, "port " + std::to_string(target->port));
    }
    return std::nullopt;
}

bool
ForwardProxy::TakeTunnel(ServerExchange& exchange, const ServedRecord& record)
{
    if (record.request.method != "CONNECT")
    {
        return false;
    }
    const ForwardTunnelOptions options{ConnectTimeout(), TunnelTimeout(), m_requireTls};
    ForwardTunnelOwner& self = *this;
    m_tunnels.push_back(
        {&exchange,
         record,
         std::make_unique<ForwardTunnel>(exchange, record.connection, options, Way(), self)});
    const auto target = ParseAuthority("", record.request.authority);
    m_tunnels.back().tunnel->Start({target->host, target->port});
    return true;
}

void
ForwardProxy::HandleOwnAnswer(const ServedRecord& record, const OwnResponse& own)
{
    if (record.request.method != "CONNECT")
    {
        return;
    }
    TunnelRecord tunnel;
    tunnel.connection = record.connection;
    tunnel.exchange = record.exchange;
    tunnel.kind = "connect";
    tunnel.target = record.request.authority;
    tunnel.asked = record.received;
    tunnel.closed = record.received;
    tunnel.outcome = std::to_string(own.status) + " " + std::string(ReasonPhrase(own.status));
    m_tunnelClosed(tunnel);
}

void
ForwardProxy::HandleGone(ServerExchange& exchange)
{
    const auto found = std::find_if(m_tunnels.begin(), m_tunnels.end(), [&](const Tunnel& entry) {
        return entry.front == &exchange;
    });
    if (found == m_tunnels.end())
    {
        HttpProxy::HandleGone(exchange);
        return;
    }
    found->front = nullptr;
    found->tunnel->HandleFrontGone();
}

std::optional<RelayTarget>
ForwardProxy::NextTarget(const RelayedRequest& request, const std::vector<RelayTarget>&)
{
    const HttpOrigin origin =
        ParseAuthority(request.onward.scheme, request.onward.authority).value();
    return RelayTarget{origin.Text(), origin};
}

OwnResponse
ForwardProxy::WhyNoTarget() const
{
    return ExplainedResponse(503);
}

void
ForwardProxy::HandleTunnelAnswered(ForwardTunnel& tunnel, const Response& response)
{
    const auto found = std::find_if(m_tunnels.begin(), m_tunnels.end(), [&](const Tunnel& entry) {
        return entry.tunnel.get() == &tunnel;
    });
    found->record.response = response;
    found->record.responded = ns3::Simulator::Now();
    TellSent(found->record);
}

void
ForwardProxy::HandleTunnelOver(ForwardTunnel& tunnel)
{
    const auto found = std::find_if(m_tunnels.begin(), m_tunnels.end(), [&](const Tunnel& entry) {
        return entry.tunnel.get() == &tunnel;
    });
    m_tunnelClosed(tunnel.Observe());
    DisposeLater(std::move(found->tunnel));
    m_tunnels.erase(found);
}

} // namespace pagewire
