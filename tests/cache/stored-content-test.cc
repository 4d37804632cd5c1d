// SPDX-License-Identifier: GPL-2.0-only
#include "cache/stored-content.h"

#include "base/seed.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
All(const StoredContent& content, std::uint64_t offset = 0)
{
    std::string octets;
    char buffer[3]; // smaller than what is read
    while (const std::size_t size = content.Read(offset + octets.size(), buffer, sizeof(buffer)))
    {
        octets.append(buffer, size);
    }
    return octets;
}

} // namespace

TEST(StoredContent, PartsInAnyOrderBecomeOne)
{
    StoredContent content;
    content.Write(6, "GHI");
    content.Write(0, "ABC");
    EXPECT_EQ(content.HeldFrom(0), (ByteRange{0, 3}));
    EXPECT_EQ(content.NextHeld(3), 6u);
    EXPECT_FALSE(content.NextHeld(6));
    EXPECT_FALSE(content.Holds({2, 2}));
    content.Write(2, "xDEFx");
    EXPECT_EQ(All(content), "ABCDEFGHI"); // what was held stays
    EXPECT_EQ(content.Octets(), 9u);
    EXPECT_FALSE(content.IsComplete()); // of an unknown size
    content.SetSize(9);
    EXPECT_TRUE(content.IsComplete());
}

TEST(StoredContent, OctetsOfThePatternAreReadAsTheyWereWritten)
{
    StoredContent content;
    content.Write(0, "xyzabc");
    content.Write(6, "def");
    content.Write(9, "!");
    content.WritePattern(10, 5);
    EXPECT_EQ(All(content), "xyzabcdef!klmno"); // the eleventh letter is k
    EXPECT_EQ(All(content, 4), "bcdef!klmno");
}

TEST(StoredContent, AgreesWithAStringUnderRandomWrites)
{
    SeededBytes random(3);
    for (int round = 0; round < 200; ++round)
    {
        std::string expected(60, '-');
        StoredContent content;
        for (int i = 0; i < 12; ++i)
        {
            const std::size_t offset = random.Next() % 50;
            const std::size_t length = random.Next() % 10;
            std::string octets(length, 'A');
            for (std::size_t k = 0; k < length; ++k)
            {
                octets[k] = static_cast<char>((round % 2 ? 'a' : 'A') + (offset + k) % 26);
            }
            content.Write(offset, octets);
            for (std::size_t k = 0; k < length; ++k)
            {
                char& held = expected[offset + k];
                held = held == '-' ? octets[k] : held;
            }
        }
        std::string held(60, '-');
        for (std::uint64_t i = 0; i < 60; ++i)
        {
            content.Read(i, &held[i], 1);
        }
        EXPECT_EQ(held, expected);
        EXPECT_EQ(content.Octets(), 60 - std::count(expected.begin(), expected.end(), '-'));
    }
}

TEST(StoredContent, AnotherOnesOctetsAndSizeAreTakenOver)
{
    StoredContent part;
    part.SetSize(6);
    part.Write(3, "DEF");
    StoredContent whole;
    whole.Write(0, "ABCX");
    whole.Add(part);
    EXPECT_EQ(All(whole), "ABCXEF");
    EXPECT_TRUE(whole.IsComplete());
}

TEST(StoredContent, WatchersHearOfOctetsAndOfTheEnd)
{
    StoredContent content;
    int calls = 0;
    const std::size_t number = content.Watch([&calls] { ++calls; });
    content.Write(0, "A");
    content.Write(1, "");
    content.WritePattern(1, 2);
    content.Finish(3, {{"X", "1"}});
    EXPECT_EQ(calls, 3);
    EXPECT_FALSE(content.IsGrowing());
    EXPECT_FALSE(content.IsBroken());
    EXPECT_EQ(content.Size(), 3u);
    EXPECT_EQ(content.Trailers().Combined("x"), "1");
    content.Unwatch(number);
    content.Break();
    EXPECT_EQ(calls, 3);
    EXPECT_TRUE(content.IsBroken());
}

TEST(StoredContent, AWatcherMayTakeItselfAndOthersAwayAndSetUpNewOnes)
{
    StoredContent content;
    std::string heard;
    std::size_t first = 0;
    std::size_t third = 0;
    first = content.Watch([&] {
        heard += '1';
        content.Unwatch(first);
        content.Unwatch(third);
        content.Watch([&heard] { heard += '4'; });
    });
    content.Watch([&] { heard += '2'; });
    third = content.Watch([&] { heard += '3'; });
    content.Write(0, "A");
    EXPECT_EQ(heard, "12"); // a new one hears of what comes next
    content.Write(1, "B");
    EXPECT_EQ(heard, "1224");
}

TEST(StoredContent, AWatcherMayWriteMore)
{
    StoredContent content;
    int calls = 0;
    content.Watch([&] {
        if (++calls < 3)
        {
            content.Write(content.Octets(), "A");
        }
    });
    content.Write(0, "A");
    EXPECT_EQ(All(content), "AAA");
    EXPECT_EQ(calls, 3);
}
