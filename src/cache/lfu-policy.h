// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_LFU_POLICY_H
#define PAGEWIRE_CACHE_LFU_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-ranking.h"

namespace pagewire
{

/**
 * Least frequently used: the victim is the object with the fewest uses since it came in, its coming
 * included; among equals the one that has had that many for longest. What is evicted loses its
 * count (E. G. Coffman and P. J. Denning, "Operating systems theory", 1973, chapter 6).
 */
class LfuPolicy : public EvictionPolicy
{
  public:
    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;

  private:
    ObjectRanking<std::uint64_t> m_ranking; //!< by uses
};

} // namespace pagewire

#endif
