// SPDX-License-Identifier: GPL-2.0-only
#include "cache/s3-fifo-policy.h"

#include <algorithm>

namespace pagewire
{

namespace
{

constexpr unsigned HITS_TO_STAY = 2; // in the small queue, to go on to the main one
constexpr unsigned MOST_HITS = 3;    // two bits an object, as the paper has it

} // namespace

S3FifoPolicy::S3FifoPolicy(std::uint64_t capacity)
    : m_mainShare(capacity - capacity / 10),
      m_ghostShare(capacity - capacity / 10 - (capacity % 10 > 0 ? 1 : 0))
{}

void
S3FifoPolicy::Insert(ObjectId id, std::uint64_t size)
{
    (m_returning ? m_main : m_small).Push(id, {size, 0});
    m_returning = false;
}

void
S3FifoPolicy::Touch(ObjectId id)
{
    QueueOf(id).Hit(id);
}

ObjectId
S3FifoPolicy::Evict()
{
    for (;;)
    {
        if (m_main.Bytes() > m_mainShare || m_small.Empty())
        {
            const Queue::Entry oldest = m_main.PopOldest();
            if (oldest.note.hits == 0)
            {
                return oldest.id;
            }
            m_main.Push(oldest.id, {oldest.note.size, oldest.note.hits - 1});
        }
        else
        {
            const Queue::Entry oldest = m_small.PopOldest();
            if (oldest.note.hits < HITS_TO_STAY)
            {
                Remember(oldest);
                return oldest.id;
            }
            m_main.Push(oldest.id, {oldest.note.size, 0});
        }
    }
}

void
S3FifoPolicy::Remove(ObjectId id)
{
    QueueOf(id).Drop(id);
}

void
S3FifoPolicy::Announce(ObjectId id)
{
    m_returning = m_ghost.Has(id);
    if (m_returning)
    {
        m_ghost.Drop(id);
    }
}

void
S3FifoPolicy::Resize(ObjectId id, std::uint64_t size)
{
    QueueOf(id).Resize(id, size);
}

S3FifoPolicy::Queue&
S3FifoPolicy::QueueOf(ObjectId id)
{
    return m_small.Has(id) ? m_small : m_main;
}

void
S3FifoPolicy::Remember(const Queue::Entry& evicted)
{
    if (evicted.note.size > m_ghostShare)
    {
        return;
    }
    while (m_ghost.Bytes() > m_ghostShare - evicted.note.size)
    {
        m_ghost.PopOldest();
    }
    m_ghost.Push(evicted.id, evicted.note);
}

bool
S3FifoPolicy::Queue::Empty() const
{
    return m_queue.Empty();
}

bool
S3FifoPolicy::Queue::Has(ObjectId id) const
{
    return m_queue.Has(id);
}

std::uint64_t
S3FifoPolicy::Queue::Bytes() const
{
    return m_bytes;
}

void
S3FifoPolicy::Queue::Push(ObjectId id, const Note& note)
{
    m_queue.Push(id, note);
    m_bytes += note.size;
}

S3FifoPolicy::Queue::Entry
S3FifoPolicy::Queue::PopOldest()
{
    const Entry oldest = m_queue.Drop(m_queue.Oldest());
    m_bytes -= oldest.note.size;
    return oldest;
}

void
S3FifoPolicy::Queue::Drop(ObjectId id)
{
    m_bytes -= m_queue.Drop(m_queue.Find(id)).note.size;
}

void
S3FifoPolicy::Queue::Resize(ObjectId id, std::uint64_t size)
{
    Note& note = m_queue.Find(id)->note;
    m_bytes = m_bytes - note.size + size;
    note.size = size;
}

void
S3FifoPolicy::Queue::Hit(ObjectId id)
{
    Note& note = m_queue.Find(id)->note;
    note.hits = std::min(note.hits + 1, MOST_HITS);
}

} // namespace pagewire
