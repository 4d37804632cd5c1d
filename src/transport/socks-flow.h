// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TRANSPORT_SOCKS_FLOW_H
#define PAGEWIRE_TRANSPORT_SOCKS_FLOW_H

#include "transport/datagram-flow.h"
#include "transport/dialer.h"
#include "transport/socks-stream.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>

namespace pagewire
{

/** Datagrams that a flow keeps until its association is there; further ones are lost. */
constexpr std::size_t SOCKS_WAITING_DATAGRAMS = 64;

/**
 * A flow of datagrams through the relay of a SOCKS 5 proxy (RFC 1928 section 7). It lives no longer
 * than its control stream, which it opens when it is made; after that it is silent.
 */
class SocksFlow : public DatagramFlow, private ByteStreamListener, private DatagramListener
{
  public:
    /**
     * \param way leads to the proxy
     * \param control to the proxy, unopened, its request an UDP ASSOCIATE
     * \throws InputError for a target that SOCKS cannot name
     */
    SocksFlow(std::shared_ptr<Dialer> way,
              const HostPort& proxy,
              std::unique_ptr<SocksStream> control,
              const HostPort& target);
    ~SocksFlow() override;

    void SetListener(DatagramListener* listener) override;
    bool Send(std::string_view payload, Ecn ecn) override;

    /** \return where the control stream comes from: a flow's address must be known before there is
     * an association, and tells flows apart */
    ns3::InetSocketAddress Local() const override;

    /** \return the target, or the proxy where only that one knows the target's address */
    ns3::InetSocketAddress Remote() const override;

    /** \return whether the association is there */
    bool Associated() const
    {
        return m_flow != nullptr;
    }

  private:
    void HandleOpen() override;
    void HandleReadable() override;
    void HandleWritable() override;
    void HandleClosed(StreamEnd end) override;
    void HandleQueueWaits(const QueueWaitTag& tag) override;
    void HandleDatagram(DatagramFlow& flow, std::string_view payload, Ecn ecn) override;

    void End();

    std::shared_ptr<Dialer> m_way;
    HostPort m_proxy;
    HostPort m_target;
    std::string m_header; //!< before each datagram to the target
    std::unique_ptr<SocksStream> m_control;
    std::unique_ptr<DatagramFlow> m_flow; //!< to the relay; null before, and after the end
    DatagramListener* m_listener{nullptr};
    std::deque<std::pair<std::string, Ecn>> m_waiting;
    bool m_over{false};
};

} // namespace pagewire

#endif
