// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_WS_ENDPOINT_H
#define PAGEWIRE_WIRE_WS_ENDPOINT_H

#include "wire/h1-turn.h"
#include "wire/ws-connection.h"
#include "wire/ws-heartbeat.h"
#include "wire/ws-inbox.h"
#include "wire/ws-sender.h"

#include "ns3/event-id.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pagewire
{

/** What MakeWsConnection makes: joins the inbox and the sender to a stream, and closes in order. */
class WsEndpoint : public WsConnection, private ByteStreamListener
{
  public:
    WsEndpoint(std::unique_ptr<ByteStream> stream,
               WsRole role,
               const WsOptions& options,
               std::uint64_t seed);
    ~WsEndpoint() override;

    void SetListener(WsListener* listener) override;
    void Open() override;
    bool Send(WsKind kind, std::string message) override;
    std::size_t Queued() const override;
    void Ping(std::string payload) override;
    void Hold() override;
    void Resume() override;
    void Close(std::uint16_t code, std::string reason) override;
    void Abort() override;
    WsCounters Counters() const override;
    ByteStream& Stream() override;

  private:
    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void TakeTurn();
    void ReadOn();
    bool Fill();
    void Take(const WsArrival& arrival);
    void TakeMessage(const WsArrival& message);
    void TakeClose(const WsArrival& close);
    void Fail(std::uint16_t code, const std::string& reason);
    bool Listens() const;
    bool IsPaused() const;
    void WriteOn();
    bool MayEnd() const;
    void WatchClose();
    void GiveUp(const std::string& failure);
    void End(const std::string& failure);
    void Forget();

    std::unique_ptr<ByteStream> m_stream;
    WsRole m_role;
    ns3::Time m_closeWait;
    WsSender m_sender;
    WsInbox m_inbox;
    WsHeartbeat m_heartbeat;
    WsListener* m_listener{nullptr};
    std::string m_input;       //!< read from the stream
    std::string_view m_unread; //!< what the inbox has not taken of it
    bool m_held{false};
    bool m_peerClosed{false}; //!< its Close frame came
    WsEnd m_end;
    std::string m_failure; //!< how the peer broke the protocol
    bool m_wroteEnd{false};
    std::optional<StreamEnd> m_streamEnd;
    bool m_over{false};
    ns3::EventId m_closeTimer;
    WsCounters m_counters; //!< of what comes in
    H1Turn m_turn;
};

} // namespace pagewire

#endif
