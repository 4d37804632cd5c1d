// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-segment.h"

#include "ns3/tcp-option.h"

namespace pagewire
{

namespace
{

/** Two NOPs and the head of a timestamps option: so begins nearly every segment's list. */
constexpr std::uint32_t TIMESTAMPS_ALONE = 0x0101080a;

std::uint32_t
Read8(std::string_view octets, std::size_t at)
{
    return static_cast<std::uint8_t>(octets[at]);
}

std::uint32_t
Read16(std::string_view octets, std::size_t at)
{
    return Read8(octets, at) << 8 | Read8(octets, at + 1);
}

std::uint32_t
Read32(std::string_view octets, std::size_t at)
{
    return Read16(octets, at) << 16 | Read16(octets, at + 2);
}

void
ParseSacks(std::string_view body, TcpSegment& segment)
{
    const std::size_t blocks = body.size() / 8;
    for (std::size_t i = 0; i < blocks && i < segment.sacks.size(); ++i)
    {
        segment.sacks[i] = {Read32(body, 8 * i), Read32(body, 8 * i + 4)};
        segment.sackCount = i + 1;
    }
}

void
ParseOption(std::uint8_t kind, std::string_view body, TcpSegment& segment)
{
    if (kind == ns3::TcpOption::MSS && body.size() == 2)
    {
        segment.mss = static_cast<std::uint16_t>(Read16(body, 0));
    }
    else if (kind == ns3::TcpOption::WINSCALE && body.size() == 1)
    {
        segment.windowScale = static_cast<int>(Read8(body, 0));
    }
    else if (kind == ns3::TcpOption::SACKPERMITTED && body.empty())
    {
        segment.sackPermitted = true;
    }
    else if (kind == ns3::TcpOption::SACK)
    {
        ParseSacks(body, segment);
    }
    else if (kind == ns3::TcpOption::TS && body.size() == 8)
    {
        segment.timestamps = true;
        segment.timestamp = Read32(body, 0);
        segment.timestampEcho = Read32(body, 4);
    }
}

bool
ParseOptions(std::string_view options, TcpSegment& segment)
{
    while (!options.empty())
    {
        const auto kind = static_cast<std::uint8_t>(options[0]);
        if (kind == ns3::TcpOption::END)
        {
            return true;
        }
        if (kind == ns3::TcpOption::NOP)
        {
            options.remove_prefix(1);
            continue;
        }
        const std::size_t size = options.size() < 2 ? 0 : Read8(options, 1);
        if (size < 2 || size > options.size())
        {
            return false;
        }
        ParseOption(kind, options.substr(2, size - 2), segment);
        options.remove_prefix(size);
    }
    return true;
}

/** The octets of a header, one after the other; in place, as every segment has one. */
class HeaderOctets
{
  public:
    template <typename... Octets>
    void Put(Octets... octets)
    {
        char* at = m_octets.data() + m_size;
        ((*at++ = static_cast<char>(octets)), ...);
        m_size += sizeof...(octets);
    }

    void Put16(std::uint32_t number)
    {
        Put(number >> 8, number);
    }

    void Put32(std::uint32_t number)
    {
        Put(number >> 24, number >> 16, number >> 8, number);
    }

    /** \return what there is, with the length put in */
    std::string_view Finish()
    {
        m_octets[12] = static_cast<char>(m_size / 4 << 4);
        return {m_octets.data(), m_size};
    }

  private:
    std::array<char, 60> m_octets; //!< the longest header there is; set as far as m_size
    std::size_t m_size{0};
};

/** In Linux's order, each filled up to words of four octets. */
void
PutOptions(const TcpSegment& segment, HeaderOctets& header)
{
    using Option = ns3::TcpOption;
    if (segment.mss > 0)
    {
        header.Put(Option::MSS, 4);
        header.Put16(segment.mss);
    }
    if (segment.sackPermitted)
    {
        header.Put(Option::SACKPERMITTED, 2);
    }
    if (segment.timestamps != segment.sackPermitted)
    {
        header.Put(Option::NOP, Option::NOP);
    }
    if (segment.timestamps)
    {
        header.Put(Option::TS, 10);
        header.Put32(segment.timestamp);
        header.Put32(segment.timestampEcho);
    }
    if (segment.windowScale >= 0)
    {
        header.Put(Option::NOP, Option::WINSCALE, 3, segment.windowScale);
    }
    if (segment.sackCount > 0)
    {
        header.Put(Option::NOP, Option::NOP, Option::SACK, 2 + 8 * segment.sackCount);
    }
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        header.Put32(segment.sacks[i].begin);
        header.Put32(segment.sacks[i].end);
    }
}

} // namespace

bool
ParseTcpSegment(std::string_view octets, TcpSegment& segment)
{
    segment = TcpSegment();
    if (octets.size() < 20)
    {
        return false;
    }
    const std::size_t header = Read8(octets, 12) / 16 * 4;
    if (header < 20 || header > octets.size())
    {
        return false;
    }
    segment.sequence = Read32(octets, 4);
    segment.acknowledgement = Read32(octets, 8);
    segment.flags = static_cast<std::uint8_t>(octets[13]);
    segment.window = static_cast<std::uint16_t>(Read16(octets, 14));
    segment.payload = octets.substr(header);
    const std::string_view options = octets.substr(20, header - 20);
    if (options.size() == 12 && Read32(options, 0) == TIMESTAMPS_ALONE)
    {
        segment.timestamps = true;
        segment.timestamp = Read32(options, 4);
        segment.timestampEcho = Read32(options, 8);
        return true;
    }
    return ParseOptions(options, segment);
}

void
AppendTcpHeader(const TcpSegment& segment,
                std::uint16_t source,
                std::uint16_t destination,
                std::string& octets)
{
    HeaderOctets header;
    header.Put16(source);
    header.Put16(destination);
    header.Put32(segment.sequence);
    header.Put32(segment.acknowledgement);
    header.Put16(segment.flags);
    header.Put16(segment.window);
    header.Put32(0); // the checksum and the urgent pointer
    PutOptions(segment, header);
    octets += header.Finish();
}

} // namespace pagewire
