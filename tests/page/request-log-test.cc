// SPDX-License-Identifier: GPL-2.0-only
#include "page/request-log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace pagewire;

namespace
{

RequestLogOptions
Options()
{
    RequestLogOptions options;
    options.requests = 100000;
    options.clients = 20;
    options.thinkTime = std::chrono::seconds(10);
    return options;
}

double
Seconds(Nanoseconds time)
{
    return static_cast<double>(time.count()) / 1e9;
}

} // namespace

TEST(RequestLog, ComesAtTheRateOfAllClientsTogether)
{
    const RequestLog log = DrawRequestLog(Options(), 1);
    ASSERT_EQ(log.size(), 100000u);
    // 20 clients, each once in 10 s: 2 a second. The time of n events of a Poisson process has a
    // standard deviation of sqrt(n) gaps: four of those.
    EXPECT_NEAR(Seconds(log.back().at), 50000, 4 * std::sqrt(100000.0) / 2);
    EXPECT_TRUE(std::is_sorted(log.begin(), log.end(), [](const auto& a, const auto& b) {
        return a.at < b.at;
    }));
}

TEST(RequestLog, IsAPoissonProcess)
{
    // In windows of 5 s there are 10 on average, with as large a variance; over 10000 windows its
    // estimate has a standard deviation of about sqrt(2 / 10000) of it.
    const RequestLog log = DrawRequestLog(Options(), 2);
    std::vector<int> counts(static_cast<std::size_t>(Seconds(log.back().at) / 5));
    for (const LoggedRequest& request : log)
    {
        const auto window = static_cast<std::size_t>(Seconds(request.at) / 5);
        if (window < counts.size())
        {
            ++counts[window];
        }
    }
    double sum = 0;
    double squares = 0;
    for (const int count : counts)
    {
        sum += count;
        squares += count * count;
    }
    const double mean = sum / static_cast<double>(counts.size());
    const double variance = squares / static_cast<double>(counts.size()) - mean * mean;
    EXPECT_NEAR(mean, 10, 0.2);
    EXPECT_NEAR(variance / mean, 1, 0.06);
}

TEST(RequestLog, GivesEveryClientItsShare)
{
    std::vector<int> counts(20);
    for (const LoggedRequest& request : DrawRequestLog(Options(), 3))
    {
        ++counts[request.client];
    }
    for (const int count : counts)
    {
        EXPECT_NEAR(count, 5000, 5 * std::sqrt(5000.0));
    }
}

TEST(RequestLog, IsTheSameForTheSameSeedAndNoOther)
{
    const auto times = [](std::uint64_t seed) {
        std::vector<std::pair<Nanoseconds, std::uint32_t>> all;
        for (const LoggedRequest& request : DrawRequestLog(Options(), seed))
        {
            all.emplace_back(request.at, request.object);
        }
        return all;
    };
    EXPECT_EQ(times(1), times(1));
    EXPECT_NE(times(1), times(2));
}

TEST(RequestLog, DriftChangesObjectsAndNothingElse)
{
    RequestLogOptions drifting = Options();
    drifting.drift = std::chrono::seconds(10);
    const RequestLog still = DrawRequestLog(Options(), 1);
    const RequestLog moved = DrawRequestLog(drifting, 1);
    int changed = 0;
    for (std::size_t i = 0; i < still.size(); ++i)
    {
        ASSERT_EQ(still[i].at, moved[i].at);
        ASSERT_EQ(still[i].client, moved[i].client);
        changed += still[i].object != moved[i].object;
    }
    EXPECT_GT(changed, 50000);
}
