// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_FRAME_COUNTER_H
#define PAGEWIRE_WIRE_H3_FRAME_COUNTER_H

#include "wire/varint.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pagewire
{

/**
 * Counts the octets of frames (RFC 9114 section 7.1) on a request stream by their kind, frame
 * headers included, as the octets go by in pieces of any size. A frame header counts when it is
 * whole. Knows nothing of errors: nghttp3 finds them.
 */
class H3FrameCounter
{
  public:
    /** Takes the next octets of the stream. */
    void Count(std::string_view octets);

    /** \return octets so far of HEADERS, trailers among them */
    std::size_t Headers() const
    {
        return m_headers;
    }

    /** \return HEADERS frames that are here whole */
    std::size_t Sections() const
    {
        return m_sections;
    }

    /** \return octets so far of DATA */
    std::size_t Data() const
    {
        return m_data;
    }

    /** \return octets so far of all other frames */
    std::size_t Others() const
    {
        return m_others;
    }

  private:
    enum class Part
    {
        TYPE,
        LENGTH,
        PAYLOAD
    };

    void TakeOctet(std::uint8_t octet);
    void Add(std::size_t octets);
    void EndIfWhole();

    Part m_part{Part::TYPE};
    Varint m_number;
    std::uint64_t m_type{0};        //!< of the present frame
    std::size_t m_frameHeader{0};   //!< its octets so far
    std::uint64_t m_payloadLeft{0}; //!< octets
    std::size_t m_sections{0};
    std::size_t m_headers{0};
    std::size_t m_data{0};
    std::size_t m_others{0};
};

} // namespace pagewire

#endif
