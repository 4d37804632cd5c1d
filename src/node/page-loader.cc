// SPDX-License-Identifier: GPL-2.0-only
#include "node/page-loader.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace pagewire
{

namespace
{

constexpr std::uint64_t ALL = std::numeric_limits<std::uint64_t>::max();

std::uint64_t
Threshold(const Dependency& dependency)
{
    switch (dependency.trigger)
    {
    case Dependency::Trigger::HEADERS:
        return 0;
    case Dependency::Trigger::BYTES:
        return dependency.bytes;
    case Dependency::Trigger::COMPLETE:
        break;
    }
    return ALL;
}

} // namespace

bool
Discovery::operator==(const Discovery& other) const
{
    return resource == other.resource && at == other.at;
}

PageLoader::PageLoader(const Page& page)
    : m_states(page.resources.size()),
      m_open(page.resources.size())
{
    for (std::size_t child = 0; child < page.resources.size(); ++child)
    {
        for (const Dependency& dependency : page.resources[child].dependencies)
        {
            assert(dependency.parent < child);
            m_states[dependency.parent].edges.push_back(
                {Threshold(dependency), child, dependency.delay});
        }
        m_states[child].unmet = page.resources[child].dependencies.size();
    }
    for (State& state : m_states)
    {
        std::stable_sort(state.edges.begin(), state.edges.end(), [](const Edge& a, const Edge& b) {
            return a.threshold < b.threshold;
        });
    }
}

std::vector<Discovery>
PageLoader::Start(Nanoseconds now)
{
    std::vector<Discovery> found;
    for (std::size_t i = 0; i < m_states.size(); ++i)
    {
        if (m_states[i].unmet == 0)
        {
            found.push_back({i, now});
        }
    }
    return found;
}

std::vector<Discovery>
PageLoader::Headers(std::size_t resource, Nanoseconds now)
{
    return Reach(resource, 0, now);
}

std::vector<Discovery>
PageLoader::Bytes(std::size_t resource, std::uint64_t total, Nanoseconds now)
{
    return Reach(resource, std::min(total, ALL - 1), now);
}

std::vector<Discovery>
PageLoader::Complete(std::size_t resource, Nanoseconds now)
{
    assert(!m_states[resource].over);
    m_states[resource].over = true;
    --m_open;
    return Reach(resource, ALL, now);
}

std::vector<Discovery>
PageLoader::Reach(std::size_t resource, std::uint64_t amount, Nanoseconds now)
{
    std::vector<Discovery> found;
    State& parent = m_states[resource];
    while (parent.met < parent.edges.size() && parent.edges[parent.met].threshold <= amount)
    {
        const Edge& edge = parent.edges[parent.met++];
        State& child = m_states[edge.child];
        child.earliest = std::max(child.earliest, now + edge.delay);
        if (--child.unmet == 0 && !child.over)
        {
            found.push_back({edge.child, child.earliest});
        }
    }
    std::sort(found.begin(), found.end(), [](const Discovery& a, const Discovery& b) {
        return a.resource < b.resource;
    });
    return found;
}

std::vector<std::size_t>
PageLoader::Fail(std::size_t resource)
{
    assert(!m_states[resource].over);
    std::vector<std::size_t> lost;
    GiveUp(resource, lost);
    // Parents come before dependents, so what is lost through something lost lies behind it.
    for (std::size_t i = 0; i < lost.size(); ++i)
    {
        GiveUp(lost[i], lost);
    }
    std::sort(lost.begin(), lost.end());
    return lost;
}

void
PageLoader::GiveUp(std::size_t resource, std::vector<std::size_t>& lost)
{
    State& state = m_states[resource];
    if (!state.over)
    {
        state.over = true;
        --m_open;
    }
    for (std::size_t i = state.met; i < state.edges.size(); ++i)
    {
        State& child = m_states[state.edges[i].child];
        if (!child.over)
        {
            child.over = true;
            --m_open;
            lost.push_back(state.edges[i].child);
        }
    }
}

std::size_t
PageLoader::Open() const
{
    return m_open;
}

} // namespace pagewire
