// SPDX-License-Identifier: GPL-2.0-only
#include "cache/eviction-policy.h"

#include "base/error.h"
#include "cache/bounded-store.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/**
 * Requests one object of a byte for each letter, as a cache does: a hit, or else an insertion.
 * \return the letters that were evicted, in order
 */
std::string
Victims(const std::string& policy, std::uint64_t capacity, const std::string& requests)
{
    BoundedStore store(capacity, policy);
    std::vector<ObjectId> evicted;
    for (const char letter : requests)
    {
        const auto id = static_cast<ObjectId>(letter);
        if (!store.Touch(id))
        {
            store.Insert(id, 1, evicted);
        }
    }
    return {evicted.begin(), evicted.end()};
}

// b is hit once, then four more come.
constexpr const char* ONE_HIT = "abcbdefg";

// b, then a is hit; then two more come.
constexpr const char* TWO_HITS = "abcbade";

} // namespace

TEST(EvictionPolicy, IsMadeByName)
{
    const std::vector<std::string> names{"fifo", "lru", "clock", "lfu", "gdsf", "sieve", "s3-fifo"};
    EXPECT_EQ(EvictionPolicyNames(), names);
    for (const std::string& name : names)
    {
        EXPECT_NE(MakeEvictionPolicy(name, 1), nullptr) << name;
    }
}

