// SPDX-License-Identifier: GPL-2.0-only
#include "cache/clock-policy.h"

namespace pagewire
{

void
ClockPolicy::Insert(ObjectId id, std::uint64_t /* size */)
{
    m_queue.Push(id);
}

void
ClockPolicy::Touch(ObjectId id)
{
    m_queue.Find(id)->note.used = true;
}

ObjectId
ClockPolicy::Evict()
{
    while (m_queue.Oldest()->note.used)
    {
        m_queue.Oldest()->note.used = false;
        m_queue.MoveToNewest(m_queue.Oldest());
    }
    return m_queue.Drop(m_queue.Oldest()).id;
}

void
ClockPolicy::Remove(ObjectId id)
{
    m_queue.Drop(m_queue.Find(id));
}

} // namespace pagewire
