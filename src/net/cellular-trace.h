// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_CELLULAR_TRACE_H
#define PAGEWIRE_NET_CELLULAR_TRACE_H

#include "base/units.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pagewire
{

/** What a made-up cellular link is like; docs/models/links.md says where the defaults come from. */
struct CellularTraceOptions
{
    std::uint64_t meanRate{8000000}; //!< bit/s counted on IP octets, 100 kbit/s to 1 Gbit/s
    std::uint64_t peakRate{0};       //!< bit/s that the rate never exceeds; 0: PEAK_FACTOR means
    Nanoseconds duration{std::chrono::seconds(60)}; //!< whole milliseconds, 1 s to 1 h
    double sigma{200}; //!< of the rate's walk: packets/s after 1 s, 0 to 100000
    Nanoseconds outage{std::chrono::milliseconds(250)}; //!< its mean length, 20 ms to 1 min
    std::uint64_t seed{1};

    static constexpr double PEAK_FACTOR = 2.5;
};

/**
 * Makes a link trace (see LinkTrace) as cellular links behave according to Winstein, Sivaraman and
 * Balakrishnan ("Stochastic forecasts achieve high throughput and low delay over cellular
 * networks", NSDI 2013): opportunities come as a Poisson process, whose rate makes a Brownian
 * motion in steps of 20 ms between 0 and the peak, where it turns back. Reaching 0 it stays there:
 * an outage, of exponential length. The motion goes on unseen, so that the link comes back at a
 * rate of the size that the motion can have reached.
 *
 * The rate begins at the mean. So that its mean over the whole trace is the one asked for, the walk
 * is stretched by a factor between 2/3 and 3/2, and one that would need another factor is replaced
 * by the next. The number of opportunities varies around that mean as a Poisson number does. The
 * last one comes at the end of the duration, which is thus the period of the trace.
 *
 * The same options make the same trace on every machine: randomness is SeededBytes, and the
 * arithmetic needs no function whose result a mathematical library decides.
 *
 * \return the milliseconds of the opportunities, never decreasing
 * \throws InputError for values out of range, and if no such walk has the mean
 */
std::vector<std::uint64_t> MakeCellularTrace(const CellularTraceOptions& options);

/** \return the trace as mahimahi's format has it: a millisecond a line */
std::string FormatLinkTrace(const std::vector<std::uint64_t>& times);

} // namespace pagewire

#endif
