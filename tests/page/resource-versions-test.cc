// SPDX-License-Identifier: GPL-2.0-only
#include "page/resource-versions.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace pagewire;
using namespace std::chrono_literals;

namespace
{

/** A page with resources that change as said. */
Page
PageOf(const std::vector<std::pair<Nanoseconds, Caching::Updates>>& changing)
{
    Page page;
    page.hosts = {{"h", ""}};
    for (const auto& [interval, updates] : changing)
    {
        Resource resource;
        resource.path = "/" + std::to_string(page.resources.size());
        resource.caching.updateInterval = interval;
        resource.caching.updates = updates;
        page.resources.push_back(resource);
    }
    return page;
}

constexpr auto REGULAR = Caching::Updates::REGULAR;
constexpr auto EXPONENTIAL = Caching::Updates::EXPONENTIAL;

} // namespace

TEST(ResourceVersions, NothingChangesByItself)
{
    ResourceVersions versions(PageOf({{0s, REGULAR}, {0s, EXPONENTIAL}}), 1);
    EXPECT_EQ(versions.At(0, 24h).number, 0u);
    EXPECT_EQ(versions.At(1, 24h).number, 0u);
    EXPECT_EQ(versions.Outdated(0, 0, 24h), 0s);
}

TEST(ResourceVersions, RegularOnesComeAtTheMultiples)
{
    ResourceVersions versions(PageOf({{10s, REGULAR}}), 1);
    EXPECT_EQ(versions.At(0, 0s).number, 0u);
    EXPECT_EQ(versions.At(0, 10s - 1ns).number, 0u);
    EXPECT_EQ(versions.At(0, 10s).number, 1u) << "is there at its very instant";
    EXPECT_EQ(versions.At(0, 35s).number, 3u);
    EXPECT_EQ(versions.At(0, 35s).since, 30s);
    EXPECT_EQ(versions.StartOf(0, 7), 70s);
}

TEST(ResourceVersions, StalenessCountsFromTheNextVersion)
{
    ResourceVersions versions(PageOf({{10s, REGULAR}}), 1);
    EXPECT_EQ(versions.Outdated(0, 3, 35s), 0s);
    EXPECT_EQ(versions.Outdated(0, 2, 35s), 5s);
    EXPECT_EQ(versions.Outdated(0, 0, 35s), 25s);
    EXPECT_EQ(versions.Outdated(0, 9, 35s), 0s) << "is yet to come";
}

TEST(ResourceVersions, ChangesComeBetween)
{
    ResourceVersions versions(PageOf({{10s, REGULAR}, {0s, REGULAR}}), 1);
    for (const Nanoseconds change : {4s, 20s, 20s, 21s})
    {
        versions.Change(0, change);
    }
    // By hand: 4 (changed), 10, 20 (scheduled), 20, 20, 21 (changed), 30.
    const std::vector<Nanoseconds> starts{0s, 4s, 10s, 20s, 20s, 20s, 21s, 30s, 40s};
    for (std::size_t number = 0; number < starts.size(); ++number)
    {
        EXPECT_EQ(versions.StartOf(0, number), starts[number]) << number;
    }
    EXPECT_EQ(versions.At(0, 4s - 1ns).number, 0u);
    EXPECT_EQ(versions.At(0, 4s).number, 1u);
    EXPECT_EQ(versions.At(0, 20s).number, 5u);
    EXPECT_EQ(versions.At(0, 25s).number, 6u);
    EXPECT_EQ(versions.At(0, 25s).since, 21s);
    EXPECT_EQ(versions.At(1, 25s).number, 0u) << "the other one is as it was";
    versions.Change(1, 25s);
    EXPECT_EQ(versions.At(1, 25s).number, 1u);
    EXPECT_EQ(versions.Outdated(1, 0, 30s), 5s);
}

TEST(ResourceVersions, RandomOnesAreTheSameWhateverIsAsked)
{
    const Page page = PageOf({{10s, EXPONENTIAL}, {10s, EXPONENTIAL}});
    ResourceVersions late(page, 7);
    ResourceVersions early(page, 7);
    ResourceVersions other(page, 8);
    const ResourceVersion expected = late.At(1, 1h);
    for (Nanoseconds time{0}; time <= 1h; time += 1s)
    {
        early.At(0, time);
        early.At(1, time);
    }
    EXPECT_EQ(early.At(1, 1h).number, expected.number);
    EXPECT_EQ(early.At(1, 1h).since, expected.since);
    EXPECT_NE(other.At(1, 1h).since, expected.since) << "the seed counts";
    EXPECT_NE(early.At(0, 1h).since, expected.since) << "and so does the resource";
}

TEST(ResourceVersions, RandomGapsAreExponential)
{
    // 40000 gaps with a mean of 10 s: the mean's standard error is 10 s / 200 = 50 ms, and a share
    // of 1 - exp(-1) = 63.2 % is below the mean, with a standard error of 0.24 %.
    ResourceVersions versions(PageOf({{10s, EXPONENTIAL}}), 3);
    constexpr int GAPS = 40000;
    int below = 0;
    for (int i = 1; i <= GAPS; ++i)
    {
        const auto number = static_cast<std::uint64_t>(i);
        below += versions.StartOf(0, number) - versions.StartOf(0, number - 1) < 10s ? 1 : 0;
    }
    const double mean = static_cast<double>(versions.StartOf(0, GAPS).count()) / 1e9 / GAPS;
    EXPECT_NEAR(mean, 10, 4 * 0.05);
    EXPECT_NEAR(below / double{GAPS}, 1 - std::exp(-1), 4 * 0.0024);
}
