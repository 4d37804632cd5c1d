// SPDX-License-Identifier: GPL-2.0-only
#include "node/alternative-services.h"

#include "http/alt-svc.h"
#include "http/protocol.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** The first time that QUIC is left alone after a failure, and the longest: Chrome's. */
constexpr std::int64_t BROKEN_SECONDS = 300;
constexpr std::int64_t MOST_BROKEN_SECONDS = 172800;

/** An age that no visit lives to see, and that a time holds: ten years. */
constexpr std::int64_t MOST_SECONDS = 315360000;

} // namespace

void
AlternativeServices::TellAll()
{
    m_all = true;
}

void
AlternativeServices::Learn(const HttpOrigin& origin, std::string_view field, ns3::Time now)
{
    const AltSvc said = ParseAltSvc(field);
    m_services.erase(origin.Text());
    for (const AltSvcEntry& entry : said.entries)
    {
        if (entry.protocol == AlpnOf(Protocol::H3) &&
            (entry.host.empty() || entry.host == origin.host))
        {
            m_services[origin.Text()] = {entry.port,
                                         now + ns3::Seconds(std::min(entry.maxAge, MOST_SECONDS))};
            return;
        }
    }
}

void
AlternativeServices::LearnFrom(const HttpOrigin& origin, const HeaderFields& fields, ns3::Time now)
{
    if (fields.Has("Alt-Svc"))
    {
        Learn(origin, fields.Combined("Alt-Svc"), now);
    }
}

std::optional<std::uint16_t>
AlternativeServices::Http3Port(const HttpOrigin& origin, ns3::Time now) const
{
    const auto broken = m_broken.find(origin.Text());
    if (broken != m_broken.end() && now < broken->second.until)
    {
        return std::nullopt;
    }
    const auto service = m_services.find(origin.Text());
    if (service != m_services.end() && now < service->second.until)
    {
        return service->second.port;
    }
    return m_all ? std::optional<std::uint16_t>(origin.port) : std::nullopt;
}

void
AlternativeServices::MarkBroken(const HttpOrigin& origin, ns3::Time now)
{
    Broken& broken = m_broken.try_emplace(origin.Text(), Broken{0, ns3::Time(0)}).first->second;
    const std::int64_t seconds =
        std::min(MOST_BROKEN_SECONDS, BROKEN_SECONDS << std::min(broken.failures, 16U));
    ++broken.failures;
    broken.until = now + ns3::Seconds(seconds);
}

void
AlternativeServices::Confirm(const HttpOrigin& origin)
{
    m_broken.erase(origin.Text());
}

} // namespace pagewire
