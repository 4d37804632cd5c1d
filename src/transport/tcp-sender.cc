// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-sender.h"

#include <algorithm>

namespace pagewire
{

TcpSender::TcpSender(const TcpOptions& options, Host& host)
    : m_host(host),
      m_recovery(options, *this),
      m_limit(options.sendBuffer),
      m_capacity(std::min(options.initialSendBuffer, options.sendBuffer)),
      m_mss(options.mss),
      m_noDelay(options.noDelay)
{}

void
TcpSender::Start(bool sack,
                 std::uint32_t mss,
                 std::uint32_t initialWindow,
                 std::uint64_t peerWindow)
{
    m_mss = mss;
    m_windowEnd = 1 + peerWindow;
    m_largestWindow = peerWindow;
    m_recovery.Start(1, sack, mss, initialWindow);
    GrowBuffer();
}

std::size_t
TcpSender::Room() const
{
    return m_closed ? 0 : m_capacity - std::min(m_queue.Size(), m_capacity);
}

std::size_t
TcpSender::Write(std::string_view bytes, const ns3::Time& now)
{
    const std::size_t size = std::min(bytes.size(), Room());
    WillWrite(size, now);
    m_queue.Append(bytes.substr(0, size));
    return size;
}

std::size_t
TcpSender::WriteFrom(ByteQueue& queue, const ns3::Time& now)
{
    const std::size_t size = std::min(queue.Size(), Room());
    WillWrite(size, now);
    queue.MoveTo(m_queue, size);
    return size;
}

void
TcpSender::WillWrite(std::size_t size, const ns3::Time& now)
{
    if (size == 0)
    {
        return;
    }
    if (m_recovery.Outstanding() == 0 && !HasUnsent() && m_lastSent.IsStrictlyPositive())
    {
        m_recovery.Congestion().RestartAfterIdle(now - m_lastSent, now, m_recovery.Rtt().Timeout());
    }
    m_end += size;
    m_pushes.push_back(m_end);
}

bool
TcpSender::HasUnsent() const
{
    return m_recovery.Next() < m_end + (m_closed ? 1 : 0);
}

void
TcpSender::Push(const ns3::Time& now, bool all)
{
    m_now = now;
    m_all = all;
    if (!HasUnsent())
    {
        return;
    }
    SendNew();
    if (m_recovery.Outstanding() == 0)
    {
        SetPersist(now);
    }
}

bool
TcpSender::SendNew()
{
    std::uint32_t sent = 0;
    while (HasUnsent() && m_recovery.Quota() > 0)
    {
        const std::uint64_t size = NextSize();
        if (size == 0)
        {
            break;
        }
        SendNext(size);
        ++sent;
    }
    if (sent > 0 || m_recovery.Quota() == 0)
    {
        m_recovery.AfterSending(sent, m_now);
    }
    return sent > 0;
}

/** \return sequence numbers of the next segment, the FIN's too; 0 if none may go out now */
std::uint64_t
TcpSender::NextSize() const
{
    const std::uint64_t next = m_recovery.Next();
    if (next == m_end)
    {
        return 1; // the FIN alone needs no window
    }
    const std::uint64_t window = m_windowEnd - std::min(next, m_windowEnd);
    const std::uint64_t left = m_end - next;
    const std::uint64_t size = std::min<std::uint64_t>(left, m_mss);
    if (size > window)
    {
        // The sender's side of avoiding silly windows (RFC 9293 section 3.8.6.2.1).
        return 2 * window >= m_largestWindow ? window : 0;
    }
    const bool last = size == left;
    if (size < m_mss && !(last && m_closed) && !MayBePartial())
    {
        return 0;
    }
    return size + (last && m_closed ? 1 : 0);
}

bool
TcpSender::WaitsForWindow() const
{
    const std::uint64_t window = m_windowEnd - std::min(m_recovery.Next(), m_windowEnd);
    return std::min<std::uint64_t>(Unsent(), m_mss) > window && NextSize() == 0;
}

bool
TcpSender::MayBePartial() const
{
    return m_all && (m_noDelay || m_recovery.Outstanding() == 0);
}

void
TcpSender::SendNext(std::uint64_t size)
{
    const std::uint64_t begin = m_recovery.Next();
    m_recovery.Send(begin, begin + size, m_now);
    m_lastSent = m_now;
    m_persist.reset();
    Emit(begin, begin + size, false);
}

void
TcpSender::Emit(std::uint64_t begin, std::uint64_t end, bool again)
{
    const std::uint64_t dataEnd = std::min(end, m_end);
    const std::uint64_t from = std::min(begin, dataEnd);
    const auto payload = m_queue.Peek(static_cast<std::size_t>(from - m_first),
                                      static_cast<std::size_t>(dataEnd - from),
                                      m_scratch);
    bool push = again && dataEnd == m_end;
    while (!m_pushes.empty() && m_pushes.front() <= dataEnd)
    {
        m_pushes.pop_front();
        push = true;
    }
    m_host.SendData(begin, payload, end > m_end, push, again);
    // Most queues are larger than the cache, and the next segment has waited there for long.
    m_queue.Prefetch(static_cast<std::size_t>(dataEnd - m_first), m_mss);
}

void
TcpSender::Retransmit(std::uint64_t begin, std::uint64_t end)
{
    m_lastSent = m_now;
    Emit(begin, end, true);
}

bool
TcpSender::SendProbe()
{
    m_all = true;
    const std::uint64_t size = HasUnsent() ? NextSize() : 0;
    if (size == 0)
    {
        return false;
    }
    SendNext(size);
    return true;
}

void
TcpSender::Acknowledge(const TcpAck& ack, std::optional<std::uint64_t> window, const ns3::Time& now)
{
    m_now = now;
    if (window)
    {
        const std::uint64_t end = ack.position + *window;
        if (end > m_windowEnd)
        {
            m_persist.reset();
            m_persistBackOff = 0;
        }
        m_windowEnd = end;
        m_largestWindow = std::max(m_largestWindow, *window);
    }
    m_recovery.Acknowledge(ack, now);
    const std::uint64_t una = std::min(m_recovery.Una(), m_end);
    if (una > m_first)
    {
        m_queue.DropFront(static_cast<std::size_t>(una - m_first));
        m_first = una;
        GrowBuffer();
    }
}

void
TcpSender::GrowBuffer()
{
    const std::size_t window = m_recovery.Congestion().Window();
    if (m_recovery.Quota() > 0 || m_recovery.Outstanding() == 0)
    {
        m_capacity = std::max(m_capacity, std::min(2 * window * m_mss, m_limit));
    }
}

void
TcpSender::SetPersist(const ns3::Time& now)
{
    if (HasUnsent() && !m_persist && NextSize() == 0 && m_all)
    {
        ns3::Time wait = m_recovery.Rtt().Timeout();
        for (std::uint32_t i = 0; i < m_persistBackOff; ++i)
        {
            wait = std::min(wait + wait, ns3::Seconds(120));
        }
        m_persist = now + wait;
    }
}

void
TcpSender::Persist(const ns3::Time& now)
{
    m_persist.reset();
    if (!HasUnsent() || m_recovery.Outstanding() > 0)
    {
        return;
    }
    const std::uint64_t window = m_windowEnd - std::min(m_recovery.Next(), m_windowEnd);
    if (window > 0)
    {
        // Too small a window for its own good, but it has lasted long enough.
        SendNext(std::min<std::uint64_t>({window, m_end - m_recovery.Next(), m_mss}));
        m_recovery.AfterSending(1, now);
        return;
    }
    ++m_persistBackOff;
    m_host.SendWindowProbe();
    SetPersist(now);
}

std::optional<ns3::Time>
TcpSender::Deadline() const
{
    const auto recovery = m_recovery.Deadline();
    if (recovery && m_persist)
    {
        return std::min(*recovery, *m_persist);
    }
    return recovery ? recovery : m_persist;
}

void
TcpSender::Expire(const ns3::Time& now)
{
    m_now = now;
    if (m_persist && *m_persist <= now)
    {
        Persist(now);
    }
    if (const auto deadline = m_recovery.Deadline(); deadline && *deadline <= now)
    {
        m_recovery.Expire(now);
    }
}

void
TcpSender::GiveUp()
{
    m_host.GiveUp();
}

void
TcpSender::Stop()
{
    m_queue.Clear();
    m_first = m_end;
    m_closed = true;
    m_persist.reset();
    m_recovery.Stop();
}

} // namespace pagewire
