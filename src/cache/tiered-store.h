// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_TIERED_STORE_H
#define PAGEWIRE_CACHE_TIERED_STORE_H

#include "base/units.h"
#include "cache/bounded-store.h"

namespace pagewire
{

enum class StoreTier
{
    MEMORY,
    DISK,
};

/** One tier of a store. */
struct TierOptions
{
    std::uint64_t capacity{0}; //!< in bytes; a tier of 0 does not exist
    std::string policy{"lru"}; //!< one of EvictionPolicyNames
    Nanoseconds latency{0};    //!< from asking for an object until its first byte is there
    std::uint64_t rate{0};     //!< bit/s at which an object then comes; 0: all at once
};

/** Where an object was found. */
struct StoreHit
{
    StoreTier tier;
    Nanoseconds latency; //!< from asking for it until its last byte is there
};

/**
 * A memory tier before a disk tier, as browsers and proxies have them. What is in memory is on disk
 * as well: an object goes to both as it comes, what memory evicts is still on disk, a hit on disk
 * brings it back into memory, and what disk evicts leaves memory too. A hit in memory counts as one
 * on disk for the policy there, so that what is in demand is not evicted from below. An object too
 * large for memory is on disk alone. Where only one of the tiers exists, it is the store.
 */
class TieredStore
{
  public:
    /** \throws InputError if there is no such policy */
    TieredStore(const TierOptions& memory, const TierOptions& disk);

    /** A request for an object. \return nothing if it is in no tier */
    std::optional<StoreHit> Touch(ObjectId id);

    /**
     * Puts an object in, in place of one with the same id.
     * \param evicted those that were in the store and now are in no tier are added to it
     * \return whether it is in any tier afterwards: false if it is larger than the store
     */
    bool Insert(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted);

    /** \return false, and nothing happens, if the object is not there */
    bool Remove(ObjectId id);

    /**
     * Gives an object another size.
     * \param evicted as for Insert; the object itself may be among them
     * \return whether it is in any tier afterwards
     */
    bool Resize(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted);

    /** Empties memory, as when a page is closed. What was on disk stays there. */
    void ClearMemory();

    void Clear();

    bool Has(ObjectId id) const;
    std::uint64_t Bytes(StoreTier tier) const; //!< of the objects in a tier

  private:
    StoreHit HitOf(StoreTier tier, std::uint64_t size) const;

    bool HasDisk() const;
    BoundedStore& Lower(); //!< the tier that holds every object
    const BoundedStore& Lower() const;
    void LeaveMemory(const std::vector<ObjectId>& evicted, std::size_t from);

    TierOptions m_memoryOptions;
    TierOptions m_diskOptions;
    BoundedStore m_memory;
    BoundedStore m_disk;
};

} // namespace pagewire

#endif
