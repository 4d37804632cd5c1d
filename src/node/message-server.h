// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_MESSAGE_SERVER_H
#define PAGEWIRE_NODE_MESSAGE_SERVER_H

#include "node/feed-answer.h"
#include "node/feed-socket.h"
#include "node/http-front.h"

#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace pagewire
{

/**
 * A server with one feed of messages, which clients follow by WebSocket (`/socket`), polling
 * (`/poll`) or long polling (`/wait`), and say something to by WebSocket or `POST /say`
 * (FeedAnswer). What a client says is passed on to all, the client itself among them. With Messages
 * it is a ticker, too: it publishes so many by itself, the first one a gap after the start.
 *
 * If its node crashes, the feed stays, as on a disk; the ticker pauses until the restart.
 */
class MessageServer : public HttpFront, private FeedSocketOwner
{
  public:
    /** Signature of the trace source. */
    typedef void (*MessageTracedCallback)(const FeedMessage& message);

    static ns3::TypeId GetTypeId();

    MessageServer();
    ~MessageServer() override;

    /** How its ends of WebSocket connections behave; with deflate it takes the offers of clients.
     */
    void SetWsOptions(const WsOptions& options);

    /** Takes the streams of its random variables from this one on. \return how many */
    std::int64_t AssignStreams(std::int64_t stream);

  private:
    struct Socket
    {
        ServerExchange* exchange; //!< null once it is over
        std::unique_ptr<FeedSocket> socket;
    };

    static void AddTicker(ns3::TypeId& type);

    void StartApplication() override;
    void StopApplication() override;

    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void DropExchanges() override;
    void Revive() override;

    void HandleSaid(const FeedMessage& message) override;
    void HandleOver(FeedSocket& socket) override;

    void OpenSocket(ServerExchange& exchange, std::uint32_t connection);
    void Publish(const FeedMessage& message);
    void ScheduleTick();
    void Tick();

    // Attributes; GetTypeId has their defaults.
    ns3::Time m_hold;
    std::uint64_t m_toPublish;
    ns3::Ptr<ns3::RandomVariableStream> m_gap;
    ns3::Ptr<ns3::RandomVariableStream> m_size;

    WsOptions m_ws;
    Feed m_feed;
    FeedContext m_context;
    std::map<ServerExchange*, std::unique_ptr<FeedAnswer>> m_answers; //!< never walked through
    std::vector<Socket> m_sockets;                                    //!< in the order opened
    std::uint64_t m_published{0};                                     //!< by itself
    ns3::EventId m_tick;

    ns3::TracedCallback<const FeedMessage&> m_messagePublished;
};

} // namespace pagewire

#endif
