// SPDX-License-Identifier: GPL-2.0-only
#include "cache/lfu-policy.h"

namespace pagewire
{

void
LfuPolicy::Insert(ObjectId id, std::uint64_t /* size */)
{
    m_ranking.Put(id, 1);
}

void
LfuPolicy::Touch(ObjectId id)
{
    m_ranking.Put(id, m_ranking.RankOf(id) + 1);
}

ObjectId
LfuPolicy::Evict()
{
    const ObjectId victim = m_ranking.First();
    m_ranking.Drop(victim);
    return victim;
}

void
LfuPolicy::Remove(ObjectId id)
{
    m_ranking.Drop(id);
}

} // namespace pagewire
