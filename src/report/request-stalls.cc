// SPDX-License-Identifier: GPL-2.0-only
#include "report/request-stalls.h"

namespace pagewire
{

namespace
{

constexpr std::array<TimeSpans ExchangeStalls::*, STALL_KINDS.size()> MEMBERS{
    &ExchangeStalls::holOwn,
    &ExchangeStalls::holOther,
    &ExchangeStalls::queue,
    &ExchangeStalls::flowControl,
    &ExchangeStalls::congestion,
};

} // namespace

std::string_view
StallName(StallKind kind)
{
    switch (kind)
    {
    case StallKind::HOL_OWN:
        return "hol_own";
    case StallKind::HOL_OTHER:
        return "hol_other";
    case StallKind::QUEUE:
        return "queue";
    case StallKind::FLOW_CONTROL:
        return "flow_control";
    case StallKind::CWND:
        break;
    }
    return "cwnd";
}

StallFinder::StallFinder(const RunResult& result)
    : m_result(result)
{
    for (const ConnectionRecord& near : result.connections)
    {
        m_ends[near.id] = {&near, FarEnd(result, near)};
    }
}

RequestStalls
StallFinder::Of(const RequestRecord& request) const
{
    RequestStalls stalls;
    const auto ends = m_ends.find(request.connection);
    if (!request.sendStart || ends == m_ends.end())
    {
        return stalls;
    }
    const ns3::Time end = request.end.value_or(m_result.end);
    TimeSpans counted;
    for (std::size_t kind = 0; kind < stalls.size(); ++kind)
    {
        TimeSpans all;
        for (const ConnectionRecord* side : ends->second)
        {
            if (!side || side->stalls.count(request.exchange) == 0)
            {
                continue;
            }
            const ExchangeStalls& seen = side->stalls.at(request.exchange);
            all.AddWithin(seen.*MEMBERS[kind], *request.sendStart, end);
        }
        stalls[kind] = all.Without(counted);
        counted.Add(stalls[kind]);
    }
    return stalls;
}

} // namespace pagewire
