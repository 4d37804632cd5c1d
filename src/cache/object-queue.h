// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_OBJECT_QUEUE_H
#define PAGEWIRE_CACHE_OBJECT_QUEUE_H

#include "cache/eviction-policy.h"
#include "cache/no-note.h"

#include <list>
#include <unordered_map>

namespace pagewire
{

/**
 * A queue of objects from oldest to newest, each with a note of the policy's, that also finds,
 * moves and drops an object by its id. Every operation is O(1); the order is that of the calls.
 */
template <class Note = NoNote>
class ObjectQueue
{
  public:
    struct Entry
    {
        ObjectId id;
        Note note;
    };

    /** Stays valid while the entry is in the queue, wherever it moves. */
    using Place = typename std::list<Entry>::iterator;

    bool Empty() const
    {
        return m_entries.empty();
    }

    bool Has(ObjectId id) const
    {
        return m_places.count(id) > 0;
    }

    /** \return the place of an object in the queue */
    Place Find(ObjectId id)
    {
        return m_places.at(id);
    }

    /** \return the place of the oldest entry, End() if there is none */
    Place Oldest()
    {
        return m_entries.begin();
    }

    /** \return one past the newest entry */
    Place End()
    {
        return m_entries.end();
    }

    /** Puts an object that is not in the queue at its new end. */
    void Push(ObjectId id, Note note = {})
    {
        m_places.emplace(id, m_entries.insert(m_entries.end(), Entry{id, note}));
    }

    void MoveToNewest(Place place)
    {
        m_entries.splice(m_entries.end(), m_entries, place);
    }

    /** \return the entry that was there, now dropped */
    Entry Drop(Place place)
    {
        const Entry entry = *place;
        m_places.erase(entry.id);
        m_entries.erase(place);
        return entry;
    }

  private:
    std::list<Entry> m_entries;
    std::unordered_map<ObjectId, Place> m_places; //!< never walked: its order is nobody's
};

} // namespace pagewire

#endif
