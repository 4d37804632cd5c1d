// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_BASE_UNITS_H
#define PAGEWIRE_BASE_UNITS_H

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace pagewire
{

/** Virtual time in the folders that know no ns-3: nanoseconds, as ns-3's own resolution. */
using Nanoseconds = std::chrono::nanoseconds;

/**
 * Readers of quantities as scenario files write them. Each takes the whole text (a number, then a
 * unit, no space needed between them) and throws InputError, naming the text and the units it
 * takes, on anything else. Numbers are decimal whatever the locale.
 */

/** \return a duration from "25ms", "1.5s", "40us", "10ns", "2min" */
Nanoseconds ParseDuration(std::string_view text);

/** \return the same, with a "-" before it where it is negative: "-10s" */
Nanoseconds ParseSignedDuration(std::string_view text);

/** \return bits per second from "10Mbps", "375kbps", "1Gbps", "28800bps" (decimal multiples) */
std::uint64_t ParseBitRate(std::string_view text);

/** \return a fraction from 0 to 1 from "1%" or "0.5%"; a bare number might mean either and is
 * refused */
double ParseFraction(std::string_view text);

/** \return bytes from "1500B", "14KB" (1000), "64KiB" (1024), "2MB", "1MiB", "1GB", "1GiB" or a
 * bare number */
std::uint64_t ParseByteCount(std::string_view text);

/** The same text for the same value, in the largest unit that is exact: "25ms", "10Mbps". */
std::string FormatDuration(Nanoseconds value);
std::string FormatBitRate(std::uint64_t bitsPerSecond);

/**
 * \return the shortest decimal text that reads back as the same value, without a locale; used for
 * every number in a result file, so that equal runs give equal bytes
 */
std::string FormatNumber(double value);

/** \return milliseconds with exactly six decimals (nanosecond resolution): "12.345678" */
std::string FormatMilliseconds(Nanoseconds value);

} // namespace pagewire

#endif
