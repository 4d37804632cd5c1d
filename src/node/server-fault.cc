// SPDX-License-Identifier: GPL-2.0-only
#include "node/server-fault.h"

#include <utility>

namespace pagewire
{

ServerFaults::ServerFaults(std::vector<ServerFault> rules)
    : m_rules(std::move(rules))
{
    for (std::size_t i = 0; i < m_rules.size(); ++i)
    {
        m_draws.push_back(ns3::CreateObject<ns3::UniformRandomVariable>());
    }
}

std::int64_t
ServerFaults::AssignStreams(std::int64_t stream)
{
    for (const auto& draw : m_draws)
    {
        draw->SetStream(stream++);
    }
    return static_cast<std::int64_t>(m_draws.size());
}

const ServerFault*
ServerFaults::Next(const Request& request)
{
    ++m_requests;
    const ServerFault* found = nullptr;
    for (std::size_t i = 0; i < m_rules.size(); ++i)
    {
        const ServerFault& rule = m_rules[i];
        const bool fits = (rule.request == 0 || rule.request == m_requests) &&
                          (rule.path.empty() || rule.path == request.target);
        if (fits && (rule.probability >= 1 || m_draws[i]->GetValue() < rule.probability) && !found)
        {
            found = &rule;
        }
    }
    return found;
}

} // namespace pagewire
