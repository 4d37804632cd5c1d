// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-segment.h"

#include "ns3/tcp-option.h"

namespace pagewire
{

namespace
{

constexpr char NOP = ns3::TcpOption::NOP;
constexpr std::size_t OFFSET_AT = 12; //!< of the octet that tells the header's length

std::uint32_t
ReadNumber(std::string_view octets, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
    {
        value = value << 8 | static_cast<std::uint8_t>(octets[at + i]);
    }
    return value;
}

void
ParseSacks(std::string_view body, TcpSegment& segment)
{
    const std::size_t blocks = body.size() / 8;
    for (std::size_t i = 0; i < blocks && i < segment.sacks.size(); ++i)
    {
        segment.sacks[i] = {ReadNumber(body, 8 * i, 4), ReadNumber(body, 8 * i + 4, 4)};
        segment.sackCount = i + 1;
    }
}

void
ParseOption(std::uint8_t kind, std::string_view body, TcpSegment& segment)
{
    if (kind == ns3::TcpOption::MSS && body.size() == 2)
    {
        segment.mss = static_cast<std::uint16_t>(ReadNumber(body, 0, 2));
    }
    else if (kind == ns3::TcpOption::WINSCALE && body.size() == 1)
    {
        segment.windowScale = static_cast<int>(ReadNumber(body, 0, 1));
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
        segment.timestamp = ReadNumber(body, 0, 4);
        segment.timestampEcho = ReadNumber(body, 4, 4);
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
        const std::size_t size = options.size() < 2 ? 0 : ReadNumber(options, 1, 1);
        if (size < 2 || size > options.size())
        {
            return false;
        }
        ParseOption(kind, options.substr(2, size - 2), segment);
        options.remove_prefix(size);
    }
    return true;
}

void
AppendNumber(std::uint32_t number, std::size_t size, std::string& octets)
{
    for (std::size_t i = size; i-- > 0;)
    {
        octets += static_cast<char>(number >> (8 * i));
    }
}

void
AppendSacks(const TcpSegment& segment, std::string& octets)
{
    octets += {NOP, NOP, ns3::TcpOption::SACK, static_cast<char>(2 + 8 * segment.sackCount)};
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        AppendNumber(segment.sacks[i].begin, 4, octets);
        AppendNumber(segment.sacks[i].end, 4, octets);
    }
}

/** In Linux's order, each filled up to words of four octets. */
void
AppendOptions(const TcpSegment& segment, std::string& octets)
{
    if (segment.mss > 0)
    {
        octets += {ns3::TcpOption::MSS, 4};
        AppendNumber(segment.mss, 2, octets);
    }
    if (segment.sackPermitted || segment.timestamps)
    {
        const std::string filler{NOP, NOP};
        octets += segment.sackPermitted && segment.timestamps ? "" : filler;
        octets += segment.sackPermitted ? std::string{ns3::TcpOption::SACKPERMITTED, 2} : "";
    }
    if (segment.timestamps)
    {
        octets += {ns3::TcpOption::TS, 10};
        AppendNumber(segment.timestamp, 4, octets);
        AppendNumber(segment.timestampEcho, 4, octets);
    }
    if (segment.windowScale >= 0)
    {
        octets += {NOP, ns3::TcpOption::WINSCALE, 3, static_cast<char>(segment.windowScale)};
    }
    if (segment.sackCount > 0)
    {
        AppendSacks(segment, octets);
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
    const std::size_t header = ReadNumber(octets, 12, 1) / 16 * 4;
    if (header < 20 || header > octets.size())
    {
        return false;
    }
    segment.sequence = ReadNumber(octets, 4, 4);
    segment.acknowledgement = ReadNumber(octets, 8, 4);
    segment.flags = static_cast<std::uint8_t>(octets[13]);
    segment.window = static_cast<std::uint16_t>(ReadNumber(octets, 14, 2));
    segment.payload = octets.substr(header);
    return ParseOptions(octets.substr(20, header - 20), segment);
}

void
AppendTcpHeader(const TcpSegment& segment,
                std::uint16_t source,
                std::uint16_t destination,
                std::string& octets)
{
    const std::size_t begin = octets.size();
    AppendNumber(source, 2, octets);
    AppendNumber(destination, 2, octets);
    AppendNumber(segment.sequence, 4, octets);
    AppendNumber(segment.acknowledgement, 4, octets);
    AppendNumber(segment.flags, 2, octets);
    AppendNumber(segment.window, 2, octets);
    AppendNumber(0, 4, octets); // the checksum and the urgent pointer
    AppendOptions(segment, octets);
    const std::size_t words = (octets.size() - begin) / 4;
    octets[begin + OFFSET_AT] = static_cast<char>(words << 4);
}

} // namespace pagewire
