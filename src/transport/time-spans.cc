// SPDX-License-Identifier: GPL-2.0-only
#include "transport/time-spans.h"

#include <algorithm>

namespace pagewire
{

void
TimeSpans::Add(ns3::Time begin, ns3::Time end)
{
    if (begin >= end)
    {
        return;
    }
    // Most come in order, so the last one or a place behind it is the usual answer.
    auto first = m_spans.end();
    while (first != m_spans.begin() && std::prev(first)->end >= begin)
    {
        --first;
    }
    auto last = first;
    while (last != m_spans.end() && last->begin <= end)
    {
        begin = std::min(begin, last->begin);
        end = std::max(end, last->end);
        ++last;
    }
    if (first == last)
    {
        m_spans.insert(first, TimeSpan{begin, end});
        return;
    }
    *first = {begin, end};
    m_spans.erase(std::next(first), last);
}

void
TimeSpans::Add(const TimeSpans& others)
{
    for (const TimeSpan& span : others.m_spans)
    {
        Add(span.begin, span.end);
    }
}

void
TimeSpans::AddWithin(const TimeSpans& others, ns3::Time begin, ns3::Time end)
{
    const auto ends = [](const TimeSpan& span, ns3::Time moment) { return span.end <= moment; };
    auto span = std::lower_bound(others.m_spans.begin(), others.m_spans.end(), begin, ends);
    for (; span != others.m_spans.end() && span->begin < end; ++span)
    {
        Add(std::max(span->begin, begin), std::min(span->end, end));
    }
}

ns3::Time
TimeSpans::Total() const
{
    ns3::Time total(0);
    for (const TimeSpan& span : m_spans)
    {
        total += span.end - span.begin;
    }
    return total;
}

TimeSpans
TimeSpans::Without(const TimeSpans& others) const
{
    TimeSpans rest;
    auto other = others.m_spans.begin();
    for (const TimeSpan& span : m_spans)
    {
        ns3::Time from = span.begin;
        while (other != others.m_spans.end() && other->end <= from)
        {
            ++other;
        }
        for (auto cut = other; cut != others.m_spans.end() && cut->begin < span.end; ++cut)
        {
            rest.Add(from, cut->begin);
            from = std::max(from, cut->end);
        }
        rest.Add(from, span.end);
    }
    return rest;
}

} // namespace pagewire
