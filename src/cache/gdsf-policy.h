// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_GDSF_POLICY_H
#define PAGEWIRE_CACHE_GDSF_POLICY_H

#include "cache/eviction-policy.h"
#include "cache/object-ranking.h"

namespace pagewire
{

/**
 * Greedy dual size frequency: an object's priority is the clock plus its uses divided by its size,
 * reckoned anew at each use; the victim is the one of the lowest priority, which becomes the clock,
 * so that what was in demand long ago ages (L. Cherkasova, "Improving WWW proxies performance with
 * greedy-dual-size-frequency caching policy", HP Labs report HPL-98-69R1, 1998). Every miss costs
 * the same here; among equals the victim is the one used least recently. An object of 0 bytes is
 * taken for one of 1.
 */
class GdsfPolicy : public EvictionPolicy
{
  public:
    void Insert(ObjectId id, std::uint64_t size) override;
    void Touch(ObjectId id) override;
    ObjectId Evict() override;
    void Remove(ObjectId id) override;
    void Resize(ObjectId id, std::uint64_t size) override;

  private:
    struct Note
    {
        std::uint64_t size;
        std::uint64_t uses;
    };

    void Rank(ObjectId id, const Note& note);

    ObjectRanking<double, Note> m_ranking; //!< by priority
    double m_clock{0};
};

} // namespace pagewire

#endif
