// SPDX-License-Identifier: GPL-2.0-only
// Properties that hold whatever comes: bytes within bounds, and accounts that agree with a plain
// list of what was put in and what was said to have left.
#include "base/seed.h"
#include "cache/tiered-store.h"

#include <gtest/gtest.h>

#include <map>

using namespace pagewire;

namespace
{

constexpr int OPERATIONS = 20000;
constexpr std::uint64_t CAPACITY = 1000;

/** One call in a row of random ones. */
struct Operation
{
    enum Kind
    {
        TOUCH,
        INSERT,
        REMOVE,
        RESIZE,
        CLEAR,
    };

    Kind kind;
    ObjectId id;
    std::uint64_t size;
};

/** Half of the calls touch, a third insert; sizes from 0 to beyond the capacity, mostly small. */
Operation
Draw(SeededBytes& random)
{
    const std::uint64_t kind = random.Next() % 1000;
    const ObjectId id = random.Next() % 60;
    const std::uint64_t size = random.Next() % (random.Next() % 20 == 0 ? CAPACITY + 50 : 100);
    return {kind < 500   ? Operation::TOUCH
            : kind < 830 ? Operation::INSERT
            : kind < 900 ? Operation::REMOVE
            : kind < 999 ? Operation::RESIZE
                         : Operation::CLEAR,
            id,
            size};
}

/** What should be in a store. */
class Model
{
  public:
    void Erase(const std::vector<ObjectId>& evicted)
    {
        for (const ObjectId id : evicted)
        {
            EXPECT_EQ(m_sizes.erase(id), 1u) << id << " was not there, or left twice";
        }
    }

    std::uint64_t Bytes() const
    {
        std::uint64_t bytes = 0;
        for (const auto& object : m_sizes)
        {
            bytes += object.second;
        }
        return bytes;
    }

    std::map<ObjectId, std::uint64_t> m_sizes;
};

/** Does to the store and to the model what the operation says. */
template <class Store>
void
Do(const Operation& what, Store& store, Model& model)
{
    const bool there = model.m_sizes.count(what.id) > 0;
    std::vector<ObjectId> evicted;
    switch (what.kind)
    {
    case Operation::TOUCH:
        EXPECT_EQ(static_cast<bool>(store.Touch(what.id)), there);
        break;
    case Operation::INSERT:
    {
        const bool held = store.Insert(what.id, what.size, evicted);
        EXPECT_EQ(held, what.size <= CAPACITY);
        model.Erase(evicted);
        held ? model.m_sizes[what.id] = what.size : 0;
        break;
    }
    case Operation::REMOVE:
        EXPECT_EQ(store.Remove(what.id), there);
        model.m_sizes.erase(what.id);
        break;
    case Operation::RESIZE:
    {
        const bool held = store.Resize(what.id, what.size, evicted);
        model.Erase(evicted);
        EXPECT_EQ(held, model.m_sizes.count(what.id) > 0);
        held ? model.m_sizes[what.id] = what.size : 0;
        break;
    }
    case Operation::CLEAR:
        store.Clear();
        model.m_sizes.clear();
        break;
    }
}

class EveryPolicy : public testing::TestWithParam<std::string>
{};

} // namespace

TEST_P(EveryPolicy, KeepsABoundedStoreWithinItsBound)
{
    for (std::uint64_t seed = 1; seed <= 3; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededBytes random(seed);
        BoundedStore store(CAPACITY, GetParam());
        Model model;
        for (int i = 0; i < OPERATIONS && !HasFailure(); ++i)
        {
            Do(Draw(random), store, model);
            ASSERT_LE(store.Bytes(), CAPACITY) << i;
            ASSERT_EQ(store.Bytes(), model.Bytes()) << i;
            ASSERT_EQ(store.Count(), model.m_sizes.size()) << i;
        }
    }
}

TEST_P(EveryPolicy, KeepsATieredStoreWithinItsBounds)
{
    SeededBytes random(4);
    TieredStore store({CAPACITY / 4, GetParam(), Nanoseconds(1)},
                      {CAPACITY, GetParam(), Nanoseconds(2)});
    Model model;
    for (int i = 0; i < OPERATIONS && !HasFailure(); ++i)
    {
        const Operation what = Draw(random);
        Do(what, store, model);
        if (i % 500 == 0)
        {
            store.ClearMemory();
        }
        ASSERT_LE(store.Bytes(StoreTier::MEMORY), CAPACITY / 4) << i;
        ASSERT_LE(store.Bytes(StoreTier::DISK), CAPACITY) << i;
        ASSERT_EQ(store.Bytes(StoreTier::DISK), model.Bytes()) << i;
        ASSERT_EQ(store.Has(what.id), model.m_sizes.count(what.id) > 0) << i;
    }
}

TEST_P(EveryPolicy, ChoosesTheSameVictimsAgain)
{
    std::vector<ObjectId> evicted[2];
    for (auto& list : evicted)
    {
        SeededBytes random(5);
        BoundedStore store(CAPACITY, GetParam());
        for (int i = 0; i < OPERATIONS; ++i)
        {
            const Operation what = Draw(random);
            if (!store.Touch(what.id))
            {
                store.Insert(what.id, what.size, list);
            }
        }
    }
    EXPECT_EQ(evicted[0], evicted[1]);
    EXPECT_GT(evicted[0].size(), 100u);
}

INSTANTIATE_TEST_SUITE_P(Bounds,
                         EveryPolicy,
                         testing::ValuesIn(EvictionPolicyNames()),
                         [](const auto& test) {
                             std::string name = test.param;
                             return name.erase(std::min(name.find('-'), name.size()), 1);
                         });
