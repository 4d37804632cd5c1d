// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_SIEVE_POLICY_H
#define PAGEWIRE_CACHE_SIEVE_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-queue.h"

namespace pagewire
{

/**
 * FIFO with a bit for each object, which a hit sets, and a hand that goes from old to new and then
 * round. The hand clears the bits it finds set and leaves those objects where they are; the victim
 * is the first one without (Y. Zhang et al., "SIEVE is simpler than LRU: an efficient turn-key
 * eviction algorithm for web caches", NSDI 2024).
 */
class SievePolicy : public EvictionPolicy
{
  public:
    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;

  private:
    struct Note
    {
        bool used{false}; //!< hit since it came, or since the hand was there
    };

    ObjectQueue<Note> m_queue;
    ObjectQueue<Note>::Place m_hand{m_queue.End()}; //!< where it looks next; End: at the oldest
};

} // namespace pagewire

#endif
