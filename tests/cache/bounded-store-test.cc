// SPDX-License-Identifier: GPL-2.0-only
#include "cache/bounded-store.h"

#include "base/error.h"

#include <gtest/gtest.h>

#include <memory>

using namespace pagewire;

TEST(BoundedStore, EvictsUntilThereIsRoom)
{
    BoundedStore store(100, "lru");
    std::vector<ObjectId> evicted;
    EXPECT_TRUE(store.Insert(1, 40, evicted));
    EXPECT_TRUE(store.Insert(2, 40, evicted));
    EXPECT_TRUE(store.Touch(1));
    EXPECT_FALSE(store.Touch(3));
    EXPECT_TRUE(store.Insert(3, 20, evicted)); // exactly full
    EXPECT_TRUE(evicted.empty());
    EXPECT_EQ(store.Bytes(), 100u);
    EXPECT_TRUE(store.Insert(4, 70, evicted)); // 2, then 1 are the ones not used for longest
    EXPECT_EQ(evicted, (std::vector<ObjectId>{2, 1}));
    EXPECT_EQ(store.Bytes(), 90u);
    EXPECT_EQ(store.Count(), 2u);
    EXPECT_EQ(store.Capacity(), 100u);
}

TEST(BoundedStore, RefusesWhatIsLargerThanItself)
{
    BoundedStore store(100, "fifo");
    std::vector<ObjectId> evicted;
    store.Insert(1, 50, evicted);
    EXPECT_FALSE(store.Insert(2, 101, evicted));
    EXPECT_TRUE(evicted.empty()); // nothing leaves for what does not come
    EXPECT_TRUE(store.Has(1));
    EXPECT_FALSE(store.Insert(1, 101, evicted)); // what it replaces is out of date
    EXPECT_EQ(evicted, std::vector<ObjectId>{1});
    EXPECT_FALSE(store.Has(1));
}

TEST(BoundedStore, ReplacesWithoutEvictingTheOld)
{
    BoundedStore store(100, "fifo");
    std::vector<ObjectId> evicted;
    store.Insert(1, 60, evicted);
    store.Insert(2, 40, evicted);
    EXPECT_TRUE(store.Insert(1, 30, evicted));
    EXPECT_TRUE(evicted.empty());
    EXPECT_EQ(store.SizeOf(1), 30u);
    EXPECT_EQ(store.SizeOf(3), std::nullopt);
    store.Insert(3, 50, evicted); // 2 is the oldest now
    EXPECT_EQ(evicted, std::vector<ObjectId>{2});
}

TEST(BoundedStore, ResizesWhatItHolds)
{
    BoundedStore store(100, "lru");
    std::vector<ObjectId> evicted;
    store.Insert(1, 40, evicted);
    store.Insert(2, 40, evicted);
    EXPECT_TRUE(store.Resize(2, 60, evicted)); // exactly full
    EXPECT_TRUE(evicted.empty());
    EXPECT_TRUE(store.Resize(2, 61, evicted));
    EXPECT_EQ(evicted, std::vector<ObjectId>{1});
    EXPECT_EQ(store.Bytes(), 61u);
    EXPECT_FALSE(store.Resize(1, 1, evicted));
    store.Insert(3, 39, evicted);
    EXPECT_FALSE(store.Resize(2, 62, evicted)); // the least recently used: itself
    EXPECT_EQ(evicted, (std::vector<ObjectId>{1, 2}));
    EXPECT_FALSE(store.Resize(3, 101, evicted));
    EXPECT_EQ(evicted, (std::vector<ObjectId>{1, 2, 3}));
    EXPECT_EQ(store.Bytes(), 0u);
}

namespace
{

/** Always wants the object 7 to leave, whether it is there or not. */
class Always7 : public EvictionPolicy
{
  public:
    void Insert(ObjectId /* id */, std::uint64_t /* size */) override
    {}

    void Touch(ObjectId /* id */) override
    {}

    ObjectId Evict() override
    {
        return 7;
    }

    void Remove(ObjectId /* id */) override
    {}
};

} // namespace

TEST(BoundedStore, APolicyOfTheUsersThatChoosesWhatIsNotThereIsNamed)
{
    BoundedStore store(2, {"Always7", [](std::uint64_t) { return std::make_unique<Always7>(); }});
    std::vector<ObjectId> evicted;
    for (const ObjectId id : {7, 8, 9})
    {
        store.Insert(id, 1, evicted);
    }
    EXPECT_EQ(evicted, std::vector<ObjectId>{7});
    try
    {
        store.Insert(10, 1, evicted);
        FAIL() << "it evicted";
    }
    catch (const InputError& error)
    {
        EXPECT_EQ(std::string(error.what()).find("the eviction policy Always7 chose 7"), 0u);
    }
}

TEST(BoundedStore, ForgetsWhatItIsTold)
{
    BoundedStore store(100, "sieve");
    std::vector<ObjectId> evicted;
    store.Insert(1, 60, evicted);
    EXPECT_TRUE(store.Remove(1));
    EXPECT_FALSE(store.Remove(1));
    store.Insert(2, 60, evicted);
    store.Clear();
    EXPECT_FALSE(store.Has(2));
    EXPECT_EQ(store.Bytes(), 0u);
    EXPECT_TRUE(store.Insert(3, 100, evicted));
    EXPECT_TRUE(evicted.empty());
}
