// SPDX-License-Identifier: GPL-2.0-only
#ifndef PAGEWIRE_NODE_SOCKS_PROXY_H
#define PAGEWIRE_NODE_SOCKS_PROXY_H

#include "node/socks-session.h"
#include "transport/node-power.h"
#include "transport/tcp-stream.h"

#include "ns3/application.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace pagewire
{

/**
 * A SOCKS proxy: versions 4, 4a and 5 (RFC 1928), with user names and passwords where there are any
 * (RFC 1929), streams by CONNECT and datagrams by UDP ASSOCIATE. BIND is not offered. It reaches
 * its targets by a dialer, which may itself lead through proxies.
 *
 * Set a dialer or a resolver before the start. At the end of a simulation call Finish(), after
 * Simulator::Run and before anything that trace sinks need is gone: it reports what is still open.
 * Simulator::Destroy disposes of a proxy with its node, without reporting anything.
 *
 * If its node crashes (NodePower), tunnels and connections are reported as "crashed"; their numbers
 * go on after the restart.
 */
class SocksProxy : public ns3::Application, public NodeProgram, private SocksSessionOwner
{
  public:
    /** Signatures of the trace sources. */
    typedef void (*TunnelTracedCallback)(const TunnelRecord& record);
    typedef void (*ConnectionTracedCallback)(const ConnectionRecord& record);

    static ns3::TypeId GetTypeId();

    SocksProxy();
    ~SocksProxy() override;

    /** The way onward; without one, straight to what the resolver finds. */
    void SetDialer(std::shared_ptr<Dialer> dialer);

    /** How the proxy finds addresses where there is no dialer. */
    void SetResolver(Resolver resolver);

    /** Of connections from clients, and to targets where there is no dialer. */
    void SetTcpOptions(const TcpOptions& options);

    /** From the first one on, clients must say who they are, which only SOCKS 5 can.
     * \throws InputError if one is empty or longer than 255 octets */
    void AddUser(const std::string& name, const std::string& password);

    /** Which targets are allowed; without any, all. */
    void SetAllowed(std::function<bool(const HostPort&)> allowed);

    /** Serves a stream that is accepted and not opened, besides those of the port. To be called
     * after the start. */
    void Accept(std::unique_ptr<ByteStream> stream);

    /** \return connections of clients that are not over */
    std::size_t Size() const;

    /** Reports what is still open and drops it; see above. Further calls do nothing. */
    void Finish();

    void HandleCrash() override;
    void HandleRestart() override;

  protected:
    void DoDispose() override;

  private:
    static void AddOffers(ns3::TypeId& type);
    static void AddTimes(ns3::TypeId& type);
    static void AddTraceSources(ns3::TypeId& type);

    void StartApplication() override;
    void StopApplication() override;

    void HandleTunnelClosed(const TunnelRecord& record) override;
    void HandleOver(SocksSession& session) override;

    void Listen();
    void BreakAll(const std::string& why);

    // Attributes; GetTypeId has their defaults.
    std::uint16_t m_port;
    bool m_socks4;
    bool m_socks4a;
    bool m_socks5;
    bool m_udp;
    ns3::Time m_negotiationTimeout;
    ns3::Time m_connectTimeout;
    ns3::Time m_resolveDelay;

    TcpOptions m_tcp;
    Resolver m_resolver;
    SocksSettings m_settings;
    std::unique_ptr<TcpAcceptor> m_acceptor;
    std::map<std::uint32_t, std::unique_ptr<SocksSession>> m_sessions; //!< by number
    std::uint32_t m_lastId{0};
    bool m_crashed{false}; //!< while it was listening, and not stopped since

    ns3::TracedCallback<const TunnelRecord&> m_tunnelClosed;
    ns3::TracedCallback<const ConnectionRecord&> m_connectionClosed;
};

} // namespace pagewire

#endif
