// SPDX-License-Identifier: GPL-2.0-only
#include "node/virtual-date.h"

#include "ns3/simulator.h"

namespace pagewire
{

HttpSeconds
WholeSeconds(Nanoseconds duration)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    return seconds.count();
}

HttpSeconds
DateAt(Nanoseconds time)
{
    return VIRTUAL_EPOCH + WholeSeconds(time);
}

HttpSeconds
VirtualDate(Nanoseconds skew)
{
    return DateAt(Nanoseconds(ns3::Simulator::Now().GetNanoSeconds()) + skew);
}

} // namespace pagewire
