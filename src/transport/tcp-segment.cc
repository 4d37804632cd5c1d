// SPDX-License-Identifier: GPL-2.0-only
#include "transport/tcp-segment.h"

#include "ns3/tcp-option-rfc793.h"
#include "ns3/tcp-option-sack-permitted.h"
#include "ns3/tcp-option-sack.h"
#include "ns3/tcp-option-ts.h"
#include "ns3/tcp-option-winscale.h"
#include "ns3/tcp-option.h"

namespace pagewire
{

namespace
{

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

TcpHeaderWriter::TcpHeaderWriter()
    : m_timestamps(ns3::CreateObject<ns3::TcpOptionTS>()),
      m_nop(ns3::CreateObject<ns3::TcpOptionNOP>())
{}

TcpHeaderWriter::~TcpHeaderWriter() = default;

ns3::TcpHeader
TcpHeaderWriter::Write(const TcpSegment& segment)
{
    ns3::TcpHeader header;
    header.SetSequenceNumber(ns3::SequenceNumber32(segment.sequence));
    header.SetAckNumber(ns3::SequenceNumber32(segment.acknowledgement));
    header.SetFlags(segment.flags);
    header.SetWindowSize(segment.window);
    AppendSynOptions(segment, header);
    if (segment.timestamps)
    {
        // ns-3 pads the options at the end, to the twelve octets that Linux makes with two NOPs.
        m_timestamps->SetTimestamp(segment.timestamp);
        m_timestamps->SetEcho(segment.timestampEcho);
        header.AppendOption(m_timestamps);
    }
    AppendSacks(segment, header);
    return header;
}

void
TcpHeaderWriter::AppendSynOptions(const TcpSegment& segment, ns3::TcpHeader& header)
{
    if (segment.mss > 0)
    {
        const auto option = ns3::CreateObject<ns3::TcpOptionMSS>();
        option->SetMSS(segment.mss);
        header.AppendOption(option);
    }
    if (segment.sackPermitted)
    {
        header.AppendOption(ns3::CreateObject<ns3::TcpOptionSackPermitted>());
    }
    if (segment.windowScale >= 0)
    {
        const auto option = ns3::CreateObject<ns3::TcpOptionWinScale>();
        option->SetScale(static_cast<std::uint8_t>(segment.windowScale));
        header.AppendOption(option);
    }
}

void
TcpHeaderWriter::AppendSacks(const TcpSegment& segment, ns3::TcpHeader& header)
{
    if (segment.sackCount == 0)
    {
        return;
    }
    header.AppendOption(m_nop);
    header.AppendOption(m_nop);
    const auto option = ns3::CreateObject<ns3::TcpOptionSack>();
    for (std::size_t i = 0; i < segment.sackCount; ++i)
    {
        option->AddSackBlock({ns3::SequenceNumber32(segment.sacks[i].begin),
                              ns3::SequenceNumber32(segment.sacks[i].end)});
    }
    header.AppendOption(option);
}

} // namespace pagewire