TEST(EvictionPolicy, ThatDoesNotExistIsRefusedWithANameThatDoes)
{
    const auto sentence = [](const std::string& name) -> std::string {
        try
        {
            MakeEvictionPolicy(name, 1);
        }
        catch (const InputError& error)
        {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(sentence("seive"), "'seive' is no eviction policy: did you mean 'sieve'?");
    EXPECT_EQ(sentence("optimal"),
              "'optimal' is no eviction policy: it is one of fifo, lru, clock, lfu, gdsf, sieve, "
              "s3-fifo");
}

TEST(FifoPolicy, EvictsInTheOrderOfComing)
{
    EXPECT_EQ(Victims("fifo", 3, ONE_HIT), "abcd");
    EXPECT_EQ(Victims("fifo", 3, TWO_HITS), "ab");
}

TEST(LruPolicy, EvictsInTheOrderOfTheLastUse)
{
    EXPECT_EQ(Victims("lru", 3, ONE_HIT), "acbd");
    EXPECT_EQ(Victims("lru", 3, TWO_HITS), "cb");
}

TEST(ClockPolicy, GivesWhatWasHitASecondChanceAtTheEnd)
{
    // d: a. e: b goes behind d, c. f: d. g: b, which comes before e and f, and has no bit now.
    EXPECT_EQ(Victims("clock", 3, ONE_HIT), "acdb");
    // d: a and b go behind c, which is evicted. e: a comes before b, whichever was hit first.
    EXPECT_EQ(Victims("clock", 3, TWO_HITS), "ca");
}

TEST(SievePolicy, LeavesWhatWasHitWhereItIs)
{
    // d: a, and the hand is at b. e: b loses its bit, c goes. f, g: the hand goes on over d and e.
    EXPECT_EQ(Victims("sieve", 3, ONE_HIT), "acde");
    // d: the hand goes over a and b to c, the newest, and begins again. e: a.
    EXPECT_EQ(Victims("sieve", 3, TWO_HITS), "ca");
}

TEST(SievePolicy, KeepsItsHandWhenTheObjectThereIsRemoved)
{
    BoundedStore store(3, "sieve");
    std::vector<ObjectId> evicted;
    for (const ObjectId id : {1, 2, 3, 4}) // 4: 1 is evicted, and the hand is at 2
    {
        store.Insert(id, 1, evicted);
    }
    store.Remove(2); // the hand is at 3
    store.Insert(5, 1, evicted);
    store.Insert(6, 1, evicted);
    EXPECT_EQ(evicted, (std::vector<ObjectId>{1, 3}));
}

TEST(LfuPolicy, EvictsTheLeastUsed)
{
    // Uses: a 2, b 3, c 1. d comes for c, and is used 4 times; e comes for a.
    EXPECT_EQ(Victims("lfu", 3, "aabbbcdddde"), "ca");
    // All have 2 uses, b since longest. Then d has 1.
    EXPECT_EQ(Victims("lfu", 3, "abcbacde"), "bd");
    // What was evicted begins anew: b, back in place of c, has 1 use, and a still 3.
    EXPECT_EQ(Victims("lfu", 2, "bbaaaccbd"), "bcb");
}

TEST(GdsfPolicy, WeighsUsesAgainstSizeAndAges)
{
    BoundedStore store(100, "gdsf");
    std::vector<ObjectId> evicted;
    store.Insert(1, 10, evicted); // priority 1/10
    store.Insert(2, 50, evicted); // 1/50 = 0.02
    store.Insert(3, 40, evicted); // 1/40 = 0.025
    store.Insert(4, 20, evicted); // 2 goes; 0.02 + 1/20 = 0.07
    store.Touch(3);               // 0.02 + 2/40 = 0.07 too, but used later
    store.Insert(5, 50, evicted); // 4 goes; 0.07 + 1/50 = 0.09
    store.Insert(6, 10, evicted); // 3 goes; 0.07 + 1/10 = 0.17
    store.Insert(7, 40, evicted); // 5 goes; 0.09 + 1/40 = 0.115
    store.Insert(8, 50, evicted); // 1 goes with its 0.1, small as it is
    EXPECT_EQ(evicted, (std::vector<ObjectId>{2, 4, 3, 5, 1}));
}

TEST(GdsfPolicy, LooksAtTheNewSize)
{
    BoundedStore store(100, "gdsf");
    std::vector<ObjectId> evicted;
    store.Insert(1, 20, evicted); // 0.05
    store.Insert(2, 40, evicted); // 0.025
    store.Resize(1, 50, evicted); // 0.02
    store.Insert(3, 30, evicted);
    EXPECT_EQ(evicted, std::vector<ObjectId>{1});
}

TEST(S3FifoPolicy, SiftsWhatComesAndRemembersWhatItRefused)
{
    // A store of 10: one is the small queue's, nine the main one's. k: a goes. l: b, hit twice,
    // goes to the main queue, and c, hit once, goes. a: remembered, so it comes into the main
    // queue, and d goes. Then what is not hit goes as it came, and a is never reached.
    EXPECT_EQ(Victims("s3-fifo", 10, "abcdefghijbbcklamnopqrst"), "acdefghijkl");
}

TEST(S3FifoPolicy, EvictsFromTheMainQueueWhenThatIsTooLarge)
{
    // All ten go to the main queue, which is one too many: a goes (k). The main queue has its nine,
    // so k goes (l). k comes again, into the main queue, and l goes. Now that is too large: b, hit,
    // goes to its end, and c is evicted (m). m goes (n). a is not remembered, for it left the main
    // queue: it comes into the small one in place of n, and goes (p).
    EXPECT_EQ(Victims("s3-fifo", 10, "abcdefghijabcdefghijabcdefghijkbblkmnap"), "aklcmna");
}

TEST(S3FifoPolicy, RemembersObjectsOfNineTenthsOfTheStore)
{
    // Store of 10, ids of 9 bytes: after k to s came, a to i are remembered; with t also j, and a
    // is forgotten. So b goes to the main queue, where it stays, and a to the small one.
    const std::string filled = "abcdefghijklmnopqrst";
    EXPECT_EQ(Victims("s3-fifo", 10, filled + "auvwxyzABCD"), "abcdefghijklmnopqrsta");
    EXPECT_EQ(Victims("s3-fifo", 10, filled + "buvwxyzABCD"), "abcdefghijklmnopqrstu");
}

TEST(S3FifoPolicy, CountsBytes)
{
    BoundedStore store(100, "s3-fifo");
    std::vector<ObjectId> evicted;
    store.Insert(1, 50, evicted); // larger than the small queue's tenth
    store.Insert(2, 50, evicted);
    for (const ObjectId id : {1, 1, 2, 2})
    {
        store.Touch(id);
    }
    EXPECT_FALSE(store.Resize(2, 51, evicted) && store.Has(1)); // both are in the main queue
    EXPECT_EQ(evicted, std::vector<ObjectId>{1});
    EXPECT_TRUE(store.Insert(3, 49, evicted)); // the main queue has 51, so 3 goes
    EXPECT_TRUE(store.Insert(4, 49, evicted));
    EXPECT_EQ(evicted, (std::vector<ObjectId>{1, 3}));
}
