// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_TESTS_NODE_SOCKS_BENCH_H
#define PAGEWIRE_TESTS_NODE_SOCKS_BENCH_H

#include "net/network.h"
#include "node/socks-proxy.h"
#include "support/stream-ear.h"
#include "transport/socks-dialer.h"
#include "transport/tcp-stream.h"

#include "ns3/ptr.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace pagewire::test
{

/**
 * A client at node 0, a server "www.example" that listens on port 80 at the last node, and SOCKS
 * proxies "proxy1.example" and so on at the nodes between, on port 1080.
 */
class SocksBench
{
  public:
    /** \param links of 10 ms each way and 8 Gbit/s; one proxy stands at each node between */
    explicit SocksBench(std::size_t links = 2);
    ~SocksBench();

    SocksBench(const SocksBench&) = delete;
    SocksBench& operator=(const SocksBench&) = delete;

    SocksProxy& Proxy(std::size_t number = 1)
    {
        return *m_proxies.at(number - 1);
    }

    HostPort ProxyPlace(std::size_t number = 1) const;

    Resolver Names() const;

    /** \return straight from the node */
    std::shared_ptr<Dialer> Direct(std::size_t node = 0) const;

    /** \return through the first proxy */
    std::shared_ptr<Dialer> Socks(const SocksOptions& options = {}) const;

    /** Opens a stream to www.example by the dialer and keeps its end. */
    StreamEar& Dial(Dialer& dialer, const HostPort& to = {"www.example", 80});

    /** Connects to the first proxy and says these octets as they are. */
    StreamEar& Say(const std::string& octets);

    /** Runs until nothing happens any more, or so long. */
    void Run(ns3::Time duration = ns3::Seconds(1000));

    std::function<void(StreamEar&)> onAccept; //!< of the server, before its end opens
    std::deque<StreamEar> clients;
    std::deque<StreamEar> servers;
    std::vector<TunnelRecord> tunnels;
    std::vector<ConnectionRecord> connections;
    std::unique_ptr<Network> network;

  private:
    std::vector<ns3::Ptr<SocksProxy>> m_proxies;
    std::unique_ptr<TcpAcceptor> m_server;
};

} // namespace pagewire::test

#endif
