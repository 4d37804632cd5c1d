// SPDX-License-Identifier: GPL-2.0-only
#include "cache/lru-policy.h"

namespace pagewire
{

void
LruPolicy::Insert(ObjectId id, std::uint64_t /* size */)
{
    m_queue.Push(id);
}

void
LruPolicy::Touch(ObjectId id)
{
    m_queue.MoveToNewest(m_queue.Find(id));
}

ObjectId
LruPolicy::Evict()
{
    return m_queue.Drop(m_queue.Oldest()).id;
}

void
LruPolicy::Remove(ObjectId id)
{
    m_queue.Drop(m_queue.Find(id));
}

} // namespace pagewire
