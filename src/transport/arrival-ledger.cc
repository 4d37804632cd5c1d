// SPDX-License-Identifier: GPL-2.0-only
#include "transport/arrival-ledger.h"

#include <algorithm>

namespace pagewire
{

namespace
{

/** Moments kept before it is worth looking which of them nobody needs any more. */
constexpr std::size_t MANY_MOMENTS = 64;

} // namespace

ArrivalLedger::ArrivalLedger(StallsByExchange& stalls)
    : m_stalls(stalls)
{}

void
ArrivalLedger::Arrived(std::uint64_t begin,
                       std::uint64_t end,
                       std::uint64_t next,
                       bool gap,
                       ns3::Time now)
{
    const bool hadGap = HasGap();
    if (hadGap || gap)
    {
        AddPiece(std::max(begin, m_next), end, now);
        if (!hadGap || !gap || next != m_next)
        {
            m_moments.push_back({now, next, gap, NO_EXCHANGE});
        }
    }
    m_next = next;
}

/** Adds those of the octets that had not arrived before. */
void
ArrivalLedger::AddPiece(std::uint64_t begin, std::uint64_t end, ns3::Time now)
{
    auto next = m_pieces.upper_bound(begin);
    if (next != m_pieces.begin())
    {
        begin = std::max(begin, std::prev(next)->second.end);
    }
    while (begin < end)
    {
        const std::uint64_t stop = next == m_pieces.end() ? end : std::min(end, next->first);
        if (begin < stop)
        {
            m_pieces.emplace_hint(next, begin, Piece{begin, stop, now});
        }
        if (next == m_pieces.end())
        {
            return;
        }
        begin = std::max(begin, next->second.end);
        ++next;
    }
}

void
ArrivalLedger::Waited(std::uint64_t begin, std::uint64_t end, ns3::Time from, ns3::Time to)
{
    if (end <= m_claimed)
    {
        return;
    }
    auto place = m_waits.end();
    while (place != m_waits.begin() && std::prev(place)->begin > begin)
    {
        --place;
    }
    m_waits.insert(place, Wait{begin, end, from, to});
}

void
ArrivalLedger::Claim(std::uint64_t end, std::uint64_t exchange, std::uint64_t usable)
{
    if (end <= m_claimed)
    {
        return;
    }
    if (!m_waits.empty())
    {
        ClaimWaits(end, exchange);
    }
    const std::uint64_t begin = m_claimed;
    m_claimed = end;
    if (m_moments.empty())
    {
        return;
    }
    NameOwners(end, exchange);
    m_claimants.push_back({begin, end, exchange, usable});
    while (!m_claimants.empty() && m_claimants.front().usable <= m_claimed)
    {
        Settle(m_claimants.front());
        m_claimants.pop_front();
    }
    Forget();
}

void
ArrivalLedger::ClaimWaits(std::uint64_t end, std::uint64_t exchange)
{
    std::size_t over = 0; // of the front
    for (std::size_t i = 0; i < m_waits.size() && m_waits[i].begin < end; ++i)
    {
        const Wait& wait = m_waits[i];
        if (exchange != NO_EXCHANGE && wait.end > m_claimed)
        {
            m_stalls[exchange].queue.Add(wait.from, wait.to);
        }
        over += over == i && wait.end <= end ? 1 : 0;
    }
    m_waits.erase(m_waits.begin(), m_waits.begin() + static_cast<std::ptrdiff_t>(over));
}

void
ArrivalLedger::NameOwners(std::uint64_t end, std::uint64_t exchange)
{
    while (m_named < m_moments.size() && m_moments[m_named].missing < end)
    {
        m_moments[m_named++].owner = exchange;
    }
}

/** Finds when the claimed octets were held up: every missing octet that matters has its owner. */
void
ArrivalLedger::Settle(const Claimant& claimant)
{
    const std::vector<Piece> pieces = TakePieces(claimant);
    if (pieces.empty() || claimant.exchange == NO_EXCHANGE)
    {
        return;
    }
    // Of those that lie at or behind a piece, the one that came first counts.
    std::vector<ns3::Time> earliest(pieces.size());
    for (std::size_t i = pieces.size(); i-- > 0;)
    {
        const bool last = i + 1 == pieces.size();
        earliest[i] = last ? pieces[i].arrived : std::min(pieces[i].arrived, earliest[i + 1]);
    }
    const auto after = [](ns3::Time time, const Moment& moment) { return time < moment.since; };
    const auto begin = std::upper_bound(m_moments.begin(), m_moments.end(), earliest[0], after);
    const auto before = std::max<std::ptrdiff_t>(begin - m_moments.begin(), 1) - 1;
    std::size_t first = 0; // piece that is not yet usable
    for (auto i = static_cast<std::size_t>(before); i + 1 < m_moments.size(); ++i)
    {
        const Moment& moment = m_moments[i];
        while (first < pieces.size() &&
               std::max(claimant.usable, pieces[first].end) <= moment.missing)
        {
            ++first;
        }
        if (first == pieces.size())
        {
            return;
        }
        const ns3::Time from = std::max(moment.since, earliest[first]);
        if (moment.gap && from < m_moments[i + 1].since)
        {
            ExchangeStalls& stalls = m_stalls[claimant.exchange];
            TimeSpans& spans = moment.owner == claimant.exchange ? stalls.holOwn : stalls.holOther;
            spans.Add(from, m_moments[i + 1].since);
        }
    }
}

/**
 * \return the claimed octets in order. Those that came while there was no gap are there from the
 * first moment on that finds them in order; those behind every gap are left out.
 */
std::vector<ArrivalLedger::Piece>
ArrivalLedger::TakePieces(const Claimant& claimant)
{
    std::vector<Piece> taken;
    std::uint64_t at = claimant.begin;
    const auto fill = [this, &taken, &at](std::uint64_t end) {
        const auto before = [](std::uint64_t position, const Moment& moment) {
            return position < moment.missing;
        };
        const auto found = std::upper_bound(m_moments.begin(), m_moments.end(), at, before);
        if (at < end && found != m_moments.end())
        {
            taken.push_back({at, end, found->since});
        }
        at = std::max(at, end);
    };
    while (!m_pieces.empty() && m_pieces.begin()->first < claimant.end)
    {
        Piece piece = m_pieces.begin()->second;
        m_pieces.erase(m_pieces.begin());
        if (piece.end > claimant.end)
        {
            const Piece rest{claimant.end, piece.end, piece.arrived};
            m_pieces.emplace(rest.begin, rest);
            piece.end = claimant.end;
        }
        if (piece.end > at)
        {
            fill(piece.begin);
            taken.push_back({at, piece.end, piece.arrived});
            at = piece.end;
        }
    }
    fill(claimant.end);
    return taken;
}

/** Drops the moments that no octet not yet settled can have waited through. */
void
ArrivalLedger::Forget()
{
    if (!m_claimants.empty())
    {
        return;
    }
    if (!HasGap() && m_claimed >= m_moments.back().missing)
    {
        m_moments.clear();
        m_pieces.clear();
        m_named = 0;
        return;
    }
    if (m_moments.size() < MANY_MOMENTS)
    {
        return;
    }
    ns3::Time earliest = m_moments.back().since;
    for (const auto& [begin, piece] : m_pieces)
    {
        earliest = std::min(earliest, piece.arrived);
    }
    while (m_moments.size() > 1 && m_moments[0].missing <= m_claimed &&
           m_moments[1].since <= earliest)
    {
        m_moments.pop_front();
        m_named -= std::min<std::size_t>(m_named, 1);
    }
}

} // namespace pagewire
