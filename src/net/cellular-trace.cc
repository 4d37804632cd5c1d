// SPDX-License-Identifier: GPL-2.0-only
#include "net/cellular-trace.h"

#include "base/error.h"
#include "base/seed.h"
#include "base/variates.h"
#include "net/link-trace.h"

#include <algorithm>
#include <cmath>

namespace pagewire
{

namespace
{

constexpr std::uint64_t TICK_MS = 20;
constexpr double TICKS_PER_SECOND = 50;
constexpr std::uint64_t NS_PER_MS = 1'000'000;
constexpr double PACKET_BITS = 8.0 * LinkTrace::OPPORTUNITY_BYTES;

/// A walk that had to be stretched by more would not have the sigma asked for.
constexpr double MOST_STRETCH = 1.5;
constexpr int MOST_WALKS = 1000;

/// A file of some 150 MB.
constexpr double MOST_OPPORTUNITIES = 2e7;

/** The rate's Brownian motion with its outages; rates are in packets a second. */
class RateWalk
{
  public:
    RateWalk(const CellularTraceOptions& options, double mean, double peak, Variates& variates)
        : m_step(options.sigma / std::sqrt(TICKS_PER_SECOND)),
          m_escape(static_cast<double>(TICK_MS * NS_PER_MS) /
                   static_cast<double>(options.outage.count())),
          m_peak(peak),
          m_rate(mean),
          m_variates(variates)
    {}

    /** \return the rate in the next tick */
    double Next()
    {
        const double rate = m_rate;
        if (m_outageTicks == 0)
        {
            Reach(m_rate + m_step * m_variates.Normal());
        }
        else if (m_variates.Uniform() < m_escape)
        {
            const double reach = m_step * std::sqrt(m_outageTicks);
            m_outageTicks = 0;
            Reach(std::abs(m_variates.Normal()) * reach);
        }
        else
        {
            ++m_outageTicks;
        }
        return rate;
    }

  private:
    void Reach(double rate)
    {
        m_rate = std::max(0.0, rate > m_peak ? 2 * m_peak - rate : rate);
        m_outageTicks = m_rate == 0 ? 1 : 0;
    }

    double m_step;   //!< standard deviation of a tick's change
    double m_escape; //!< probability that an outage ends with this tick
    double m_peak;
    double m_rate;
    double m_outageTicks{0}; //!< of the outage so far
    Variates& m_variates;
};

/** \return the mean of the walk, stretched by the factor and cut at the peak */
double
StretchedMean(const std::vector<double>& walk, double factor, double peak)
{
    double sum = 0;
    for (const double rate : walk)
    {
        sum += std::min(peak, rate * factor);
    }
    return sum / static_cast<double>(walk.size());
}

/** Gives the walk its mean. \return false if that takes too much stretching */
bool
Stretch(std::vector<double>& walk, double mean, double peak)
{
    double low = 1 / MOST_STRETCH;
    double high = MOST_STRETCH;
    if (StretchedMean(walk, low, peak) > mean || StretchedMean(walk, high, peak) < mean)
    {
        return false;
    }
    for (int i = 0; i < 40; ++i)
    {
        const double middle = (low + high) / 2;
        (StretchedMean(walk, middle, peak) < mean ? low : high) = middle;
    }
    for (double& rate : walk)
    {
        rate = std::min(peak, rate * high);
    }
    return true;
}

std::vector<double>
MakeWalk(const CellularTraceOptions& options, std::uint64_t milliseconds, Variates& variates)
{
    const double mean = static_cast<double>(options.meanRate) / PACKET_BITS;
    const double peak = options.peakRate == 0 ? CellularTraceOptions::PEAK_FACTOR * mean
                                              : static_cast<double>(options.peakRate) / PACKET_BITS;
    std::vector<double> rates((milliseconds + TICK_MS - 1) / TICK_MS);
    for (int i = 0; i < MOST_WALKS; ++i)
    {
        RateWalk walk(options, mean, peak, variates);
        std::generate(rates.begin(), rates.end(), [&] { return walk.Next(); });
        if (Stretch(rates, mean, peak))
        {
            return rates;
        }
    }
    throw InputError("a link with a mean of " + FormatBitRate(options.meanRate) +
                     " cannot change so much and be away so long: give a smaller sigma, shorter "
                     "outages or a higher peak");
}

void
Require(bool holds, const std::string& sentence)
{
    if (!holds)
    {
        throw InputError(sentence);
    }
}

void
CheckOptions(const CellularTraceOptions& options)
{
    using std::chrono::hours;
    using std::chrono::milliseconds;
    using std::chrono::minutes;
    using std::chrono::seconds;
    const auto count = static_cast<std::uint64_t>(options.duration.count());
    Require(options.meanRate >= 100'000 && options.meanRate <= 1'000'000'000,
            "a mean of " + FormatBitRate(options.meanRate) +
                " is out of range: give from 100kbps to 1Gbps");
    Require(options.peakRate == 0 || options.peakRate > options.meanRate,
            "a peak of " + FormatBitRate(options.peakRate) +
                " leaves no room above the mean: give more than " +
                FormatBitRate(options.meanRate));
    Require(options.duration >= seconds(1) && options.duration <= hours(1) &&
                count % NS_PER_MS == 0,
            "a duration of " + FormatDuration(options.duration) +
                " is impossible: give whole milliseconds from 1s to 60min");
    Require(options.sigma >= 0 && options.sigma <= 100'000,
            "a sigma of " + FormatNumber(options.sigma) +
                " is out of range: give from 0 to 100000 packets a second");
    Require(options.outage >= milliseconds(TICK_MS) && options.outage <= minutes(1),
            "outages of " + FormatDuration(options.outage) +
                " are out of range: give a mean from 20ms to 1min");
    Require(static_cast<double>(options.meanRate) / PACKET_BITS * static_cast<double>(count) /
                    1e9 <=
                MOST_OPPORTUNITIES,
            "this trace would have more than 20 million lines: give a shorter duration; a link "
            "repeats its trace");
}

} // namespace

std::vector<std::uint64_t>
MakeCellularTrace(const CellularTraceOptions& options)
{
    CheckOptions(options);
    const std::uint64_t end = static_cast<std::uint64_t>(options.duration.count()) / NS_PER_MS;
    Variates variates(MixSeed(options.seed, "link trace"));
    const std::vector<double> rates = MakeWalk(options, end, variates);
    std::vector<std::uint64_t> times;
    double expected = 0; // opportunities until now; each exponential step of it brings one
    double due = variates.Exponential();
    for (std::uint64_t ms = 1; ms <= end; ++ms)
    {
        for (expected += rates[(ms - 1) / TICK_MS] / 1000; expected >= due;
             due += variates.Exponential())
        {
            times.push_back(ms);
        }
    }
    if (times.empty())
    {
        times.push_back(end);
    }
    times.back() = end;
    return times;
}

std::string
FormatLinkTrace(const std::vector<std::uint64_t>& times)
{
    std::string text;
    for (const std::uint64_t time : times)
    {
        text += std::to_string(time);
        text += '\n';
    }
    return text;
}

} // namespace pagewire
