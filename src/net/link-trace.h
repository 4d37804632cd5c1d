// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NET_LINK_TRACE_H
#define PAGEWIRE_NET_LINK_TRACE_H

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace pagewire
{

/**
 * A recorded link in mahimahi's format (Netravali et al., USENIX ATC 2015): a text file whose every
 * line is the millisecond of one opportunity to deliver OPPORTUNITY_BYTES, in order; equal times
 * are several opportunities in one millisecond. After the last time the file starts again from its
 * first line, so the last time is also the period.
 *
 * The opportunities of all repetitions together are numbered from 0.
 */
class LinkTrace
{
  public:
    /** IP octets that one opportunity carries. */
    static constexpr std::uint32_t OPPORTUNITY_BYTES = 1500;

    /** \throws InputError, naming file and line, for a file that breaks the format in any way */
    static LinkTrace FromFile(const std::string& file);

    /** The same from a stream; name stands for the file in errors. */
    static LinkTrace Parse(std::istream& input, const std::string& name);

    /** \return the millisecond of an opportunity */
    std::uint64_t TimeOf(std::uint64_t opportunity) const;

    /** \return the first opportunity at this millisecond or later */
    std::uint64_t FirstFrom(std::uint64_t millisecond) const;

    /** \return opportunities in one pass of the file, at least 1 */
    std::uint64_t Count() const;

    /** \return milliseconds after which the file repeats, at least 1 */
    std::uint64_t Period() const;

    /** \return the mean rate in bit/s, counted on IP octets, rounded down */
    std::uint64_t MeanRate() const;

  private:
    explicit LinkTrace(std::vector<std::uint64_t> times);

    std::vector<std::uint64_t> m_times; //!< one pass, milliseconds, never decreasing
};

} // namespace pagewire

#endif
