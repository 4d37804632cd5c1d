// SPDX-License-Identifier: GPL-2.0-only
#include "node/origin.h"

#include "base/seed.h"
#include "http/alt-svc.h"
#include "node/origin-answer.h"

#include "ns3/boolean.h"
#include "ns3/enum.h"
#include "ns3/node.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"

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
        AddCachingAttributes(type);
        AddTraceSources(type, "pagewire::Origin");
        return type;
    }();
    return tid;
}

/** Those of what caches go by. */
void
Origin::AddCachingAttributes(ns3::TypeId& type)
{
    type.AddAttribute("ETags",
                      "What entity tags are made from: the content, which is the same on all "
                      "servers, or the server, too; all of them weak; or none.",
                      ns3::EnumValue(TAGS_OF_CONTENT),
                      ns3::MakeEnumAccessor(&Origin::m_entityTags),
                      ns3::MakeEnumChecker(TAGS_OF_CONTENT,
                                           "content",
                                           TAGS_PER_SERVER,
                                           "per-server",
                                           TAGS_WEAK,
                                           "weak",
                                           TAGS_NONE,
                                           "none"))
        .AddAttribute("LastModified",
                      "Whether responses have Last-Modified.",
                      ns3::BooleanValue(true),
                      ns3::MakeBooleanAccessor(&Origin::m_lastModified),
                      ns3::MakeBooleanChecker())
        .AddAttribute("ClockSkew",
                      "How far the clock is ahead, or behind if negative: for Date, Expires and "
                      "Last-Modified.",
                      ns3::TimeValue(ns3::Time(0)),
                      ns3::MakeTimeAccessor(&Origin::m_clockSkew),
                      ns3::MakeTimeChecker())
        .AddAttribute("CacheControl",
                      "Cache-Control of every resource, instead of the page's; empty: the page's.",
                      ns3::StringValue(""),
                      ns3::MakeStringAccessor(&Origin::m_cacheControl),
                      ns3::MakeStringChecker())
        .AddAttribute("DefaultCacheControl",
                      "Cache-Control of resources of which the page says neither Cache-Control nor "
                      "Expires; empty: none.",
                      ns3::StringValue(""),
                      ns3::MakeStringAccessor(&Origin::m_defaultCacheControl),
                      ns3::MakeStringChecker())
        .AddAttribute("UnsafeUpdates",
                      "Whether POST, PUT, DELETE and PATCH are taken wherever GET is, and make a "
                      "new version of what GET has there.",
                      ns3::BooleanValue(false),
                      ns3::MakeBooleanAccessor(&Origin::m_unsafeUpdates),
                      ns3::MakeBooleanChecker());
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
    const std::int64_t faults = m_faults.AssignStreams(stream);
    m_versionStream = stream + faults;
    return faults + 1;
}

void
Origin::SetVersions(std::shared_ptr<ResourceVersions> versions)
{
    m_versions = std::move(versions);
}

std::uint64_t
Origin::VersionSeed(std::int64_t stream)
{
    // No random variable draws it: making one would shift the streams of all others.
    const std::string name = "versions " + std::to_string(stream) + " of run " +
                             std::to_string(ns3::RngSeedManager::GetRun());
    return MixSeed(ns3::RngSeedManager::GetSeed(), name);
}

CachingRules
Origin::Rules() const
{
    return {m_entityTags,
            m_lastModified,
            Nanoseconds(m_clockSkew.GetNanoSeconds()),
            m_cacheControl,
            m_defaultCacheControl,
            "server " + std::to_string(GetNode()->GetId())};
}

std::optional<ns3::Time>
Origin::Staleness(const Request& request, const HeaderFields& served, ns3::Time at) const
{
    const SiteMatch match = m_site->Find(request, Protocol::H11, m_hosts.front().first);
    if (match.status != 200)
    {
        return std::nullopt;
    }
    const Nanoseconds time(at.GetNanoSeconds());
    const std::uint64_t newest = m_versions->At(match.resource, time).number;
    const auto version = m_fields->VersionOf(match.resource, served, *m_versions, newest);
    if (!version)
    {
        return std::nullopt;
    }
    return ns3::NanoSeconds(m_versions->Outdated(match.resource, *version, time).count());
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
    m_fields = std::make_unique<ResponseFields>(*m_page, Scheme(), Port(), Rules());
    if (!m_versions)
    {
        m_versions = std::make_shared<ResourceVersions>(*m_page, VersionSeed(m_versionStream));
    }
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
                                *m_versions,
                                Nanoseconds(m_clockSkew.GetNanoSeconds()),
                                m_unsafeUpdates,
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
