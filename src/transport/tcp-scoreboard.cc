// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-scoreboard.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

bool
TcpScoreboard::IsSacked(std::uint64_t begin, std::uint64_t end) const
{
    const auto after = m_sackedRanges.upper_bound(begin);
    return after != m_sackedRanges.begin() && std::prev(after)->second >= end;
}

void
TcpScoreboard::Send(std::uint64_t begin, std::uint64_t end, const ns3::Time& now)
{
    assert(m_segments.empty() || m_segments.back().end == begin);
    TcpSentSegment segment;
    segment.begin = begin;
    segment.end = end;
    segment.sent = now;
    segment.order = ++m_transmissions;
    m_order.emplace_back(m_first + m_segments.size(), segment.order);
    m_segments.push_back(segment);
}

void
TcpScoreboard::Acknowledge(std::uint64_t una,
                           const ns3::Time& now,
                           const ns3::Time& minimumRtt,
                           std::uint64_t originalBefore,
                           TcpAckOutcome& outcome)
{
    const std::uint64_t highestSacked = HighestSacked();
    while (!m_segments.empty() && m_segments.front().end <= una)
    {
        const TcpSentSegment& segment = m_segments.front();
        ++outcome.acknowledged;
        if (segment.transmissions > 1)
        {
            outcome.retransmissionAcknowledged = true;
        }
        else if (!segment.sacked)
        {
            outcome.firstSent = outcome.firstSent.value_or(segment.sent);
            outcome.lastSent = segment.sent;
            outcome.originalDelivered |= segment.end <= originalBefore;
            outcome.reordered |= segment.begin < highestSacked;
        }
        if (!segment.sacked)
        {
            ++outcome.delivered;
            m_rack.Delivered(segment, now, minimumRtt);
        }
        Forget(m_first);
        m_segments.pop_front();
        ++m_first;
    }
    while (!m_order.empty() && m_order.front().first < m_first)
    {
        m_order.pop_front();
    }
    if (!m_segments.empty() && m_segments.front().begin < una)
    {
        m_segments.front().begin = una;
    }
    while (!m_sackedRanges.empty() && m_sackedRanges.begin()->second <= una)
    {
        m_sackedRanges.erase(m_sackedRanges.begin());
    }
}

void
TcpScoreboard::Sack(std::uint64_t begin,
                    std::uint64_t end,
                    const ns3::Time& now,
                    const ns3::Time& minimumRtt,
                    std::uint64_t originalBefore,
                    TcpAckOutcome& outcome)
{
    if (m_segments.empty())
    {
        return;
    }
    begin = std::max(begin, m_segments.front().begin);
    end = std::min(end, m_segments.back().end);
    if (begin >= end)
    {
        return;
    }
    // Only what no earlier block has told is looked at, so that repeated blocks cost nothing.
    auto range = m_sackedRanges.upper_bound(begin);
    if (range != m_sackedRanges.begin() && std::prev(range)->second >= begin)
    {
        range = std::prev(range);
    }
    std::uint64_t merged = begin;
    std::uint64_t mergedEnd = end;
    while (range != m_sackedRanges.end() && range->first <= end)
    {
        if (merged < range->first)
        {
            MarkSacked(merged, range->first, now, minimumRtt, originalBefore, outcome);
        }
        merged = std::max(merged, range->second);
        begin = std::min(begin, range->first);
        mergedEnd = std::max(mergedEnd, range->second);
        range = m_sackedRanges.erase(range);
    }
    if (merged < end)
    {
        MarkSacked(merged, end, now, minimumRtt, originalBefore, outcome);
    }
    m_sackedRanges[begin] = mergedEnd;
}

void
TcpScoreboard::MarkSacked(std::uint64_t begin,
                          std::uint64_t end,
                          const ns3::Time& now,
                          const ns3::Time& minimumRtt,
                          std::uint64_t originalBefore,
                          TcpAckOutcome& outcome)
{
    const std::uint64_t highestSacked = HighestSacked();
    auto at = std::lower_bound(
        m_segments.begin(),
        m_segments.end(),
        begin,
        [](const TcpSentSegment& segment, std::uint64_t value) { return segment.begin < value; });
    for (; at != m_segments.end() && at->end <= end; ++at)
    {
        if (at->sacked)
        {
            continue;
        }
        if (at->transmissions == 1)
        {
            outcome.firstSackSent = outcome.firstSackSent.value_or(at->sent);
            outcome.lastSackSent = at->sent;
            outcome.reordered |= at->begin < highestSacked;
            outcome.originalDelivered |= at->end <= originalBefore;
        }
        m_rack.Delivered(*at, now, minimumRtt);
        Forget(m_first + static_cast<Id>(at - m_segments.begin()));
        at->sacked = true;
        ++m_sackedCount;
        ++outcome.sacked;
        ++outcome.delivered;
    }
}

