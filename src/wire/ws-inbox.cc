// SPDX-License-Identifier: GPL-2.0-only
#include "wire/ws-inbox.h"

#include "base/utf8.h"

#include <utility>

namespace pagewire
{

namespace
{

std::optional<WsInflater>
MakeInflater(WsRole role, const std::optional<WsDeflateTerms>& terms)
{
    if (!terms)
    {
        return std::nullopt;
    }
    return WsInflater(role == WsRole::CLIENT ? terms->fromServer : terms->fromClient);
}

} // namespace

WsInbox::WsInbox(WsRole role, const WsOptions& options)
    : m_limit(options.maxMessage),
      m_reader(role, options.deflate.has_value(), options.maxMessage),
      m_inflater(MakeInflater(role, options.deflate))
{}

std::optional<WsArrival>
WsInbox::Next(std::string_view& input)
{
    auto arrival = m_reader.Next(input);
    const bool message = arrival && arrival->kind == WsArrival::Kind::MESSAGE;
    return message ? Unpacked(std::move(*arrival)) : arrival;
}

WsArrival
WsInbox::Unpacked(WsArrival message)
{
    if (message.compressed)
    {
        std::string bytes;
        switch (m_inflater->Decompress(message.bytes, m_limit, bytes))
        {
        case WsInflater::Result::OK:
            break;
        case WsInflater::Result::CORRUPT:
            return WsArrival::Fault(WS_INVALID_DATA, "broken compression");
        case WsInflater::Result::TOO_BIG:
            return WsArrival::Fault(WS_TOO_BIG, "message too big");
        }
        message.bytes = std::move(bytes);
        message.compressed = false;
    }
    if (message.text && !IsUtf8(message.bytes))
    {
        return WsArrival::Fault(WS_INVALID_DATA, "text is not UTF-8");
    }
    return message;
}

} // namespace pagewire
