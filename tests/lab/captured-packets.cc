// SPDX-License-Identifier: GPL-2.0-only
#include "lab/captured-packets.h"

#include "lab/whole-file.h"
#include "net/capture.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

namespace pagewire::test
{

namespace
{

constexpr std::size_t FILE_HEADER = 24;
constexpr std::size_t RECORD_HEADER = 16;

std::uint32_t
Big(const std::string& bytes, std::size_t at, std::size_t size)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
    {
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

std::uint32_t
Native(const std::string& bytes, std::size_t at)
{
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

} // namespace

std::vector<CapturedSegment>
ReadCapture(const std::string& file)
{
    const std::string bytes = ReadWholeFile(file, "a capture");
    std::vector<CapturedSegment> segments;
    for (std::size_t at = FILE_HEADER; at + RECORD_HEADER <= bytes.size();)
    {
        CapturedSegment segment;
        segment.time = ns3::Seconds(Native(bytes, at)) + ns3::NanoSeconds(Native(bytes, at + 4)) -
                       CaptureEpoch();
        const std::size_t ip = at + RECORD_HEADER;
        const std::size_t tcp = ip + 4 * (Big(bytes, ip, 1) & 15);
        segment.size = Big(bytes, ip + 2, 2);
        segment.down = Big(bytes, ip + 13, 1) != 0; // from 10.1.x.x, the origin's node
        segment.port = Big(bytes, tcp + (segment.down ? 2 : 0), 2);
        segment.sequence = Big(bytes, tcp + 4, 4);
        segment.octets = segment.size - static_cast<std::uint32_t>(tcp - ip) -
                         4 * (Big(bytes, tcp + 12, 1) >> 4);
        segments.push_back(segment);
        at = ip + Native(bytes, at + 8);
    }
    return segments;
}

std::vector<CapturedSegment>
DataDown(const std::vector<CapturedSegment>& segments)
{
    std::vector<CapturedSegment> data;
    std::copy_if(segments.begin(), segments.end(), std::back_inserter(data), [](const auto& s) {
        return s.down && s.octets > 0;
    });
    return data;
}

TimeSpans
GapsOf(const std::vector<CapturedSegment>& data)
{
    TimeSpans gaps;
    std::map<std::uint32_t, std::uint32_t> beyond; // from and to, relative
    std::uint32_t next = 0;
    std::optional<ns3::Time> since;
    for (const CapturedSegment& segment : data)
    {
        const std::uint32_t begin = segment.sequence - data.front().sequence;
        beyond[begin] = std::max(beyond[begin], begin + segment.octets);
        while (!beyond.empty() && beyond.begin()->first <= next)
        {
            next = std::max(next, beyond.begin()->second);
            beyond.erase(beyond.begin());
        }
        if (since && beyond.empty())
        {
            gaps.Add(*since, segment.time);
            since.reset();
        }
        else if (!since && !beyond.empty())
        {
            since = segment.time;
        }
    }
    return gaps;
}

} // namespace pagewire::test
