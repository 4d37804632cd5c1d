// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-byte-queue.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

void
TcpByteQueue::Append(std::string_view bytes)
{
    if (m_size + bytes.size() > m_ring.size())
    {
        Grow(m_size + bytes.size());
    }
    while (!bytes.empty())
    {
        const std::size_t at = (m_front + m_size) & (m_ring.size() - 1);
        const std::size_t part = std::min(bytes.size(), m_ring.size() - at);
        std::copy_n(bytes.data(), part, m_ring.data() + at);
        m_size += part;
        bytes.remove_prefix(part);
    }
}

std::string_view
TcpByteQueue::Peek(std::size_t offset, std::size_t size, std::string& scratch) const
{
    assert(offset + size <= m_size);
    if (size == 0)
    {
        return {};
    }
    const std::size_t at = (m_front + offset) & (m_ring.size() - 1);
    const std::size_t first = std::min(size, m_ring.size() - at);
    if (first == size)
    {
        return {m_ring.data() + at, size};
    }
    scratch.assign(m_ring.data() + at, first);
    scratch.append(m_ring.data(), size - first);
    return scratch;
}

void
TcpByteQueue::MoveTo(std::string& buffer, std::size_t size)
{
    assert(size <= m_size);
    while (size > 0)
    {
        const std::size_t part = std::min(size, m_ring.size() - m_front);
        buffer.append(m_ring.data() + m_front, part);
        DropFront(part);
        size -= part;
    }
}

void
TcpByteQueue::DropFront(std::size_t size)
{
    assert(size <= m_size);
    m_size -= size;
    m_front = m_size == 0 ? 0 : (m_front + size) & (m_ring.size() - 1);
}

void
TcpByteQueue::Clear()
{
    *this = TcpByteQueue();
}

void
TcpByteQueue::Grow(std::size_t size)
{
    std::size_t capacity = std::max<std::size_t>(m_ring.size(), 4096);
    while (capacity < size)
    {
        capacity *= 2;
    }
    std::vector<char> ring(capacity);
    std::string scratch;
    const std::string_view old = Peek(0, m_size, scratch);
    std::copy(old.begin(), old.end(), ring.begin());
    m_ring = std::move(ring);
    m_front = 0;
}

} // namespace pagewire
