// SPDX-License-Identifier: GPL-2.0-only
#include "net/cellular-trace.h"

#include "base/error.h"
#include "net/link-trace.h"
#include "support/data-files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace pagewire
{

namespace
{

using namespace std::chrono_literals;

/** What recorded and made links are compared by. */
struct Figures
{
    double variation{0};  //!< coefficient of variation of the rate in windows of 1 s
    double change{0};     //!< standard deviation of the change from second to second, packets/s
    double emptyShare{0}; //!< of the windows of 100 ms
    double gap{0};        //!< mean of the gaps above 100 ms, ms
};

std::vector<double>
CountsOf(const std::vector<std::uint64_t>& times, std::uint64_t window)
{
    std::vector<double> counts(times.back() / window);
    for (const std::uint64_t time : times)
    {
        const std::uint64_t at = time == 0 ? 0 : (time - 1) / window;
        if (at < counts.size())
        {
            ++counts[at];
        }
    }
    return counts;
}

double
MeanOf(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double
DeviationOf(const std::vector<double>& values)
{
    const double mean = MeanOf(values);
    double sum = 0;
    for (const double value : values)
    {
        sum += (value - mean) * (value - mean);
    }
    return std::sqrt(sum / static_cast<double>(values.size()));
}

Figures
FiguresOf(const std::vector<std::uint64_t>& times)
{
    const std::vector<double> seconds = CountsOf(times, 1000);
    const std::vector<double> tenths = CountsOf(times, 100);
    std::vector<double> changes(seconds.size());
    std::adjacent_difference(seconds.begin(), seconds.end(), changes.begin());
    changes.erase(changes.begin());
    std::vector<double> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
    {
        if (times[i] - times[i - 1] > 100)
        {
            gaps.push_back(static_cast<double>(times[i] - times[i - 1]));
        }
    }
    Figures figures;
    figures.variation = DeviationOf(seconds) / MeanOf(seconds);
    figures.change = DeviationOf(changes);
    figures.emptyShare = static_cast<double>(std::count(tenths.begin(), tenths.end(), 0.0)) /
                         static_cast<double>(tenths.size());
    figures.gap = gaps.empty() ? 0 : MeanOf(gaps);
    return figures;
}

CellularTraceOptions
Link(std::uint64_t meanRate, std::uint64_t seed = 1)
{
    CellularTraceOptions options;
    options.meanRate = meanRate;
    options.seed = seed;
    return options;
}

TEST(CellularTrace, HasTheMeanThatWasAskedForAndThePeriod)
{
    for (const std::uint64_t rate : {1'000'000, 3'000'000, 8'000'000, 50'000'000})
    {
        for (std::uint64_t seed = 1; seed <= 10; ++seed)
        {
            const auto times = MakeCellularTrace(Link(rate, seed));
            ASSERT_TRUE(std::is_sorted(times.begin(), times.end()));
            ASSERT_GE(times.front(), 1U);
            ASSERT_EQ(times.back(), 60'000U);
            // What is left is the Poisson number's own deviation, 1 / sqrt(n).
            const double expected = static_cast<double>(rate) * 60 / 12000;
            ASSERT_NEAR(static_cast<double>(times.size()), expected, 4 * std::sqrt(expected));
        }
    }
}

TEST(CellularTrace, IsFixedByItsSeedAlone)
{
    const auto one = MakeCellularTrace(Link(8'000'000, 1));
    EXPECT_EQ(MakeCellularTrace(Link(8'000'000, 1)), one);
    EXPECT_NE(MakeCellularTrace(Link(8'000'000, 2)), one);
}

TEST(CellularTrace, WithoutMotionItIsAPoissonProcess)
{
    auto options = Link(6'000'000); // 500 a second
    options.sigma = 0;
    options.duration = 10min;
    const auto times = MakeCellularTrace(options);
    // The number in any window has its mean for variance; of N windows that is known to sqrt(2/N).
    for (const std::uint64_t window : {1, 10, 1000})
    {
        const auto counts = CountsOf(times, window);
        const double mean = MeanOf(counts);
        EXPECT_NEAR(mean, 0.5 * window, 0.01 * window);
        const double dispersion = std::pow(DeviationOf(counts), 2) / mean;
        EXPECT_NEAR(dispersion, 1, 4 * std::sqrt(2.0 / counts.size() + 1 / mean / counts.size()));
        const double none = std::count(counts.begin(), counts.end(), 0.0);
        EXPECT_NEAR(none / counts.size(), std::exp(-mean), 4 * std::sqrt(0.25 / counts.size()));
    }
}

TEST(CellularTrace, TheRateMovesBySigmaInASecond)
{
    // Far from both bounds. Means of adjacent seconds of a Brownian motion differ with variance
    // 2/3 sigma^2, and their Poisson numbers add twice their mean.
    auto options = Link(120'000'000); // 10000 a second
    options.sigma = 400;
    std::vector<double> deviations;
    for (options.seed = 1; options.seed <= 20; ++options.seed)
    {
        deviations.push_back(FiguresOf(MakeCellularTrace(options)).change);
    }
    EXPECT_NEAR(MeanOf(deviations), std::sqrt(2.0 / 3 * 400 * 400 + 2 * 10000), 25);
}

TEST(CellularTrace, OutagesHaveTheMeanLengthThatWasAskedFor)
{
    for (const auto length : {200ms, 1000ms})
    {
        auto options = Link(10'000'000);
        options.sigma = 600;
        options.outage = length;
        options.duration = 20min;
        const auto times = MakeCellularTrace(options);
        // Above 100 ms an exponential length is, on average, 100 ms and its mean again; before and
        // after it comes what a slow rate adds.
        const double expected = 100 + std::chrono::duration<double, std::milli>(length).count();
        EXPECT_GT(FiguresOf(times).gap, 0.9 * expected);
        EXPECT_LT(FiguresOf(times).gap, 1.25 * expected);
    }
}

TEST(CellularTrace, NeverExceedsItsPeak)
{
    auto options = Link(8'000'000);
    options.peakRate = 9'600'000; // 800 a second
    const auto seconds = CountsOf(MakeCellularTrace(options), 1000);
    EXPECT_LT(*std::max_element(seconds.begin(), seconds.end()), 800 + 4 * std::sqrt(800));
    EXPECT_GT(*std::max_element(seconds.begin(), seconds.end()), 700);
}

TEST(CellularTrace, BehavesAsRecordedLinksDo)
{
    for (const char* name : {"ATT-LTE-driving-2016.down",
                             "ATT-LTE-driving-2016.up",
                             "Verizon-LTE-short.down",
                             "Verizon-LTE-short.up"})
    {
        const std::string file = test::DataFile("link-traces/" + std::string(name));
        if (file.empty())
        {
            GTEST_SKIP() << "the recorded links are not there; set PAGEWIRE_DATA to their folder";
        }
        std::vector<std::uint64_t> recorded;
        const LinkTrace trace = LinkTrace::FromFile(file);
        for (std::uint64_t i = 0; i < trace.Count(); ++i)
        {
            recorded.push_back(trace.TimeOf(i));
        }
        const Figures real = FiguresOf(recorded);
        Figures made;
        constexpr int LINKS = 20;
        for (std::uint64_t seed = 1; seed <= LINKS; ++seed)
        {
            auto options = Link(trace.MeanRate(), seed);
            options.duration = std::chrono::milliseconds(trace.Period());
            const Figures one = FiguresOf(MakeCellularTrace(options));
            made.variation += one.variation / LINKS;
            made.change += one.change / LINKS;
            made.emptyShare += one.emptyShare / LINKS;
            made.gap += one.gap / LINKS;
        }
        RecordProperty(std::string(name) + " variation",
                       std::to_string(made.variation / real.variation));
        const auto within = [&](double value, double of, double factor, const char* what) {
            EXPECT_GT(value, of / factor) << name << ": " << what;
            EXPECT_LT(value, of * factor) << name << ": " << what;
        };
        within(made.variation, real.variation, 2, "variation from second to second");
        within(made.change, real.change, 2, "change from second to second");
        within(made.emptyShare, real.emptyShare, 3, "share of windows without opportunity");
        within(made.gap, real.gap, 2, "gaps");
    }
}

TEST(CellularTrace, IsWrittenAsLinksReadIt)
{
    const auto times = MakeCellularTrace(Link(2'000'000));
    std::istringstream text(FormatLinkTrace(times));
    const LinkTrace trace = LinkTrace::Parse(text, "made");
    EXPECT_EQ(trace.Count(), times.size());
    EXPECT_EQ(trace.Period(), 60'000U);
    EXPECT_EQ(trace.TimeOf(17), times[17]);
    EXPECT_EQ(FormatLinkTrace({1, 1, 20}), "1\n1\n20\n");
}

TEST(CellularTrace, RefusesWhatNoLinkCanBe)
{
    const auto says = [](auto change) -> std::string {
        auto options = Link(8'000'000);
        change(options);
        try
        {
            MakeCellularTrace(options);
            return "";
        }
        catch (const InputError& error)
        {
            return error.what();
        }
    };
    const auto starts = [](const std::string& text, const std::string& start) {
        return text.rfind(start, 0) == 0 ? ::testing::AssertionSuccess()
                                         : ::testing::AssertionFailure() << "it says: " << text;
    };
    EXPECT_TRUE(starts(says([](auto& o) { o.meanRate = 99'999; }), "a mean of 99999bps"));
    EXPECT_TRUE(starts(says([](auto& o) { o.peakRate = 8'000'000; }), "a peak of 8Mbps leaves"));
    EXPECT_TRUE(starts(says([](auto& o) { o.duration = 999ms; }), "a duration of 999ms"));
    EXPECT_TRUE(starts(says([](auto& o) { o.duration = 1500us + 1s; }), "a duration of 1001500us"));
    EXPECT_TRUE(starts(says([](auto& o) { o.sigma = -1; }), "a sigma of -1"));
    EXPECT_TRUE(starts(says([](auto& o) { o.sigma = NAN; }), "a sigma of"));
    EXPECT_TRUE(starts(says([](auto& o) { o.outage = 19ms; }), "outages of 19ms"));
    EXPECT_TRUE(starts(says([](auto& o) { o.meanRate = 1'000'000'000, o.duration = 1h; }),
                       "this trace would have more than 20 million lines"));
    EXPECT_TRUE(starts(says([](auto& o) { o.meanRate = 100'000; }),
                       "a link with a mean of 100kbps cannot change so much"));
}

} // namespace

} // namespace pagewire
