// SPDX-License-Identifier: GPL-2.0-only
#include "page/popularity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

using namespace pagewire;

namespace
{

constexpr int DRAWS = 200000;

std::map<std::size_t, int>
Count(const Popularity& popularity)
{
    Variates variates(7);
    std::map<std::size_t, int> counts;
    for (int i = 0; i < DRAWS; ++i)
    {
        ++counts[popularity.Draw(variates)];
    }
    return counts;
}

} // namespace

TEST(Popularity, FollowsZipfsLaw)
{
    constexpr std::size_t OBJECTS = 50;
    for (const double exponent : {0.0, 0.8, 1.0})
    {
        auto counts = Count(Popularity(OBJECTS, exponent));
        double sum = 0;
        for (std::size_t rank = 1; rank <= OBJECTS; ++rank)
        {
            sum += std::pow(rank, -exponent);
        }
        for (std::size_t rank = 1; rank <= OBJECTS; ++rank)
        {
            // Five standard deviations of a binomial count.
            const double share = std::pow(rank, -exponent) / sum;
            const double tolerance = 5 * std::sqrt(DRAWS * share * (1 - share));
            EXPECT_NEAR(counts[rank - 1], DRAWS * share, tolerance)
                << "rank " << rank << ", exponent " << exponent;
        }
    }
}

TEST(Popularity, OfOneObjectIsThatObject)
{
    EXPECT_EQ(Count(Popularity(1, 0.8)), (std::map<std::size_t, int>{{0, DRAWS}}));
}

TEST(Popularity, DriftsByExchangesOfRanks)
{
    // A single object has nearly all requests, so it is one of those that are exchanged; all ranks
    // still have their objects afterwards, and their shares.
    Popularity popularity(10, 20);
    Variates variates(1);
    std::size_t favourite = 0;
    for (int i = 0; i < 20 && favourite == 0; ++i)
    {
        popularity.Swap(variates);
        favourite = popularity.Draw(variates);
    }
    EXPECT_NE(favourite, 0u);
    // 1 - 2^-20 of the requests go to rank 1.
    EXPECT_GT(Count(popularity)[favourite], DRAWS - 10);
}
