// SPDX-License-Identifier: GPL-2.0-only
#include "node/node-clock.h"

#include "node/response-fields.h"

#include "ns3/simulator.h"

namespace pagewire
{

NodeClock::NodeClock(ns3::Time skew)
    : m_skew(skew)
{}

CacheMoment
NodeClock::Now() const
{
    const ns3::Time passed = ns3::Simulator::Now() + m_skew;
    return MomentOf(VIRTUAL_EPOCH) + Nanoseconds(passed.GetNanoSeconds());
}

} // namespace pagewire
