// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-ledger.h"

#include <algorithm>

namespace pagewire
{

QuicLedger::Stream::Stream(StallsByExchange& stalls)
    : m_ledger(stalls)
{}

void
QuicLedger::Stream::Arrived(std::uint64_t begin,
                            std::uint64_t end,
                            const std::vector<QueueWaitTag::Wait>& waits,
                            ns3::Time now)
{
    begin = std::max(begin, m_next);
    if (begin >= end)
    {
        return; // all of it was here already
    }
    // Takes in the pieces that it touches, so that those that are left stay disjoint.
    bool isNew = begin == m_next;
    std::uint64_t from = begin;
    std::uint64_t to = end;
    auto piece = m_later.upper_bound(begin);
    if (piece != m_later.begin() && std::prev(piece)->second >= begin)
    {
        --piece;
        isNew = isNew || piece->second < end;
    }
    else
    {
        isNew = true;
    }
    while (piece != m_later.end() && piece->first <= to)
    {
        from = std::min(from, piece->first);
        to = std::max(to, piece->second);
        piece = m_later.erase(piece);
    }
    if (from <= m_next)
    {
        m_next = to;
    }
    else
    {
        m_later.emplace(from, to);
    }
    if (isNew)
    {
        m_ledger.Arrived(begin, end, m_next, !m_later.empty(), now);
        for (const QueueWaitTag::Wait& wait : waits)
        {
            m_ledger.Waited(begin, end, wait.from, wait.to);
        }
    }
}

void
QuicLedger::Stream::Delivered(std::uint64_t position, std::uint64_t exchange)
{
    m_ledger.Claim(position, exchange, 0);
}

QuicLedger::QuicLedger()
    : m_sending(m_stalls)
{}

void
QuicLedger::NoteWaits(const QueueWaitTag& tag)
{
    m_waits.assign(tag.begin(), tag.end());
}

void
QuicLedger::Arrived(const std::vector<QuicStreamRange>& ranges, ns3::Time now)
{
    for (const QuicStreamRange& range : ranges)
    {
        if (ExchangeOf(range.stream) == NO_EXCHANGE)
        {
            continue;
        }
        auto& stream = m_streams[range.stream];
        if (!stream)
        {
            stream = std::make_unique<Stream>(m_stalls);
        }
        stream->Arrived(range.begin, range.end, m_waits, now);
    }
}

void
QuicLedger::EndDatagram()
{
    m_waits.clear();
}

void
QuicLedger::Delivered(QuicStreamId stream, std::uint64_t position)
{
    const auto found = m_streams.find(stream);
    if (found != m_streams.end())
    {
        found->second->Delivered(position, ExchangeOf(stream));
    }
}

void
QuicLedger::NoteHeld(QuicStreamId stream, ns3::Time from, ns3::Time to)
{
    m_stalls[ExchangeOf(stream)].holOther.Add(from, to);
}

void
QuicLedger::Forget(QuicStreamId stream, ns3::Time now)
{
    SetReady(stream, false, now);
    m_streams.erase(stream);
}

void
QuicLedger::SetReady(QuicStreamId stream, bool ready, ns3::Time now)
{
    if (ExchangeOf(stream) != NO_EXCHANGE)
    {
        m_sending.SetReady(ExchangeOf(stream), ready, now);
    }
}

void
QuicLedger::SetBlocked(QuicStreamId stream, bool blocked, ns3::Time now)
{
    if (ExchangeOf(stream) != NO_EXCHANGE)
    {
        m_sending.SetBlocked(ExchangeOf(stream), blocked, now);
    }
}

void
QuicLedger::SetLimits(bool congestion, bool flowControl, ns3::Time now)
{
    m_sending.SetLimits(congestion, flowControl, now);
}

const StallsByExchange&
QuicLedger::Stalls(ns3::Time now)
{
    m_sending.CountPending(now);
    return m_stalls;
}

} // namespace pagewire
