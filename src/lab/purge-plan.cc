// SPDX-License-Identifier: GPL-2.0-only
#include "lab/purge-plan.h"

#include "base/error.h"
#include "http/header-fields.h"
#include "http/origin.h"
#include "node/cdn-cache.h"

#include "ns3/simulator.h"

namespace pagewire
{

namespace
{

constexpr std::string_view TAG = "tag:";

PlannedPurge
ParsePurge(std::string_view text)
{
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos)
    {
        throw InputError("'" + std::string(text) +
                         "' is no purge: write when and what, like 10s https://www.example/a.css "
                         "or 10s tag:news");
    }
    PlannedPurge purge;
    purge.at = ParseDuration(text.substr(0, blank));
    const std::string_view what = TrimOws(text.substr(blank));
    if (what.substr(0, TAG.size()) == TAG && what.size() > TAG.size())
    {
        purge.tag = what.substr(TAG.size());
    }
    else
    {
        purge.url = ParseUrl(what).Text();
    }
    return purge;
}

} // namespace

std::vector<PlannedPurge>
ParsePurges(const std::string& text)
{
    std::vector<PlannedPurge> purges;
    for (const std::string_view member : SplitList(text))
    {
        purges.push_back(ParsePurge(member));
    }
    return purges;
}

void
SchedulePurges(const std::vector<PlannedPurge>& purges,
               ns3::Time start,
               const std::function<void(const PlannedPurge&)>& purge)
{
    for (const PlannedPurge& planned : purges)
    {
        ns3::Simulator::Schedule(start + ns3::NanoSeconds(planned.at.count()),
                                 [planned, purge] { purge(planned); });
    }
}

void
SchedulePurges(const std::vector<PlannedPurge>& purges,
               ns3::Time start,
               const ns3::Ptr<CdnCache>& cache)
{
    SchedulePurges(purges, start, [cache](const PlannedPurge& purge) {
        purge.url.empty() ? cache->PurgeTag(purge.tag) : cache->Purge(purge.url);
    });
}

} // namespace pagewire
