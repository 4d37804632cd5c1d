// SPDX-License-Identifier: GPL-2.0-only
#include "cache/fifo-policy.h"

namespace pagewire
{

void
FifoPolicy::Insert(ObjectId id, std::uint64_t /* size */)
{
    m_queue.Push(id);
}

void
FifoPolicy::Touch(ObjectId /* id */)
{}

ObjectId
FifoPolicy::Evict()
{
    return m_queue.Drop(m_queue.Oldest()).id;
}

void
FifoPolicy::Remove(ObjectId id)
{
    m_queue.Drop(m_queue.Find(id));
}

} // namespace pagewire
