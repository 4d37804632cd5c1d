// SPDX-License-Identifier: GPL-2.0-only
#include "wire/body-source.h"

#include <gtest/gtest.h>

using namespace pagewire;

namespace
{

/** Reads all of a source in pieces of one size. */
std::string
Drain(BodySource& source, std::size_t piece)
{
    std::string all;
    std::string buffer(piece, '\0');
    while (const std::size_t size = source.Read(buffer.data(), piece))
    {
        all.append(buffer, 0, size);
    }
    return all;
}

} // namespace

TEST(BodySource, PatternIsFixedByThePositionInTheWhole)
{
    PatternBody whole(10000);
    EXPECT_EQ(whole.Length(), 10000u);
    const std::string bytes = Drain(whole, 333);
    ASSERT_EQ(bytes.size(), 10000u);
    for (std::size_t i = 0; i < bytes.size(); ++i)
    {
        ASSERT_EQ(bytes[i], 'a' + static_cast<char>(i % 26)) << i;
    }
    PatternBody part(9000, 1000);
    EXPECT_EQ(part.Length(), 9000u);
    EXPECT_FALSE(part.AtEnd());
    EXPECT_EQ(Drain(part, 4096), bytes.substr(1000));
    EXPECT_TRUE(part.AtEnd());
}

TEST(BodySource, LargePiecesEqualSmallOnes)
{
    PatternBody one(50000, 7);
    PatternBody other(50000, 7);
    EXPECT_EQ(Drain(one, 1), Drain(other, 50000));
}

TEST(BodySource, StringGivesItsBytesOnce)
{
    StringBody body(std::string("a\0b", 3));
    EXPECT_EQ(body.Length(), 3u);
    EXPECT_EQ(Drain(body, 2), std::string("a\0b", 3));
    EXPECT_TRUE(body.AtEnd());
    char more = 0;
    EXPECT_EQ(body.Read(&more, 1), 0u);
}

TEST(BodySource, EmptyOnesAreAtTheirEndAtOnce)
{
    EXPECT_TRUE(PatternBody(0, 5).AtEnd());
    EXPECT_TRUE(StringBody("").AtEnd());
    EXPECT_TRUE(PatternBody(0).Trailers().Empty());
}
