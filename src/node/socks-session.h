// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SOCKS_SESSION_H
#define PAGEWIRE_NODE_SOCKS_SESSION_H

#include "node/records.h"
#include "node/socks-association.h"
#include "node/socks-dial.h"
#include "node/stream-relay.h"
#include "transport/socks-server-negotiation.h"

#include "ns3/event-id.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace pagewire
{

/** What all sessions of a SOCKS proxy share. */
struct SocksSettings
{
    ns3::Ptr<ns3::Node> node; //!< the proxy's
    SocksAdmission admission;
    bool udp{true};                               //!< UDP ASSOCIATE is offered
    std::shared_ptr<Dialer> dialer;               //!< the way onward
    std::function<bool(const HostPort&)> allowed; //!< which targets; null: any
    ns3::Time negotiationTimeout;                 //!< how long a client may take to ask
    SocksDialTimes times;
};

class SocksSession;

/** Whose session it is: the proxy. */
class SocksSessionOwner
{
  public:
    virtual ~SocksSessionOwner() = default;

    virtual void HandleTunnelClosed(const TunnelRecord& record) = 0;

    /** It is over, its record final. The owner is to destroy it later. */
    virtual void HandleOver(SocksSession& session) = 0;
};

/** A client's connection to a SOCKS proxy: the negotiation, the way to the target, the tunnel. */
class SocksSession : private ByteStreamListener, private SocksDialHandler
{
  public:
    /** \param client accepted and not opened; \param settings, owner outlive this */
    SocksSession(std::unique_ptr<ByteStream> client,
                 std::uint32_t id,
                 const SocksSettings& settings,
                 SocksSessionOwner& owner);
    ~SocksSession() override;

    void Open();

    /** Gives up at once. \param why in the record of a tunnel that there is; the session is not
     * told to be over */
    void Break(const std::string& why);

    /** Brings counters and addresses up to date. \return the record */
    const ConnectionRecord& Observe();

  private:
    enum class State
    {
        NEGOTIATING, //!< or not yet open
        CONNECTING,
        RELAYING,
        ASSOCIATED,
        REFUSED, //!< waits for the client to close
        OVER,
    };

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void HandleReached() override;
    void HandleUnreached(SocksReply reply, const std::string& why) override;

    void Negotiate();
    void Asked();
    void Associate();
    void RelayOver(StreamEnd end);
    void Refuse(SocksReply reply, const std::string& why);
    void Refuse(SocksReply reply);
    void Linger();
    void Drain();
    bool Answer(const SocksAnswer& answer);
    void SetTimer(ns3::Time after);
    void GiveUp(const std::string& why);
    void ReportTunnel(const std::string& outcome);
    void End(const std::string& reason);

    const SocksSettings& m_settings;
    SocksSessionOwner& m_owner;
    State m_state{State::NEGOTIATING};
    std::unique_ptr<ByteStream> m_client;                  //!< unless the relay has it
    std::unique_ptr<SocksServerNegotiation> m_negotiation; //!< until the request is answered
    std::unique_ptr<SocksDial> m_dial;                     //!< until the relay has its stream
    std::unique_ptr<StreamRelay> m_relay;
    std::unique_ptr<SocksAssociation> m_association;
    std::unique_ptr<TunnelRecord> m_tunnel; //!< asked for, and not yet reported
    ConnectionRecord m_record;
    ns3::EventId m_timer;
    ns3::EventId m_overEvent;
};

} // namespace pagewire

#endif
