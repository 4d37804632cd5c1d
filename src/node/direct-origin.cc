// SPDX-License-Identifier: GPL-2.0-only
#include "node/direct-origin.h"

#include "http/conditional.h"

#include "ns3/simulator.h"

#include <string>
#include <utility>
#include <vector>

namespace pagewire
{

namespace
{

std::vector<std::string>
NamesOf(const Page& page)
{
    std::vector<std::string> names;
    for (const Host& host : page.hosts)
    {
        names.push_back(host.name);
    }
    return names;
}

} // namespace

DirectOrigin::DirectOrigin(const Page& page,
                           std::shared_ptr<ResourceVersions> versions,
                           const CachingRules& rules,
                           Listener sent)
    : m_page(page),
      m_versions(std::move(versions)),
      m_clockSkew(rules.clockSkew),
      m_site(page, NamesOf(page)),
      m_fields(page, "http", 80, rules),
      m_sent(std::move(sent))
{}

DirectOrigin::~DirectOrigin()
{
    for (auto& [exchange, event] : m_thinking)
    {
        event.Cancel();
    }
}

void
DirectOrigin::SetOutage(ns3::Time begin, ns3::Time end)
{
    m_outageBegin = begin;
    m_outageEnd = end;
}

bool
DirectOrigin::IsDown() const
{
    const ns3::Time now = ns3::Simulator::Now();
    return now >= m_outageBegin && now < m_outageEnd;
}

void
DirectOrigin::HandleRequest(ServerExchange& exchange)
{
    if (IsDown())
    {
        exchange.Abort();
        return;
    }
    const SiteMatch match = m_site.Find(exchange.GetRequest(), exchange.GetProtocol(), "");
    const Nanoseconds time =
        match.status == 200 ? m_page.resources[match.resource].thinkTime : Nanoseconds(0);
    const ns3::Time now = ns3::Simulator::Now();
    m_thinking[&exchange] =
        ns3::Simulator::Schedule(ns3::NanoSeconds(time.count()),
                                 [this, &exchange, now, match] { Answer(exchange, now, match); });
}

void
DirectOrigin::HandleGone(ServerExchange& exchange)
{
    const auto found = m_thinking.find(&exchange);
    if (found != m_thinking.end())
    {
        found->second.Cancel();
        m_thinking.erase(found);
    }
}

void
DirectOrigin::Answer(ServerExchange& exchange, ns3::Time received, const SiteMatch& match)
{
    if (IsDown())
    {
        exchange.Abort();
        return;
    }
    ServedRecord record;
    record.request = exchange.GetRequest();
    record.received = received;
    record.responded = ns3::Simulator::Now();
    record.response.status = match.status;
    std::uint64_t octets = 0;
    if (match.status == 200)
    {
        const Nanoseconds now(ns3::Simulator::Now().GetNanoSeconds());
        const ResourceVersion version = m_versions->At(match.resource, now);
        record.response = m_fields.Make(match.resource, VirtualDate(m_clockSkew), version);
        record.response.fields.Set(VERSION_FIELD, std::to_string(version.number));
        octets = m_page.resources[match.resource].size;
        record.response.fields.Set("Content-Length", std::to_string(octets));
    }
    const Preconditions preconditions =
        EvaluatePreconditions(record.request, &record.response.fields);
    if (match.status == 200 && preconditions == Preconditions::NOT_MODIFIED)
    {
        record.response = {304, NotModifiedFields(record.response.fields)};
        record.response.fields.Remove(VERSION_FIELD);
        octets = 0;
    }
    record.responseBodyBytes = octets;
    m_sent(record);
    exchange.Respond(record.response, std::make_unique<PatternBody>(octets));
}

} // namespace pagewire
