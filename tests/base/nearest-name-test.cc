// SPDX-License-Identifier: GPL-2.0-only
#include "base/nearest-name.h"

#include <gtest/gtest.h>

using namespace pagewire;

TEST(NearestName, CountsEdits)
{
    EXPECT_EQ(EditDistance("", "abc"), 3u);
    EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
    EXPECT_EQ(EditDistance("delay", "dealy"), 1u);
    EXPECT_EQ(EditDistance("loss", "loss"), 0u);
    EXPECT_EQ(EditDistance(std::string(100000, 'a'), std::string(100000, 'b')), 200u);
}

TEST(NearestName, FindsWhatWasMeantOrNothing)
{
    const std::vector<std::string> names{"size", "think", "access.loss", "browser.protocol"};
    EXPECT_EQ(NearestName("sise", names), "size");
    EXPECT_EQ(NearestName("protocol", names), "browser.protocol");
    EXPECT_EQ(NearestName("quux", names), "");
    EXPECT_EQ(NearestName("size", {}), "");
    EXPECT_EQ(NearestSpelling("protokol", {"access.loss", "protocol"}), "protocol");
    EXPECT_EQ(NearestSpelling("protocol", names), "");
    EXPECT_EQ(NearestSpelling("no", {"x", "to"}), "to");
    EXPECT_EQ(NearestSpelling("no", {"x", "up"}), "");
    EXPECT_EQ(DidYouMean("sise", names, OneOf(names)), "did you mean 'size'?");
    EXPECT_EQ(DidYouMean("quux", {"size", "think"}, OneOf({"size", "think"})),
              "it is one of size, think");
}
