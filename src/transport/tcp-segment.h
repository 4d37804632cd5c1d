// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_TCP_SEGMENT_H
#define PAGEWIRE_TRANSPORT_TCP_SEGMENT_H

#include "ns3/tcp-header.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pagewire
{

/** The octets from begin on, up to but without end, as sequence numbers on the wire. */
struct TcpSackBlock
{
    std::uint32_t begin{0};
    std::uint32_t end{0};
};

/** A TCP segment as it is on the wire (RFC 9293), with the options that we use. */
struct TcpSegment
{
    std::uint32_t sequence{0};
    std::uint32_t acknowledgement{0};
    std::uint8_t flags{0}; //!< ns3::TcpHeader::Flags_t
    std::uint16_t window{0};

    std::uint16_t mss{0};      //!< 0: no such option
    int windowScale{-1};       //!< negative: no such option (RFC 7323)
    bool sackPermitted{false}; //!< RFC 2018
    bool timestamps{false};    //!< whether the two below are there (RFC 7323)
    std::uint32_t timestamp{0};
    std::uint32_t timestampEcho{0};
    std::array<TcpSackBlock, 4> sacks; //!< only the first sackCount of them
    std::size_t sackCount{0};

    std::string_view payload;

    bool Has(std::uint8_t flag) const
    {
        return (flags & flag) != 0;
    }
};

/**
 * \param octets a TCP header with its payload
 * \param segment takes the fields; its payload points into the octets
 * \return whether they were a well-formed header
 */
bool ParseTcpSegment(std::string_view octets, TcpSegment& segment);

/**
 * Appends the octets of a segment's header, its options laid out as Linux does; without a checksum.
 */
void AppendTcpHeader(const TcpSegment& segment,
                     std::uint16_t source,
                     std::uint16_t destination,
                     std::string& octets);

} // namespace pagewire

#endif
