// SPDX-License-Identifier: GPL-2.0-only
#include "node/origin.h"

#include "http/alt-svc.h"
#include "node/origin-answer.h"

#include "ns3/boolean.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(Origin);

ns3::TypeId
Origin::GetTypeId()
{
    static ns3::TypeId tid = [] {
        auto type = ns3::TypeId("pagewire::Origin");
        type.SetParent<ns3::Application>().SetGroupName("Pagewire").AddConstructor<Origin>();
        AddAttributes(type, 0);
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
        AddTraceSources(type, "pagewire::Origin");
        return type;
    }();
    return tid;
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
Origin::DropExchanges()
{
    m_answers.clear();
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
Origin::StartApplication()
{
    assert(m_page && !m_page->resources.empty());
    if (m_hosts.empty())
    {
        for (const Host& host : m_page->hosts)
        {
            AddHost(host.name);
        }
    }
    m_site = std::make_unique<Site>(*m_page, HostNames());
    m_fields = std::make_unique<ResponseFields>(*m_page, Scheme(), Port());
    if (SpeaksHttp3() && m_altSvc)
    {
        m_fields->SetAltSvc(FormatAltSvc({std::string(AlpnOf(Protocol::H3)), "", Port()}));
    }
    m_line = std::make_unique<WorkerLine>(m_workers);
    StartServing();
}

void
Origin::HandleRequest(ServedConnection& connection, ServerExchange& exchange)
{
    const AnswerContext context{*m_page,
                                *m_site,
                                *m_fields,
                                m_faults,
                                *m_line,
                                [this](const ServedRecord& record) { TellReceived(record); },
                                [this](const ServedRecord& record) { TellSent(record); }};
    auto& answer = m_answers[&exchange];
    answer = std::make_unique<OriginAnswer>(context, exchange, connection, HostAt(connection));
    answer->Start();
}

void
Origin::HandleGone(ServerExchange& exchange)
{
    m_answers.erase(&exchange);
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
