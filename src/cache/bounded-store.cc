// SPDX-License-Identifier: GPL-2.0-only
#include "cache/bounded-store.h"

#include "base/error.h"

#include <utility>

namespace pagewire
{

BoundedStore::BoundedStore(std::uint64_t capacity, const std::string& policy)
    : BoundedStore(capacity, EvictionPolicyNamed(policy))
{}

BoundedStore::BoundedStore(std::uint64_t capacity, EvictionPolicyKind policy)
    : m_capacity(capacity),
      m_kind(std::move(policy)),
      m_policy(m_kind.make(capacity))
{}

bool
BoundedStore::Touch(ObjectId id)
{
    if (!Has(id))
    {
        return false;
    }
    m_policy->Touch(id);
    return true;
}

bool
BoundedStore::Insert(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted)
{
    const bool replaces = Remove(id);
    if (!CanHold(size))
    {
        if (replaces)
        {
            evicted.push_back(id);
        }
        return false;
    }
    m_policy->Announce(id);
    while (m_bytes > m_capacity - size)
    {
        EvictOne(evicted);
    }
    m_policy->Insert(id, size);
    m_sizes.emplace(id, size);
    m_bytes += size;
    return true;
}

bool
BoundedStore::Remove(ObjectId id)
{
    const auto found = m_sizes.find(id);
    if (found == m_sizes.end())
    {
        return false;
    }
    m_policy->Remove(id);
    m_bytes -= found->second;
    m_sizes.erase(found);
    return true;
}

bool
BoundedStore::Resize(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted)
{
    const auto found = m_sizes.find(id);
    if (found == m_sizes.end())
    {
        return false;
    }
    if (!CanHold(size))
    {
        Remove(id);
        evicted.push_back(id);
        return false;
    }
    while (m_bytes - found->second > m_capacity - size)
    {
        if (EvictOne(evicted) == id)
        {
            return false;
        }
    }
    m_bytes = m_bytes - found->second + size;
    found->second = size;
    m_policy->Resize(id, size);
    return true;
}

void
BoundedStore::Clear()
{
    m_policy = m_kind.make(m_capacity);
    m_sizes.clear();
    m_bytes = 0;
}

bool
BoundedStore::Has(ObjectId id) const
{
    return m_sizes.count(id) > 0;
}

std::optional<std::uint64_t>
BoundedStore::SizeOf(ObjectId id) const
{
    const auto found = m_sizes.find(id);
    return found == m_sizes.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t
BoundedStore::Bytes() const
{
    return m_bytes;
}

std::uint64_t
BoundedStore::Capacity() const
{
    return m_capacity;
}

std::size_t
BoundedStore::Count() const
{
    return m_sizes.size();
}

bool
BoundedStore::CanHold(std::uint64_t size) const
{
    return m_capacity > 0 && size <= m_capacity;
}

ObjectId
BoundedStore::EvictOne(std::vector<ObjectId>& evicted)
{
    const ObjectId victim = m_policy->Evict();
    const auto found = m_sizes.find(victim);
    if (found == m_sizes.end())
    {
        throw InputError("the eviction policy " + m_kind.name + " chose " + std::to_string(victim) +
                         " to leave, which is not in the store: let it choose what came in and "
                         "has not left since, and forget that as it does");
    }
    m_bytes -= found->second;
    m_sizes.erase(found);
    evicted.push_back(victim);
    return victim;
}

} // namespace pagewire
