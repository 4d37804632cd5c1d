// SPDX-License-Identifier: GPL-2.0-only
#include "cache/gdsf-policy.h"

#include <algorithm>

namespace pagewire
{

void
GdsfPolicy::Insert(ObjectId id, std::uint64_t size)
{
    Rank(id, {size, 1});
}

void
GdsfPolicy::Touch(ObjectId id)
{
    const Note note = m_ranking.NoteOf(id);
    Rank(id, {note.size, note.uses + 1});
}

ObjectId
GdsfPolicy::Evict()
{
    const ObjectId victim = m_ranking.First();
    m_clock = m_ranking.RankOf(victim);
    m_ranking.Drop(victim);
    return victim;
}

void
GdsfPolicy::Remove(ObjectId id)
{
    m_ranking.Drop(id);
}

void
GdsfPolicy::Resize(ObjectId id, std::uint64_t size)
{
    Rank(id, {size, m_ranking.NoteOf(id).uses});
}

void
GdsfPolicy::Rank(ObjectId id, const Note& note)
{
    const auto size = static_cast<double>(std::max<std::uint64_t>(note.size, 1));
    m_ranking.Put(id, m_clock + static_cast<double>(note.uses) / size, note);
}

} // namespace pagewire
