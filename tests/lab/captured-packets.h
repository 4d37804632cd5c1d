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

/** A packet of TCP or UDP as a capture shows it. */
struct CapturedPacket
{
    ns3::Time time{0};         //!< of the simulation
    bool down{false};          //!< towards the browser
    std::uint32_t port{0};     //!< the browser's
    std::uint32_t sequence{0}; //!< of TCP
    std::uint32_t octets{0};   //!< of data
    std::uint32_t size{0};     //!< of the IP packet
};

/** \return the packets in a capture file of one end of a link */
std::vector<CapturedPacket> ReadCapture(const std::string& file);

/** \return the packets towards the browser that carry data */
std::vector<CapturedPacket> DataDown(const std::vector<CapturedPacket>& packets);

/**
 * When octets of TCP lay beyond a missing one, reckoned from the arrivals alone.
 * \param data of one connection, as they arrived
 */
TimeSpans GapsOf(const std::vector<CapturedPacket>& data);

} // namespace pagewire::test

#endif
