// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H2_FRAME_WALK_H
#define PAGEWIRE_WIRE_H2_FRAME_WALK_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pagewire
{

/**
 * Finds out whose the octets of one direction of an HTTP/2 connection are, by walking from frame
 * header to frame header. A stream owns its DATA, HEADERS, CONTINUATION and PUSH_PROMISE frames;
 * all others are the connection's.
 */
class H2FrameWalk
{
  public:
    /** Octets of the client's preface (RFC 9113 section 3.4), which no frame header precedes. */
    static constexpr std::size_t PREFACE = 24;

    /** \param preface octets before the first frame */
    explicit H2FrameWalk(std::size_t preface)
        : m_left(preface)
    {}

    /** Takes the next octets. Those of a frame header are told only when it is whole.
     * \param tell called with (position after the octets, stream, or 0) for each run of them */
    template <typename Tell>
    void Walk(std::string_view bytes, Tell tell)
    {
        while (!bytes.empty())
        {
            const std::size_t part = m_left > 0 ? TakePayload(bytes) : TakeHeader(bytes);
            bytes.remove_prefix(part);
            if (m_headerSize == 0)
            {
                tell(m_position, m_stream);
            }
        }
    }

  private:
    static constexpr std::size_t HEADER = 9; //!< RFC 9113 section 4.1

    std::size_t TakePayload(std::string_view bytes);
    std::size_t TakeHeader(std::string_view bytes);

    std::array<unsigned char, HEADER> m_header{};
    std::size_t m_headerSize{0}; //!< octets of it that are there, of one that is not whole
    std::size_t m_left;          //!< of the payload
    std::uint32_t m_stream{0};   //!< whose it is
    std::uint64_t m_position{0};
};

} // namespace pagewire

#endif
