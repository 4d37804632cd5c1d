// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FEED_SOCKET_H
#define PAGEWIRE_NODE_FEED_SOCKET_H

#include "node/feed.h"
#include "wire/server-connection.h"
#include "wire/tunnel-stream.h"
#include "wire/ws-connection.h"
#include "wire/ws-handshake.h"

#include <cstdint>
#include <memory>

namespace pagewire
{

class FeedSocket;

/** Whose WebSocket connection it is: the server. */
class FeedSocketOwner
{
  public:
    virtual ~FeedSocketOwner() = default;

    /** A client says something. */
    virtual void HandleSaid(const FeedMessage& message) = 0;

    /** It is over. The owner is to destroy it later. */
    virtual void HandleOver(FeedSocket& socket) = 0;
};

/**
 * The server's side of one client that follows a feed by WebSocket: each message of the feed is a
 * message of text, and so is what the client says. What the client is too slow for waits in the
 * feed. Text that is no message of a feed closes with WS_UNSUPPORTED_DATA, binary messages, too.
 */
class FeedSocket : private FeedReader, private WsListener
{
  public:
    /**
     * Answers the request with a 101.
     * \param answer AnswerWebSocket's, which must have agreed
     * \param options but for deflate, which the answer decides
     * \param position up to which the client has the feed
     */
    FeedSocket(ServerExchange& exchange,
               const WsAnswer& answer,
               WsOptions options,
               Feed& feed,
               std::uint64_t position,
               FeedSocketOwner& owner);
    ~FeedSocket() override;

    FeedSocket(const FeedSocket&) = delete;
    FeedSocket& operator=(const FeedSocket&) = delete;

    /** The exchange is over (RequestHandler::HandleGone). */
    void HandleGone();

  private:
    void HandlePublished() override;
    void HandleEnd() override;
    void HandleMessage(const WsMessage& message) override;
    void HandleWritable() override;
    void HandlePong(std::string_view payload, ns3::Time roundTrip) override;
    void HandleClosing(std::uint16_t code, std::string_view reason) override;
    void HandleClosed(const WsEnd& end) override;

    void PassOn();

    Feed& m_feed;
    std::uint64_t m_position;
    FeedSocketOwner& m_owner;
    ServerTunnel* m_tunnel{nullptr}; //!< the connection owns it
    std::unique_ptr<WsConnection> m_connection;
    bool m_closing{false};
};

} // namespace pagewire

#endif
