// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-receiver.h"

#include <algorithm>

namespace pagewire
{

TcpReceiver::TcpReceiver(const TcpReceiveWindow& window)
    : m_window(window)
{}

TcpArrival
TcpReceiver::Accept(std::uint64_t begin, std::string_view payload, bool fin)
{
    const std::uint64_t end = begin + payload.size();
    const std::uint64_t last = end + (fin ? 1 : 0);
    if (last <= m_next || begin >= m_offeredEnd + (payload.empty() ? 1 : 0))
    {
        // What lies beyond the window was not kept: only octets that were there before are told as
        // duplicates.
        if (last <= m_next && begin < last)
        {
            m_duplicate = Range{begin, last};
        }
        return TcpArrival::DUPLICATE;
    }
    if (fin)
    {
        m_fin = end;
    }
    if (begin > m_next)
    {
        if (const auto block = m_blocks.upper_bound(begin);
            !payload.empty() && block != m_blocks.begin() && std::prev(block)->second >= end)
        {
            m_duplicate = Range{begin, end};
        }
        Store(begin, payload);
        return TcpArrival::OUT_OF_ORDER;
    }
    const auto known = static_cast<std::size_t>(std::min(m_next - begin, end - begin));
    const auto room = static_cast<std::size_t>(m_offeredEnd - std::min(m_next, m_offeredEnd));
    const std::string_view fresh = payload.substr(known).substr(0, room);
    m_queue.Append(fresh);
    m_next += fresh.size();
    const bool filled = TakeWaiting();
    if (m_fin && m_next == *m_fin)
    {
        ++m_next;
    }
    return filled ? TcpArrival::GAP_FILLED : TcpArrival::IN_ORDER;
}

void
TcpReceiver::Store(std::uint64_t begin, std::string_view payload)
{
    const auto room = static_cast<std::size_t>(m_offeredEnd - std::min(begin, m_offeredEnd));
    payload = payload.substr(0, room);
    const std::uint64_t end = begin + payload.size();
    if (payload.empty())
    {
        return;
    }
    NoteBlock(begin, end);
    // What is there already stays; the rest goes between.
    auto next = m_waiting.upper_bound(begin);
    if (next != m_waiting.begin())
    {
        const auto& [from, bytes] = *std::prev(next);
        begin = std::max(begin, from + bytes.size());
    }
    while (begin < end)
    {
        const std::uint64_t stop = next == m_waiting.end() ? end : std::min(end, next->first);
        if (begin < stop)
        {
            const auto size = static_cast<std::size_t>(stop - begin);
            m_waiting.emplace_hint(
                next,
                begin,
                payload.substr(payload.size() - static_cast<std::size_t>(end - begin), size));
            m_waitingBytes += size;
        }
        if (next == m_waiting.end())
        {
            break;
        }
        begin = std::max(begin, next->first + next->second.size());
        ++next;
    }
}

void
TcpReceiver::NoteBlock(std::uint64_t begin, std::uint64_t end)
{
    auto block = m_blocks.upper_bound(begin);
    if (block != m_blocks.begin() && std::prev(block)->second >= begin)
    {
        block = std::prev(block);
    }
    while (block != m_blocks.end() && block->first <= end)
    {
        begin = std::min(begin, block->first);
        end = std::max(end, block->second);
        m_recent.erase(std::remove(m_recent.begin(), m_recent.end(), block->first), m_recent.end());
        block = m_blocks.erase(block);
    }
    m_blocks[begin] = end;
    m_recent.insert(m_recent.begin(), begin);
}

bool
TcpReceiver::TakeWaiting()
{
    bool taken = false;
    while (!m_waiting.empty() && m_waiting.begin()->first <= m_next)
    {
        const auto& [begin, bytes] = *m_waiting.begin();
        const std::uint64_t end = begin + bytes.size();
        if (end > m_next)
        {
            m_queue.Append(std::string_view(bytes).substr(m_next - begin));
            m_next = end;
        }
        m_waitingBytes -= bytes.size();
        m_waiting.erase(m_waiting.begin());
        taken = true;
    }
    while (!m_blocks.empty() && m_blocks.begin()->first <= m_next)
    {
        const std::uint64_t begin = m_blocks.begin()->first;
        m_recent.erase(std::remove(m_recent.begin(), m_recent.end(), begin), m_recent.end());
        m_blocks.erase(m_blocks.begin());
    }
    return taken;
}

void
TcpReceiver::WasRead(std::size_t size, ns3::Time now)
{
    if (size > 0)
    {
        const std::uint64_t last = m_blocks.empty() ? m_next : m_blocks.rbegin()->second;
        m_window.Read(m_next - m_queue.Size(), static_cast<std::size_t>(last - m_next), now);
    }
}

std::uint64_t
TcpReceiver::WindowToOffer(std::uint32_t mss) const
{
    const std::size_t used = m_queue.Size() + m_waitingBytes;
    std::uint64_t window = m_window.Size() - std::min(used, m_window.Size());
    // No silly windows, and what was offered stays offered (RFC 9293 section 3.8.6.2.2).
    if (window < std::min<std::uint64_t>(mss, m_window.Size() / 2))
    {
        window = 0;
    }
    return std::max(window, Offered());
}

std::uint64_t
TcpReceiver::Offer(std::uint32_t mss)
{
    const std::uint64_t window = WindowToOffer(mss);
    m_offeredEnd = std::max(m_offeredEnd, m_next + window);
    return window;
}

std::vector<TcpReceiver::Range>
TcpReceiver::TakeSacks(std::size_t most)
{
    std::vector<Range> sacks;
    if (m_duplicate)
    {
        sacks.push_back(*m_duplicate);
        m_duplicate.reset();
    }
    for (const std::uint64_t begin : m_recent)
    {
        if (sacks.size() >= most)
        {
            break;
        }
        sacks.push_back({begin, m_blocks.at(begin)});
    }
    return sacks;
}

void
TcpReceiver::Stop()
{
    m_waiting.clear();
    m_blocks.clear();
    m_recent.clear();
    m_waitingBytes = 0;
}

} // namespace pagewire
