// SPDX-License-Identifier: GPL-2.0-only
#include "support/h2-rig.h"

#include "wire/h2-client.h"
#include "wire/h2-server.h"

#include <algorithm>
#include <numeric>

namespace pagewire::test
{

std::string
FrameBytes(std::uint8_t type, std::uint8_t flags, std::uint32_t stream, std::string_view payload)
{
    std::string bytes;
    const auto put = [&bytes](std::uint32_t value, int octets) {
        for (int i = octets - 1; i >= 0; --i)
        {
            bytes.push_back(static_cast<char>(value >> (8 * i)));
        }
    };
    put(static_cast<std::uint32_t>(payload.size()), 3);
    put(type, 1);
    put(flags, 1);
    put(stream, 4);
    return bytes.append(payload);
}

std::vector<Frame>
ParseFrames(std::string_view bytes)
{
    std::vector<Frame> frames;
    if (bytes.substr(0, PREFACE.size()) == PREFACE)
    {
        bytes.remove_prefix(PREFACE.size());
    }
    const auto octet = [&bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    while (bytes.size() >= 9)
    {
        const std::size_t size = octet(0) << 16 | octet(1) << 8 | octet(2);
        if (bytes.size() < 9 + size)
        {
            break;
        }
        const std::uint32_t stream = octet(5) << 24 | octet(6) << 16 | octet(7) << 8 | octet(8);
        frames.push_back({octet(3), octet(4), stream, std::string(bytes.substr(9, size))});
        bytes.remove_prefix(9 + size);
    }
    return frames;
}

TapStream::TapStream(std::unique_ptr<ByteStream> below)
    : m_below(std::move(below))
{}

void
TapStream::SetListener(ByteStreamListener* listener)
{
    m_below->SetListener(listener);
}

void
TapStream::Open()
{
    m_below->Open();
}

std::size_t
TapStream::Write(std::string_view bytes)
{
    const std::size_t taken = m_below->Write(bytes);
    if (taken > 0)
    {
        writes.emplace_back(bytes.substr(0, taken));
    }
    return taken;
}

std::size_t
TapStream::WriteRoom() const
{
    return m_below->WriteRoom();
}

std::size_t
TapStream::Unsent() const
{
    return m_below->Unsent();
}

bool
TapStream::SetUnsentLowWater(std::size_t bytes)
{
    return m_below->SetUnsentLowWater(bytes);
}

std::size_t
TapStream::Read(std::string& buffer, std::size_t max)
{
    return m_below->Read(buffer, max);
}

bool
TapStream::AtEnd() const
{
    return m_below->AtEnd();
}

void
TapStream::CloseWrite()
{
    m_below->CloseWrite();
}

void
TapStream::Abort()
{
    m_below->Abort();
}

std::string_view
TapStream::Alpn() const
{
    return m_below->Alpn();
}

ByteStream*
TapStream::Below() const
{
    return m_below.get();
}

H2Rig::H2Rig(const PipeOptions& pipe,
             const H2Options& clientOptions,
             const H2Options& serverOptions)
    : ExchangeRig("http")
{
    auto [near, far] = PipeStream::MakePair(pipe);
    auto nearTap = std::make_unique<TapStream>(std::move(near));
    auto farTap = std::make_unique<TapStream>(std::move(far));
    clientTap = nearTap.get();
    serverTap = farTap.get();
    client = MakeH2Client(std::move(nearTap), clientOptions);
    farTap->Open();
    server = MakeH2Server(std::move(farTap), "", site, serverOptions);
    Open();
}

PipeOptions
H2Rig::TightPipe()
{
    return {};
}

H2Rig
H2Rig::WithWindows(std::uint32_t stream, std::uint32_t connection)
{
    PipeOptions pipe;
    pipe.window = 1 << 24;
    H2Options options;
    options.initialWindowSize = stream;
    options.connectionWindowSize = connection;
    return H2Rig(pipe, options, options);
}

H2Rig
H2Rig::WithStreamLimit(std::uint32_t streams)
{
    H2Options server;
    server.maxConcurrentStreams = streams;
    return H2Rig({}, {}, server);
}

H2Rig
H2Rig::Narrow(H2Options client, H2Options server)
{
    PipeOptions pipe;
    pipe.rate = 1000000;
    pipe.window = 1 << 20;
    for (H2Options* options : {&client, &server})
    {
        options->initialWindowSize = 1 << 24;
        options->connectionWindowSize = 1 << 24;
        options->separateMessages = false;
    }
    return H2Rig(pipe, client, server);
}

namespace
{

std::vector<Frame>
FramesOf(const std::vector<std::string>& writes)
{
    return ParseFrames(std::accumulate(writes.begin(), writes.end(), std::string()));
}

} // namespace

std::vector<Frame>
H2Rig::FromClient() const
{
    return FramesOf(clientTap->writes);
}

std::vector<Frame>
H2Rig::FromServer() const
{
    return FramesOf(serverTap->writes);
}

std::size_t
H2Rig::ContentFramesFromClient() const
{
    return CountFrames(FromClient(), DATA);
}

std::size_t
H2Rig::ContentFramesFromServer() const
{
    return CountFrames(FromServer(), DATA);
}

std::size_t
H2Rig::CancelsFromClient() const
{
    return CountFrames(FromClient(), RST_STREAM);
}

namespace
{

std::uint32_t
FirstFourOctets(std::string_view payload)
{
    std::uint32_t number = 0;
    for (const unsigned char octet : payload.substr(0, 4))
    {
        number = number << 8 | octet;
    }
    return number;
}

/** \return the place of a request's stream in the order of requests, from 0 */
std::size_t
NumberOf(std::uint32_t stream)
{
    return (stream - 1) / 2;
}

} // namespace

std::vector<std::size_t>
H2Rig::ContentOrder() const
{
    std::vector<std::size_t> order;
    for (const Frame& frame : FromServer())
    {
        if (frame.type == DATA && !frame.payload.empty())
        {
            order.push_back(NumberOf(frame.stream));
        }
    }
    order.erase(std::unique(order.begin(), order.end()), order.end());
    return order;
}

std::vector<std::string>
H2Rig::PriorityUpdates() const
{
    std::vector<std::string> updates;
    for (const Frame& frame : FromClient())
    {
        if (frame.type == PRIORITY_UPDATE && frame.stream == 0)
        {
            updates.push_back(std::to_string(NumberOf(FirstFourOctets(frame.payload))) + " " +
                              frame.payload.substr(4));
        }
    }
    return updates;
}

std::vector<std::uint64_t>
H2Rig::GoodbyesFromServer() const
{
    std::vector<std::uint64_t> lasts;
    for (const Frame& frame : FromServer())
    {
        if (frame.type == GOAWAY && frame.payload.substr(4) == std::string(4, '\0'))
        {
            lasts.push_back(FirstFourOctets(frame.payload));
        }
    }
    return lasts;
}

bool
H2Rig::ClientSaidGoodbye() const
{
    return FromClient().back().type == GOAWAY;
}

std::vector<std::string>
H2Rig::Octets() const
{
    std::vector<std::string> all = clientTap->writes;
    all.insert(all.end(), serverTap->writes.begin(), serverTap->writes.end());
    return all;
}

void
H2Rig::Cut()
{
    serverTap->Abort();
}

std::size_t
CountFrames(const std::vector<Frame>& frames, std::uint8_t type)
{
    return std::count_if(frames.begin(), frames.end(), [type](const Frame& frame) {
        return frame.type == type;
    });
}

} // namespace pagewire::test
