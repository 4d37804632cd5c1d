// SPDX-License-Identifier: GPL-2.0-only
#include "node/reverse-proxy.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(ReverseProxy);

ns3::TypeId
ReverseProxy::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::ReverseProxy");
        type.SetParent<ns3::Application>().SetGroupName("Pagewire").AddConstructor<ReverseProxy>();
        AddAttributes(type, 0);
        AddGroupAttributes(type);
        AddTraceSources(type, "pagewire::ReverseProxy");
        return type;
    }();
    return tid;
}

void
ReverseProxy::AddGroupAttributes(ns3::TypeId& type)
{
    type.AddAttribute(
            "Balancing",
            "Which server gets a request: round-robin, least-connections or consistent-hash.",
            ns3::StringValue("round-robin"),
            ns3::MakeStringAccessor(&ReverseProxy::SetBalancing, &ReverseProxy::GetBalancing),
            ns3::MakeStringChecker())
        .AddAttribute("HashKey",
                      "What a consistent hash goes by: the client's address (client), or the host "
                      "and target asked for (uri).",
                      ns3::EnumValue(HASH_CLIENT),
                      ns3::MakeEnumAccessor(&ReverseProxy::m_hashKey),
                      ns3::MakeEnumChecker(HASH_CLIENT, "client", HASH_URI, "uri"))
        .AddAttribute("HashSeed",
                      "Places the servers on the ring of a consistent hash.",
                      ns3::UintegerValue(1),
                      ns3::MakeUintegerAccessor(&ReverseProxy::m_hashSeed),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute("MaxFails",
                      "After so many failed attempts a server is taken to be down; 0: never.",
                      ns3::UintegerValue(1),
                      ns3::MakeUintegerAccessor(&ReverseProxy::m_maxFails),
                      ns3::MakeUintegerChecker<std::uint32_t>())
        .AddAttribute("FailTimeout",
                      "How long a server that is down is left alone.",
                      ns3::TimeValue(ns3::Seconds(10)),
                      ns3::MakeTimeAccessor(&ReverseProxy::m_failTimeout),
                      ns3::MakeTimeChecker(ns3::Time(0)))
        .AddAttribute("PreserveHost",
                      "Whether servers are asked for the host that the client named, or for their "
                      "own.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&ReverseProxy::m_preserveHost),
                      ns3::MakeBooleanChecker());
}

ReverseProxy::ReverseProxy() = default;

ReverseProxy::~ReverseProxy() = default;

void
ReverseProxy::AddServer(const std::string& name,
                        const std::string& host,
                        std::uint16_t port,
                        unsigned weight)
{
    m_servers.push_back({name, host, port, weight});
}

void
ReverseProxy::SetBalancing(std::string name)
{
    MakeBalancingPolicy(name, 0);
    m_balancing = std::move(name);
}

std::string
ReverseProxy::GetBalancing() const
{
    return m_balancing;
}

void
ReverseProxy::StartApplication()
{
    assert(!m_servers.empty());
    MakeGroup();
    HttpProxy::StartApplication();
}

void
ReverseProxy::Revive()
{
    MakeGroup(); // who was down is forgotten, too
    HttpProxy::Revive();
}

void
ReverseProxy::MakeGroup()
{
    m_group = std::make_unique<UpstreamGroup>(HealthOptions{m_maxFails, m_failTimeout},
                                              MakeBalancingPolicy(m_balancing, m_hashSeed));
    const bool tls = HasUpstreamTls() || GetProtocolName() == ProtocolName(Protocol::H3);
    for (const Server& server : m_servers)
    {
        const HttpOrigin origin{tls ? "https" : "http", server.host, server.port};
        m_group->Add({server.name, origin, server.weight});
    }
}

std::optional<RelayTarget>
ReverseProxy::NextTarget(const RelayedRequest& request, const std::vector<RelayTarget>& tried)
{
    std::vector<std::size_t> servers;
    for (const RelayTarget& target : tried)
    {
        servers.push_back(target.server);
    }
    const Request& onward = request.onward;
    const std::string key =
        m_hashKey == HASH_CLIENT ? request.client : onward.authority + onward.target;
    const auto chosen = m_group->Begin(key, servers, ns3::Simulator::Now());
    if (!chosen)
    {
        return std::nullopt;
    }
    const UpstreamServer& server = m_group->At(*chosen);
    const bool keeps = m_preserveHost && !onward.authority.empty();
    return RelayTarget{server.name, server.origin, *chosen, keeps ? "" : server.origin.Authority()};
}

OwnResponse
ReverseProxy::WhyNoTarget() const
{
    OwnResponse own = ExplainedResponse(503, "no server is up");
    // Whole seconds, rounded up (RFC 9110 section 10.2.3).
    const ns3::Time wait = m_group->UntilUp(ns3::Simulator::Now());
    const std::int64_t seconds = (wait.GetNanoSeconds() + 999999999) / 1000000000;
    own.fields.Add("Retry-After", std::to_string(seconds));
    return own;
}

void
ReverseProxy::HandleAttemptOver(const RelayTarget& target,
                                const UpstreamRecord& record,
                                AttemptEnd end)
{
    switch (end)
    {
    case AttemptEnd::WHOLE:
        m_group->EndWell(target.server);
        break;
    case AttemptEnd::FAILED:
        m_group->EndFailed(target.server, ns3::Simulator::Now());
        break;
    case AttemptEnd::UNTOLD:
        m_group->EndUnknown(target.server);
        break;
    }
    HttpProxy::HandleAttemptOver(target, record, end);
}

} // namespace pagewire
