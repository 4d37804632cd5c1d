// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_QUIC_FRAME_READER_H
#define PAGEWIRE_TRANSPORT_QUIC_FRAME_READER_H

#include <cstddef>
#include <cstdint>
#include <optional>

namespace pagewire
{

/** A STREAM, CRYPTO or STOP_SENDING frame, as far as accounts need it. */
struct QuicDataFrame
{
    std::int64_t stream{-1}; //!< negative for CRYPTO
    std::uint64_t offset{0};
    std::uint64_t size{0};
    std::optional<std::uint64_t> stopCode; //!< of STOP_SENDING, which has neither offset nor size
};

/** Finds the STREAM, CRYPTO and STOP_SENDING frames among the frames of a packet (RFC 9000 section
 * 19, RFC 9221).
 */
class QuicFrameReader
{
  public:
    QuicFrameReader(const std::uint8_t* frames, std::size_t size);

    /** \return the next such frame; none at the end, and behind a frame that is malformed or of an
     * unknown type */
    std::optional<QuicDataFrame> Next();

  private:
    bool Skip(std::uint64_t type);
    bool SkipVarints(std::uint64_t count);
    bool SkipBytes(std::uint64_t count);
    bool SkipAck(bool ecn);
    bool Varint(std::uint64_t& value);
    std::optional<QuicDataFrame> ReadStream(std::uint64_t type);
    std::optional<QuicDataFrame> ReadCrypto();
    std::optional<QuicDataFrame> ReadStop();

    const std::uint8_t* m_at;
    const std::uint8_t* m_end;
};

} // namespace pagewire

#endif
