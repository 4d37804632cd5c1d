// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TIME_SPANS_H
#define PAGEWIRE_TRANSPORT_TIME_SPANS_H

#include "ns3/nstime.h"

#include <vector>

namespace pagewire
{

/** From begin up to but without end. */
struct TimeSpan
{
    ns3::Time begin{0};
    ns3::Time end{0};
};

/** A set of moments, kept as spans in order that neither overlap nor touch. */
class TimeSpans
{
  public:
    /** Adds all moments from begin up to end; none where end is not after begin. */
    void Add(ns3::Time begin, ns3::Time end);
    void Add(const TimeSpans& others);

    /** Adds the moments of these spans that lie from begin up to end. */
    void AddWithin(const TimeSpans& others, ns3::Time begin, ns3::Time end);

    bool Empty() const
    {
        return m_spans.empty();
    }

    void Clear()
    {
        m_spans.clear();
    }

    /** \return how long they are together */
    ns3::Time Total() const;

    /** \return the moments that the others have not */
    TimeSpans Without(const TimeSpans& others) const;

    const std::vector<TimeSpan>& All() const
    {
        return m_spans;
    }

  private:
    std::vector<TimeSpan> m_spans;
};

} // namespace pagewire

#endif
