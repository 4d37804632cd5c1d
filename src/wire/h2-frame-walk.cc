// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h2-frame-walk.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>

namespace pagewire
{

namespace
{

bool
BelongsToStream(unsigned char type)
{
    return type == NGHTTP2_DATA || type == NGHTTP2_HEADERS || type == NGHTTP2_CONTINUATION ||
           type == NGHTTP2_PUSH_PROMISE;
}

} // namespace

std::size_t
H2FrameWalk::TakePayload(std::string_view bytes)
{
    const std::size_t part = std::min(bytes.size(), m_left);
    m_left -= part;
    m_position += part;
    return part;
}

std::size_t
H2FrameWalk::TakeHeader(std::string_view bytes)
{
    const std::size_t part = std::min(bytes.size(), HEADER - m_headerSize);
    std::memcpy(m_header.data() + m_headerSize, bytes.data(), part);
    m_headerSize += part;
    m_position += part;
    if (m_headerSize == HEADER)
    {
        const auto octet = [this](std::size_t i) { return std::uint32_t{m_header[i]}; };
        m_headerSize = 0;
        m_left = octet(0) << 16 | octet(1) << 8 | octet(2);
        const std::uint32_t stream =
            (octet(5) & 0x7f) << 24 | octet(6) << 16 | octet(7) << 8 | octet(8);
        m_stream = BelongsToStream(m_header[3]) ? stream : 0;
    }
    return part;
}

} // namespace pagewire
