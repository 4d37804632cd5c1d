// SPDX-License-Identifier: GPL-2.0-only
#include "transport/time-spans.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

using namespace pagewire;

namespace
{

ns3::Time
At(std::int64_t nanoseconds)
{
    return ns3::NanoSeconds(nanoseconds);
}

std::string
Text(const TimeSpans& spans)
{
    std::string text;
    for (const TimeSpan& span : spans.All())
    {
        text += "[" + std::to_string(span.begin.GetNanoSeconds()) + "," +
                std::to_string(span.end.GetNanoSeconds()) + ")";
    }
    return text;
}

} // namespace

TEST(TimeSpans, JoinsWhatOverlapsOrTouches)
{
    TimeSpans spans;
    spans.Add(At(10), At(20));
    spans.Add(At(30), At(40));
    spans.Add(At(5), At(7));
    EXPECT_EQ(Text(spans), "[5,7)[10,20)[30,40)");
    spans.Add(At(20), At(30));
    EXPECT_EQ(Text(spans), "[5,7)[10,40)");
    spans.Add(At(0), At(50));
    EXPECT_EQ(Text(spans), "[0,50)");
    spans.Add(At(60), At(60));
    spans.Add(At(70), At(65));
    EXPECT_EQ(Text(spans), "[0,50)");
    EXPECT_EQ(spans.Total(), At(50));
}

TEST(TimeSpans, CutsAndSubtracts)
{
    TimeSpans spans;
    spans.Add(At(0), At(10));
    spans.Add(At(20), At(30));
    TimeSpans cut;
    cut.AddWithin(spans, At(5), At(25));
    EXPECT_EQ(Text(cut), "[5,10)[20,25)");
    TimeSpans holes;
    holes.Add(At(2), At(3));
    holes.Add(At(8), At(22));
    EXPECT_EQ(Text(spans.Without(holes)), "[0,2)[3,8)[22,30)");
    EXPECT_EQ(Text(spans.Without(spans)), "");
    EXPECT_EQ(Text(spans.Without({})), Text(spans));
}

TEST(TimeSpans, AgreeWithSetsOfNanoseconds)
{
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round)
    {
        TimeSpans spans[2];
        std::set<int> moments[2];
        for (int i = 0; i < 30; ++i)
        {
            const int which = static_cast<int>(random() % 2);
            const int begin = static_cast<int>(random() % 200);
            const int end = begin + static_cast<int>(random() % 12);
            spans[which].Add(At(begin), At(end));
            for (int moment = begin; moment < end; ++moment)
            {
                moments[which].insert(moment);
            }
        }
        std::set<int> rest = moments[0];
        for (const int moment : moments[1])
        {
            rest.erase(moment);
        }
        const TimeSpans without = spans[0].Without(spans[1]);
        EXPECT_EQ(spans[0].Total(), At(static_cast<std::int64_t>(moments[0].size())));
        ASSERT_EQ(without.Total(), At(static_cast<std::int64_t>(rest.size()))) << round;
        for (const TimeSpan& span : without.All())
        {
            EXPECT_TRUE(rest.count(static_cast<int>(span.begin.GetNanoSeconds())));
        }
    }
}
