// SPDX-License-Identifier: GPL-2.0-only
// The hit ratio of an LRU cache against the approximation of Che, Tung and Wang ("Hierarchical web
// caching systems: modeling, design and experimental results", IEEE JSAC 20(7), 2002): with
// independent requests for objects of shares p and a room for C of them, each stays for the same
// time T after its last request, where the sum of 1 - exp(-p T) is C; the hit ratio is the sum of
// p (1 - exp(-p T)).
#include "cache/bounded-store.h"
#include "page/popularity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

using namespace pagewire;

namespace
{

constexpr std::size_t OBJECTS = 5000;
constexpr double EXPONENT = 0.8;

std::vector<double>
Shares()
{
    std::vector<double> shares;
    double sum = 0;
    for (std::size_t rank = 1; rank <= OBJECTS; ++rank)
    {
        shares.push_back(std::pow(rank, -EXPONENT));
        sum += shares.back();
    }
    for (double& share : shares)
    {
        share /= sum;
    }
    return shares;
}

double
Held(const std::vector<double>& shares, double time)
{
    double sum = 0;
    for (const double share : shares)
    {
        sum += 1 - std::exp(-share * time);
    }
    return sum;
}

double
CheHitRatio(double capacity)
{
    const std::vector<double> shares = Shares();
    double low = 0;
    double high = 1e9;
    for (int i = 0; i < 200; ++i)
    {
        const double middle = (low + high) / 2;
        (Held(shares, middle) < capacity ? low : high) = middle;
    }
    double ratio = 0;
    for (const double share : shares)
    {
        ratio += share * (1 - std::exp(-share * low));
    }
    return ratio;
}

double
SimulatedHitRatio(const std::string& policy, std::uint64_t capacity)
{
    constexpr int WARM_UP = 50000;
    constexpr int COUNTED = 300000;
    const Popularity popularity(OBJECTS, EXPONENT);
    Variates variates(11);
    BoundedStore store(capacity, policy);
    std::vector<ObjectId> evicted;
    int hits = 0;
    for (int i = 0; i < WARM_UP + COUNTED; ++i)
    {
        const ObjectId object = popularity.Draw(variates);
        const bool hit = store.Touch(object);
        hits += hit && i >= WARM_UP;
        if (!hit)
        {
            store.Insert(object, 1, evicted);
        }
    }
    return static_cast<double>(hits) / COUNTED;
}

} // namespace

TEST(CheApproximation, TellsTheHitRatioOfLruWithinHalfAPercent)
{
    for (const std::uint64_t capacity : {50, 250, 1000, 2500})
    {
        EXPECT_NEAR(SimulatedHitRatio("lru", capacity),
                    CheHitRatio(static_cast<double>(capacity)),
                    0.005)
            << capacity << " of " << OBJECTS << " objects";
    }
}

TEST(CheApproximation, IsNotThatOfFifo)
{
    // FIFO keeps the popular no longer than the rest, and hits less often.
    EXPECT_LT(SimulatedHitRatio("fifo", 250), CheHitRatio(250) - 0.02);
}
