// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-reader.h"

#include "base/utf8.h"

#include <utility>

namespace pagewire
{

namespace
{

/** \return whether RFC 6455 gives the opcode a meaning */
bool
IsKnown(WsOpcode opcode)
{
    switch (opcode)
    {
    case WsOpcode::CONTINUATION:
    case WsOpcode::TEXT:
    case WsOpcode::BINARY:
    case WsOpcode::CLOSE:
    case WsOpcode::PING:
    case WsOpcode::PONG:
        return true;
    }
    return false;
}

} // namespace

WsArrival
WsArrival::Fault(std::uint16_t code, const char* why)
{
    WsArrival fault;
    fault.kind = Kind::FAULT;
    fault.code = code;
    fault.bytes = why;
    return fault;
}

WsReader::WsReader(WsRole role, bool compression, std::size_t limit)
    : m_role(role),
      m_compression(compression),
      m_limit(limit)
{}

std::optional<WsArrival>
WsReader::Next(std::string_view& input)
{
    for (;;)
    {
        WsFrame frame;
        switch (m_frames.Read(input, frame))
        {
        case WsFrameReader::Result::NOTHING:
            return std::nullopt;
        case WsFrameReader::Result::MALFORMED:
            return WsArrival::Fault(WS_PROTOCOL_ERROR, "malformed frame");
        case WsFrameReader::Result::PIECE:
            if (auto arrival = Take(frame))
            {
                return arrival;
            }
            break;
        }
    }
}

/** \return what this piece makes whole, if anything */
std::optional<WsArrival>
WsReader::Take(const WsFrame& frame)
{
    if (frame.begins)
    {
        if (const char* complaint = Complaint(frame))
        {
            return WsArrival::Fault(WS_PROTOCOL_ERROR, complaint);
        }
        Begin(frame);
    }
    if (IsControl(frame.opcode))
    {
        m_control += frame.payload;
        return frame.ends ? std::optional(EndControl(frame)) : std::nullopt;
    }
    // At its beginning, so that a long frame is not even read.
    if (frame.begins && frame.length > m_limit - m_message->bytes.size())
    {
        return WsArrival::Fault(WS_TOO_BIG, "message too big");
    }
    m_message->bytes += frame.payload;
    return frame.ends && frame.fin ? std::exchange(m_message, std::nullopt) : std::nullopt;
}

/** \return what is wrong with a frame that begins, null if nothing */
const char*
WsReader::Complaint(const WsFrame& frame) const
{
    if (frame.masked != (m_role == WsRole::SERVER))
    {
        return frame.masked ? "masked frame" : "unmasked frame";
    }
    if (!IsKnown(frame.opcode))
    {
        return "reserved opcode";
    }
    const bool starts = frame.opcode == WsOpcode::TEXT || frame.opcode == WsOpcode::BINARY;
    const bool rsv1Allowed = m_compression && starts;
    if ((frame.rsv & (rsv1Allowed ? ~WS_RSV1 : ~0)) != 0)
    {
        return "reserved bit";
    }
    if (frame.opcode == WsOpcode::CONTINUATION && !m_message)
    {
        return "nothing to continue";
    }
    return starts && m_message ? "message inside a message" : nullptr;
}

void
WsReader::Begin(const WsFrame& frame)
{
    if (IsControl(frame.opcode))
    {
        m_control.clear();
        return;
    }
    if (!m_message)
    {
        m_message.emplace();
        m_message->text = frame.opcode == WsOpcode::TEXT;
        m_message->compressed = frame.rsv != 0;
    }
    m_message->wireBytes += frame.WireSize();
}

WsArrival
WsReader::EndControl(const WsFrame& frame)
{
    if (frame.opcode == WsOpcode::CLOSE)
    {
        return ParseClose();
    }
    WsArrival arrival;
    arrival.kind = frame.opcode == WsOpcode::PING ? WsArrival::Kind::PING : WsArrival::Kind::PONG;
    arrival.bytes = m_control;
    return arrival;
}

WsArrival
WsReader::ParseClose() const
{
    WsArrival close;
    close.kind = WsArrival::Kind::CLOSE;
    if (m_control.empty())
    {
        return close;
    }
    if (m_control.size() == 1)
    {
        return WsArrival::Fault(WS_PROTOCOL_ERROR, "half a status code");
    }
    close.code = static_cast<std::uint16_t>(static_cast<std::uint8_t>(m_control[0]) << 8 |
                                            static_cast<std::uint8_t>(m_control[1]));
    close.bytes = m_control.substr(2);
    if (!IsWsCodeSent(close.code))
    {
        return WsArrival::Fault(WS_PROTOCOL_ERROR, "status code that must not be sent");
    }
    if (!IsUtf8(close.bytes))
    {
        return WsArrival::Fault(WS_INVALID_DATA, "reason is not UTF-8");
    }
    return close;
}

} // namespace pagewire
