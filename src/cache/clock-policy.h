// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_CLOCK_POLICY_H
#define PAGEWIRE_CACHE_CLOCK_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-queue.h"

namespace pagewire
{

/**
 * Second chance: FIFO with a bit for each object, which a hit sets. The oldest object with its bit
 * set goes to the new end with the bit cleared; the victim is the first one without (F. J. Corbato,
 * "A paging experiment with the Multics system", MIT Project MAC report MAC-M-384, 1968).
 */
class ClockPolicy : public EvictionPolicy
{
  public:
    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;

  private:
    struct Note
    {
        bool used{false}; //!< hit since it came, or since its last second chance
    };

    ObjectQueue<Note> m_queue;
};

} // namespace pagewire

#endif
