// SPDX-License-Identifier: GPL-2.0-only
#include "transport/byte-queue.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace pagewire::test
{

namespace
{

TEST(ByteQueue, BehavesLikeAString)
{
    std::mt19937 random(2);
    ByteQueue queue;
    std::string model;
    std::string scratch;
    for (int i = 0; i < 20000; ++i)
    {
        const std::size_t size = random() % 3000;
        switch (random() % 4)
        {
        case 0:
        case 1:
        {
            const std::string bytes(size, static_cast<char>(random()));
            queue.Append(bytes);
            model += bytes;
            break;
        }
        case 2:
        {
            const std::size_t drop = std::min(model.size(), 2 * size);
            queue.DropFront(drop);
            model.erase(0, drop);
            break;
        }
        default:
        {
            std::string out;
            const std::size_t take = std::min(model.size(), size);
            queue.MoveTo(out, take);
            ASSERT_EQ(out, model.substr(0, take));
            model.erase(0, take);
        }
        }
        ASSERT_EQ(queue.Size(), model.size());
        const std::size_t from = model.empty() ? 0 : random() % model.size();
        const std::size_t part = std::min<std::size_t>(model.size() - from, 2000);
        ASSERT_EQ(queue.Peek(from, part, scratch), std::string_view(model).substr(from, part));
    }
}

TEST(ByteQueue, WhatMovesOnIsNotCopied)
{
    ByteQueue first;
    ByteQueue second;
    std::string scratch;
    first.Append("abcdef");
    const char* const place = first.Peek(2, 4, scratch).data();
    first.DropFront(2);
    first.MoveTo(second, 4);
    EXPECT_EQ(first.Size(), 0U);
    EXPECT_EQ(second.Peek(0, 4, scratch).data(), place);
    first.Append("ghi"); // not to where the others are
    EXPECT_EQ(second.Peek(0, 4, scratch), "cdef");
    first.MoveTo(second, 2);
    EXPECT_EQ(second.Peek(0, 6, scratch).data(), place);
    EXPECT_EQ(second.Peek(0, 6, scratch), "cdefgh");
    EXPECT_EQ(first.Peek(0, 1, scratch), "i");
}

TEST(ByteQueue, OneFeedsAnotherLikeStrings)
{
    std::mt19937 random(3);
    ByteQueue first;
    ByteQueue second;
    std::string before;
    std::string after;
    std::string scratch;
    for (int i = 0; i < 20000; ++i)
    {
        const std::string bytes(random() % 3000, static_cast<char>(random()));
        ByteQueue& fed = random() % 8 == 0 ? second : first;
        fed.Append(bytes);
        (&fed == &first ? before : after) += bytes;
        const std::size_t moved = std::min<std::size_t>(before.size(), random() % 4000);
        first.MoveTo(second, moved);
        after += before.substr(0, moved);
        before.erase(0, moved);
        const std::size_t dropped = std::min<std::size_t>(after.size(), random() % 4000);
        second.DropFront(dropped);
        after.erase(0, dropped);
        ASSERT_EQ(first.Peek(0, before.size(), scratch), before);
        ASSERT_EQ(second.Peek(0, after.size(), scratch), after);
    }
}

} // namespace

} // namespace pagewire::test
