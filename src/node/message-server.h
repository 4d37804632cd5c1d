// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_MESSAGE_SERVER_H
#define PAGEWIRE_NODE_MESSAGE_SERVER_H

#include "node/feed-answer.h"
#include "node/feed-socket.h"
#include "node/http-server.h"
#include "node/listener.h"
#include "transport/quic-endpoint.h"

#include "ns3/application.h"
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
 * At the end of a simulation call Finish(), as with Origin.
 */
class MessageServer : public ns3::Application, private HttpServerHandler, private FeedSocketOwner
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*MessageTracedCallback)(const FeedMessage& message);
    typedef void (*RequestTracedCallback)(const ServedRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);

    static ns3::TypeId GetTypeId();

    MessageServer();
    ~MessageServer() override;

    /** With a context the port speaks TLS; null means cleartext. */
    void SetTlsContext(std::shared_ptr<TlsServerContext> context);

    /** With a context the UDP port of the same number speaks HTTP/3 beside it; null means it does
     * not. */
    void SetQuicContext(std::shared_ptr<QuicServerContext> context);

    void SetTcpOptions(const TcpOptions& options);
    void SetH1Options(const H1Options& options);
    void SetH2Options(const H2Options& options);
    void SetH3Options(const H3Options& options);

    /** How its ends of WebSocket connections behave; with deflate it takes the offers of clients.
     */
    void SetWsOptions(const WsOptions& options);

    /** Takes the streams of its random variables from this one on. \return how many */
    std::int64_t AssignStreams(std::int64_t stream);

    /** Reports what is still open and drops it; see above. Further calls do nothing. */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    struct Socket
    {
        ServerExchange* exchange; //!< null once it is over
        std::unique_ptr<FeedSocket> socket;
    };

    static void AddTicker(ns3::TypeId& type);
    static void AddTraceSources(ns3::TypeId& type);

    void StartApplication() override;
    void StopApplication() override;

    void HandleRequest(ServedConnection& connection, ServerExchange& exchange) override;
    void HandleGone(ServerExchange& exchange) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;

    void HandleSaid(const FeedMessage& message) override;
    void HandleOver(FeedSocket& socket) override;

    void Listen();
    void OpenSocket(ServerExchange& exchange, std::uint32_t connection);
    void Publish(const FeedMessage& message);
    void ScheduleTick();
    void Tick();

    // Attributes; GetTypeId has their defaults.
    std::uint16_t m_port;
    ns3::Time m_keepAlive;
    ns3::Time m_hold;
    std::uint64_t m_toPublish;
    ns3::Ptr<ns3::RandomVariableStream> m_gap;
    ns3::Ptr<ns3::RandomVariableStream> m_size;

    TcpOptions m_tcp;
    H1Options m_h1;
    H2Options m_h2;
    H3Options m_h3;
    WsOptions m_ws;
    std::shared_ptr<QuicServerContext> m_quic;
    std::shared_ptr<TlsServerContext> m_tls;

    Feed m_feed;
    FeedContext m_context;
    std::unique_ptr<HttpServer> m_server;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<QuicAcceptor> m_quicListener;
    std::map<ServerExchange*, std::unique_ptr<FeedAnswer>> m_answers; //!< never walked through
    std::vector<Socket> m_sockets;                                    //!< in the order opened
    std::uint64_t m_published{0};                                     //!< by itself
    ns3::EventId m_tick;

    ns3::TracedCallback<const FeedMessage&> m_messagePublished;
    ns3::TracedCallback<const ServedRecord&> m_requestReceived;
    ns3::TracedCallback<const ServedRecord&> m_responseSent;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
};

} // namespace pagewire

#endif
