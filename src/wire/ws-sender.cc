// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-sender.h"

#include "base/utf8.h"

#include <algorithm>
#include <cassert>

namespace pagewire
{

namespace
{

[[maybe_unused]] constexpr std::size_t MOST_REASON =
    123; //!< a control frame's 125 octets without the code

/** \return the parameters for what this role sends */
std::optional<WsDeflater>
MakeDeflater(WsRole role, const std::optional<WsDeflateTerms>& terms)
{
    if (!terms)
    {
        return std::nullopt;
    }
    return WsDeflater(role == WsRole::CLIENT ? terms->fromClient : terms->fromServer);
}

} // namespace

WsSender::WsSender(WsRole role, const WsOptions& options, std::uint64_t seed)
    : m_options(options),
      m_frames(role, seed),
      m_deflater(MakeDeflater(role, options.deflate))
{}

bool
WsSender::Push(WsKind kind, std::string message)
{
    assert(kind != WsKind::TEXT || IsUtf8(message));
    if (m_closeCode)
    {
        return false;
    }
    const std::size_t queued = Queued();
    if (queued > 0 && queued + message.size() > m_options.sendLimit)
    {
        m_refused = true;
        return false;
    }
    m_lineBytes += message.size();
    m_line.push_back({kind, std::move(message)});
    return true;
}

std::size_t
WsSender::Queued() const
{
    return m_lineBytes + (m_payload.size() - m_framed) + m_output.size();
}

bool
WsSender::TakeRoomNews()
{
    // Half of it, so that not every octet that leaves brings news.
    const bool news = m_refused && !m_closeCode && Queued() <= m_options.sendLimit / 2;
    m_refused &= !news;
    return news;
}

void
WsSender::Control(WsOpcode opcode, std::string_view payload)
{
    if (!m_closeFramed)
    {
        WsFrame frame;
        frame.opcode = opcode;
        frame.payload = payload;
        m_counters.wireSent += m_frames.Write(frame, m_output);
    }
}

void
WsSender::Close(std::uint16_t code, std::string_view reason)
{
    assert(code == WS_NO_STATUS || IsWsCodeSent(code));
    assert(reason.size() <= MOST_REASON && IsUtf8(reason));
    if (!m_closeCode)
    {
        m_closeCode = code;
        m_closeReason = reason;
    }
}

void
WsSender::DropMessages()
{
    m_line.clear();
    m_lineBytes = 0;
    m_next.reset();
    m_payload.clear();
    m_framed = 0;
}

void
WsSender::Flush(ByteStream& stream)
{
    for (;;)
    {
        if (m_output.empty())
        {
            FrameNext();
        }
        if (m_output.empty())
        {
            return;
        }
        m_output.erase(0, stream.Write(m_output));
        if (!m_output.empty())
        {
            return;
        }
    }
}

std::optional<std::uint16_t>
WsSender::Closed() const
{
    return m_closeFramed ? m_closeCode : std::nullopt;
}

bool
WsSender::IsDone() const
{
    return m_closeFramed && m_output.empty();
}

std::size_t
WsSender::Unwritten() const
{
    return m_output.size();
}

void
WsSender::CountInto(WsCounters& counters) const
{
    counters.messagesSent = m_counters.messagesSent;
    counters.payloadSent = m_counters.payloadSent;
    counters.wireSent = m_counters.wireSent;
}

/** Frames one fragment, the next message's first one where none is under way, or the Close frame
 * after all messages. */
void
WsSender::FrameNext()
{
    if (!m_next && !m_line.empty())
    {
        BeginMessage();
    }
    if (!m_next)
    {
        FrameClose();
        return;
    }
    const std::size_t left = m_payload.size() - m_framed;
    const std::size_t size = m_options.fragment > 0 ? std::min(left, m_options.fragment) : left;
    m_next->payload = std::string_view(m_payload).substr(m_framed, size);
    m_next->fin = size == left;
    m_counters.wireSent += m_frames.Write(*m_next, m_output);
    m_framed += size;
    if (m_next->fin)
    {
        m_next.reset();
        m_payload.clear();
        m_framed = 0;
        return;
    }
    m_next->opcode = WsOpcode::CONTINUATION;
    m_next->rsv = 0; // RFC 7692 section 6: RSV1 marks the first frame only
}

void
WsSender::BeginMessage()
{
    Message message = std::move(m_line.front());
    m_line.pop_front();
    m_lineBytes -= message.bytes.size();
    ++m_counters.messagesSent;
    m_counters.payloadSent += message.bytes.size();
    m_next.emplace();
    m_next->opcode = message.kind == WsKind::TEXT ? WsOpcode::TEXT : WsOpcode::BINARY;
    m_next->rsv = m_deflater ? WS_RSV1 : 0;
    m_payload = m_deflater ? m_deflater->Compress(message.bytes) : std::move(message.bytes);
}

void
WsSender::FrameClose()
{
    if (!m_closeCode || m_closeFramed)
    {
        return;
    }
    std::string payload;
    if (*m_closeCode != WS_NO_STATUS)
    {
        payload += static_cast<char>(*m_closeCode >> 8);
        payload += static_cast<char>(*m_closeCode & 0xff);
        payload += m_closeReason;
    }
    Control(WsOpcode::CLOSE, payload);
    m_closeFramed = true;
}

} // namespace pagewire
