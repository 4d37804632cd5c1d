// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_FIFO_POLICY_H
#define PAGEWIRE_CACHE_FIFO_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-queue.h"

namespace pagewire
{

/**
 * First in, first out: the victim is the object that came in first; hits change nothing (L. A.
 * Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal
 * 5(2), 1966).
 */
class FifoPolicy : public EvictionPolicy
{
  public:
    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;

  private:
    ObjectQueue<> m_queue;
};

} // namespace pagewire

#endif
