// SPDX-License-Identifier: GPL-2.0-only
#include "support/h3-rig.h"

#include "wire/h3-client.h"
#include "wire/h3-server.h"

#include <algorithm>

namespace pagewire::test
{

namespace
{

/** Takes an integer off the front. \return none where it is cut */
std::optional<std::uint64_t>
TakeVarInt(std::string_view& bytes)
{
    if (bytes.empty())
    {
        return {};
    }
    const auto octet = [&bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    const std::size_t size = std::size_t{1} << (octet(0) >> 6);
    if (bytes.size() < size)
    {
        return {};
    }
    std::uint64_t value = octet(0) & 0x3f;
    for (std::size_t i = 1; i < size; ++i)
    {
        value = value << 8 | octet(i);
    }
    bytes.remove_prefix(size);
    return value;
}

/** \return an integer of QPACK with this many bits in its first octet (RFC 7541 section 5.1) */
std::string
PrefixedInt(std::uint8_t first, int bits, std::size_t value)
{
    const std::size_t most = (std::size_t{1} << bits) - 1;
    if (value < most)
    {
        return {static_cast<char>(first | value)};
    }
    std::string bytes{static_cast<char>(first | most)};
    for (value -= most; value >= 128; value >>= 7)
    {
        bytes.push_back(static_cast<char>(0x80 | (value & 0x7f)));
    }
    bytes.push_back(static_cast<char>(value));
    return bytes;
}

} // namespace

std::string
VarInt(std::uint64_t value)
{
    const int shift = value < 64 ? 0 : value < 16384 ? 1 : value < (1u << 30) ? 2 : 3;
    const int octets = 1 << shift;
    std::string bytes;
    for (int i = octets - 1; i >= 0; --i)
    {
        bytes.push_back(static_cast<char>(value >> (8 * i)));
    }
    bytes[0] = static_cast<char>(bytes[0] | shift << 6);
    return bytes;
}

std::size_t
H3Frame::Size() const
{
    return VarInt(type).size() + VarInt(payload.size()).size() + payload.size();
}

std::string
H3FrameBytes(std::uint64_t type, std::string_view payload)
{
    return VarInt(type) + VarInt(payload.size()) + std::string(payload);
}

std::vector<H3Frame>
ParseH3Frames(std::string_view bytes)
{
    std::vector<H3Frame> frames;
    while (!bytes.empty())
    {
        const auto type = TakeVarInt(bytes);
        const auto size = TakeVarInt(bytes);
        if (!type || !size || bytes.size() < *size)
        {
            break;
        }
        frames.push_back({*type, std::string(bytes.substr(0, *size))});
        bytes.remove_prefix(*size);
    }
    return frames;
}

std::vector<H3Frame>
ParseH3Control(std::string_view bytes)
{
    TakeVarInt(bytes);
    return ParseH3Frames(bytes);
}

std::vector<H3Frame>
RequestFrames(const QuicPipe& end, std::uint64_t type)
{
    std::map<QuicStreamId, std::string> streams;
    for (const QuicPipeWrite& write : end.writes)
    {
        streams[write.stream] += write.bytes;
    }
    std::vector<H3Frame> found;
    for (const auto& [id, bytes] : streams)
    {
        for (H3Frame& frame : (id & 3) == 0 ? ParseH3Frames(bytes) : std::vector<H3Frame>())
        {
            if (frame.type == type)
            {
                found.push_back(std::move(frame));
            }
        }
    }
    return found;
}

std::string
QpackSection(const std::vector<std::pair<std::string, std::string>>& lines)
{
    std::string bytes("\0\0", 2);
    for (const auto& [name, value] : lines)
    {
        bytes += PrefixedInt(0x20, 3, name.size()) + name;
        bytes += PrefixedInt(0x00, 7, value.size()) + value;
    }
    return bytes;
}

std::string
GetFrame()
{
    return H3FrameBytes(H3_HEADERS,
                        QpackSection({{":method", "GET"},
                                      {":scheme", "https"},
                                      {":authority", "example.org"},
                                      {":path", "/"}}));
}

H3Rig::H3Rig(const QuicPipeOptions& pipe,
             const H3Options& clientOptions,
             const H3Options& serverOptions)
    : ExchangeRig("https")
{
    QuicPipe::Pair pair = QuicPipe::MakePair(pipe);
    clientEnd = pair.clientEnd;
    serverEnd = pair.serverEnd;
    client = MakeH3Client(std::move(pair.client), clientOptions);
    server = MakeH3Server(std::move(pair.server), site, serverOptions);
    Open();
}

QuicPipeOptions
H3Rig::TightPipe()
{
    QuicPipeOptions pipe;
    pipe.streamWindow = 65536;
    return pipe;
}

H3Rig
H3Rig::WithWindows(std::uint32_t stream, std::uint32_t connection)
{
    QuicPipeOptions pipe;
    pipe.streamWindow = stream;
    pipe.connectionWindow = connection;
    return H3Rig(pipe);
}

H3Rig
H3Rig::WithStreamLimit(std::uint32_t streams)
{
    QuicPipeOptions pipe;
    pipe.bidiStreams = streams;
    return H3Rig(pipe);
}

H3Rig
H3Rig::Narrow(H3Options client, H3Options server)
{
    QuicPipeOptions pipe;
    pipe.rate = 1000000;
    pipe.streamWindow = 1 << 24;
    pipe.connectionWindow = 1 << 24;
    return H3Rig(pipe, client, server);
}

std::size_t
H3Rig::ContentFramesFromClient() const
{
    return RequestFrames(*clientEnd, H3_DATA).size();
}

std::size_t
H3Rig::ContentFramesFromServer() const
{
    return RequestFrames(*serverEnd, H3_DATA).size();
}

std::size_t
H3Rig::CancelsFromClient() const
{
    return clientEnd->stops.size() + clientEnd->resets.size();
}

std::vector<std::size_t>
H3Rig::ContentOrder() const
{
    std::vector<std::size_t> order;
    for (const QuicPipeWrite& write : serverEnd->writes)
    {
        // What is smaller than a packet is a field section.
        if ((write.stream & 3) == 0 && write.bytes.size() > 1000)
        {
            order.push_back(static_cast<std::size_t>(write.stream / 4));
        }
    }
    order.erase(std::unique(order.begin(), order.end()), order.end());
    return order;
}

namespace
{

/** The payloads of the frames of this type on the control stream that the end has opened. */
std::vector<std::string>
ControlPayloads(const QuicPipe& end, QuicStreamId control, std::uint64_t type)
{
    std::vector<std::string> payloads;
    for (const H3Frame& frame : ParseH3Control(end.Sent(control)))
    {
        if (frame.type == type)
        {
            payloads.push_back(frame.payload);
        }
    }
    return payloads;
}

} // namespace

std::vector<std::string>
H3Rig::PriorityUpdates() const
{
    std::vector<std::string> updates;
    for (std::string_view payload : ControlPayloads(*clientEnd, 2, H3_PRIORITY_UPDATE))
    {
        const std::uint64_t stream = TakeVarInt(payload).value_or(0);
        updates.push_back(std::to_string(stream / 4) + " " + std::string(payload));
    }
    return updates;
}

std::vector<std::uint64_t>
H3Rig::GoodbyesFromServer() const
{
    std::vector<std::uint64_t> ids;
    for (std::string_view payload : ControlPayloads(*serverEnd, 3, H3_GOAWAY))
    {
        ids.push_back(TakeVarInt(payload).value_or(0));
    }
    return ids;
}

bool
H3Rig::ClientSaidGoodbye() const
{
    constexpr std::uint64_t noError = 0x100;
    return clientEnd->closeCode == noError && clientEnd->closeReason.empty();
}

std::vector<std::string>
H3Rig::Octets() const
{
    std::vector<std::string> all;
    for (const auto* end : {clientEnd.get(), serverEnd.get()})
    {
        for (const QuicPipeWrite& write : end->writes)
        {
            all.push_back(std::to_string(write.stream) + (write.fin ? " end " : " ") + write.bytes);
        }
    }
    return all;
}

void
H3Rig::Cut()
{
    clientEnd->Vanish(CUT);
}

RawQuicPeer::RawQuicPeer(std::unique_ptr<QuicConnection> connection)
    : quic(std::move(connection))
{
    quic->SetApplication(this);
}

void
RawQuicPeer::HandleStreamData(QuicStreamId stream, std::string_view bytes, bool)
{
    got[stream] += bytes;
    quic->Consumed(stream, bytes.size());
}

void
RawQuicPeer::HandleAcked(QuicStreamId, std::uint64_t)
{}

void
RawQuicPeer::HandleReset(QuicStreamId stream, std::uint64_t code)
{
    resets[stream] = code;
}

void
RawQuicPeer::HandleStopSending(QuicStreamId stream, std::uint64_t code)
{
    stops[stream] = code;
    out[stream].over = true;
}

void
RawQuicPeer::HandleClosed(std::string_view why)
{
    closed = why;
}

void
RawQuicPeer::HandleShut(QuicStreamId stream)
{
    out[stream].over = true;
}

void
RawQuicPeer::Next(QuicChunk& chunk)
{
    for (auto& [id, outgoing] : out)
    {
        const bool hasMore = outgoing.sentPieces < outgoing.pieces.size();
        if (outgoing.over || (!hasMore && !outgoing.fin))
        {
            continue;
        }
        chunk.stream = id;
        chunk.fin = outgoing.fin && outgoing.sentPieces + 1 >= outgoing.pieces.size();
        chunk.count = hasMore ? 1 : 0;
        if (hasMore)
        {
            chunk.pieces[0] =
                std::string_view(outgoing.pieces[outgoing.sentPieces]).substr(outgoing.sentOfPiece);
        }
        return;
    }
}

void
RawQuicPeer::HandleTaken(QuicStreamId stream, std::size_t bytes, bool fin)
{
    Outgoing& outgoing = out[stream];
    outgoing.sentOfPiece += bytes;
    if (outgoing.sentPieces < outgoing.pieces.size() &&
        outgoing.sentOfPiece == outgoing.pieces[outgoing.sentPieces].size())
    {
        ++outgoing.sentPieces;
        outgoing.sentOfPiece = 0;
    }
    outgoing.over = outgoing.over || fin;
}

void
RawQuicPeer::Say(QuicStreamId stream, std::string_view bytes, bool fin)
{
    Outgoing& outgoing = out[stream];
    if (!bytes.empty())
    {
        outgoing.pieces.emplace_back(bytes);
    }
    outgoing.fin = outgoing.fin || fin;
    if (!closed)
    {
        quic->Wake();
    }
}

QuicStreamId
RawQuicPeer::SayUni(std::uint64_t type, std::string_view bytes)
{
    const QuicStreamId id = quic->OpenUni();
    Say(id, VarInt(type) + std::string(bytes));
    return id;
}

QuicStreamId
RawQuicPeer::SaySettings()
{
    return SayUni(CONTROL_STREAM, H3FrameBytes(H3_SETTINGS, ""));
}

} // namespace pagewire::test
