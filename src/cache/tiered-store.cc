// SPDX-License-Identifier: GPL-2.0-only
#include "cache/tiered-store.h"

#include <cmath>

namespace pagewire
{

TieredStore::TieredStore(const TierOptions& memory, const TierOptions& disk)
    : m_memoryOptions(memory),
      m_diskOptions(disk),
      m_memory(memory.capacity, memory.policy),
      m_disk(disk.capacity, disk.policy)
{}

std::optional<StoreHit>
TieredStore::Touch(ObjectId id)
{
    const std::optional<std::uint64_t> size = Lower().SizeOf(id);
    if (!size)
    {
        return std::nullopt;
    }
    Lower().Touch(id);
    if (!HasDisk() || m_memory.Touch(id))
    {
        return HitOf(StoreTier::MEMORY, *size);
    }
    std::vector<ObjectId> onDiskAlone;
    m_memory.Insert(id, *size, onDiskAlone);
    return HitOf(StoreTier::DISK, *size);
}

bool
TieredStore::Insert(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted)
{
    const std::size_t before = evicted.size();
    const bool held = Lower().Insert(id, size, evicted);
    if (HasDisk())
    {
        LeaveMemory(evicted, before);
    }
    if (HasDisk() && held)
    {
        std::vector<ObjectId> onDiskAlone;
        m_memory.Insert(id, size, onDiskAlone);
    }
    return held;
}

bool
TieredStore::Remove(ObjectId id)
{
    if (HasDisk())
    {
        m_memory.Remove(id);
    }
    return Lower().Remove(id);
}

bool
TieredStore::Resize(ObjectId id, std::uint64_t size, std::vector<ObjectId>& evicted)
{
    const std::size_t before = evicted.size();
    const bool held = Lower().Resize(id, size, evicted);
    if (HasDisk())
    {
        LeaveMemory(evicted, before);
        std::vector<ObjectId> onDiskAlone;
        m_memory.Resize(id, size, onDiskAlone);
    }
    return held;
}

void
TieredStore::ClearMemory()
{
    m_memory.Clear();
}

void
TieredStore::Clear()
{
    m_memory.Clear();
    m_disk.Clear();
}

bool
TieredStore::Has(ObjectId id) const
{
    return Lower().Has(id);
}

std::uint64_t
TieredStore::Bytes(StoreTier tier) const
{
    return (tier == StoreTier::MEMORY ? m_memory : m_disk).Bytes();
}

StoreHit
TieredStore::HitOf(StoreTier tier, std::uint64_t size) const
{
    const TierOptions& options = tier == StoreTier::MEMORY ? m_memoryOptions : m_diskOptions;
    Nanoseconds latency = options.latency;
    if (options.rate > 0)
    {
        constexpr double NS_TIMES_BITS = 8e9; // nanoseconds a second, bits a byte
        latency += Nanoseconds(std::llround(static_cast<double>(size) * NS_TIMES_BITS /
                                            static_cast<double>(options.rate)));
    }
    return {tier, latency};
}

bool
TieredStore::HasDisk() const
{
    return m_disk.Capacity() > 0;
}

BoundedStore&
TieredStore::Lower()
{
    return HasDisk() ? m_disk : m_memory;
}

const BoundedStore&
TieredStore::Lower() const
{
    return HasDisk() ? m_disk : m_memory;
}

void
TieredStore::LeaveMemory(const std::vector<ObjectId>& evicted, std::size_t from)
{
    for (std::size_t i = from; i < evicted.size(); ++i)
    {
        m_memory.Remove(evicted[i]);
    }
}

} // namespace pagewire
