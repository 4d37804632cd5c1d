// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_FORWARD_TUNNEL_H
#define PAGEWIRE_NODE_FORWARD_TUNNEL_H

#include "node/records.h"
#include "node/stream-relay.h"
#include "transport/dialer.h"
#include "wire/tunnel-stream.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <memory>
#include <string>

namespace pagewire
{

class ForwardTunnel;

/** Whose tunnel it is: the proxy. */
class ForwardTunnelOwner
{
  public:
    virtual ~ForwardTunnelOwner() = default;

    /** The CONNECT has its response: the tunnel is open, or will never be. */
    virtual void HandleTunnelAnswered(ForwardTunnel& tunnel, const Response& response) = 0;

    /** It is over, its record final. The owner is to destroy it later. */
    virtual void HandleTunnelOver(ForwardTunnel& tunnel) = 0;
};

/** How a proxy treats its tunnels. */
struct ForwardTunnelOptions
{
    ns3::Time connect{ns3::Seconds(60)}; //!< how long the target may take to answer; 0: for ever
    /** A tunnel through which nothing went for so long is broken off; looked at once in such a
     * time, so that it may take twice as long. 0: never. */
    ns3::Time idle{ns3::Seconds(3600)};
    bool requireTls{false}; //!< what comes first from the client has to be a TLS ClientHello
};

/** A CONNECT to a proxy (RFC 9110 section 9.3.6): the way to the target, and then the tunnel. */
class ForwardTunnel : private ByteStreamListener
{
  public:
    /**
     * \param front the CONNECT, whose authority names the target
     * \param connection of the client, for the record
     * \param dialer and \param owner outlive this
     */
    ForwardTunnel(ServerExchange& front,
                  std::uint32_t connection,
                  const ForwardTunnelOptions& options,
                  Dialer& dialer,
                  ForwardTunnelOwner& owner);
    ~ForwardTunnel() override;

    void Start(const HostPort& target);

    /** The front exchange is no more; HandleTunnelOver follows if it did not come before. */
    void HandleFrontGone();

    /** \return the record, its counters as of now */
    const TunnelRecord& Observe();

  private:
    /** Hears of the client's side until its first octets were looked at. */
    struct ClientEar : public ByteStreamListener
    {
        explicit ClientEar(ForwardTunnel& owner)
            : tunnel(owner)
        {}

        void HandleOpen() override;
        void HandleReadable() override;
        void HandleWritable() override;
        void HandleClosed(StreamEnd end) override;

        ForwardTunnel& tunnel;
    };

    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;

    void Refuse(int status, const std::string& why);
    void Inspect();
    void StartRelay();
    void WatchIdle();
    void End(const std::string& outcome);

    ServerExchange* m_front; //!< null when the client is gone
    ForwardTunnelOptions m_options;
    Dialer& m_dialer;
    ForwardTunnelOwner& m_owner;
    TunnelRecord m_record;
    ClientEar m_ear{*this};
    ServerTunnel* m_accepted{nullptr};    //!< the client's side, while the exchange is there
    std::unique_ptr<ByteStream> m_client; //!< until the relay has it
    std::unique_ptr<ByteStream> m_target; //!< likewise
    std::string m_first;                  //!< octets from the client that were looked at
    std::unique_ptr<StreamRelay> m_relay;
    std::uint64_t m_carried{0}; //!< octets as of the last look
    bool m_over{false};
    ns3::EventId m_timer;
};

} // namespace pagewire

#endif
