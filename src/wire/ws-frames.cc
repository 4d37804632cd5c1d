// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-frames.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <wslay/wslay.h>

namespace pagewire
{

namespace
{

wslay_frame_context*
MakeContext(const wslay_frame_callbacks& callbacks, void* user)
{
    wslay_frame_context_ptr context = nullptr;
    [[maybe_unused]] const int result = wslay_frame_context_init(&context, &callbacks, user);
    assert(result == 0);
    return context;
}

} // namespace

std::uint64_t
WsFrame::WireSize() const
{
    const std::uint64_t lengthField = length < 126 ? 0 : length < 65536 ? 2 : 8;
    return 2 + lengthField + (masked ? 4 : 0) + length;
}

void
WslayFrameDeleter::operator()(wslay_frame_context* context) const
{
    wslay_frame_context_free(context);
}

WsFrameWriter::WsFrameWriter(WsRole role, std::uint64_t seed)
    : m_role(role),
      m_desk{SeededBytes(MixSeed(seed, "websocket masks"))},
      m_context(MakeContext({&WsFrameWriter::Take, nullptr, &WsFrameWriter::MakeMask}, &m_desk))
{}

std::uint64_t
WsFrameWriter::Write(const WsFrame& frame, std::string& output)
{
    wslay_frame_iocb iocb{};
    iocb.fin = frame.fin ? 1 : 0;
    iocb.rsv = frame.rsv;
    iocb.opcode = static_cast<std::uint8_t>(frame.opcode);
    iocb.mask = m_role == WsRole::CLIENT ? 1 : 0;
    iocb.payload_length = frame.payload.size();
    iocb.data = reinterpret_cast<const std::uint8_t*>(frame.payload.data());
    iocb.data_length = frame.payload.size();
    const std::size_t before = output.size();
    m_desk.output = &output;
    [[maybe_unused]] const ssize_t sent = wslay_frame_send(m_context.get(), &iocb);
    m_desk.output = nullptr;
    assert(sent == static_cast<ssize_t>(frame.payload.size())); // the output takes everything
    return output.size() - before;
}

ssize_t
WsFrameWriter::Take(const std::uint8_t* data, std::size_t size, int, void* desk)
{
    static_cast<Desk*>(desk)->output->append(reinterpret_cast<const char*>(data), size);
    return static_cast<ssize_t>(size);
}

int
WsFrameWriter::MakeMask(std::uint8_t* buffer, std::size_t size, void* desk)
{
    static_cast<Desk*>(desk)->masks.Fill(buffer, size);
    return 0;
}

WsFrameReader::WsFrameReader()
    : m_context(MakeContext({nullptr, &WsFrameReader::Give, nullptr}, &m_input))
{}

WsFrameReader::Result
WsFrameReader::Read(std::string_view& input, WsFrame& frame)
{
    m_input = input;
    wslay_frame_iocb iocb{};
    const ssize_t result = wslay_frame_recv(m_context.get(), &iocb);
    input = m_input;
    if (result < 0)
    {
        return result == WSLAY_ERR_WANT_READ ? Result::NOTHING : Result::MALFORMED;
    }
    frame.begins = !m_inside;
    if (!m_inside)
    {
        m_left = iocb.payload_length;
    }
    m_left -= iocb.data_length;
    m_inside = m_left > 0;
    frame.ends = !m_inside;
    frame.opcode = static_cast<WsOpcode>(iocb.opcode);
    frame.fin = iocb.fin != 0;
    frame.rsv = iocb.rsv;
    frame.masked = iocb.mask != 0;
    frame.length = iocb.payload_length;
    frame.payload = {reinterpret_cast<const char*>(iocb.data), iocb.data_length};
    return Result::PIECE;
}

ssize_t
WsFrameReader::Give(std::uint8_t* buffer, std::size_t size, int, void* input)
{
    auto& left = *static_cast<std::string_view*>(input);
    const std::size_t taken = std::min(size, left.size());
    if (taken == 0)
    {
        return -1; // an empty view may point nowhere, which memcpy may not be given
    }
    std::memcpy(buffer, left.data(), taken);
    left.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
}

} // namespace pagewire
