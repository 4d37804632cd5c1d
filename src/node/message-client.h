// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_MESSAGE_CLIENT_H
#define PAGEWIRE_NODE_MESSAGE_CLIENT_H

#include "node/client-application.h"
#include "node/message-way.h"

#include "ns3/random-variable-stream.h"
#include "ns3/traced-callback.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * Follows the feed of a MessageServer by WebSocket, polling or long polling, over connections of
 * one version of HTTP, cleartext or TLS; and, with Messages, says something to it at random times.
 * Several on one node are the users of a chat, each with a name of its own.
 *
 * Set the server and the resolver or connector before the start; https is used where there is a TLS
 * context. It ends when it is stopped, or when it has heard and said what it was to.
 *
 * At the end of a simulation call Finish(), as with Browser.
 */
class MessageClient : public ClientApplication, private MessageWayOwner
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*MessageTracedCallback)(const MessageRecord& record);
    typedef void (*RequestTracedCallback)(const UpstreamRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);

    static ns3::TypeId GetTypeId();

    MessageClient();
    ~MessageClient() override;

    /** The host whose feed is followed. */
    void SetServer(const std::string& host);

    /** How its end of a WebSocket connection behaves; with deflate that is offered. */
    void SetWsOptions(const WsOptions& options);

    /** Fixes keys and masks of WebSocket, together with the name. */
    void SetSeed(std::uint64_t seed);

    /** Takes the streams of its random variables from this one on. \return how many */
    std::int64_t AssignStreams(std::int64_t stream);

    /** \return what it took so far */
    MessageTotals Totals() const;

    /** Reports what is still open and drops it; see above. Further calls do nothing. */
    void Finish();

  protected:
    void DoDispose() override;

  private:
    static void AddConnectionAttributes(ns3::TypeId& type);
    static void AddSayingAttributes(ns3::TypeId& type);
    static void AddTraceSources(ns3::TypeId& type);

    void StartApplication() override;
    void StopApplication() override;

    std::uint64_t HandleHeard(std::string_view line, std::uint64_t wireBytes) override;
    void HandleRequestDone(const UpstreamRecord& record) override;
    void HandleConnectionOpened(const ConnectionRecord& record) override;
    void HandleConnectionClosed(const ConnectionRecord& record) override;

    MessageWayOptions WayOptions() const;
    void ScheduleSaying();
    void Say();
    void StopIfDone();

    // Attributes; GetTypeId has their defaults.
    std::string m_name;
    MessageWayName m_way;
    ns3::Time m_interval;
    ns3::Time m_retryWait;
    bool m_fromBeginning;
    std::uint64_t m_toHear;
    std::uint64_t m_toSay;
    ns3::Ptr<ns3::RandomVariableStream> m_gap;
    ns3::Ptr<ns3::RandomVariableStream> m_size;

    std::string m_server;
    WsOptions m_ws;
    std::uint64_t m_seed{0};
    std::unique_ptr<Connector> m_connector; //!< while it runs
    std::unique_ptr<MessageWay> m_messages;
    std::uint64_t m_heard{0};
    std::uint64_t m_said{0};
    MessageTotals m_totals; //!< once it is finished
    ns3::EventId m_saying;
    ns3::EventId m_done;

    ns3::TracedCallback<const MessageRecord&> m_messageReceived;
    ns3::TracedCallback<const UpstreamRecord&> m_requestDone;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionOpened;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
};

} // namespace pagewire

#endif
