// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_OBJECT_RANKING_H
#define PAGEWIRE_CACHE_OBJECT_RANKING_H

#include "cache/eviction-policy.h"
#include "cache/no-note.h"

#include <set>
#include <tuple>
#include <unordered_map>

namespace pagewire
{

/**
 * Objects in the order of a rank, each with a note of the policy's; among equal ranks the one that
 * was ranked first is first. Finding is O(1), everything else O(log n).
 */
template <class Rank, class Note = NoNote>
class ObjectRanking
{
  public:
    /** Ranks an object that has no rank yet, or gives it another. */
    void Put(ObjectId id, Rank rank, Note note = {})
    {
        Drop(id);
        ++m_turn;
        m_order.emplace(rank, m_turn, id);
        m_entries.emplace(id, Entry{rank, m_turn, note});
    }

    void Drop(ObjectId id)
    {
        const auto found = m_entries.find(id);
        if (found != m_entries.end())
        {
            m_order.erase({found->second.rank, found->second.turn, id});
            m_entries.erase(found);
        }
    }

    /** \return the rank of an object that is ranked */
    Rank RankOf(ObjectId id) const
    {
        return m_entries.at(id).rank;
    }

    /** \return the note of an object that is ranked */
    Note NoteOf(ObjectId id) const
    {
        return m_entries.at(id).note;
    }

    /** \return the object of the lowest rank; there must be one */
    ObjectId First() const
    {
        return std::get<2>(*m_order.begin());
    }

  private:
    struct Entry
    {
        Rank rank;
        std::uint64_t turn;
        Note note;
    };

    std::uint64_t m_turn{0}; //!< how often an object was ranked
    std::set<std::tuple<Rank, std::uint64_t, ObjectId>> m_order;
    std::unordered_map<ObjectId, Entry> m_entries; //!< never walked: its order is nobody's
};

} // namespace pagewire

#endif
