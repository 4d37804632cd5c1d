// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_BOUNDED_STORE_H
#define PAGEWIRE_CACHE_BOUNDED_STORE_H

#include "cache/eviction-policy.h"

#include <cstddef>
#include <optional>
#include <unordered_map>

namespace pagewire
{

/**
 * Which objects are in a store of so many bytes, and which leave as others come. It keeps no
 * content, only ids and sizes. The bytes of its objects never exceed its capacity; one of capacity
 * 0 holds nothing, not even an object of 0 bytes.
 *
 * Insert and Resize add to a list the objects that were there before the call and are not there
 * after it, in the order in which they left.
 */
class BoundedStore
{
  public:
    /**
     * \param capacity in bytes
     * \param policy one of EvictionPolicyNames
     * \throws InputError if there is no such policy
     */
    BoundedStore(std::uint64_t capacity, const std::string& policy);

    /** Likewise, by any policy. Should that choose a victim that is not there, InputError is thrown
     * then, and the store is of no further use. */
    BoundedStore(std::uint64_t capacity, EvictionPolicyKind policy);

    /** Tells the policy of a hit. \return false, and nothing happens, if the object is not there */
    bool Touch(ObjectId id);

    /**
     * Puts an object in, in place of one with the same id, and evicts others to make room.
     * \return false if it is larger than the capacity; it is not there then, in no size
     */
    bool Insert(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted);

    /** \return false, and nothing happens, if the object is not there */
    bool Remove(ObjectId id);

    /**
     * Gives an object another size; growing may evict others, or itself where the policy says so.
     * \return whether it is there afterwards
     */
    bool Resize(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted);

    /** Forgets every object, and whatever the policy had learnt. */
    void Clear();

    bool Has(ObjectId id) const;

    /** \return the size of an object; nothing if it is not there */
    std::optional<std::uint64_t> SizeOf(ObjectId id) const;

    std::uint64_t Bytes() const; //!< the sum of the sizes
    std::uint64_t Capacity() const;
    std::size_t Count() const; //!< of objects

  private:
    bool CanHold(std::uint64_t size) const;
    ObjectId EvictOne(std::vector<ObjectId>& evicted);

    std::uint64_t m_capacity;
    EvictionPolicyKind m_kind;
    std::unique_ptr<EvictionPolicy> m_policy;
    std::unordered_map<ObjectId, std::uint64_t> m_sizes;
    std::uint64_t m_bytes{0};
};

} // namespace pagewire

#endif
