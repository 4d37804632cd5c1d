// SPDX-License-Identifier: GPL-2.0-only
#include "cache/tiered-store.h"

#include "base/error.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

constexpr Nanoseconds MEMORY_LATENCY{10};
constexpr Nanoseconds DISK_LATENCY{5000};

/** Memory of 100 bytes at 8 Gbit/s, so a byte a nanosecond, and a disk of 300 at a tenth of it. */
TieredStore
TwoTiers(std::uint64_t memory = 100, std::uint64_t disk = 300)
{
    return TieredStore({memory, "lru", MEMORY_LATENCY, 8000000000},
                       {disk, "fifo", DISK_LATENCY, 800000000});
}

void
ExpectHit(TieredStore& store, ObjectId id, StoreTier tier, Nanoseconds latency)
{
    const std::optional<StoreHit> hit = store.Touch(id);
    ASSERT_TRUE(hit) << id;
    EXPECT_EQ(hit->tier, tier) << id;
    EXPECT_EQ(hit->latency, latency) << id;
}

} // namespace

TEST(TieredStore, WhatMemoryEvictsIsOnDiskAndComesBackByAHit)
{
    TieredStore store = TwoTiers();
    std::vector<ObjectId> evicted;
    EXPECT_TRUE(store.Insert(1, 60, evicted));
    EXPECT_TRUE(store.Insert(2, 60, evicted)); // memory evicts 1
    EXPECT_TRUE(evicted.empty());
    EXPECT_EQ(store.Bytes(StoreTier::MEMORY), 60u);
    EXPECT_EQ(store.Bytes(StoreTier::DISK), 120u);
    ExpectHit(store, 2, StoreTier::MEMORY, Nanoseconds(10 + 60));
    ExpectHit(store, 1, StoreTier::DISK, Nanoseconds(5000 + 600));
    ExpectHit(store, 1, StoreTier::MEMORY, Nanoseconds(10 + 60));
    ExpectHit(store, 2, StoreTier::DISK, Nanoseconds(5000 + 600));
    EXPECT_FALSE(store.Touch(3));
}

TEST(TieredStore, WhatDiskEvictsLeavesMemoryToo)
{
    TieredStore store = TwoTiers();
    std::vector<ObjectId> evicted;
    store.Insert(1, 10, evicted);
    store.Insert(2, 150, evicted); // larger than memory: on disk alone
    EXPECT_EQ(store.Bytes(StoreTier::MEMORY), 10u);
    store.Insert(3, 150, evicted); // 310 bytes: the disk, a FIFO, evicts 1
    EXPECT_EQ(evicted, std::vector<ObjectId>{1});
    EXPECT_EQ(store.Bytes(StoreTier::MEMORY), 0u);
    EXPECT_FALSE(store.Touch(1));
    ExpectHit(store, 2, StoreTier::DISK, Nanoseconds(5000 + 1500));
    ExpectHit(store, 2, StoreTier::DISK, Nanoseconds(5000 + 1500));
}

TEST(TieredStore, AHitInMemoryCountsOnDisk)
{
    TieredStore store({100, "lru", MEMORY_LATENCY}, {100, "lru", DISK_LATENCY});
    std::vector<ObjectId> evicted;
    store.Insert(1, 50, evicted);
    store.Insert(2, 50, evicted);
    ExpectHit(store, 1, StoreTier::MEMORY, MEMORY_LATENCY);
    store.Insert(3, 50, evicted);
    EXPECT_EQ(evicted, std::vector<ObjectId>{2});
    EXPECT_TRUE(store.Has(1));
}

TEST(TieredStore, AClosedPageLeavesTheDisk)
{
    TieredStore store = TwoTiers();
    std::vector<ObjectId> evicted;
    store.Insert(1, 60, evicted);
    store.ClearMemory();
    ExpectHit(store, 1, StoreTier::DISK, Nanoseconds(5000 + 600));
    EXPECT_TRUE(store.Remove(1));
    EXPECT_FALSE(store.Remove(1));
    EXPECT_EQ(store.Bytes(StoreTier::MEMORY) + store.Bytes(StoreTier::DISK), 0u);
    store.Insert(2, 60, evicted);
    store.Clear();
    EXPECT_FALSE(store.Has(2));
}

TEST(TieredStore, ATierOfNoBytesDoesNotExist)
{
    std::vector<ObjectId> evicted;
    TieredStore diskAlone = TwoTiers(0, 300);
    EXPECT_TRUE(diskAlone.Insert(1, 0, evicted));
    ExpectHit(diskAlone, 1, StoreTier::DISK, DISK_LATENCY);
    ExpectHit(diskAlone, 1, StoreTier::DISK, DISK_LATENCY);

    TieredStore memoryAlone = TwoTiers(100, 0);
    EXPECT_TRUE(memoryAlone.Insert(1, 60, evicted));
    EXPECT_TRUE(memoryAlone.Insert(2, 60, evicted));
    EXPECT_EQ(evicted, std::vector<ObjectId>{1});
    ExpectHit(memoryAlone, 2, StoreTier::MEMORY, Nanoseconds(10 + 60));
    memoryAlone.ClearMemory();
    EXPECT_FALSE(memoryAlone.Has(2));

    TieredStore none = TwoTiers(0, 0);
    EXPECT_FALSE(none.Insert(1, 0, evicted));
    EXPECT_FALSE(none.Touch(1));
}

TEST(TieredStore, WhatGrowsOutOfATierLeavesIt)
{
    TieredStore store = TwoTiers();
    std::vector<ObjectId> evicted;
    store.Insert(1, 10, evicted);
    store.Insert(2, 10, evicted);
    EXPECT_TRUE(store.Resize(2, 200, evicted)); // too large for memory now
    EXPECT_TRUE(evicted.empty());
    EXPECT_EQ(store.Bytes(StoreTier::MEMORY), 10u);
    EXPECT_EQ(store.Bytes(StoreTier::DISK), 210u);
    EXPECT_FALSE(store.Resize(2, 301, evicted)); // and now for the disk
    EXPECT_EQ(evicted, std::vector<ObjectId>{2});
    EXPECT_FALSE(store.Insert(1, 301, evicted)); // a replacement that does not fit
    EXPECT_EQ(evicted, (std::vector<ObjectId>{2, 1}));
    EXPECT_EQ(store.Bytes(StoreTier::MEMORY) + store.Bytes(StoreTier::DISK), 0u);
    EXPECT_FALSE(store.Resize(1, 1, evicted));
}

TEST(TieredStore, KnowsItsPolicies)
{
    EXPECT_THROW(TieredStore({1, "lru"}, {1, "lur"}), InputError);
}
