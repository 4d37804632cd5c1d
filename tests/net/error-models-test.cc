// SPDX-License-Identifier: GPL-2.0-only
#include "net/gilbert-elliott-error-model.h"
#include "net/numbered-error-model.h"

#include "ns3/double.h"
#include "ns3/packet.h"

#include <gtest/gtest.h>

#include <cmath>

namespace pagewire
{

namespace
{

/** What a loss model did to a long row of packets. */
struct Outcome
{
    double rate{0};
    double meanBurst{0};
    double bursts{0};
};

Outcome
Observe(ns3::ErrorModel& model, int packets)
{
    const auto packet = ns3::Create<ns3::Packet>(10);
    int lost = 0;
    int bursts = 0;
    bool before = false;
    for (int i = 0; i < packets; ++i)
    {
        const bool now = model.IsCorrupt(packet);
        lost += now;
        bursts += now && !before;
        before = now;
    }
    return {double(lost) / packets, double(lost) / bursts, double(bursts)};
}

TEST(GilbertElliott, HasTheRateAndBurstsItWasAskedFor)
{
    constexpr int PACKETS = 1'000'000;
    for (const auto& [rate, burst] :
         std::vector<std::pair<double, double>>{{0.01, 1}, {0.02, 5}, {0.3, 20}, {0.5, 1}})
    {
        auto model = ns3::CreateObject<GilbertElliottErrorModel>();
        ASSERT_TRUE(model->SetRateAndBurst(rate, burst));
        model->AssignStreams(7);
        const Outcome seen = Observe(*model, PACKETS);
        // A burst is geometric with mean b, so its variance is b (b - 1).
        const double burstError = std::sqrt(burst * (burst - 1) / seen.bursts);
        EXPECT_NEAR(seen.meanBurst, burst, 4 * burstError + 1e-9) << rate << " " << burst;
        // The correlation of neighbours, 1 - p - r, widens a binomial's variance by (1 + c)/(1 -
        // c).
        const double r = 1 / burst;
        const double correlation = 1 - r - rate * r / (1 - rate);
        const double variance = rate * (1 - rate) / PACKETS * (1 + correlation) / (1 - correlation);
        EXPECT_NEAR(seen.rate, rate, 4 * std::sqrt(variance) + 1e-9) << rate << " " << burst;
    }
}

TEST(GilbertElliott, LosesAtTheRateOfEachState)
{
    auto model = ns3::CreateObject<GilbertElliottErrorModel>();
    model->SetAttribute("GoodToBad", ns3::DoubleValue(0.1));
    model->SetAttribute("BadToGood", ns3::DoubleValue(0.3));
    model->SetAttribute("LossInGood", ns3::DoubleValue(0.02));
    model->SetAttribute("LossInBad", ns3::DoubleValue(0.6));
    model->AssignStreams(3);
    // Three quarters of the packets are in the good state.
    EXPECT_NEAR(Observe(*model, 1'000'000).rate, 0.75 * 0.02 + 0.25 * 0.6, 0.003);
}

TEST(GilbertElliott, BeginsInItsLongRunDistribution)
{
    const auto packet = ns3::Create<ns3::Packet>(10);
    int lost = 0;
    constexpr int RUNS = 4000;
    for (int i = 0; i < RUNS; ++i)
    {
        auto model = ns3::CreateObject<GilbertElliottErrorModel>();
        ASSERT_TRUE(model->SetRateAndBurst(0.2, 50));
        model->AssignStreams(i);
        lost += model->IsCorrupt(packet);
    }
    EXPECT_NEAR(double(lost) / RUNS, 0.2, 4 * std::sqrt(0.2 * 0.8 / RUNS));
}

TEST(GilbertElliott, RefusesWhatNoChainCanDo)
{
    auto model = ns3::CreateObject<GilbertElliottErrorModel>();
    EXPECT_FALSE(model->SetRateAndBurst(0.9, 2)); // good stretches would be 0.2 packets long
    EXPECT_FALSE(model->SetRateAndBurst(1, 5));
    EXPECT_FALSE(model->SetRateAndBurst(-0.1, 5));
    EXPECT_FALSE(model->SetRateAndBurst(0.1, 0.5));
    EXPECT_FALSE(model->SetRateAndBurst(NAN, 5));
    EXPECT_TRUE(model->SetRateAndBurst(0, 1));
    EXPECT_EQ(Observe(*model, 1000).rate, 0);
}

TEST(NumberedErrorModel, LosesExactlyTheNumbersInWhateverOrderTheyAreAsked)
{
    auto model = ns3::CreateObject<NumberedErrorModel>();
    model->SetNumbers({5, 2, 2});
    std::vector<ns3::Ptr<ns3::Packet>> packets;
    for (int i = 0; i < 6; ++i)
    {
        packets.push_back(ns3::Create<ns3::Packet>(10));
        model->Enter(packets.back());
    }
    // The third was dropped by the queue, and the last overtook the others.
    EXPECT_FALSE(model->IsCorrupt(packets[5]));
    EXPECT_FALSE(model->IsCorrupt(packets[0]));
    EXPECT_TRUE(model->IsCorrupt(packets[1]));
    EXPECT_FALSE(model->IsCorrupt(packets[3]));
    EXPECT_TRUE(model->IsCorrupt(packets[4]));

    model->Reset();
    EXPECT_FALSE(model->IsCorrupt(packets[4]));
    model->Enter(packets[0]);
    model->Enter(packets[1]);
    EXPECT_TRUE(model->IsCorrupt(packets[1]));
}

} // namespace

} // namespace pagewire
