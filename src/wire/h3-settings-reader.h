// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_H3_SETTINGS_READER_H
#define PAGEWIRE_WIRE_H3_SETTINGS_READER_H

#include "transport/quic-connection.h"
#include "wire/varint.h"

#include <cstdint>
#include <map>
#include <string_view>

namespace pagewire
{

/**
 * Finds the SETTINGS frame on the peer's control stream (RFC 9114 sections 6.2.1 and 7.2.4), which
 * nghttp3 reads but does not show. Knows nothing of errors: nghttp3 finds them.
 */
class H3SettingsReader
{
  public:
    /** Takes the next octets of one of the peer's unidirectional streams. \return whether SETTINGS
     * became whole with them */
    bool Take(QuicStreamId id, std::string_view octets);

    /** \return whether SETTINGS_ENABLE_CONNECT_PROTOCOL was 1 (RFC 9220 section 3) */
    bool ConnectProtocol() const
    {
        return m_connectProtocol;
    }

  private:
    enum class Part
    {
        STREAM_TYPE,
        FRAME_TYPE,
        FRAME_LENGTH,
        IDENTIFIER,
        VALUE,
        OTHER //!< nothing to be learned here any more
    };

    struct Stream
    {
        Part part{Part::STREAM_TYPE};
        Varint number;
        std::uint64_t left{0}; //!< octets of the frame
        std::uint64_t identifier{0};
    };

    bool TakeNumber(Stream& stream);

    std::map<QuicStreamId, Stream> m_streams;
    bool m_found{false};
    bool m_connectProtocol{false};
};

} // namespace pagewire

#endif
