// SPDX-License-Identifier: GPL-2.0-only
#include "cache/sieve-policy.h"

namespace pagewire
{

void
SievePolicy::Insert(ObjectId id, std::uint64_t /* size */)
{
    m_queue.Push(id);
}

void
SievePolicy::Touch(ObjectId id)
{
    m_queue.Find(id)->note.used = true;
}

ObjectId
SievePolicy::Evict()
{
    while (m_hand == m_queue.End() || m_hand->note.used)
    {
        if (m_hand == m_queue.End())
        {
            m_hand = m_queue.Oldest();
        }
        else
        {
            m_hand->note.used = false;
            ++m_hand;
        }
    }
    const ObjectId victim = m_hand->id;
    Remove(victim);
    return victim;
}

void
SievePolicy::Remove(ObjectId id)
{
    const auto place = m_queue.Find(id);
    if (place == m_hand)
    {
        ++m_hand;
    }
    m_queue.Drop(place);
}

} // namespace pagewire
