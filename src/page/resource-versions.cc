// SPDX-License-Identifier: GPL-2.0-only
#include "page/resource-versions.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace pagewire
{

ResourceVersions::ResourceVersions(const Page& page, std::uint64_t seed)
{
    for (const Resource& resource : page.resources)
    {
        // The name, not the place on the page, so that the same resource changes alike on pages
        // that differ in others.
        const std::string name =
            resource.method + " //" + page.hosts[resource.host].name + resource.path;
        m_histories.push_back({resource.caching.updateInterval,
                               resource.caching.updates,
                               SeededBytes(MixSeed(seed, name)),
                               {},
                               {}});
    }
}

ResourceVersion
ResourceVersions::At(std::size_t resource, Nanoseconds time)
{
    History& history = m_histories[resource];
    const auto changed = std::upper_bound(history.changes.begin(), history.changes.end(), time);
    const std::uint64_t number =
        ScheduledBy(history, time) + static_cast<std::uint64_t>(changed - history.changes.begin());
    return {number, StartOf(resource, number)};
}

Nanoseconds
ResourceVersions::StartOf(std::size_t resource, std::uint64_t number)
{
    if (number == 0)
    {
        return Nanoseconds(0);
    }
    History& history = m_histories[resource];
    std::uint64_t changed = 0;
    for (const Nanoseconds change : history.changes)
    {
        // What is scheduled for the instant of a change comes before it.
        const std::uint64_t made = ScheduledBy(history, change) + changed + 1;
        if (made == number)
        {
            return change;
        }
        if (made > number)
        {
            break;
        }
        ++changed;
    }
    return Scheduled(history, number - changed);
}

void
ResourceVersions::Change(std::size_t resource, Nanoseconds time)
{
    std::vector<Nanoseconds>& changes = m_histories[resource].changes;
    assert(changes.empty() || changes.back() <= time);
    changes.push_back(time);
}

Nanoseconds
ResourceVersions::Outdated(std::size_t resource, std::uint64_t number, Nanoseconds time)
{
    return std::max(Nanoseconds(0), time - StartOf(resource, number + 1));
}

/** \return how many of the scheduled instants have come by then */
std::uint64_t
ResourceVersions::ScheduledBy(History& history, Nanoseconds time)
{
    if (history.interval == Nanoseconds(0))
    {
        return 0;
    }
    if (history.updates == Caching::Updates::REGULAR)
    {
        return static_cast<std::uint64_t>(time / history.interval);
    }
    while (history.drawn.empty() || history.drawn.back() <= time)
    {
        Draw(history);
    }
    const auto next = std::upper_bound(history.drawn.begin(), history.drawn.end(), time);
    return static_cast<std::uint64_t>(next - history.drawn.begin());
}

/** \return the scheduled instant of this number, from 1 */
Nanoseconds
ResourceVersions::Scheduled(History& history, std::uint64_t number)
{
    if (history.interval == Nanoseconds(0))
    {
        return Nanoseconds::max();
    }
    if (history.updates == Caching::Updates::REGULAR)
    {
        return history.interval * static_cast<Nanoseconds::rep>(number);
    }
    while (history.drawn.size() < number)
    {
        Draw(history);
    }
    return history.drawn[number - 1];
}

void
ResourceVersions::Draw(History& history)
{
    // 53 bits are a double in (0, 1].
    const double share = std::ldexp(static_cast<double>((history.random.Next() >> 11) + 1), -53);
    const double gap = -std::log(share) * static_cast<double>(history.interval.count());
    const Nanoseconds last = history.drawn.empty() ? Nanoseconds(0) : history.drawn.back();
    history.drawn.push_back(last + Nanoseconds(std::max<std::int64_t>(1, std::llround(gap))));
}

} // namespace pagewire
