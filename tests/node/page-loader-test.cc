// SPDX-License-Identifier: GPL-2.0-only
#include "node/page-loader.h"

#include <gtest/gtest.h>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

using Trigger = Dependency::Trigger;
using Found = std::vector<Discovery>;
using Indexes = std::vector<std::size_t>;

/** A page of so many resources without dependencies. */
Page
PageOf(std::size_t count)
{
    Page page;
    page.hosts.push_back({"site.example", ""});
    page.resources.resize(count);
    for (std::size_t i = 0; i < count; ++i)
    {
        page.resources[i].path = "/" + std::to_string(i);
    }
    return page;
}

void
Depend(Page& page,
       std::size_t child,
       std::size_t parent,
       Trigger trigger = Trigger::COMPLETE,
       std::uint64_t bytes = 0,
       Nanoseconds delay = 0ns)
{
    page.resources[child].dependencies.push_back({parent, trigger, bytes, delay});
}

} // namespace

TEST(PageLoader, StartsWithWhatDependsOnNothing)
{
    Page page = PageOf(3);
    Depend(page, 1, 0);
    PageLoader loader(page);
    EXPECT_EQ(loader.Start(5ns), (Found{{0, 5ns}, {2, 5ns}}));
    EXPECT_EQ(loader.Open(), 3u);
}

TEST(PageLoader, CompletionDiscoversAfterTheDelay)
{
    Page page = PageOf(2);
    Depend(page, 1, 0, Trigger::COMPLETE, 0, 7ns);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_TRUE(loader.Headers(0, 10ns).empty());
    EXPECT_TRUE(loader.Bytes(0, 1000000, 11ns).empty());
    EXPECT_EQ(loader.Complete(0, 12ns), (Found{{1, 19ns}}));
    EXPECT_EQ(loader.Open(), 1u);
}

TEST(PageLoader, HeadersAndBytesTriggerOnceAndInTheirOrder)
{
    Page page = PageOf(4);
    Depend(page, 1, 0, Trigger::BYTES, 1000);
    Depend(page, 2, 0, Trigger::HEADERS);
    Depend(page, 3, 0, Trigger::BYTES, 500, 3ns);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_EQ(loader.Headers(0, 1ns), (Found{{2, 1ns}}));
    EXPECT_TRUE(loader.Bytes(0, 499, 2ns).empty());
    EXPECT_EQ(loader.Bytes(0, 500, 3ns), (Found{{3, 6ns}}));
    EXPECT_TRUE(loader.Bytes(0, 300, 4ns).empty()) << "a restarted download gives nothing twice";
    EXPECT_EQ(loader.Bytes(0, 1000, 5ns), (Found{{1, 5ns}}));
    EXPECT_TRUE(loader.Complete(0, 6ns).empty());
}

TEST(PageLoader, CompletionMeetsTriggersBeyondTheEnd)
{
    Page page = PageOf(3);
    Depend(page, 1, 0, Trigger::BYTES, 1000);
    Depend(page, 2, 0, Trigger::HEADERS);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_EQ(loader.Complete(0, 4ns), (Found{{1, 4ns}, {2, 4ns}}));
}

TEST(PageLoader, TheLatestDependencyCounts)
{
    Page page = PageOf(3);
    Depend(page, 2, 0, Trigger::COMPLETE, 0, 100ns);
    Depend(page, 2, 1, Trigger::COMPLETE, 0, 1ns);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_TRUE(loader.Complete(0, 10ns).empty());
    EXPECT_EQ(loader.Complete(1, 20ns), (Found{{2, 110ns}}));
}

TEST(PageLoader, DiscoveriesComeInTheOrderOfThePage)
{
    Page page = PageOf(4);
    Depend(page, 1, 0);
    Depend(page, 2, 0, Trigger::HEADERS);
    Depend(page, 3, 0, Trigger::BYTES, 10);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_EQ(loader.Complete(0, 1ns), (Found{{1, 1ns}, {2, 1ns}, {3, 1ns}}));
}

TEST(PageLoader, AFailureTakesWhatCanNoLongerBeFound)
{
    Page page = PageOf(6);
    Depend(page, 1, 0, Trigger::HEADERS);
    Depend(page, 2, 0);
    Depend(page, 3, 2);
    Depend(page, 4, 1);
    Depend(page, 5, 4);
    Depend(page, 5, 3);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_EQ(loader.Headers(0, 1ns), (Found{{1, 1ns}}));
    EXPECT_EQ(loader.Fail(0), (Indexes{2, 3, 5})) << "1 was known by then, 4 hangs on 1 alone";
    EXPECT_EQ(loader.Open(), 2u);
    EXPECT_EQ(loader.Complete(1, 2ns), (Found{{4, 2ns}}));
    EXPECT_TRUE(loader.Complete(4, 3ns).empty()) << "5 was given up";
    EXPECT_EQ(loader.Open(), 0u);
}

TEST(PageLoader, TwoEdgesFromOneParentBothCount)
{
    Page page = PageOf(2);
    Depend(page, 1, 0, Trigger::HEADERS, 0, 50ns);
    Depend(page, 1, 0, Trigger::COMPLETE);
    PageLoader loader(page);
    loader.Start(0ns);
    EXPECT_TRUE(loader.Headers(0, 1ns).empty());
    EXPECT_EQ(loader.Complete(0, 10ns), (Found{{1, 51ns}}));
}
