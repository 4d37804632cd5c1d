// SPDX-License-Identifier: GPL-2.0-only
#include "cache/cache-index.h"

#include "cache/cache-script.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::shared_ptr<StoredResponse>
Stored(const std::string& target,
       std::uint64_t octets,
       std::string_view fields = "",
       const std::string& partition = "")
{
    auto stored = std::make_shared<StoredResponse>();
    stored->key = CacheKeyOf(GetWith("", target), partition);
    stored->response.fields = FieldsOf(fields);
    stored->content = std::make_shared<StoredContent>();
    stored->content->WritePattern(0, octets);
    stored->content->Finish(octets);
    return stored;
}

CacheIndex
Memory(std::uint64_t capacity)
{
    return CacheIndex({capacity}, {});
}

} // namespace

TEST(CacheIndex, KeysAreOfNormalUrlsAndPartitions)
{
    Request request = GetWith("", "/B?c");
    request.authority = "A.Example:80";
    EXPECT_EQ(CacheUrlOf(request), "http://a.example/B?c");
    request.authority = "a.example:8080";
    EXPECT_EQ(CacheUrlOf(request), "http://a.example:8080/B?c");
    EXPECT_NE(CacheKeyOf(request, "x"), CacheKeyOf(request, ""));
    request.scheme = "https";
    request.authority = "a.example:443";
    EXPECT_EQ(CacheUrlOf(request), "https://a.example/B?c");
}

TEST(CacheIndex, FindsTheOneLastReceivedFirst)
{
    CacheIndex index = Memory(1000);
    const auto later = Stored("/", 1);
    later->received = CacheMoment(5);
    const auto earlier = Stored("/", 2);
    const auto equal = Stored("/", 3);
    for (const auto& stored : {later, earlier, equal})
    {
        EXPECT_TRUE(index.Insert(stored));
    }
    EXPECT_EQ(index.Find(later->key),
              (std::vector<std::shared_ptr<StoredResponse>>{later, equal, earlier}));
    EXPECT_TRUE(index.Find("other").empty());
}

TEST(CacheIndex, WhatIsEvictedIsForgotten)
{
    // A key is "\nhttp://a.example/" and a letter: 19 octets, besides the content.
    CacheIndex index = Memory(2 * (19 + 50));
    const auto a = Stored("/a", 50);
    const auto b = Stored("/b", 50);
    index.Insert(a);
    index.Insert(b);
    EXPECT_EQ(index.Bytes(), 138u);
    EXPECT_TRUE(index.Touch(*a));
    EXPECT_EQ(index.Evictions(), 0u);
    index.Insert(Stored("/c", 50));
    EXPECT_EQ(index.Evictions(), 1u);
    EXPECT_TRUE(index.Has(*a));
    EXPECT_FALSE(index.Has(*b));
    EXPECT_FALSE(index.Touch(*b));
    EXPECT_TRUE(index.Find(b->key).empty());
    EXPECT_EQ(index.Count(), 2u);
    EXPECT_EQ(index.Bytes(), 138u);
    EXPECT_FALSE(index.Insert(Stored("/d", 500)));
    EXPECT_EQ(index.Count(), 2u);
}

TEST(CacheIndex, WhatGrowsPutsOthersOut)
{
    CacheIndex index = Memory(138);
    const auto a = Stored("/a", 50);
    const auto b = Stored("/b", 50);
    index.Insert(a);
    index.Insert(b);
    b->response.fields.Add("X", "1"); // 6 octets
    index.Resize(*b);
    EXPECT_FALSE(index.Has(*a));
    EXPECT_EQ(index.Bytes(), 75u);
    index.Resize(*a); // gone: nothing happens
    EXPECT_EQ(index.Count(), 1u);
}

TEST(CacheIndex, PurgesAUrlInEveryPartitionAndATag)
{
    CacheIndex index = Memory(10000);
    index.Insert(Stored("/a", 1));
    index.Insert(Stored("/a", 1, "", "https://site.example"));
    index.Insert(Stored("/b", 1, "Cache-Tag: x, y"));
    EXPECT_EQ(index.RemoveUrl("http://a.example/"), 0u);
    EXPECT_EQ(index.RemoveUrl("HTTP://A.example:80/a#top"), 2u);
    EXPECT_EQ(index.RemoveTag("Y"), 0u);
    EXPECT_EQ(index.RemoveTag("y"), 1u);
    EXPECT_EQ(index.Bytes(), 0u);
}

TEST(CacheIndex, ClearingMemoryLeavesWhatIsOnDisk)
{
    CacheIndex memory = Memory(1000);
    const auto alone = Stored("/a", 1);
    memory.Insert(alone);
    memory.ClearMemory();
    EXPECT_EQ(memory.Count(), 0u);
    EXPECT_TRUE(memory.Find(alone->key).empty());

    CacheIndex both({1000}, {1000});
    const auto stored = Stored("/a", 1);
    both.Insert(stored);
    EXPECT_EQ(both.Touch(*stored)->tier, StoreTier::MEMORY);
    both.ClearMemory();
    EXPECT_EQ(both.Touch(*stored)->tier, StoreTier::DISK);
    both.Clear();
    EXPECT_EQ(both.Count(), 0u);
    EXPECT_EQ(both.Bytes(), 0u);
}
