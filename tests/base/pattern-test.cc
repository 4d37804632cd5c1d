// SPDX-License-Identifier: GPL-2.0-only
#include "base/pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace
{

using namespace pagewire;

TEST(Pattern, IsTheAlphabetOverAndOver)
{
    std::string octets(30, '?');
    FillPattern(octets.data(), octets.size(), 0);
    EXPECT_EQ(octets, "abcdefghijklmnopqrstuvwxyzabcd");
}

TEST(Pattern, GoesOnFromAnyPosition)
{
    std::string whole(10000, '?');
    FillPattern(whole.data(), whole.size(), 0);
    std::string part(5000, '?');
    FillPattern(part.data(), part.size(), 4711);
    EXPECT_EQ(part, whole.substr(4711, 5000));
}

TEST(Pattern, IsKnownAgain)
{
    std::string octets(9000, '?');
    FillPattern(octets.data(), octets.size(), 100);
    EXPECT_TRUE(IsPattern(octets, 100));
    EXPECT_TRUE(IsPattern(octets, 100 + 26));
    EXPECT_FALSE(IsPattern(octets, 101));
    octets.back() = '!';
    EXPECT_FALSE(IsPattern(octets, 100));
}

TEST(Pattern, NothingIsPartOfIt)
{
    EXPECT_TRUE(IsPattern("", 7));
}

} // namespace
