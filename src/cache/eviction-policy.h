// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_CACHE_EVICTION_POLICY_H
#define PAGEWIRE_CACHE_EVICTION_POLICY_H

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire
{

/** What a stored object is known by; who stores it decides what the number means. */
using ObjectId = std::uint64_t;

/**
 * Decides which object leaves a full store. It knows the objects that are in the store, and nothing
 * of bytes in use: the store (BoundedStore) counts those and asks for victims until there is room.
 * Every operation costs O(1) or O(log n), and the same calls choose the same victims everywhere.
 */
class EvictionPolicy
{
  public:
    virtual ~EvictionPolicy() = default;

    /** An object comes in; room was made already. \param id not in the store \param size in bytes
     */
    virtual void Insert(ObjectId id, std::uint64_t size) = 0;

    /** A hit on an object in the store. */
    virtual void Touch(ObjectId id) = 0;

    /** Chooses the next victim and forgets it; there must be an object. \return the victim */
    virtual ObjectId Evict() = 0;

    /** Forgets an object in the store that left for another reason: invalidated or replaced. */
    virtual void Remove(ObjectId id) = 0;

    /**
     * This object missed and is about to be inserted; room is made only now. For policies that
     * remember objects which have left.
     */
    virtual void Announce(ObjectId /* id */)
    {}

    /** An object in the store has another size from now on. For policies that look at sizes. */
    virtual void Resize(ObjectId /* id */, std::uint64_t /* size */)
    {}
};

/** A policy to be made for any store, whether it is among EvictionPolicyNames or the user's own. */
struct EvictionPolicyKind
{
    std::string name; //!< what errors call it
    std::function<std::unique_ptr<EvictionPolicy>(std::uint64_t capacity)> make;
};

/**
 * \param name one of EvictionPolicyNames
 * \throws InputError naming the known names if this is none of them
 */
EvictionPolicyKind EvictionPolicyNamed(const std::string& name);

/**
 * \param name one of EvictionPolicyNames
 * \param capacity of the store in bytes
 * \throws InputError naming the known names if this is none of them
 */
std::unique_ptr<EvictionPolicy> MakeEvictionPolicy(const std::string& name, std::uint64_t capacity);

/** \return the names of all policies, in the order in which tables show them */
const std::vector<std::string>& EvictionPolicyNames();

} // namespace pagewire

#endif
