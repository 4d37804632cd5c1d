// SPDX-License-Identifier: GPL-2.0-only
#include "transport/quic-frame-reader.h"

#include <cstddef>
#include <cstring>

namespace pagewire
{

namespace
{

constexpr std::uint64_t PADDING = 0x00;
constexpr std::uint64_t PING = 0x01;
constexpr std::uint64_t ACK = 0x02;
constexpr std::uint64_t ACK_ECN = 0x03;
constexpr std::uint64_t RESET_STREAM = 0x04;
constexpr std::uint64_t STOP_SENDING = 0x05;
constexpr std::uint64_t CRYPTO = 0x06;
constexpr std::uint64_t NEW_TOKEN = 0x07;
constexpr std::uint64_t STREAM = 0x08;
constexpr std::uint64_t STREAM_LAST = 0x0f;
constexpr std::uint64_t MAX_DATA = 0x10;
constexpr std::uint64_t MAX_STREAM_DATA = 0x11;
constexpr std::uint64_t MAX_STREAMS_BIDI = 0x12;
constexpr std::uint64_t MAX_STREAMS_UNI = 0x13;
constexpr std::uint64_t DATA_BLOCKED = 0x14;
constexpr std::uint64_t STREAM_DATA_BLOCKED = 0x15;
constexpr std::uint64_t STREAMS_BLOCKED_BIDI = 0x16;
constexpr std::uint64_t STREAMS_BLOCKED_UNI = 0x17;
constexpr std::uint64_t NEW_CONNECTION_ID = 0x18;
constexpr std::uint64_t RETIRE_CONNECTION_ID = 0x19;
constexpr std::uint64_t PATH_CHALLENGE = 0x1a;
constexpr std::uint64_t PATH_RESPONSE = 0x1b;
constexpr std::uint64_t CONNECTION_CLOSE = 0x1c;
constexpr std::uint64_t CONNECTION_CLOSE_APPLICATION = 0x1d;
constexpr std::uint64_t HANDSHAKE_DONE = 0x1e;
constexpr std::uint64_t DATAGRAM = 0x30;
constexpr std::uint64_t DATAGRAM_LENGTH = 0x31;

/** The first octet of a variable-length integer of more than one (RFC 9000 section 16), at least.
 */
constexpr std::uint8_t LONGER_VARINT = 0x40;

/** Bits of the type of a STREAM frame. */
constexpr std::uint64_t HAS_LENGTH = 0x02;
constexpr std::uint64_t HAS_OFFSET = 0x04;

/** How many octets are looked at in one go. */
constexpr std::size_t EIGHT = 8;

/** \return whether these eight octets are as many variable-length integers */
bool
AreShort(const std::uint8_t* octets)
{
    std::uint64_t all = 0;
    std::memcpy(&all, octets, EIGHT);
    return (all & 0xc0c0c0c0c0c0c0c0) == 0;
}

constexpr std::uint64_t RESET_TOKEN_BYTES = 16;
constexpr std::uint64_t PATH_DATA_BYTES = 8;

} // namespace

QuicFrameReader::QuicFrameReader(const std::uint8_t* frames, std::size_t size)
    : m_at(frames),
      m_end(frames + size)
{}

std::optional<QuicDataFrame>
QuicFrameReader::Next()
{
    std::uint64_t type = 0;
    while (m_at < m_end && Varint(type))
    {
        if (type >= STREAM && type <= STREAM_LAST)
        {
            return ReadStream(type);
        }
        if (type == CRYPTO)
        {
            return ReadCrypto();
        }
        if (type == STOP_SENDING)
        {
            return ReadStop();
        }
        if (!Skip(type))
        {
            m_at = m_end;
        }
    }
    return std::nullopt;
}

bool
QuicFrameReader::Varint(std::uint64_t& value)
{
    if (m_at == m_end)
    {
        return false;
    }
    const int size = 1 << (*m_at >> 6);
    if (m_end - m_at < size)
    {
        m_at = m_end;
        return false;
    }
    value = *m_at++ & 0x3f;
    for (int i = 1; i < size; ++i)
    {
        value = value << 8 | *m_at++;
    }
    return true;
}

/** Most of what is read are the ranges of ACK frames, of one octet each: this is where the time
 * goes. */
bool
QuicFrameReader::SkipVarints(std::uint64_t count)
{
    const auto room = static_cast<std::size_t>(m_end - m_at);
    std::size_t at = 0;
    for (; count >= EIGHT && at + EIGHT <= room && AreShort(m_at + at); count -= EIGHT)
    {
        at += EIGHT;
    }
    for (; count > 0 && at < room; --count)
    {
        at += m_at[at] < LONGER_VARINT ? 1 : std::size_t{1} << (m_at[at] >> 6);
    }
    const bool whole = count == 0 && at <= room;
    m_at = whole ? m_at + at : m_end;
    return whole;
}

bool
QuicFrameReader::SkipBytes(std::uint64_t count)
{
    if (static_cast<std::uint64_t>(m_end - m_at) < count)
    {
        return false;
    }
    m_at += count;
    return true;
}

bool
QuicFrameReader::SkipAck(bool ecn)
{
    std::uint64_t ranges = 0;
    if (!SkipVarints(2) || !Varint(ranges) || !SkipVarints(1))
    {
        return false;
    }
    return SkipVarints(2 * ranges) && (!ecn || SkipVarints(3));
}

bool
QuicFrameReader::Skip(std::uint64_t type)
{
    std::uint64_t length = 0;
    switch (type)
    {
    case PADDING:
    case PING:
    case HANDSHAKE_DONE:
        return true;
    case ACK:
    case ACK_ECN:
        return SkipAck(type == ACK_ECN);
    case RESET_STREAM:
        return SkipVarints(3);
    case MAX_STREAM_DATA:
    case STREAM_DATA_BLOCKED:
        return SkipVarints(2);
    case MAX_DATA:
    case MAX_STREAMS_BIDI:
    case MAX_STREAMS_UNI:
    case DATA_BLOCKED:
    case STREAMS_BLOCKED_BIDI:
    case STREAMS_BLOCKED_UNI:
    case RETIRE_CONNECTION_ID:
        return SkipVarints(1);
    case NEW_TOKEN:
    case DATAGRAM_LENGTH:
        return Varint(length) && SkipBytes(length);
    case DATAGRAM:
        m_at = m_end;
        return true;
    case NEW_CONNECTION_ID:
        return SkipVarints(2) && m_at < m_end && SkipBytes(1 + std::uint64_t{*m_at}) &&
               SkipBytes(RESET_TOKEN_BYTES);
    case PATH_CHALLENGE:
    case PATH_RESPONSE:
        return SkipBytes(PATH_DATA_BYTES);
    case CONNECTION_CLOSE:
        return SkipVarints(2) && Varint(length) && SkipBytes(length);
    case CONNECTION_CLOSE_APPLICATION:
        return SkipVarints(1) && Varint(length) && SkipBytes(length);
    default:
        return false;
    }
}

std::optional<QuicDataFrame>
QuicFrameReader::ReadStream(std::uint64_t type)
{
    QuicDataFrame frame;
    std::uint64_t stream = 0;
    bool good = Varint(stream);
    good = good && (!(type & HAS_OFFSET) || Varint(frame.offset));
    frame.size = static_cast<std::uint64_t>(m_end - m_at);
    good = good && (!(type & HAS_LENGTH) || Varint(frame.size)) && SkipBytes(frame.size);
    if (!good)
    {
        m_at = m_end;
        return std::nullopt;
    }
    frame.stream = static_cast<std::int64_t>(stream);
    return frame;
}

std::optional<QuicDataFrame>
QuicFrameReader::ReadCrypto()
{
    QuicDataFrame frame;
    if (!Varint(frame.offset) || !Varint(frame.size) || !SkipBytes(frame.size))
    {
        m_at = m_end;
        return std::nullopt;
    }
    return frame;
}

std::optional<QuicDataFrame>
QuicFrameReader::ReadStop()
{
    QuicDataFrame frame;
    std::uint64_t stream = 0;
    std::uint64_t code = 0;
    if (!Varint(stream) || !Varint(code))
    {
        m_at = m_end;
        return std::nullopt;
    }
    frame.stream = static_cast<std::int64_t>(stream);
    frame.stopCode = code;
    return frame;
}

} // namespace pagewire
