// SPDX-License-Identifier: GPL-2.0-only
#include "wire/h3-settings-reader.h"

namespace pagewire
{

namespace
{

constexpr std::uint64_t CONTROL_STREAM = 0x00;
constexpr std::uint64_t SETTINGS = 0x04;
constexpr std::uint64_t ENABLE_CONNECT_PROTOCOL = 0x08;

} // namespace

bool
H3SettingsReader::Take(QuicStreamId id, std::string_view octets)
{
    if (m_found)
    {
        return false;
    }
    Stream& stream = m_streams[id];
    for (const char octet : octets)
    {
        if (stream.part == Part::OTHER)
        {
            return false;
        }
        if (stream.part == Part::IDENTIFIER || stream.part == Part::VALUE)
        {
            --stream.left;
        }
        if (stream.number.Take(static_cast<std::uint8_t>(octet)) && TakeNumber(stream))
        {
            m_found = true;
            m_streams.clear();
            return true;
        }
    }
    return false;
}

/** \return whether SETTINGS is whole with it */
bool
H3SettingsReader::TakeNumber(Stream& stream)
{
    const std::uint64_t value = stream.number.Value();
    switch (stream.part)
    {
    case Part::STREAM_TYPE:
        stream.part = value == CONTROL_STREAM ? Part::FRAME_TYPE : Part::OTHER;
        return false;
    case Part::FRAME_TYPE:
        // It has to be the first frame.
        stream.part = value == SETTINGS ? Part::FRAME_LENGTH : Part::OTHER;
        return false;
    case Part::FRAME_LENGTH:
        stream.left = value;
        stream.part = Part::IDENTIFIER;
        return value == 0;
    case Part::IDENTIFIER:
        stream.identifier = value;
        stream.part = Part::VALUE;
        return false;
    case Part::VALUE:
        m_connectProtocol =
            m_connectProtocol || (stream.identifier == ENABLE_CONNECT_PROTOCOL && value == 1);
        stream.part = Part::IDENTIFIER;
        return stream.left == 0;
    case Part::OTHER:
        break;
    }
    return false;
}

} // namespace pagewire
