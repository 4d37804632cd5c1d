// SPDX-License-Identifier: GPL-2.0-only
#include "transport/byte-queue.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace pagewire
{

namespace
{

constexpr std::size_t SMALLEST_BLOCK = 4096; //!< the first of a queue, as many stay almost idle
constexpr std::size_t LARGEST_BLOCK = 32768;

constexpr std::size_t CACHE_LINE = 64;

/** So many bytes that come at once stay together: a segment can leave from where it lies. */
constexpr std::size_t WHOLE = 2048;

/** Brings memory into the processor's cache while other work is done. */
void
FetchAhead(const char* octets, std::size_t size)
{
    for (std::size_t at = 0; at < size; at += CACHE_LINE)
    {
        __builtin_prefetch(octets + at);
    }
}

} // namespace

ByteQueue::Block::Block(std::size_t size)
    : octets(new char[size]), // not set to zero, as it would be by make_unique
      capacity(size)
{}

void
ByteQueue::Append(std::string_view bytes)
{
    while (!bytes.empty())
    {
        MakeRoom(bytes.size());
        const std::size_t part = std::min(bytes.size(), m_block->capacity - m_block->used);
        char* const octets = m_block->octets.get() + m_block->used;
        std::memcpy(octets, bytes.data(), part);
        m_block->used += part;
        Add(m_block, octets, part);
        bytes.remove_prefix(part);
        // To where the next bytes go, which are likely to be as many.
        FetchAhead(octets + part, std::min({part, m_block->capacity - m_block->used, WHOLE}));
    }
}

/** Sees to it that the block has room for some of the bytes; for all if they are few. */
void
ByteQueue::MakeRoom(std::size_t size)
{
    if (m_block && Size() == 0 && m_block->GetReferenceCount() == 1)
    {
        m_block->used = 0;
    }
    const std::size_t capacity = m_block ? m_block->capacity : 0;
    const std::size_t room = m_block ? capacity - m_block->used : 0;
    if (room == 0 || (room < size && size <= WHOLE))
    {
        m_block = ns3::Create<Block>(std::clamp(2 * capacity, SMALLEST_BLOCK, LARGEST_BLOCK));
    }
}

void
ByteQueue::Add(const ns3::Ptr<Block>& block, const char* octets, std::size_t size)
{
    const std::uint64_t begin = m_end;
    m_end += size;
    if (m_head < m_pieces.size())
    {
        Piece& last = m_pieces.back();
        if (last.block == block && last.octets + last.size == octets)
        {
            last.size += size;
            return;
        }
    }
    m_pieces.push_back({block, octets, begin, size});
}

/** \return the piece in which a position lies that is in the queue */
std::vector<ByteQueue::Piece>::const_iterator
ByteQueue::Find(std::uint64_t position) const
{
    const auto first = m_pieces.begin() + static_cast<std::ptrdiff_t>(m_head);
    const auto after = [](std::uint64_t value, const Piece& piece) { return value < piece.begin; };
    return std::upper_bound(first, m_pieces.end(), position, after) - 1;
}

std::string_view
ByteQueue::Peek(std::size_t offset, std::size_t size, std::string& scratch) const
{
    assert(offset + size <= Size());
    if (size == 0)
    {
        return {};
    }
    const std::uint64_t position = m_begin + offset;
    auto piece = Find(position);
    auto skipped = static_cast<std::size_t>(position - piece->begin);
    if (size <= piece->size - skipped)
    {
        return {piece->octets + skipped, size};
    }
    scratch.clear();
    while (scratch.size() < size)
    {
        const std::size_t part = std::min(size - scratch.size(), piece->size - skipped);
        scratch.append(piece->octets + skipped, part);
        skipped = 0;
        ++piece;
    }
    return scratch;
}

void
ByteQueue::Prefetch(std::size_t offset, std::size_t size) const
{
    if (offset >= Size())
    {
        return;
    }
    const auto piece = Find(m_begin + offset);
    const auto skipped = static_cast<std::size_t>(m_begin + offset - piece->begin);
    FetchAhead(piece->octets + skipped, std::min(size, piece->size - skipped));
}

/** \return bytes at the front that lie in one place */
std::string_view
ByteQueue::Front(std::size_t most) const
{
    const Piece& piece = m_pieces[m_head];
    const auto skipped = static_cast<std::size_t>(m_begin - piece.begin);
    return {piece.octets + skipped, std::min(most, piece.size - skipped)};
}

void
ByteQueue::MoveTo(std::string& buffer, std::size_t size)
{
    assert(size <= Size());
    while (size > 0)
    {
        const std::string_view part = Front(size);
        buffer += part;
        size -= part.size();
        DropFront(part.size());
    }
}

void
ByteQueue::MoveTo(char* place, std::size_t size)
{
    assert(size <= Size());
    while (size > 0)
    {
        const std::string_view part = Front(size);
        place = std::copy(part.begin(), part.end(), place);
        size -= part.size();
        DropFront(part.size());
    }
}

void
ByteQueue::MoveTo(ByteQueue& other, std::size_t size)
{
    assert(size <= Size());
    while (size > 0)
    {
        const std::string_view part = Front(size);
        other.Add(m_pieces[m_head].block, part.data(), part.size());
        size -= part.size();
        DropFront(part.size());
    }
}

void
ByteQueue::DropFront(std::size_t size)
{
    assert(size <= Size());
    m_begin += size;
    while (m_head < m_pieces.size() && m_pieces[m_head].begin + m_pieces[m_head].size <= m_begin)
    {
        m_pieces[m_head++].block = nullptr;
    }
    if (2 * m_head >= m_pieces.size())
    {
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + static_cast<std::ptrdiff_t>(m_head));
        m_head = 0;
    }
}

void
ByteQueue::Clear()
{
    *this = ByteQueue();
}

} // namespace pagewire
