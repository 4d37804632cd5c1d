// SPDX-License-Identifier: GPL-2.0-only
#include "lab/captured-packets.h"

#include "lab/whole-file.h"
#include "net/capture.h"

#include "ns3/udp-l4-protocol.h"

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
constexpr std::uint32_t UDP_HEADER = 8;

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

std::vector<CapturedPacket>
ReadCapture(const std::string& file)
{
    const std::string bytes = ReadWholeFile(file, "a capture");
    std::vector<CapturedPacket> packets;
    for (std::size_t at = FILE_HEADER; at + RECORD_HEADER <= bytes.size();)
    {
        CapturedPacket packet;
        packet.time = ns3::Seconds(Native(bytes, at)) + ns3::NanoSeconds(Native(bytes, at + 4)) -
                      CaptureEpoch();
        const std::size_t ip = at + RECORD_HEADER;
        const std::size_t transport = ip + 4 * (Big(bytes, ip, 1) & 15);
        const bool udp = Big(bytes, ip + 9, 1) == ns3::UdpL4Protocol::PROT_NUMBER;
        packet.size = Big(bytes, ip + 2, 2);
        packet.down = Big(bytes, ip + 13, 1) != 0; // from 10.1.x.x, the origin's node
        packet.port = Big(bytes, transport + (packet.down ? 2 : 0), 2);
        packet.sequence = udp ? 0 : Big(bytes, transport + 4, 4);
        const std::uint32_t header = udp ? UDP_HEADER : 4 * (Big(bytes, transport + 12, 1) >> 4);
        packet.octets = packet.size - static_cast<std::uint32_t>(transport - ip) - header;
        packets.push_back(packet);
        at = ip + Native(bytes, at + 8);
    }
    return packets;
}

std::vector<CapturedPacket>
DataDown(const std::vector<CapturedPacket>& packets)
{
    std::vector<CapturedPacket> data;
    std::copy_if(packets.begin(), packets.end(), std::back_inserter(data), [](const auto& s) {
        return s.down && s.octets > 0;
    });
    return data;
}

TimeSpans
GapsOf(const std::vector<CapturedPacket>& data)
{
    TimeSpans gaps;
    std::map<std::uint32_t, std::uint32_t> beyond; // from and to, relative
    std::uint32_t next = 0;
    std::optional<ns3::Time> since;
    for (const CapturedPacket& packet : data)
    {
        const std::uint32_t begin = packet.sequence - data.front().sequence;
        beyond[begin] = std::max(beyond[begin], begin + packet.octets);
        while (!beyond.empty() && beyond.begin()->first <= next)
        {
            next = std::max(next, beyond.begin()->second);
            beyond.erase(beyond.begin());
        }
        if (since && beyond.empty())
        {
            gaps.Add(*since, packet.time);
            since.reset();
        }
        else if (!since && !beyond.empty())
        {
            since = packet.time;
        }
    }
    return gaps;
}

} // namespace pagewire::test