TcpLossOutcome
TcpScoreboard::DetectLosses(const ns3::Time& now, const ns3::Time& reorderingWindow)
{
    TcpLossOutcome outcome;
    std::size_t done = 0; // entries at the front that need not be seen again
    for (std::size_t i = 0; i < m_order.size(); ++i)
    {
        const auto [id, order] = m_order[i];
        bool settled = id < m_first || Get(id).order != order || Get(id).sacked;
        if (!settled)
        {
            const TcpSentSegment& segment = Get(id);
            if (!m_rack.SentBefore(segment))
            {
                break;
            }
            settled = segment.lost && !segment.retransmitted;
            if (!settled)
            {
                const ns3::Time deadline = m_rack.Deadline(segment, reorderingWindow);
                if (deadline <= now)
                {
                    MarkLost(id, outcome);
                    settled = true;
                }
                else
                {
                    outcome.recheck = std::max(outcome.recheck.value_or(deadline), deadline);
                }
            }
        }
        if (settled && done == i)
        {
            ++done;
        }
    }
    m_order.erase(m_order.begin(), m_order.begin() + static_cast<std::ptrdiff_t>(done));
    return outcome;
}

void
TcpScoreboard::MarkLost(Id id, TcpLossOutcome& outcome)
{
    TcpSentSegment& segment = Get(id);
    if (segment.retransmitted)
    {
        segment.retransmitted = false;
        --m_retransmittedCount;
        outcome.retransmissionLost = true;
    }
    if (!segment.lost)
    {
        segment.lost = true;
        ++m_lostCount;
    }
    ++outcome.lost;
    m_toRetransmit.insert(id);
}

bool
TcpScoreboard::MarkFirstLost()
{
    TcpLossOutcome outcome;
    if (!m_segments.front().lost)
    {
        MarkLost(m_first, outcome);
    }
    return outcome.lost > 0;
}

bool
TcpScoreboard::MarkTimeout(const ns3::Time& now)
{
    const bool reneged = DropReneged();
    TcpLossOutcome outcome;
    for (Id id = m_first; id < m_first + m_segments.size(); ++id)
    {
        const TcpSentSegment& segment = Get(id);
        if (segment.sacked)
        {
            continue;
        }
        // What was sent a moment ago may well arrive (RFC 8985 section 6.3).
        const bool recent = m_rack.Deadline(segment, ns3::Time(0)) > now;
        if (id == m_first || reneged || !recent)
        {
            MarkLost(id, outcome);
        }
    }
    return reneged;
}

bool
TcpScoreboard::DropReneged()
{
    if (m_segments.empty() || !m_segments.front().sacked)
    {
        return false;
    }
    for (TcpSentSegment& segment : m_segments)
    {
        segment.sacked = false;
    }
    m_sackedCount = 0;
    m_sackedRanges.clear();
    return true;
}

void
TcpScoreboard::UnmarkLost()
{
    for (TcpSentSegment& segment : m_segments)
    {
        segment.lost = false;
        segment.retransmitted = false;
    }
    m_lostCount = 0;
    m_retransmittedCount = 0;
    m_toRetransmit.clear();
}

const TcpSentSegment*
TcpScoreboard::NextLost() const
{
    if (m_toRetransmit.empty())
    {
        return nullptr;
    }
    return &m_segments[static_cast<std::size_t>(*m_toRetransmit.begin() - m_first)];
}

void
TcpScoreboard::RetransmitLost(const ns3::Time& now)
{
    MarkTransmitted(*m_toRetransmit.begin(), now);
}

void
TcpScoreboard::RetransmitLast(const ns3::Time& now)
{
    MarkTransmitted(m_first + m_segments.size() - 1, now);
}

void
TcpScoreboard::MarkTransmitted(Id id, const ns3::Time& now)
{
    m_toRetransmit.erase(id);
    TcpSentSegment& segment = Get(id);
    segment.sent = now;
    segment.order = ++m_transmissions;
    ++segment.transmissions;
    if (!segment.retransmitted)
    {
        segment.retransmitted = true;
        ++m_retransmittedCount;
    }
    m_order.emplace_back(id, segment.order);
}

void
TcpScoreboard::Forget(Id id)
{
    TcpSentSegment& segment = Get(id);
    if (segment.lost)
    {
        --m_lostCount;
        m_toRetransmit.erase(id);
        segment.lost = false;
    }
    if (segment.retransmitted)
    {
        --m_retransmittedCount;
        segment.retransmitted = false;
    }
    if (segment.sacked)
    {
        --m_sackedCount;
    }
}

void
TcpScoreboard::Clear()
{
    m_first += m_segments.size();
    m_segments.clear();
    m_order.clear();
    m_sackedRanges.clear();
    m_toRetransmit.clear();
    m_sackedCount = m_lostCount = m_retransmittedCount = m_guessed = 0;
}

} // namespace pagewire
