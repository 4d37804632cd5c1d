// SPDX-License-Identifier: GPL-2.0-only
#include "node/feed-socket.h"

#include <utility>

namespace pagewire
{

FeedSocket::FeedSocket(ServerExchange& exchange,
                       const WsAnswer& answer,
                       WsOptions options,
                       Feed& feed,
                       std::uint64_t position,
                       FeedSocketOwner& owner)
    : m_feed(feed),
      m_position(position),
      m_owner(owner)
{
    options.deflate = answer.agreement->deflate;
    std::unique_ptr<ServerTunnel> tunnel = AcceptTunnel(exchange, answer.response);
    m_tunnel = tunnel.get();
    // A server masks nothing, so that no seed is needed.
    m_connection = MakeWsConnection(std::move(tunnel), WsRole::SERVER, options, 0);
    m_connection->SetListener(this);
    m_connection->Open();
    m_feed.Subscribe(*this);
    PassOn();
}

FeedSocket::~FeedSocket()
{
    m_feed.Unsubscribe(*this);
}

void
FeedSocket::HandleGone()
{
    m_tunnel->HandleGone();
}

void
FeedSocket::HandleEnd()
{
    m_closing = true;
    m_connection->Close(WS_GOING_AWAY, "");
}

void
FeedSocket::HandlePublished()
{
    PassOn();
}

void
FeedSocket::HandleMessage(const WsMessage& message)
{
    const auto said = message.kind == WsKind::TEXT ? ParseFeedMessage(message.bytes) : std::nullopt;
    if (said)
    {
        m_owner.HandleSaid(*said);
    }
    else if (!std::exchange(m_closing, true))
    {
        m_connection->Close(WS_UNSUPPORTED_DATA, "no message of a feed");
    }
}

void
FeedSocket::HandleWritable()
{
    PassOn();
}

void
FeedSocket::HandlePong(std::string_view, ns3::Time)
{}

void
FeedSocket::HandleClosing(std::uint16_t, std::string_view)
{
    m_closing = true;
}

void
FeedSocket::HandleClosed(const WsEnd&)
{
    m_closing = true;
    m_owner.HandleOver(*this);
}

/** Sends what the connection takes. */
void
FeedSocket::PassOn()
{
    while (!m_closing && m_position < m_feed.Last() &&
           m_connection->Send(WsKind::TEXT, FormatFeedMessage(m_feed.At(m_position + 1))))
    {
        ++m_position;
    }
}

} // namespace pagewire
