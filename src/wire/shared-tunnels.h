// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_WIRE_SHARED_TUNNELS_H
#define PAGEWIRE_WIRE_SHARED_TUNNELS_H

#include "transport/byte-stream.h"
#include "transport/dialer.h"
#include "wire/connect-negotiation.h"
#include "wire/tunnel-carrier.h"

#include <deque>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace pagewire
{

class SharedTunnel;

/**
 * Tunnels to many places through one connection to a proxy that multiplexes (RFC 9113 section 8.5,
 * RFC 9114 section 4.4). The connection comes about with the first tunnel, and another one when it
 * takes no more: for good, or as many streams as the proxy allows are tunnels.
 */
class SharedTunnels :
    public std::enable_shared_from_this<SharedTunnels>,
    private TunnelCarrier::Owner
{
  public:
    /** Makes an unopened connection to the proxy. \throws InputError as Dialer::Dial */
    using Connect = std::function<std::unique_ptr<ClientConnection>()>;

    SharedTunnels(Connect connect, std::shared_ptr<ProxyLogin> login);
    ~SharedTunnels() override;

    /** \return an unopened stream to the place; it keeps this alive */
    std::unique_ptr<ByteStream> Dial(const HostPort& to);

    /** See ClientConnection: connections go on from the new network, or are given up with their
     * tunnels. */
    void HandleNetworkChange();

  private:
    friend class SharedTunnel;

    /** The tunnel is asked for as soon as there is room. */
    void Ask(SharedTunnel& tunnel);
    void Withdraw(SharedTunnel& tunnel);

    void HandleChange() override;
    void HandleOver(TunnelCarrier& carrier, std::string_view reason) override;

    void AskWaiting();
    bool OpenCarrier();
    void FailWaiting(StreamEnd end);

    Connect m_connect;
    std::shared_ptr<ProxyLogin> m_login;
    std::vector<std::unique_ptr<TunnelCarrier>> m_carriers; //!< the newest last
    std::deque<SharedTunnel*> m_waiting;
};

} // namespace pagewire

#endif
