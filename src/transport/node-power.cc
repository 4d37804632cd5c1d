// SPDX-License-Identifier: GPL-2.0-only
#include "transport/node-power.h"

#include "net/link-device.h"

#include "ns3/application.h"
#include "ns3/ipv4.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <cassert>

namespace pagewire
{

NS_OBJECT_ENSURE_REGISTERED(NodePower);

ns3::TypeId
NodePower::GetTypeId()
{
    static ns3::TypeId tid =
        ns3::TypeId("pagewire::NodePower")
            .SetParent<ns3::Object>()
            .SetGroupName("Pagewire")
            .AddConstructor<NodePower>()
            .AddTraceSource("Changed",
                            "The node has crashed (false), or runs again (true).",
                            ns3::MakeTraceSourceAccessor(&NodePower::m_changed),
                            "pagewire::NodePower::PowerTracedCallback");
    return tid;
}

ns3::Ptr<NodePower>
NodePower::Of(ns3::Ptr<ns3::Node> node)
{
    auto power = node->GetObject<NodePower>();
    if (!power)
    {
        power = ns3::CreateObject<NodePower>();
        node->AggregateObject(power);
    }
    return power;
}

void
NodePower::Crash()
{
    if (!m_up)
    {
        return;
    }
    m_up = false;
    Silence(true);
    m_changed(false);
    // What comes about meanwhile belongs to programs that live through this.
    const std::uint64_t last = m_lastWatch;
    while (!m_watches.empty() && m_watches.begin()->first <= last)
    {
        const auto watch = m_watches.extract(m_watches.begin());
        watch.mapped()();
    }
    for (NodeProgram* program : Programs())
    {
        program->HandleCrash();
    }
}

void
NodePower::Restart()
{
    if (m_up)
    {
        return;
    }
    m_up = true;
    Silence(false);
    m_changed(true);
    for (NodeProgram* program : Programs())
    {
        program->HandleRestart();
    }
}

void
NodePower::ScheduleCrash(ns3::Time at, ns3::Time downtime)
{
    assert(at >= ns3::Simulator::Now() && !downtime.IsStrictlyNegative());
    const ns3::Time wait = at - ns3::Simulator::Now();
    m_events.push_back(ns3::Simulator::Schedule(wait, &NodePower::BeginCrash, this));
    if (downtime.IsStrictlyPositive())
    {
        m_events.push_back(ns3::Simulator::Schedule(wait + downtime, &NodePower::EndCrash, this));
    }
}

void
NodePower::BeginCrash()
{
    ++m_crashes;
    Crash();
}

void
NodePower::EndCrash()
{
    if (--m_crashes == 0)
    {
        Restart();
    }
}

void
NodePower::DoDispose()
{
    for (ns3::EventId& event : m_events)
    {
        event.Cancel();
    }
    m_watches.clear();
    ns3::Object::DoDispose();
}

/** Interfaces that are down neither receive nor send (nor forward). */
void
NodePower::Silence(bool silent)
{
    const auto node = GetObject<ns3::Node>();
    const auto ipv4 = node->GetObject<ns3::Ipv4>();
    for (std::uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        silent ? ipv4->SetDown(i) : ipv4->SetUp(i);
    }
    for (std::uint32_t i = 0; silent && i < node->GetNDevices(); ++i)
    {
        if (const auto device = ns3::DynamicCast<LinkDevice>(node->GetDevice(i)))
        {
            device->LoseWaiting();
        }
    }
}

std::vector<NodeProgram*>
NodePower::Programs() const
{
    std::vector<NodeProgram*> programs;
    const auto node = GetObject<ns3::Node>();
    for (std::uint32_t i = 0; i < node->GetNApplications(); ++i)
    {
        if (const auto program =
                dynamic_cast<NodeProgram*>(ns3::PeekPointer(node->GetApplication(i))))
        {
            programs.push_back(program);
        }
    }
    return programs;
}

CrashWatch::CrashWatch(ns3::Ptr<ns3::Node> node, std::function<void()> lost)
    : m_power(NodePower::Of(node)),
      m_number(++m_power->m_lastWatch)
{
    m_power->m_watches.emplace(m_number, std::move(lost));
}

CrashWatch::~CrashWatch()
{
    m_power->m_watches.erase(m_number);
}

} // namespace pagewire
