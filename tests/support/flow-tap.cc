// SPDX-License-Identifier: GPL-2.0-only
#include "support/flow-tap.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace pagewire::test
{

namespace
{

/** \return whether a rule has taken the datagram over */
bool
Apply(TapRule& rule, FlowTap& tap, std::string_view payload, Ecn ecn)
{
    if (rule.keep)
    {
        rule.kept.emplace_back(payload);
    }
    const std::uint64_t number = rule.count++;
    if (rule.rule)
    {
        rule.rule(tap, number, std::string(payload), ecn);
    }
    return static_cast<bool>(rule.rule);
}

} // namespace

std::unique_ptr<DatagramFlow>
TapRules::Wrap(std::unique_ptr<DatagramFlow> flow)
{
    return flow ? std::make_unique<FlowTap>(std::move(flow), *this) : nullptr;
}

FlowTap::FlowTap(std::unique_ptr<DatagramFlow> below, TapRules& rules)
    : m_below(std::move(below)),
      m_rules(rules),
      m_rulesLive(rules.alive),
      m_self(std::make_shared<FlowTap*>(this))
{
    m_below->SetListener(this);
    m_rules.taps.push_back(this);
}

FlowTap::~FlowTap()
{
    m_below->SetListener(nullptr);
    if (!m_rulesLive.expired())
    {
        auto& taps = m_rules.taps;
        taps.erase(std::find(taps.begin(), taps.end(), this));
    }
}

void
FlowTap::PassUp(std::string_view payload, Ecn ecn, ns3::Time after)
{
    if (after.IsZero())
    {
        m_below->Send(payload, ecn);
        return;
    }
    ns3::Simulator::Schedule(
        after,
        [weak = std::weak_ptr<FlowTap*>(m_self), text = std::string(payload), ecn] {
            if (const auto self = weak.lock())
            {
                (*self)->m_below->Send(text, ecn);
            }
        });
}

void
FlowTap::PassDown(std::string_view payload, Ecn ecn, ns3::Time after)
{
    if (after.IsZero())
    {
        Deliver(payload, ecn);
        return;
    }
    ns3::Simulator::Schedule(
        after,
        [weak = std::weak_ptr<FlowTap*>(m_self), text = std::string(payload), ecn] {
            if (const auto self = weak.lock())
            {
                (*self)->Deliver(text, ecn);
            }
        });
}

void
FlowTap::SetListener(DatagramListener* listener)
{
    m_listener = listener;
}

bool
FlowTap::Send(std::string_view payload, Ecn ecn)
{
    return Apply(m_rules.up, *this, payload, ecn) || m_below->Send(payload, ecn);
}

ns3::InetSocketAddress
FlowTap::Local() const
{
    return m_below->Local();
}

ns3::InetSocketAddress
FlowTap::Remote() const
{
    return m_below->Remote();
}

void
FlowTap::HandleDatagram(DatagramFlow&, std::string_view payload, Ecn ecn)
{
    if (!Apply(m_rules.down, *this, payload, ecn))
    {
        Deliver(payload, ecn);
    }
}

void
FlowTap::Deliver(std::string_view payload, Ecn ecn)
{
    if (m_listener)
    {
        m_listener->HandleDatagram(*this, payload, ecn);
    }
}

} // namespace pagewire::test
