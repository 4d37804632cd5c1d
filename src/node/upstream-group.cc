// SPDX-License-Identifier: GPL-2.0-only
#include "node/upstream-group.h"

#include <algorithm>

namespace pagewire
{

UpstreamGroup::UpstreamGroup(const HealthOptions& health, std::unique_ptr<BalancingPolicy> policy)
    : m_options(health),
      m_policy(std::move(policy))
{}

void
UpstreamGroup::Add(const UpstreamServer& server)
{
    m_servers.push_back(server);
    m_states.push_back({server.name, std::max(1u, server.weight)});
    m_health.emplace_back();
}

const UpstreamServer&
UpstreamGroup::At(std::size_t server) const
{
    return m_servers[server];
}

std::size_t
UpstreamGroup::Size() const
{
    return m_servers.size();
}

std::optional<std::size_t>
UpstreamGroup::Begin(std::string_view key, const std::vector<std::size_t>& tried, ns3::Time now)
{
    if (!MarkEligible(tried, now) && !MarkEligible({}, now))
    {
        return std::nullopt;
    }
    const std::size_t chosen = m_policy->Choose(m_states, key);
    Health& health = m_health[chosen];
    if (health.fails > 0 && now > health.checked + m_options.failTimeout)
    {
        health.checked = now;
    }
    ++m_states[chosen].active;
    return chosen;
}

void
UpstreamGroup::EndWell(std::size_t server)
{
    --m_states[server].active;
    Health& health = m_health[server];
    if (health.lastFail < health.checked)
    {
        health.fails = 0;
    }
}

void
UpstreamGroup::EndFailed(std::size_t server, ns3::Time now)
{
    --m_states[server].active;
    ++m_health[server].fails;
    m_health[server].lastFail = now;
    m_health[server].checked = now;
}

void
UpstreamGroup::EndUnknown(std::size_t server)
{
    --m_states[server].active;
}

ns3::Time
UpstreamGroup::UntilUp(ns3::Time now) const
{
    ns3::Time least = ns3::Time::Max();
    for (std::size_t i = 0; i < m_servers.size(); ++i)
    {
        const ns3::Time left = m_health[i].checked + m_options.failTimeout - now;
        least = std::min(least, IsDown(i, now) ? left : ns3::Time(0));
    }
    return m_servers.empty() ? ns3::Time(0) : least;
}

bool
UpstreamGroup::IsDown(std::size_t server, ns3::Time now) const
{
    const Health& health = m_health[server];
    return m_servers.size() > 1 && m_options.maxFails > 0 && health.fails >= m_options.maxFails &&
           now <= health.checked + m_options.failTimeout;
}

/** \return whether any is */
bool
UpstreamGroup::MarkEligible(const std::vector<std::size_t>& tried, ns3::Time now)
{
    bool any = false;
    for (std::size_t i = 0; i < m_servers.size(); ++i)
    {
        const bool again = std::find(tried.begin(), tried.end(), i) != tried.end();
        m_states[i].eligible = !again && !IsDown(i, now);
        any = any || m_states[i].eligible;
    }
    return any;
}

} // namespace pagewire
