// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_LAB_CAPTURED_PACKETS_H
#define PAGEWIRE_TESTS_LAB_CAPTURED_PACKETS_H

#include "transport/time-spans.h"

#include "ns3/nstime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pagewire::test
{

/** A TCP segment as a capture shows it. */
struct CapturedSegment
{
    ns3::Time time{0};     //!< of the simulation
    bool down{false};      //!< towards the browser
    std::uint32_t port{0}; //!< the browser's
    std::uint32_t sequence{0};
    std::uint32_t octets{0}; //!< of data
    std::uint32_t size{0};   //!< of the IP packet
};

/** \return the segments in a capture file of one end of a link */
std::vector<CapturedSegment> ReadCapture(const std::string& file);

/** \return the segments towards the browser that carry data */
std::vector<CapturedSegment> DataDown(const std::vector<CapturedSegment>& segments);

/**
 * When octets lay beyond a missing one, reckoned from the arrivals alone.
 * \param data of one connection, as they arrived
 */
TimeSpans GapsOf(const std::vector<CapturedSegment>& data);

} // namespace pagewire::test

#endif
