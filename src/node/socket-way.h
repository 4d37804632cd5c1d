// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SOCKET_WAY_H
#define PAGEWIRE_NODE_SOCKET_WAY_H

#include "node/message-way.h"
#include "node/pooled-connection.h"
#include "wire/tunnel-stream.h"
#include "wire/ws-handshake.h"

#include "ns3/event-id.h"

#include <deque>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * WebSocket: a connection of its own of any version of HTTP, the opening handshake on it, and then
 * messages both ways. When it is lost it is opened again after a while, and the feed goes on where
 * it was. Of the octets, MessageTotals has those of the handshakes and of the frames.
 */
class SocketWay :
    public MessageWay,
    private PooledConnectionOwner,
    private TunnelAsker,
    private WsListener
{
  public:
    SocketWay(Connector& connector, const MessageWayOptions& options, MessageWayOwner& owner);
    ~SocketWay() override;

    void Start() override;
    void Say(std::string line) override;
    void Stop() override;
    void Finish(const std::string& reason) override;
    MessageTotals Totals() const override;

  private:
    void HandleReady(PooledConnection& connection) override;
    void HandleChange(PooledConnection& connection) override;
    ResponseReceiver* HandlePush(PooledConnection& connection,
                                 const Request& request,
                                 ClientExchange& exchange) override;
    void HandleGone(PooledConnection& connection) override;

    void HandleTunnel(const Response& response, std::unique_ptr<ByteStream> stream) override;
    void HandleRefusal(const Response& response) override;
    void HandleNoTunnel(const ExchangeFailure& failure) override;

    void HandleMessage(const WsMessage& message) override;
    void HandleWritable() override;
    void HandlePong(std::string_view payload, ns3::Time roundTrip) override;
    void HandleClosing(std::uint16_t code, std::string_view reason) override;
    void HandleClosed(const WsEnd& end) override;

    void Open();
    void TellHandshake(const Response& response, const std::string& failure);
    WsTerms Terms() const;
    Request MakeRequest();
    void SayOn();
    void Lose();
    void CountSocket();

    Connector& m_connector;
    MessageWayOptions m_options;
    MessageWayOwner& m_owner;
    SeededBytes m_keys;
    std::uint32_t m_connections{0};                 //!< so far
    std::unique_ptr<PooledConnection> m_connection; //!< outlives what is sent on it
    std::unique_ptr<TunnelRequest> m_asking;
    std::unique_ptr<WsConnection> m_socket;
    Request m_request;
    ns3::Time m_asked{0};        //!< when the present handshake began
    std::uint64_t m_position{0}; //!< the last number heard; 0: none yet
    std::deque<std::string> m_unsaid;
    MessageTotals m_totals; //!< but for the octets of the present socket
    bool m_closing{false};  //!< of the present socket
    bool m_stopped{false};
    ns3::EventId m_retry;
};

} // namespace pagewire

#endif
