// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_LRU_POLICY_H
#define PAGEWIRE_CACHE_LRU_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-queue.h"

namespace pagewire
{

/**
 * Least recently used: the victim is the object whose last hit, or else its coming, lies furthest
 * back (R. L. Mattson et al., "Evaluation techniques for storage hierarchies", IBM Systems Journal
 * 9(2), 1970).
 */
class LruPolicy : public EvictionPolicy
{
  public:
    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;

  private:
    ObjectQueue<> m_queue; //!< newest: used last
};

} // namespace pagewire

#endif
