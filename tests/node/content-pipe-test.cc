// SPDX-License-Identifier: GPL-2.0-only
#include "node/content-pipe.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

std::string
Read(BodySource& source, std::size_t max)
{
    std::string text(max, ' ');
    text.resize(source.Read(text.data(), max));
    return text;
}

class ContentPipeTest : public ::testing::Test
{
  protected:
    std::size_t m_taken{0};
    ContentPipe m_pipe{10, [this](std::size_t more) { m_taken += more; }};
};

} // namespace

TEST_F(ContentPipeTest, GivesWhatWasPushed)
{
    const auto source = m_pipe.MakeSource(5);
    EXPECT_EQ(source->Length(), 5u);
    EXPECT_EQ(Read(*source, 9), "");
    m_pipe.Push("abc");
    EXPECT_EQ(Read(*source, 2), "ab");
    EXPECT_EQ(m_pipe.Waiting(), 1u);
    m_pipe.Push("de");
    EXPECT_EQ(Read(*source, 9), "cde");
    EXPECT_FALSE(source->AtEnd());
    m_pipe.End({{"x-sum", "1"}});
    EXPECT_TRUE(source->AtEnd());
    EXPECT_EQ(source->Trailers().Combined("x-sum"), "1");
    EXPECT_EQ(m_taken, 5u);
}

TEST_F(ContentPipeTest, WakesWhoeverReads)
{
    int wakes = 0;
    auto source = m_pipe.MakeSource({});
    source->SetWaker([&wakes] { ++wakes; });
    m_pipe.Push("a");
    m_pipe.End({});
    EXPECT_EQ(wakes, 2);
}

TEST_F(ContentPipeTest, WakesNobodyWhoIsGone)
{
    auto source = m_pipe.MakeSource({});
    source->SetWaker([] { FAIL(); });
    source.reset();
    m_pipe.Push("a");
}

TEST_F(ContentPipeTest, ShortContentCanBeHadAgain)
{
    const auto first = m_pipe.MakeSource({});
    m_pipe.Push("0123456789");
    EXPECT_EQ(Read(*first, 99), "0123456789");
    ASSERT_TRUE(m_pipe.Repeatable());
    const auto second = m_pipe.MakeSource({});
    EXPECT_EQ(Read(*second, 4), "0123");
    EXPECT_EQ(Read(*first, 99), "") << "its time is over";
    EXPECT_EQ(Read(*second, 99), "456789");
    EXPECT_EQ(m_taken, 10u) << "each octet is told once";
}

TEST_F(ContentPipeTest, LongerContentOnlyUntilItWasRead)
{
    m_pipe.Push("0123456789a");
    EXPECT_TRUE(m_pipe.Repeatable());
    const auto source = m_pipe.MakeSource({});
    EXPECT_EQ(Read(*source, 3), "012");
    EXPECT_FALSE(m_pipe.Repeatable());
    EXPECT_EQ(Read(*source, 99), "3456789a");
}

TEST_F(ContentPipeTest, WhatIsSettledIsNotToldAgain)
{
    m_pipe.Push("abc");
    m_pipe.Settle();
    EXPECT_EQ(m_taken, 3u);
    m_pipe.Push("de");
    const auto source = m_pipe.MakeSource({});
    EXPECT_EQ(Read(*source, 4), "abcd");
    EXPECT_EQ(m_taken, 4u);
}

TEST_F(ContentPipeTest, TheSourceMayOutliveIt)
{
    auto pipe = std::make_unique<ContentPipe>(0, [](std::size_t) { FAIL(); });
    const auto source = pipe->MakeSource({});
    pipe->Push("abc");
    pipe.reset();
    EXPECT_EQ(Read(*source, 99), "abc");
    EXPECT_FALSE(source->AtEnd());
}
